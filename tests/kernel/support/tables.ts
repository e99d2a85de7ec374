/**
 * Page tables for claims: a fresh root, an independent reader of entries, and a way to run out of
 * frames on purpose.
 *
 * `tableTest` gives each claim an empty root on fresh scratch memory. Afterwards every table under
 * the root must pass the auditor, and when the root is cleared, the number of free frames must be
 * what it was: a table that is linked nowhere is found as a frame that is missing.
 *
 * Used by: the suites about page tables.            Uses: `ktest.ts`, `scratch.ts`, `kernel/mm`.
 */
import * as Audit from '../../../kernel/mm/audit.ts';
import { phys2virt } from '../../../kernel/mm/address.ts';
import * as Frame from '../../../kernel/mm/frame.ts';
import { MapStatus, setLimits } from '../../../kernel/mm/page-arguments.ts';
import * as PageTable from '../../../kernel/mm/page-table.ts';
import * as PageTableRoot from '../../../kernel/mm/page-table-root.ts';
import * as Tlb from '../../../kernel/mm/tlb.ts';
import { expect, expectEqual, testBetween, testPanicsAfter } from './ktest.ts';
import { expectNothingLost, resetMemory } from './scratch.ts';

/** What the tests that do not say otherwise assume of the processor. */
export const TEST_PHYSICAL_BITS: u32 = 46;

let currentRoot: PhysAddr = phys(0n);
let freeAtStart: u64 = 0n;
let hoard: PhysAddr = phys(0n);

/** The root of the running claim. */
export function root(): PhysAddr {
  return currentRoot;
}

/** Frames in use by tables of the running claim, its root among them. */
export function tableCount(): u64 {
  return freeAtStart - Frame.freeFrameCount();
}

/** Runs a claim on an empty root; see the top of this file. */
export function tableTest(claim: string, action: () => void): void {
  testBetween(claim, prepareRoot, action, judgeRoot);
}

/** Runs a claim on an empty root that must end in a panic which says `part`. */
export function tableTestPanics(claim: string, part: string, action: () => void): void {
  'track caller';
  testPanicsAfter(claim, part, prepareRoot, action);
}

/** Makes the processor look like one with 46 physical bits, 1 GiB pages and NX. */
export function standardLimits(): void {
  setLimits({
    physicalWidthBits: TEST_PHYSICAL_BITS,
    hasGigabytePages: true,
    hasNoExecute: true,
  });
}

/** Fresh memory, standard limits and an empty root. */
export function prepareRoot(): void {
  resetMemory();
  standardLimits();
  hoard = phys(0n);
  freeAtStart = Frame.freeFrameCount();
  const fresh = PageTableRoot.createRoot();
  assert(fresh !== null, 'tests: no frame for a root');
  currentRoot = fresh;
}

function judgeRoot(): void {
  standardLimits();
  expect(hoard === 0n, 'every hoarded frame given back');
  const report = Audit.auditTables(currentRoot);
  expectEqual(report.finding, Audit.AuditFinding.Ok, 'finding of the audit');
  PageTableRoot.clearRoot(currentRoot);
  expectStatus(PageTableRoot.destroyRoot(currentRoot), MapStatus.Ok, 'destroying the root');
  expectNothingLost();
}

/** Fails the claim unless a status is the expected one. */
export function expectStatus(actual: MapStatus, expected: MapStatus, what: string): void {
  'track caller';
  expectEqual(actual, expected, what);
}

/** Consumes a token of a root that no processor uses. */
export function drop(flush: Tlb.TlbFlush): void {
  Tlb.skip(flush, 'the root of a test is not live');
}

/** Status of a change, its token consumed. */
export function settled(result: PageTable.ChangeResult): MapStatus {
  if (result.kind === 'refused') return result.status;
  drop(result.flush);
  return MapStatus.Ok;
}

/** Status of unmapping one page, its token consumed. */
export function settledUnmap(result: PageTable.UnmapResult): MapStatus {
  if (result.kind === 'refused') return result.status;
  drop(result.flush);
  return MapStatus.Ok;
}

/** Fails the claim unless `address` translates to `frame` with `flags`, in a page of `bytes`. */
export function expectMapped(address: VirtAddr, frame: PhysAddr, flags: u64, bytes: u64): void {
  'track caller';
  const found = PageTable.translate(currentRoot, address);
  if (found.kind !== 'mapped') {
    print(`# not mapped: ${address}`);
    expect(false, 'a translation');
    return;
  }
  expectEqual(u64(found.phys), u64(frame), 'physical address');
  expectEqual(found.flags, flags, 'flags');
  expectEqual(found.pageBytes, bytes, 'bytes of the page');
}

/** Fails the claim unless `address` translates to nothing. */
export function expectAbsent(address: VirtAddr): void {
  'track caller';
  const found = PageTable.translate(currentRoot, address);
  expect(found.kind === 'absent', 'no translation');
}

