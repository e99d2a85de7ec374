/**
 * Page-table entries: the 64-bit words that the processor reads to translate an address.
 *
 * Levels are counted 4, 3, 2, 1: PML4, PDPT, PD, PT, the seed's PML4 to PML1. An entry either
 * names the table one level down or, as a leaf, maps memory: always at level 1, and at levels 2
 * (2 MiB) and 3 (1 GiB) when its PS bit is 1. Both kinds, highest bit on the left; M is the number
 * of physical address bits of the processor, `.` a bit that hardware ignores, `0` a reserved one:
 *
 *            63  62        52 51     M M-1            30 29      21 20  13  12  11   9  8  7  6  5
 *           ┌───┬────────────┬────────┬─────────────────┬──────────┬──────┬───┬──────┬──┬──┬──┬──┐
 *  table    │XD │ . . . . . .│ 0 … 0  │          address of the table, [M-1:12]│K . . │. │ 0│. │A │
 *           ├───┼────────────┼────────┼─────────────────┬──────────┬──────┬───┼──────┼──┼──┼──┼──┤
 *  1 GiB    │XD │ . . . . . .│ 0 … 0  │ address [M-1:30]│ 0 … … … … … … 0 │PAT│ . . .│G │ 1│D │A │
 *           ├───┼────────────┼────────┼─────────────────┴──────────┬──────┼───┼──────┼──┼──┼──┼──┤
 *  2 MiB    │XD │ . . . . . .│ 0 … 0  │ address [M-1:21]           │0 … 0 │PAT│ . . .│G │ 1│D │A │
 *           ├───┼────────────┼────────┼────────────────────────────┴──────┴───┼──────┼──┼──┼──┼──┤
 *  4 KiB    │XD │ . . . . . .│ 0 … 0  │ address [M-1:12]                      │ . . .│G │PT│D │A │
 *           └───┴────────────┴────────┴───────────────────────────────────────┴──────┴──┴──┴──┴──┘
 *  bits [4:0] in all of them:  PCD (4), PWT (3), U/S (2), R/W (1), P (0).
 *  K (bit 11 of a table entry) is ours: the table below stays when it gets empty.
 *  PT is the PAT bit of a 4 KiB leaf: bit 7 there, bit 12 in larger ones, because bit 7 is PS.
 *
 * Used by: `page-walk.ts`, `page-table.ts`, `audit.ts`, `page-fault.ts`.    Uses: `page-flags.ts`.
 * Invariants:
 *   I1. An entry that is not present is exactly 0.
 *   I2. An entry of ours sets no reserved bit: addresses fit the processor and are multiples of the
 *       page size.
 *   I3. A table entry is address | P | R/W, with U/S exactly in the user half (decision 0007).
 * Not handled here: protection keys (bits [62:59], ignored while CR4.PKE is 0), 5-level paging.
 * Sources: [SDM3] "4-Level Paging and 5-Level Paging", the tables "Format of …" from PML4E to PTE;
 *          [SDM3] "Determining the Memory Type Used to Access a Page"; [LIMINE] "x86-64" (PAT).
 */
import {
  PAGE_HARDWARE_FLAGS,
  type PageFlags,
  PAGE_PRESENT,
  PAGE_USER,
  PAGE_WRITABLE,
  PAGE_WRITE_COMBINING,
  PAGE_WRITE_THROUGH,
} from './page-flags.ts';

/** One entry of a table of any level. */
export type PageTableEntry = Branded<u64, 'PageTableEntry'>;

/** Bit 5 (A). 1: the processor has used the entry. */
export const ENTRY_ACCESSED: u64 = 0x20n;
/** Bit 6 (D) of a leaf. 1: the processor has written to the page. */
export const ENTRY_DIRTY: u64 = 0x40n;
/** Bit 7 (PS) at levels 2 and 3. 1: the entry is a leaf. Reserved at level 4. */
export const ENTRY_LARGE: u64 = 0x80n;
/** Bit 7 of a level-1 entry (PAT): highest bit of the index into the page attribute table. */
export const ENTRY_PAT_SMALL: u64 = 0x80n;
/** Bit 12 of a leaf at level 2 or 3 (PAT): the same. */
export const ENTRY_PAT_LARGE: u64 = 0x1000n;
/** Bit 11 of a table entry, ignored by hardware: the table is kept when it gets empty. */
export const ENTRY_PERMANENT: u64 = 0x800n;
/** Bit 63 (XD): see `PAGE_NO_EXECUTE`. */
export const ENTRY_NO_EXECUTE: u64 = 0x8000_0000_0000_0000n;
/** Bits [51:12]: the widest physical address an entry can hold. */
export const ENTRY_ADDRESS_BITS: u64 = 0x000f_ffff_ffff_f000n;

