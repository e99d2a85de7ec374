/**
 * Claims about single changes of page tables: map, unmap, protect, translate on a given root.
 *
 * Used by: `all.ktest.ts`.            Uses: `support/tables.ts`.
 */
import * as Frame from '../../kernel/mm/frame.ts';
import { MapStatus, setLimits } from '../../kernel/mm/page-arguments.ts';
import {
  KERNEL_CODE,
  KERNEL_DATA,
  KERNEL_DEVICE,
  KERNEL_FRAMEBUFFER,
  KERNEL_READ_ONLY,
  PAGE_ALL_FLAGS,
  PAGE_CACHE_DISABLE,
  PAGE_GLOBAL,
  PAGE_NO_EXECUTE,
  PAGE_PRESENT,
  PAGE_USER,
  PAGE_WRITABLE,
  PAGE_WRITE_COMBINING,
  PAGE_WRITE_THROUGH,
} from '../../kernel/mm/page-flags.ts';
import * as PageTableRoot from '../../kernel/mm/page-table-root.ts';
import * as PageTable from '../../kernel/mm/page-table.ts';
import { expect, expectEqual, group } from './support/ktest.ts';
import { pageTableModel } from './support/page-table-model.ts';
import {
  drop,
  effectiveFlags,
  expectAbsent,
  expectMapped,
  expectStatus,
  failEachAllocation,
  rawEntry,
  readWord,
  root,
  setRawEntry,
  settled,
  settledUnmap,
  standardLimits,
  tableCount,
  tableTest,
  writeWord,
} from './support/tables.ts';

const PAGE: VirtAddr = virt(0xffff_c000_0000_1000n);
const USER_PAGE: VirtAddr = virt(0x0000_4000_0000_1000n);
const FRAME: PhysAddr = phys(0x1234_5000n);
const OTHER_FRAME: PhysAddr = phys(0x7654_3000n);
const LARGE_PAGE: VirtAddr = virt(0xffff_c000_4000_0000n);
const LARGE_FRAME: PhysAddr = phys(0x4000_0000n);
const SIZE_4K: u64 = 0x1000n;
const SIZE_2M: u64 = 0x20_0000n;
const SIZE_1G: u64 = 0x4000_0000n;
const USER_DATA: u64 = PAGE_PRESENT | PAGE_USER | PAGE_WRITABLE | PAGE_NO_EXECUTE;
const USER_CODE: u64 = PAGE_PRESENT | PAGE_USER;

export function suite(): void {
  mapRefusals();
  mapEffects();
  unmapClaims();
  protectClaims();
  translateClaims();
  pageTableModel();
}

/** Asks for one mapping that must be refused, and checks that nothing changed. */
function expectRefused(frame: PhysAddr, page: VirtAddr, flags: u64, expected: MapStatus): void {
  'track caller';
  const before = tableCount();
  expectStatus(PageTable.map(root(), frame, page, flags), expected, 'status');
  expectEqual(tableCount(), before, 'tables in use');
}

function mapOne(frame: PhysAddr, page: VirtAddr, flags: u64): void {
  expectStatus(PageTable.map(root(), frame, page, flags), MapStatus.Ok, 'status of a mapping');
}

function mapLarge(bytes: u64): void {
  const status = PageTable.mapRange(root(), LARGE_FRAME, LARGE_PAGE, bytes, KERNEL_DATA);
  expectStatus(status, MapStatus.Ok, 'status of a large mapping');
}