// ── Entries, read without the code under test ───────────────────────────────────────────────────

/** The index in a table of level 4 to 1 of the entry for `address`. */
function indexOf(address: VirtAddr, level: u32): u32 {
  switch (level) {
    case 4:
      return u32((address >> 39n) & 0x1ffn);
    case 3:
      return u32((address >> 30n) & 0x1ffn);
    case 2:
      return u32((address >> 21n) & 0x1ffn);
    default:
      return u32((address >> 12n) & 0x1ffn);
  }
}

/** Word `index` of the frame at `frame`. */
export function readWord(frame: u64, index: u32): u64 {
  'use unsafe';
  // SAFE: frames of the scratch memory lie in the direct map.
  return dataViewAt(phys2virt(phys(frame)), 4096n).getBigUint64(index * 8, true);
}

/** Overwrites word `index` of the frame at `frame`. */
export function writeWord(frame: u64, index: u32, value: u64): void {
  'use unsafe';
  // SAFE: as in `readWord`; what it breaks is the point of the claim.
  dataViewAt(phys2virt(phys(frame)), 4096n).setBigUint64(index * 8, value, true);
}

/** The frame of the table of `level` for `address`; 0 when there is none. */
export function rawTable(address: VirtAddr, level: u32): u64 {
  let table: u64 = currentRoot;
  let at: u32 = 4;
  while (at > level) {
    const entry = readWord(table, indexOf(address, at));
    const isLeaf = at < 4 && (entry & 0x80n) !== 0n;
    if ((entry & 1n) === 0n || isLeaf) return 0n;
    table = entry & 0x000f_ffff_ffff_f000n;
    at -= 1;
  }
  return table;
}

/** The entry of `level` for `address`; 0 when there is no table to hold it. */
export function rawEntry(address: VirtAddr, level: u32): u64 {
  const table = rawTable(address, level);
  return table === 0n ? 0n : readWord(table, indexOf(address, level));
}

/** Overwrites the entry of `level` for `address`, whose table exists. */
export function setRawEntry(address: VirtAddr, level: u32, entry: u64): void {
  const table = rawTable(address, level);
  assert(table !== 0n, 'tests: no table for the entry');
  writeWord(table, indexOf(address, level), entry);
}

/**
 * What the processor would allow at `address`, worked out from the raw entries: P, R/W and U/S are
 * the AND of all levels, XD (bit 63) the OR. Cache bits and G are the leaf's.
 * [SDM3] "Determination of Access Rights". 0 when nothing is mapped.
 */
export function effectiveFlags(address: VirtAddr): u64 {
  let allowed: u64 = 0x7n;
  let forbidden: u64 = 0n;
  let level: u32 = 4;
  while (level > 0) {
    const entry = rawEntry(address, level);
    allowed &= entry;
    forbidden |= entry & 0x8000_0000_0000_0000n;
    if ((allowed & 1n) === 0n) return 0n;
    const isLarge = (level === 2 || level === 3) && (entry & 0x80n) !== 0n;
    if (level === 1 || isLarge) return allowed | forbidden | (entry & 0x118n);
    level -= 1;
  }
  return 0n;
}

// ── Running out of frames ───────────────────────────────────────────────────────────────────────

/** Takes every free frame, linked through their first words. */
export function hoardFrames(): void {
  while (true) {
    const frame = Frame.alloc();
    if (frame === null) return;
    writeWord(frame, 0, hoard);
    hoard = frame;
  }
}

/** Frees one frame of the hoard. */
export function giveBackOne(): void {
  assert(hoard !== 0n, 'tests: the hoard is empty');
  const frame = hoard;
  hoard = phys(readWord(frame, 0));
  expectEqual(Frame.free(frame), Frame.FrameStatus.Ok, 'freeing a hoarded frame');
}

/** Frees the rest of the hoard. */
export function giveBackAll(): void {
  while (hoard !== 0n) giveBackOne();
}

/**
 * Lets the allocations inside `attempt` fail one after the other: with 0, 1, 2, … frames free,
 * until it succeeds. Each failure must be `OutOfFrames`, take no frame, and leave the entries
 * that `isUnchanged` looks at as they were.
 *
 * @returns the number of frames that were needed
 */
export function failEachAllocation(attempt: () => MapStatus, isUnchanged: () => bool): u64 {
  hoardFrames();
  let free: u64 = 0n;
  while (true) {
    const status = attempt();
    if (status === MapStatus.Ok) {
      giveBackAll();
      return free;
    }
    expectStatus(status, MapStatus.OutOfFrames, 'status without enough frames');
    expectEqual(Frame.freeFrameCount(), free, 'free frames after a failure');
    expect(isUnchanged(), 'tables as before after a failure');
    giveBackOne();
    free += 1n;
  }
}