/** The entry of nothing. All bits are 0, not only P: an address left behind may be speculated on. */
export const EMPTY_ENTRY: PageTableEntry = brand<PageTableEntry>(0n);

/** Level of the root table. */
export const ROOT_LEVEL: u32 = 4;
/** Highest level at which a leaf exists (1 GiB). */
export const HIGHEST_LEAF_LEVEL: u32 = 3;
/** Entries of a table of any level. */
export const ENTRIES_PER_TABLE: u32 = 512;
/** Index in the PML4 of the first entry of the higher half. */
export const FIRST_KERNEL_INDEX: u32 = 256;

/** Position of the lowest address bit that selects an entry at `level`: 12, 21, 30, 39. */
export function levelShift(level: u32): u64 {
  return 12n + 9n * u64(level - 1);
}

/** Bytes that one entry of `level` covers: 4 KiB, 2 MiB, 1 GiB, 512 GiB for levels 1 to 4. */
export function pageBytes(level: u32): u64 {
  return 1n << levelShift(level);
}

/** Whether the entry means anything: a table or a leaf. */
export function isPresent(entry: PageTableEntry): bool {
  return (entry & PAGE_PRESENT) !== 0n;
}

/** Whether an entry found at `level` maps memory. */
export function isLeaf(entry: PageTableEntry, level: u32): bool {
  if (!isPresent(entry)) return false;
  return level === 1 || (level <= HIGHEST_LEAF_LEVEL && (entry & ENTRY_LARGE) !== 0n);
}

/** Whether an entry found at `level` names a table of the level below. */
export function isTable(entry: PageTableEntry, level: u32): bool {
  return isPresent(entry) && !isLeaf(entry, level);
}

/** Whether the table that `entry` names is kept when it gets empty. */
export function isPermanent(entry: PageTableEntry): bool {
  return (entry & ENTRY_PERMANENT) !== 0n;
}

/** The frame of the table that a table entry names. */
export function tableAddress(entry: PageTableEntry): PhysAddr {
  return phys(entry & ENTRY_ADDRESS_BITS);
}

/** The first byte of the memory that a leaf of `level` maps. */
export function leafAddress(entry: PageTableEntry, level: u32): PhysAddr {
  return phys(entry & ENTRY_ADDRESS_BITS & ~(pageBytes(level) - 1n));
}

/** The flags of a leaf of `level`, as they were asked for. */
export function leafFlags(entry: PageTableEntry, level: u32): PageFlags {
  const flags = entry & PAGE_HARDWARE_FLAGS;
  if ((entry & patBit(level)) === 0n) return flags;
  return (flags & ~PAGE_WRITE_THROUGH) | PAGE_WRITE_COMBINING;
}

/** Position of the PAT bit in a leaf of `level`. */
export function patBit(level: u32): u64 {
  return level === 1 ? ENTRY_PAT_SMALL : ENTRY_PAT_LARGE;
}

/**
 * Makes the leaf of `level` that maps `address` with `flags`.
 *
 * Write-combining is entry 5 of the page attribute table (PAT = 1, PCD = 0, PWT = 1), where the
 * Limine protocol puts it and `control-registers.ts` too.
 *
 * @param address - physical, multiple of the page size of `level`, within the processor's width
 * @param flags   - checked by `checkFlags`
 */
export function encodeLeaf(address: PhysAddr, flags: PageFlags, level: u32): PageTableEntry {
  let bits: u64 = address | (flags & PAGE_HARDWARE_FLAGS);
  if ((flags & PAGE_WRITE_COMBINING) !== 0n) bits |= patBit(level) | PAGE_WRITE_THROUGH;
  if (level > 1) bits |= ENTRY_LARGE;
  return brand<PageTableEntry>(bits);
}

/**
 * Makes the entry that names the table in frame `table`: keeps I3.
 *
 * @param address - any address that the entry will translate; tells the half
 */
export function encodeTable(table: PhysAddr, address: VirtAddr): PageTableEntry {
  const user: u64 = isUserHalf(address) ? PAGE_USER : 0n;
  return brand<PageTableEntry>(table | PAGE_PRESENT | PAGE_WRITABLE | user);
}

/** Whether `address` lies in the lower half, where user programs are. */
export function isUserHalf(address: VirtAddr): bool {
  return address >> 63n === 0n;
}