function mapRefusals(): void {
  group('map refuses');
  tableTest('an unaligned physical address', () => {
    // defect 19
    expectRefused(phys(0x7fe_1094n), PAGE, KERNEL_DATA, MapStatus.Misaligned);
    expectRefused(phys(FRAME + 1n), PAGE, KERNEL_DATA, MapStatus.Misaligned);
    expectRefused(phys(FRAME + 0x800n), PAGE, KERNEL_DATA, MapStatus.Misaligned);
    expectAbsent(PAGE);
  });
  tableTest('an unaligned virtual address', () => {
    expectRefused(FRAME, virt(PAGE + 1n), KERNEL_DATA, MapStatus.Misaligned);
    expectRefused(FRAME, virt(PAGE + 0xfffn), KERNEL_DATA, MapStatus.Misaligned);
  });
  tableTest('a virtual address that is not canonical', () => {
    // defect 20
    const low = virt(0x0000_9000_0000_1000n);
    const high = virt(0xffff_9000_0000_1000n);
    expectRefused(FRAME, low, KERNEL_DATA, MapStatus.NotCanonical);
    expectRefused(FRAME, virt(0x0000_8000_0000_0000n), KERNEL_DATA, MapStatus.NotCanonical);
    expectRefused(FRAME, virt(0xffff_7fff_ffff_f000n), KERNEL_DATA, MapStatus.NotCanonical);
    mapOne(FRAME, high, KERNEL_DATA);
    expectMapped(high, FRAME, KERNEL_DATA, SIZE_4K);
  });
  tableTest('page 0', () => {
    expectRefused(FRAME, virt(0n), USER_DATA, MapStatus.NullPage);
  });
  tableTest('a physical address beyond the width of the processor', () => {
    setLimits({ physicalWidthBits: 36, hasGigabytePages: true, hasNoExecute: true });
    const first = phys(0x10_0000_0000n);
    expectRefused(first, PAGE, KERNEL_DATA, MapStatus.BeyondPhysicalWidth);
    expectRefused(phys(1n << 51n), PAGE, KERNEL_DATA, MapStatus.BeyondPhysicalWidth);
    mapOne(phys(first - 0x1000n), PAGE, KERNEL_DATA);
    standardLimits();
  });
  tableTest('a physical address above 52 bits even on the widest processor', () => {
    setLimits({ physicalWidthBits: 52, hasGigabytePages: true, hasNoExecute: true });
    expectRefused(phys(1n << 52n), PAGE, KERNEL_DATA, MapStatus.BeyondPhysicalWidth);
    expectRefused(phys(1n << 63n), PAGE, KERNEL_DATA, MapStatus.BeyondPhysicalWidth);
    expectRefused(phys(0xffff_ffff_ffff_f000n), PAGE, KERNEL_DATA, MapStatus.BeyondPhysicalWidth);
    standardLimits();
  });
  tableTest('flags without Present', () => {
    // defect 23
    expectRefused(FRAME, PAGE, 0n, MapStatus.PresentMissing);
    expectRefused(FRAME, PAGE, PAGE_WRITABLE | PAGE_NO_EXECUTE, MapStatus.PresentMissing);
  });
  tableTest('a flag that does not exist', () => {
    // defect 23
    expectRefused(FRAME, PAGE, KERNEL_DATA | 0x1000n, MapStatus.UnknownFlag);
    for (const bit of range(0n, 64n)) {
      const flag = 1n << bit;
      if ((PAGE_ALL_FLAGS & flag) !== 0n) continue;
      expectRefused(FRAME, PAGE, KERNEL_DATA | flag, MapStatus.UnknownFlag);
    }
  });
  tableTest('a page that is writable and executable', () => {
    // defect 32
    const both = PAGE_PRESENT | PAGE_WRITABLE;
    expectRefused(FRAME, PAGE, both, MapStatus.WritableAndExecutable);
    expectRefused(FRAME, USER_PAGE, both | PAGE_USER, MapStatus.WritableAndExecutable);
  });
  tableTest('a user page in the kernel half', () => {
    // defect 18
    expectRefused(FRAME, PAGE, USER_DATA, MapStatus.UserInKernelHalf);
    const top = virt(0xffff_ffff_ffff_f000n);
    expectRefused(FRAME, top, USER_CODE, MapStatus.UserInKernelHalf);
  });
  tableTest('a global page in the user half', () => {
    expectRefused(FRAME, USER_PAGE, USER_DATA | PAGE_GLOBAL, MapStatus.GlobalInUserHalf);
  });
  tableTest('two cache types at once', () => {
    const conflict = MapStatus.ConflictingCacheTypes;
    expectRefused(FRAME, PAGE, KERNEL_FRAMEBUFFER | PAGE_CACHE_DISABLE, conflict);
    expectRefused(FRAME, PAGE, KERNEL_FRAMEBUFFER | PAGE_WRITE_THROUGH, conflict);
  });
  tableTest('No-Execute where the processor does not have it', () => {
    setLimits({ physicalWidthBits: 40, hasGigabytePages: false, hasNoExecute: false });
    expectRefused(FRAME, PAGE, KERNEL_DATA, MapStatus.NoExecuteUnsupported);
    expectRefused(FRAME, PAGE, PAGE_PRESENT | PAGE_WRITABLE, MapStatus.WritableAndExecutable);
    mapOne(FRAME, PAGE, PAGE_PRESENT);
    standardLimits();
  });
  tableTest('a page that is mapped, to the same frame or another', () => {
    // defect 23
    mapOne(FRAME, PAGE, KERNEL_READ_ONLY);
    const entry = rawEntry(PAGE, 1);
    expectRefused(FRAME, PAGE, KERNEL_READ_ONLY, MapStatus.AlreadyMapped);
    expectRefused(OTHER_FRAME, PAGE, KERNEL_DATA, MapStatus.AlreadyMapped);
    expectEqual(rawEntry(PAGE, 1), entry, 'entry');
  });
  tableTest('a page inside a 2 MiB page, whose bytes stay as they are', () => {
    // defect 22
    const frame = Frame.allocContiguous(512n, 512n);
    assert(frame !== null, 'tests: no 2 MiB of frames');
    const status = PageTable.mapRange(root(), frame, LARGE_PAGE, SIZE_2M, KERNEL_DATA);
    expectStatus(status, MapStatus.Ok, 'status');
    const entry = rawEntry(LARGE_PAGE, 2);
    const inside = virt(LARGE_PAGE + SIZE_4K);
    // Word 1 is where an entry for the second page would go if the data were taken for a table.
    writeWord(frame, 1, 0x5a5a_5a5a_5a5a_5a5an);
    expectRefused(FRAME, inside, KERNEL_DATA, MapStatus.LargePageInTheWay);
    expectEqual(readWord(frame, 1), 0x5a5a_5a5a_5a5a_5a5an, 'word of the data');
    expectEqual(rawEntry(LARGE_PAGE, 2), entry, 'large entry');
    expectMapped(inside, phys(frame + SIZE_4K), KERNEL_DATA, SIZE_2M);
    expectEqual(Frame.freeContiguous(frame, 512n), Frame.FrameStatus.Ok, 'freeing');
  });
  tableTest('a page inside a 1 GiB page', () => {
    // defect 22
    mapLarge(SIZE_1G);
    const inside = virt(LARGE_PAGE + 0x1234_5000n);
    expectRefused(FRAME, inside, KERNEL_DATA, MapStatus.LargePageInTheWay);
  });
  tableTest('to go on without frames, and takes none', () => {
    // defect 21
    const needed = failEachAllocation(
      () => PageTable.map(root(), FRAME, PAGE, KERNEL_DATA),
      () => rawEntry(PAGE, 4) === 0n,
    );
    expectEqual(needed, 3n, 'tables of a first mapping');
    expectMapped(PAGE, FRAME, KERNEL_DATA, SIZE_4K);
  });
}

function mapEffects(): void {
  group('map');
  tableTest('translates the page to the frame, with the flags asked for', () => {
    mapOne(FRAME, PAGE, KERNEL_DATA);
    expectMapped(PAGE, FRAME, KERNEL_DATA, SIZE_4K);
    expectAbsent(virt(PAGE + SIZE_4K));
    expectAbsent(virt(PAGE - SIZE_4K));
  });
  tableTest('needs three tables for the first page and none for its neighbour', () => {
    mapOne(FRAME, PAGE, KERNEL_DATA);
    expectEqual(tableCount(), 4n, 'tables with the root');
    mapOne(OTHER_FRAME, virt(PAGE + SIZE_4K), KERNEL_DATA);
    expectEqual(tableCount(), 4n, 'tables with the root');
  });
  tableTest('writes exactly the address and the flags into the leaf', () => {
    mapOne(FRAME, PAGE, KERNEL_DATA);
    expectEqual(rawEntry(PAGE, 1), 0x8000_0000_1234_5103n, 'leaf');
    mapOne(FRAME, virt(PAGE + SIZE_4K), KERNEL_CODE);
    expectEqual(rawEntry(virt(PAGE + SIZE_4K), 1), 0x1234_5101n, 'leaf of code');
  });
  tableTest('gives table entries Present and Writable, and nothing else in the kernel half', () => {
    mapOne(FRAME, PAGE, KERNEL_READ_ONLY);
    for (const level of range(2, 5)) {
      expectEqual(rawEntry(PAGE, level) & 0x8000_0000_0000_0fffn, 0x3n, 'bits of a table entry');
    }
  });
  tableTest('lets user mode reach a user page through every level', () => {
    // defect 17
    mapOne(FRAME, USER_PAGE, USER_DATA);
    for (const level of range(1, 5)) {
      expectEqual(rawEntry(USER_PAGE, level) & PAGE_USER, PAGE_USER, 'User bit');
    }
    expectEqual(effectiveFlags(USER_PAGE), USER_DATA, 'effective flags');
  });
  tableTest('keeps user mode out of kernel pages at every level', () => {
    // defect 18
    mapOne(FRAME, PAGE, KERNEL_CODE);
    for (const level of range(1, 5)) {
      expectEqual(rawEntry(PAGE, level) & PAGE_USER, 0n, 'User bit');
    }
  });
  tableTest('keeps a kernel page in the user half from user mode', () => {
    mapOne(FRAME, USER_PAGE, PAGE_PRESENT | PAGE_NO_EXECUTE);
    expectEqual(effectiveFlags(USER_PAGE) & PAGE_USER, 0n, 'effective User bit');
  });
  tableTest('gives effectively what was asked, for every combination of flags', () => {
    // Present, Writable, User, Write-Through, Cache-Disable, Global, No-Execute.
    let granted: u32 = 0;
    for (const bits of range(0n, 128n)) {
      const flags = flagsOf(bits);
      const page = virt(((bits & 2n) !== 0n ? USER_PAGE : PAGE) + bits * SIZE_4K);
      if (PageTable.map(root(), FRAME, page, flags) !== MapStatus.Ok) {
        expectEqual(effectiveFlags(page), 0n, 'effective flags after a refusal');
        continue;
      }
      granted += 1;
      expectEqual(effectiveFlags(page), flags, 'effective flags');
    }
    // Kernel half: W^X gives 3 of 4, times 8 for cache bits and Global; user half: 3 times 4.
    expectEqual(granted, 36, 'combinations granted');
  });
  tableTest('keeps all 52 bits of a physical address', () => {
    // defect 27
    setLimits({ physicalWidthBits: 52, hasGigabytePages: true, hasNoExecute: true });
    const frame = phys(0x000f_ffff_ffff_f000n);
    mapOne(frame, PAGE, KERNEL_DATA);
    expectMapped(PAGE, frame, KERNEL_DATA, SIZE_4K);
    const high = phys(0x0008_0000_0000_0000n);
    mapOne(high, virt(PAGE + SIZE_4K), KERNEL_DATA);
    expectMapped(virt(PAGE + SIZE_4K), high, KERNEL_DATA, SIZE_4K);
    expectStatus(settledUnmap(PageTable.unmap(root(), PAGE)), MapStatus.Ok, 'unmapping');
    const second = virt(PAGE + SIZE_4K);
    expectStatus(settledUnmap(PageTable.unmap(root(), second)), MapStatus.Ok, 'unmapping');
    standardLimits();
  });
  tableTest('maps the last page of the address space', () => {
    const last = virt(0xffff_ffff_ffff_f000n);
    mapOne(FRAME, last, KERNEL_DATA);
    expectMapped(virt(0xffff_ffff_ffff_ffffn), phys(FRAME + 0xfffn), KERNEL_DATA, SIZE_4K);
  });
  tableTest('maps the first and the last page of the user half', () => {
    mapOne(FRAME, virt(0x1000n), USER_DATA);
    mapOne(OTHER_FRAME, virt(0x0000_7fff_ffff_f000n), USER_CODE);
    expectMapped(virt(0x1000n), FRAME, USER_DATA, SIZE_4K);
    expectMapped(virt(0x0000_7fff_ffff_f000n), OTHER_FRAME, USER_CODE, SIZE_4K);
  });
  tableTest('makes device pages uncacheable, and never executable', () => {
    // defect 28
    mapOne(FRAME, PAGE, KERNEL_DEVICE);
    const uncacheable = PAGE_CACHE_DISABLE | PAGE_WRITE_THROUGH;
    expectEqual(rawEntry(PAGE, 1) & uncacheable, uncacheable, 'cache bits');
    expectEqual(effectiveFlags(PAGE) & PAGE_NO_EXECUTE, PAGE_NO_EXECUTE, 'No-Execute');
    expectRefused(FRAME, PAGE, KERNEL_DATA, MapStatus.AlreadyMapped);
    expectStatus(settledUnmap(PageTable.unmap(root(), PAGE)), MapStatus.Ok, 'unmapping');
  });
  tableTest('encodes write-combining as entry 5 of the page attribute table', () => {
    // defect 33
    mapOne(FRAME, PAGE, KERNEL_FRAMEBUFFER);
    // PAT is bit 7 of a 4 KiB leaf; PWT is bit 3, PCD bit 4.
    expectEqual(rawEntry(PAGE, 1) & 0x98n, 0x88n, 'PAT, PCD, PWT');
    expectMapped(PAGE, FRAME, KERNEL_FRAMEBUFFER, SIZE_4K);
    const status = PageTable.mapRange(root(), LARGE_FRAME, LARGE_PAGE, SIZE_2M, KERNEL_FRAMEBUFFER);
    expectStatus(status, MapStatus.Ok, 'status');
    // PAT is bit 12 of a 2 MiB leaf.
    expectEqual(rawEntry(LARGE_PAGE, 2) & 0x1018n, 0x1008n, 'PAT, PCD, PWT');
    expectMapped(LARGE_PAGE, LARGE_FRAME, KERNEL_FRAMEBUFFER, SIZE_2M);
  });
  tableTest('keeps two address spaces apart', () => {
    // defect 29
    const first = root();
    mapOne(FRAME, USER_PAGE, USER_DATA);
    expect(otherRootMapsNothing(first), 'nothing in a second root');
  });
}

/** The flags of a combination of 7 bits, in the order of the bits in an entry. */
function flagsOf(bits: u64): u64 {
  let flags: u64 = 0n;
  if ((bits & 1n) !== 0n) flags |= PAGE_PRESENT;
  if ((bits & 2n) !== 0n) flags |= PAGE_USER;
  if ((bits & 4n) !== 0n) flags |= PAGE_WRITABLE;
  if ((bits & 8n) !== 0n) flags |= PAGE_NO_EXECUTE;
  if ((bits & 16n) !== 0n) flags |= PAGE_WRITE_THROUGH;
  if ((bits & 32n) !== 0n) flags |= PAGE_CACHE_DISABLE;
  if ((bits & 64n) !== 0n) flags |= PAGE_GLOBAL;
  return flags;
}

/** Whether a second, fresh root translates `USER_PAGE` to nothing, and can map it to another frame. */
function otherRootMapsNothing(first: PhysAddr): bool {
  const second = PageTableRoot.createRoot();
  assert(second !== null, 'tests: no frame for a second root');
  const before = PageTable.translate(second, USER_PAGE);
  expectStatus(PageTable.map(second, OTHER_FRAME, USER_PAGE, USER_DATA), MapStatus.Ok, 'status');
  const own = PageTable.translate(first, USER_PAGE);
  const isKept = own.kind === 'mapped' && own.phys === FRAME;
  PageTableRoot.clearRoot(second);
  expectStatus(PageTableRoot.destroyRoot(second), MapStatus.Ok, 'destroying the second root');
  return before.kind === 'absent' && isKept;
}

function unmapClaims(): void {
  group('unmap');
  tableTest('returns the frame that was mapped', () => {
    mapOne(FRAME, PAGE, KERNEL_DATA);
    const result = PageTable.unmap(root(), PAGE);
    if (result.kind === 'refused') {
      expectStatus(result.status, MapStatus.Ok, 'status');
      return;
    }
    expectEqual(u64(result.frame), u64(FRAME), 'frame');
    drop(result.flush);
    expectAbsent(PAGE);
  });
  tableTest('returns the three tables of the last page, once the token is consumed', () => {
    // defect 25
    mapOne(FRAME, PAGE, KERNEL_DATA);
    expectEqual(tableCount(), 4n, 'tables with the root');
    const result = PageTable.unmap(root(), PAGE);
    // The processor may still walk the unlinked tables: their frames must not be handed out yet.
    expectEqual(tableCount(), 4n, 'tables before the token is consumed');
    expectStatus(settledUnmap(result), MapStatus.Ok, 'status');
    expectEqual(tableCount(), 1n, 'tables afterwards');
    expectEqual(rawEntry(PAGE, 4), 0n, 'root entry');
  });
  tableTest('keeps the tables that other pages use', () => {
    const neighbour = virt(PAGE + SIZE_4K);
    const inNextTable = virt(PAGE + SIZE_2M);
    mapOne(FRAME, PAGE, KERNEL_DATA);
    mapOne(FRAME, neighbour, KERNEL_DATA);
    mapOne(FRAME, inNextTable, KERNEL_DATA);
    expectEqual(tableCount(), 5n, 'tables with the root');
    expectStatus(settledUnmap(PageTable.unmap(root(), PAGE)), MapStatus.Ok, 'first');
    expectEqual(tableCount(), 5n, 'tables after the first');
    expectStatus(settledUnmap(PageTable.unmap(root(), neighbour)), MapStatus.Ok, 'second');
    expectEqual(tableCount(), 4n, 'tables after the second');
    expectMapped(inNextTable, FRAME, KERNEL_DATA, SIZE_4K);
  });
  tableTest('leaves an entry of exactly 0', () => {
    mapOne(FRAME, PAGE, KERNEL_DATA);
    mapOne(FRAME, virt(PAGE + SIZE_4K), KERNEL_DATA);
    setRawEntry(PAGE, 1, rawEntry(PAGE, 1) | 0x60n); // As if the page had been used: A and D.
    expectStatus(settledUnmap(PageTable.unmap(root(), PAGE)), MapStatus.Ok, 'status');
    expectEqual(rawEntry(PAGE, 1), 0n, 'entry');
  });
  tableTest('says so when nothing is mapped, and changes nothing', () => {
    // defect 25
    expectUnmapRefused(PAGE, MapStatus.NotMapped);
    mapOne(FRAME, PAGE, KERNEL_DATA);
    expectUnmapRefused(virt(PAGE + SIZE_4K), MapStatus.NotMapped);
    expectUnmapRefused(virt(0n), MapStatus.NotMapped);
    expectMapped(PAGE, FRAME, KERNEL_DATA, SIZE_4K);
  });
  tableTest('says so the second time', () => {
    mapOne(FRAME, PAGE, KERNEL_DATA);
    expectStatus(settledUnmap(PageTable.unmap(root(), PAGE)), MapStatus.Ok, 'first time');
    expectUnmapRefused(PAGE, MapStatus.NotMapped);
  });
  tableTest('refuses addresses that are unaligned or not canonical', () => {
    expectUnmapRefused(virt(PAGE + 8n), MapStatus.Misaligned);
    expectUnmapRefused(virt(0x0000_8000_0000_0000n), MapStatus.NotCanonical);
    expectUnmapRefused(virt(0xffff_7fff_ffff_f000n), MapStatus.NotCanonical);
  });
  tableTest('lets the page be mapped again, to another frame', () => {
    mapOne(FRAME, PAGE, KERNEL_DATA);
    expectStatus(settledUnmap(PageTable.unmap(root(), PAGE)), MapStatus.Ok, 'status');
    mapOne(OTHER_FRAME, PAGE, KERNEL_CODE);
    expectMapped(PAGE, OTHER_FRAME, KERNEL_CODE, SIZE_4K);
  });
  tableTest('frees every table whatever the order of the pages', () => {
    unmapInOrder(/* first */ 0n, /* step */ 1n);
    unmapInOrder(/* first */ 63n, /* step */ 63n);
    unmapInOrder(/* first */ 17n, /* step */ 37n);
  });
}

/** Asks for one unmapping that must be refused, and checks that no table went or came. */
function expectUnmapRefused(page: VirtAddr, expected: MapStatus): void {
  'track caller';
  const before = tableCount();
  expectStatus(settledUnmap(PageTable.unmap(root(), page)), expected, 'status');
  expectEqual(tableCount(), before, 'tables in use');
}

/** Maps 64 pages, 64 KiB apart, and unmaps them in the order `first + i * step` modulo 64. */
function unmapInOrder(first: u64, step: u64): void {
  for (const index of range(0n, 64n)) {
    mapOne(FRAME, virt(PAGE + index * 0x1_0000n), KERNEL_DATA);
  }
  expectEqual(tableCount(), 5n, 'tables with the root');
  for (const turn of range(0n, 64n)) {
    const index = (first + turn * step) % 64n;
    const page = virt(PAGE + index * 0x1_0000n);
    expectStatus(settledUnmap(PageTable.unmap(root(), page)), MapStatus.Ok, 'status');
  }
  expectEqual(tableCount(), 1n, 'tables at the end');
}

function protectOne(page: VirtAddr, flags: u64): MapStatus {
  return settled(PageTable.protectRange(root(), page, SIZE_4K, flags));
}

function protectClaims(): void {
  group('protect');
  tableTest('changes the flags and keeps the frame', () => {
    mapOne(FRAME, PAGE, KERNEL_DATA);
    expectStatus(protectOne(PAGE, KERNEL_READ_ONLY), MapStatus.Ok, 'status');
    expectMapped(PAGE, FRAME, KERNEL_READ_ONLY, SIZE_4K);
    expectStatus(protectOne(PAGE, KERNEL_CODE), MapStatus.Ok, 'status');
    expectMapped(PAGE, FRAME, KERNEL_CODE, SIZE_4K);
    expectEqual(effectiveFlags(PAGE), KERNEL_CODE, 'effective flags');
  });
  tableTest('refuses to make a page writable and executable, and changes nothing', () => {
    mapOne(FRAME, PAGE, KERNEL_CODE);
    const refused = protectOne(PAGE, KERNEL_CODE | PAGE_WRITABLE);
    expectStatus(refused, MapStatus.WritableAndExecutable, 'status');
    expectMapped(PAGE, FRAME, KERNEL_CODE, SIZE_4K);
  });
  tableTest('refuses every set of flags that map refuses', () => {
    mapOne(FRAME, PAGE, KERNEL_DATA);
    expectStatus(protectOne(PAGE, 0n), MapStatus.PresentMissing, 'no Present');
    expectStatus(protectOne(PAGE, KERNEL_DATA | 0x400n), MapStatus.UnknownFlag, 'unknown bit');
    const user = KERNEL_DATA | PAGE_USER;
    expectStatus(protectOne(PAGE, user), MapStatus.UserInKernelHalf, 'User');
    const both = KERNEL_DATA | PAGE_WRITE_COMBINING | PAGE_CACHE_DISABLE;
    expectStatus(protectOne(PAGE, both), MapStatus.ConflictingCacheTypes, 'cache types');
    expectMapped(PAGE, FRAME, KERNEL_DATA, SIZE_4K);
  });
  tableTest('says so when nothing is mapped', () => {
    expectStatus(protectOne(PAGE, KERNEL_DATA), MapStatus.NotMapped, 'status');
    expectEqual(tableCount(), 1n, 'tables');
  });
  tableTest('keeps the accessed and the dirty bit', () => {
    mapOne(FRAME, PAGE, KERNEL_DATA);
    setRawEntry(PAGE, 1, rawEntry(PAGE, 1) | 0x60n);
    expectStatus(protectOne(PAGE, KERNEL_READ_ONLY), MapStatus.Ok, 'status');
    expectEqual(rawEntry(PAGE, 1) & 0x60n, 0x60n, 'A and D');
    expectMapped(PAGE, FRAME, KERNEL_READ_ONLY, SIZE_4K);
  });
  tableTest('changes the cache type', () => {
    mapOne(FRAME, PAGE, KERNEL_DATA);
    expectStatus(protectOne(PAGE, KERNEL_FRAMEBUFFER), MapStatus.Ok, 'status');
    expectMapped(PAGE, FRAME, KERNEL_FRAMEBUFFER, SIZE_4K);
    expectStatus(protectOne(PAGE, KERNEL_DEVICE), MapStatus.Ok, 'status');
    expectMapped(PAGE, FRAME, KERNEL_DEVICE, SIZE_4K);
  });
}

function translateClaims(): void {
  group('translate');
  tableTest('adds the offset in the page', () => {
    mapOne(FRAME, PAGE, KERNEL_DATA);
    mapLarge(SIZE_1G);
    expectMapped(virt(PAGE + 0xabcn), phys(FRAME + 0xabcn), KERNEL_DATA, SIZE_4K);
    const inside = virt(LARGE_PAGE + 0x1234_5678n);
    expectMapped(inside, phys(LARGE_FRAME + 0x1234_5678n), KERNEL_DATA, SIZE_1G);
  });
  tableTest('names the level at which an address has no entry', () => {
    mapOne(FRAME, PAGE, KERNEL_DATA);
    expectEqual(absentLevel(virt(PAGE + SIZE_4K)), 1, 'in the same table');
    expectEqual(absentLevel(virt(PAGE + SIZE_2M)), 2, 'in the next table');
    expectEqual(absentLevel(virt(PAGE + SIZE_1G)), 3, 'in the next directory');
    expectEqual(absentLevel(USER_PAGE), 4, 'in the other half');
  });
  tableTest('knows that an address is not canonical', () => {
    const low = PageTable.translate(root(), virt(0x0000_8000_0000_0000n));
    expect(low.kind === 'notCanonical', 'not canonical');
    const high = PageTable.translate(root(), virt(0xffff_7fff_ffff_ffffn));
    expect(high.kind === 'notCanonical', 'not canonical');
  });
}

/** Level of the entry that ends the translation of `address`; 0 when it is mapped. */
function absentLevel(address: VirtAddr): u32 {
  const found = PageTable.translate(root(), address);
  return found.kind === 'absent' ? found.level : 0;
}
