/**
 * Claims about ranges: the choice of page sizes, splitting, and all or nothing.
 *
 * Used by: `all.ktest.ts`.            Uses: `support/tables.ts`.
 */
import * as Audit from '../../kernel/mm/audit.ts';
import { MapStatus, setLimits } from '../../kernel/mm/page-arguments.ts';
import { KERNEL_CODE, KERNEL_DATA, KERNEL_READ_ONLY } from '../../kernel/mm/page-flags.ts';
import * as PageTable from '../../kernel/mm/page-table.ts';
import { expectEqual, group } from './support/ktest.ts';
import {
  expectAbsent,
  expectMapped,
  expectStatus,
  failEachAllocation,
  rawEntry,
  root,
  setRawEntry,
  settled,
  standardLimits,
  tableCount,
  tableTest,
} from './support/tables.ts';

const SIZE_4K: u64 = 0x1000n;
const SIZE_2M: u64 = 0x20_0000n;
const SIZE_1G: u64 = 0x4000_0000n;
/** Multiples of 1 GiB. */
const START: VirtAddr = virt(0xffff_c000_4000_0000n);
const PHYS: PhysAddr = phys(0x8000_0000n);
const LAST_2M: VirtAddr = virt(0xffff_ffff_ffe0_0000n);

export function suite(): void {
  rangeRefusals();
  sizeClaims();
  allOrNothing();
  unmapRangeClaims();
  splitClaims();
  protectRangeClaims();
}

function mapAt(offset: u64, bytes: u64): MapStatus {
  const frame = phys(PHYS + offset);
  return PageTable.mapRange(root(), frame, virt(START + offset), bytes, KERNEL_DATA);
}

function unmapAt(offset: u64, bytes: u64): MapStatus {
  return settled(PageTable.unmapRange(root(), virt(START + offset), bytes));
}

function protectAt(offset: u64, bytes: u64, flags: u64): MapStatus {
  return settled(PageTable.protectRange(root(), virt(START + offset), bytes, flags));
}

/** Expects the page at `offset` to hold its own bytes. */
function expectAt(offset: u64, flags: u64, pageBytes: u64): void {
  'track caller';
  expectMapped(virt(START + offset), phys(PHYS + offset), flags, pageBytes);
}

/** Asks for a range that map, unmap and protect must all refuse in the same way. */
function expectRangeRefused(start: VirtAddr, bytes: u64, expected: MapStatus): void {
  'track caller';
  const mapped = PageTable.mapRange(root(), PHYS, start, bytes, KERNEL_DATA);
  expectStatus(mapped, expected, 'status of map');
  const unmapped = settled(PageTable.unmapRange(root(), start, bytes));
  expectStatus(unmapped, expected, 'status of unmap');
  const changed = settled(PageTable.protectRange(root(), start, bytes, KERNEL_DATA));
  expectStatus(changed, expected, 'status of protect');
  expectEqual(tableCount(), 1n, 'tables');
}

/** Expects so many leaves of each size under the root. */
function expectLeaves(small: u64, large: u64, huge: u64): void {
  'track caller';
  expectEqual(Audit.auditTables(root()).finding, Audit.AuditFinding.Ok, 'finding of the audit');
  expectEqual(Audit.counts().leaves4K, small, 'leaves of 4 KiB');
  expectEqual(Audit.counts().leaves2M, large, 'leaves of 2 MiB');
  expectEqual(Audit.counts().leaves1G, huge, 'leaves of 1 GiB');
}

function rangeRefusals(): void {
  group('ranges that are refused');
  tableTest('of length 0', () => {
    expectRangeRefused(START, 0n, MapStatus.ZeroLength);
  });
  tableTest('of a length that is no multiple of 4096', () => {
    // defect 24
    expectRangeRefused(START, 0x1800n, MapStatus.Misaligned);
    expectRangeRefused(START, 1n, MapStatus.Misaligned);
    expectRangeRefused(START, 0xffff_ffff_ffff_ffffn, MapStatus.Misaligned);
  });
  tableTest('that start between two pages', () => {
    expectRangeRefused(virt(START + 0x800n), SIZE_4K, MapStatus.Misaligned);
  });
  tableTest('that pass the end of the address space', () => {
    expectRangeRefused(START, 1n << 63n, MapStatus.Wraps);
    expectRangeRefused(START, 0xffff_ffff_ffff_f000n, MapStatus.Wraps);
    expectRangeRefused(virt(0xffff_ffff_ffff_f000n), 0x2000n, MapStatus.Wraps);
  });
  tableTest('that cross the hole between the halves', () => {
    const lastUserPage = virt(0x0000_7fff_ffff_f000n);
    expectRangeRefused(lastUserPage, 0x2000n, MapStatus.CrossesHole);
    expectRangeRefused(lastUserPage, 1n << 63n, MapStatus.CrossesHole);
    expectRangeRefused(virt(0x1000n), 0xffff_ffff_ffff_e000n, MapStatus.CrossesHole);
  });
  tableTest('that start outside the two halves', () => {
    expectRangeRefused(virt(0x0000_8000_0000_0000n), SIZE_4K, MapStatus.NotCanonical);
    expectRangeRefused(virt(0xffff_7fff_ffff_f000n), SIZE_2M, MapStatus.NotCanonical);
  });
  tableTest('whose physical end wraps or passes the width of the processor', () => {
    const edge = 1n << 46n;
    const crossing = PageTable.mapRange(
      root(),
      phys(edge - SIZE_4K),
      START,
      2n * SIZE_4K,
      KERNEL_DATA,
    );
    expectStatus(crossing, MapStatus.BeyondPhysicalWidth, 'crossing the width');
    const top = phys(0xffff_ffff_ffff_f000n);
    const wrapping = PageTable.mapRange(root(), top, START, 2n * SIZE_4K, KERNEL_DATA);
    expectStatus(wrapping, MapStatus.Wraps, 'wrapping');
    expectEqual(tableCount(), 1n, 'tables');
  });
}

function sizeClaims(): void {
  group('page sizes');
  tableTest('a range of one table is mapped page by page', () => {
    expectStatus(mapAt(SIZE_4K, 0x3000n), MapStatus.Ok, 'status');
    expectLeaves(3n, 0n, 0n);
    expectAt(SIZE_4K, KERNEL_DATA, SIZE_4K);
    expectAt(0x3fffn, KERNEL_DATA, SIZE_4K);
    expectAbsent(START);
    expectAbsent(virt(START + 0x4000n));
  });
  tableTest('2 MiB pages are used where both addresses allow', () => {
    expectStatus(mapAt(SIZE_2M, 3n * SIZE_2M), MapStatus.Ok, 'status');
    expectLeaves(0n, 3n, 0n);
    expectEqual(tableCount(), 3n, 'tables with the root');
  });
  tableTest('1 GiB pages are used where both addresses allow', () => {
    expectStatus(mapAt(0n, 2n * SIZE_1G), MapStatus.Ok, 'status');
    expectLeaves(0n, 0n, 2n);
    expectEqual(tableCount(), 2n, 'tables with the root');
  });
  tableTest('1 GiB pages are not used on a processor without them', () => {
    setLimits({ physicalWidthBits: 46, hasGigabytePages: false, hasNoExecute: true });
    expectStatus(mapAt(0n, SIZE_1G), MapStatus.Ok, 'status');
    expectLeaves(0n, 512n, 0n);
    standardLimits();
  });
  tableTest('a range uses every size that fits, and no other', () => {
    // 2 pages, 1 page of 2 MiB, 1 of 1 GiB, 1 of 2 MiB, 1 page.
    const start = SIZE_1G - SIZE_2M - 0x2000n;
    const bytes = 0x2000n + SIZE_2M + SIZE_1G + SIZE_2M + 0x1000n;
    expectStatus(mapAt(start, bytes), MapStatus.Ok, 'status');
    expectLeaves(3n, 2n, 1n);
    expectAt(start, KERNEL_DATA, SIZE_4K);
    expectAt(SIZE_1G - SIZE_2M, KERNEL_DATA, SIZE_2M);
    expectAt(SIZE_1G, KERNEL_DATA, SIZE_1G);
    expectAt(2n * SIZE_1G, KERNEL_DATA, SIZE_2M);
    expectAt(2n * SIZE_1G + SIZE_2M, KERNEL_DATA, SIZE_4K);
    expectAbsent(virt(START + start - SIZE_4K));
    expectAbsent(virt(START + start + bytes));
    expectStatus(unmapAt(start, bytes), MapStatus.Ok, 'unmapping');
    expectEqual(tableCount(), 1n, 'tables at the end');
  });
  tableTest('a physical address off by one page forces small pages', () => {
    const frame = phys(PHYS + SIZE_4K);
    const status = PageTable.mapRange(root(), frame, START, 2n * SIZE_2M, KERNEL_DATA);
    expectStatus(status, MapStatus.Ok, 'status');
    expectLeaves(1024n, 0n, 0n);
    expectMapped(virt(START + SIZE_2M), phys(frame + SIZE_2M), KERNEL_DATA, SIZE_4K);
  });
  tableTest('a physical address off by 2 MiB forces 2 MiB pages', () => {
    const frame = phys(PHYS + SIZE_2M);
    const status = PageTable.mapRange(root(), frame, START, SIZE_1G, KERNEL_DATA);
    expectStatus(status, MapStatus.Ok, 'status');
    expectLeaves(0n, 512n, 0n);
  });
  tableTest('the last 2 MiB of the address space are mapped and unmapped', () => {
    const status = PageTable.mapRange(root(), PHYS, LAST_2M, SIZE_2M, KERNEL_DATA);
    expectStatus(status, MapStatus.Ok, 'status');
    expectMapped(virt(0xffff_ffff_ffff_ffffn), phys(PHYS + SIZE_2M - 1n), KERNEL_DATA, SIZE_2M);
    const unmapped = settled(PageTable.unmapRange(root(), LAST_2M, SIZE_2M));
    expectStatus(unmapped, MapStatus.Ok, 'unmapping');
    expectEqual(tableCount(), 1n, 'tables at the end');
  });
  tableTest('64 GiB of memory cost one table with 1 GiB pages, 65 without', () => {
    // defect 35: 4 KiB pages would cost 32,833 tables
    expectStatus(mapAt(0n, 64n * SIZE_1G), MapStatus.Ok, 'with 1 GiB pages');
    expectEqual(tableCount(), 2n, 'tables with the root');
    expectStatus(unmapAt(0n, 64n * SIZE_1G), MapStatus.Ok, 'unmapping');
    setLimits({ physicalWidthBits: 46, hasGigabytePages: false, hasNoExecute: true });
    expectStatus(mapAt(0n, 64n * SIZE_1G), MapStatus.Ok, 'without 1 GiB pages');
    expectEqual(tableCount(), 66n, 'tables with the root');
    standardLimits();
  });
  tableTest('a range that crosses a PML4 entry uses two tables of level 3', () => {
    const edge = virt(0xffff_c080_0000_0000n);
    const start = virt(edge - SIZE_4K);
    const status = PageTable.mapRange(root(), PHYS, start, 2n * SIZE_4K, KERNEL_DATA);
    expectStatus(status, MapStatus.Ok, 'status');
    expectEqual(tableCount(), 7n, 'tables with the root');
    expectMapped(edge, phys(PHYS + SIZE_4K), KERNEL_DATA, SIZE_4K);
  });
}

function allOrNothing(): void {
  group('all or nothing');
  tableTest('a range with a mapped page in the middle is refused whole', () => {
    // defect 24
    expectStatus(mapAt(0x8000n, SIZE_4K), MapStatus.Ok, 'first mapping');
    const before = tableCount();
    expectStatus(mapAt(0n, 0x1_0000n), MapStatus.AlreadyMapped, 'status');
    expectEqual(tableCount(), before, 'tables');
    expectAbsent(START);
    expectAbsent(virt(START + 0x7000n));
    expectAt(0x8000n, KERNEL_DATA, SIZE_4K);
  });
  tableTest('a range whose last page is mapped is refused whole', () => {
    expectStatus(mapAt(SIZE_2M, SIZE_4K), MapStatus.Ok, 'first mapping');
    const before = tableCount();
    expectStatus(mapAt(0x1000n, SIZE_2M), MapStatus.AlreadyMapped, 'status');
    expectEqual(tableCount(), before, 'tables');
    expectAbsent(virt(START + 0x1000n));
  });
  tableTest('a 2 MiB page is not laid over a smaller one', () => {
    expectStatus(mapAt(0x5000n, SIZE_4K), MapStatus.Ok, 'first mapping');
    expectStatus(mapAt(0n, SIZE_2M), MapStatus.AlreadyMapped, 'status');
    expectAt(0x5000n, KERNEL_DATA, SIZE_4K);
  });
  tableTest('small pages are not laid into a larger one', () => {
    expectStatus(mapAt(SIZE_2M, SIZE_2M), MapStatus.Ok, 'first mapping');
    const before = tableCount();
    const status = mapAt(SIZE_2M - 0x1000n, 0x3000n);
    expectStatus(status, MapStatus.LargePageInTheWay, 'status');
    expectEqual(tableCount(), before, 'tables');
    expectAbsent(virt(START + SIZE_2M - 0x1000n));
  });
  tableTest('map gives everything back at whichever frame runs out', () => {
    // defects 21 and 24
    const needed = failEachAllocation(
      () => mapAt(SIZE_1G - SIZE_2M - SIZE_4K, 2n * SIZE_2M + 2n * SIZE_4K),
      () => rawEntry(START, 4) === 0n,
    );
    // One PDPT, two PDs, two PTs.
    expectEqual(needed, 5n, 'tables');
  });
  tableTest('map next to a mapping gives only its own tables back', () => {
    expectStatus(mapAt(0n, SIZE_4K), MapStatus.Ok, 'first mapping');
    const needed = failEachAllocation(
      () => mapAt(SIZE_4K, 2n * SIZE_2M),
      () => rawEntry(virt(START + SIZE_4K), 1) === 0n,
    );
    expectEqual(needed, 1n, 'tables');
    expectAt(0n, KERNEL_DATA, SIZE_4K);
  });
  tableTest('unmap of a part of a 1 GiB page changes nothing at whichever frame runs out', () => {
    expectStatus(mapAt(0n, SIZE_1G), MapStatus.Ok, 'mapping');
    const needed = failEachAllocation(
      () => unmapAt(SIZE_2M - SIZE_4K, SIZE_2M + 2n * SIZE_4K),
      () => isOneGigabytePage(),
    );
    expectEqual(needed, 3n, 'tables of the split');
  });
  tableTest('protect of a part of a 1 GiB page changes nothing at whichever frame runs out', () => {
    expectStatus(mapAt(0n, SIZE_1G), MapStatus.Ok, 'mapping');
    const needed = failEachAllocation(
      () => protectAt(0x5000n, 0x2000n, KERNEL_CODE),
      () => isOneGigabytePage(),
    );
    expectEqual(needed, 2n, 'tables of the split');
  });
  tableTest('protect across two 2 MiB pages changes nothing at whichever frame runs out', () => {
    expectStatus(mapAt(SIZE_2M, 2n * SIZE_2M), MapStatus.Ok, 'mapping');
    const needed = failEachAllocation(
      () => protectAt(2n * SIZE_2M - SIZE_4K, 2n * SIZE_4K, KERNEL_READ_ONLY),
      () => (rawEntry(virt(START + SIZE_2M), 2) & 0x80n) !== 0n,
    );
    expectEqual(needed, 2n, 'tables of the split');
  });
}

function isOneGigabytePage(): bool {
  return (rawEntry(START, 3) & 0x80n) !== 0n;
}

function unmapRangeClaims(): void {
  group('unmapping ranges');
  tableTest('a range with a hole is refused whole', () => {
    expectStatus(mapAt(0n, 0x4000n), MapStatus.Ok, 'first part');
    expectStatus(mapAt(0x5000n, 0x3000n), MapStatus.Ok, 'second part');
    expectStatus(unmapAt(0n, 0x8000n), MapStatus.NotMapped, 'status');
    expectLeaves(7n, 0n, 0n);
  });
  tableTest('a range that goes on after the last mapped page is refused whole', () => {
    expectStatus(mapAt(0n, SIZE_2M), MapStatus.Ok, 'mapping');
    expectStatus(unmapAt(0n, SIZE_2M + SIZE_4K), MapStatus.NotMapped, 'status');
    expectLeaves(0n, 1n, 0n);
  });
  tableTest('two mappings side by side go in one call', () => {
    expectStatus(mapAt(0n, SIZE_2M), MapStatus.Ok, 'large');
    expectStatus(mapAt(SIZE_2M, 0x3000n), MapStatus.Ok, 'small');
    expectStatus(unmapAt(0n, SIZE_2M + 0x3000n), MapStatus.Ok, 'status');
    expectEqual(tableCount(), 1n, 'tables at the end');
  });
  tableTest('all 512 pages of a table go, and the table with them', () => {
    const frame = phys(PHYS + SIZE_4K);
    const status = PageTable.mapRange(root(), frame, START, SIZE_2M, KERNEL_DATA);
    expectStatus(status, MapStatus.Ok, 'mapping');
    expectStatus(unmapAt(0n, SIZE_2M), MapStatus.Ok, 'status');
    expectEqual(tableCount(), 1n, 'tables at the end');
  });
}

function splitClaims(): void {
  group('splitting');
  tableTest('unmapping a page of a 2 MiB page keeps the other 511', () => {
    expectStatus(mapAt(0n, SIZE_2M), MapStatus.Ok, 'mapping');
    expectStatus(unmapAt(0x7000n, SIZE_4K), MapStatus.Ok, 'status');
    expectLeaves(511n, 0n, 0n);
    expectAbsent(virt(START + 0x7000n));
    expectAt(0x6000n, KERNEL_DATA, SIZE_4K);
    expectAt(0x8000n, KERNEL_DATA, SIZE_4K);
    expectAt(SIZE_2M - SIZE_4K, KERNEL_DATA, SIZE_4K);
  });
  tableTest('unmapping 2 MiB of a 1 GiB page needs one table', () => {
    expectStatus(mapAt(0n, SIZE_1G), MapStatus.Ok, 'mapping');
    expectStatus(unmapAt(5n * SIZE_2M, SIZE_2M), MapStatus.Ok, 'status');
    expectLeaves(0n, 511n, 0n);
    expectEqual(tableCount(), 3n, 'tables with the root');
  });
  tableTest('unmapping one page of a 1 GiB page needs two tables', () => {
    expectStatus(mapAt(0n, SIZE_1G), MapStatus.Ok, 'mapping');
    expectStatus(unmapAt(0x1234_5000n, SIZE_4K), MapStatus.Ok, 'status');
    expectLeaves(511n, 511n, 0n);
    expectEqual(tableCount(), 4n, 'tables with the root');
    expectAbsent(virt(START + 0x1234_5000n));
    expectAt(0x1234_4000n, KERNEL_DATA, SIZE_4K);
  });
  tableTest('unmapping from the middle of one 1 GiB page to the middle of the next', () => {
    expectStatus(mapAt(0n, 2n * SIZE_1G), MapStatus.Ok, 'mapping');
    expectStatus(unmapAt(SIZE_1G - SIZE_4K, 2n * SIZE_4K), MapStatus.Ok, 'status');
    expectLeaves(2n * 511n, 2n * 511n, 0n);
  });
  tableTest('unmapping all but the first page of three 2 MiB pages splits the first alone', () => {
    expectStatus(mapAt(0n, 3n * SIZE_2M), MapStatus.Ok, 'mapping');
    expectStatus(unmapAt(SIZE_4K, 3n * SIZE_2M - SIZE_4K), MapStatus.Ok, 'status');
    expectLeaves(1n, 0n, 0n);
    expectAt(0n, KERNEL_DATA, SIZE_4K);
  });
  tableTest('unmapping all but the last page of two 1 GiB pages splits the last alone', () => {
    expectStatus(mapAt(0n, 2n * SIZE_1G), MapStatus.Ok, 'mapping');
    expectStatus(unmapAt(0n, 2n * SIZE_1G - SIZE_4K), MapStatus.Ok, 'status');
    expectLeaves(1n, 0n, 0n);
    expectAt(2n * SIZE_1G - SIZE_4K, KERNEL_DATA, SIZE_4K);
  });
  tableTest('unmapping from inside one 2 MiB page to inside the fourth splits these two', () => {
    expectStatus(mapAt(0n, 4n * SIZE_2M), MapStatus.Ok, 'mapping');
    expectStatus(unmapAt(SIZE_4K, 3n * SIZE_2M + SIZE_4K), MapStatus.Ok, 'status');
    expectLeaves(511n, 0n, 0n);
    expectAt(0n, KERNEL_DATA, SIZE_4K);
    expectAbsent(virt(START + 3n * SIZE_2M + SIZE_4K));
    expectAt(3n * SIZE_2M + 2n * SIZE_4K, KERNEL_DATA, SIZE_4K);
  });
  tableTest('a split page keeps its flags, its cache type and its history', () => {
    expectStatus(mapAt(0n, SIZE_2M), MapStatus.Ok, 'mapping');
    setRawEntry(START, 2, rawEntry(START, 2) | 0x1068n); // PAT, PWT: write-combining; D, A
    expectStatus(unmapAt(0n, SIZE_4K), MapStatus.Ok, 'status');
    // PAT moves from bit 12 to bit 7.
    expectEqual(rawEntry(virt(START + SIZE_4K), 1), 0x8000_0000_8000_11ebn, 'small entry');
  });
  tableTest('unmapping the rest of a split page returns its table', () => {
    expectStatus(mapAt(0n, SIZE_2M), MapStatus.Ok, 'mapping');
    expectStatus(unmapAt(0x7000n, SIZE_4K), MapStatus.Ok, 'one page');
    expectStatus(unmapAt(0n, 0x7000n), MapStatus.Ok, 'pages before');
    expectStatus(unmapAt(0x8000n, SIZE_2M - 0x8000n), MapStatus.Ok, 'pages after');
    expectEqual(tableCount(), 1n, 'tables at the end');
  });
  tableTest('the hole that an unmapping left can be mapped again', () => {
    expectStatus(mapAt(0n, SIZE_2M), MapStatus.Ok, 'mapping');
    expectStatus(unmapAt(0x7000n, SIZE_4K), MapStatus.Ok, 'unmapping');
    expectStatus(mapAt(0x7000n, SIZE_4K), MapStatus.Ok, 'mapping again');
    expectLeaves(512n, 0n, 0n);
  });
}

function protectRangeClaims(): void {
  group('protecting ranges');
  tableTest('a whole 2 MiB page stays one', () => {
    expectStatus(mapAt(0n, 2n * SIZE_2M), MapStatus.Ok, 'mapping');
    expectStatus(protectAt(0n, SIZE_2M, KERNEL_READ_ONLY), MapStatus.Ok, 'status');
    expectLeaves(0n, 2n, 0n);
    expectAt(0n, KERNEL_READ_ONLY, SIZE_2M);
    expectAt(SIZE_2M, KERNEL_DATA, SIZE_2M);
  });
  tableTest('a part of a 2 MiB page is cut out of it', () => {
    expectStatus(mapAt(0n, SIZE_2M), MapStatus.Ok, 'mapping');
    expectStatus(protectAt(0x4000n, 0x2000n, KERNEL_CODE), MapStatus.Ok, 'status');
    expectAt(0x3000n, KERNEL_DATA, SIZE_4K);
    expectAt(0x4000n, KERNEL_CODE, SIZE_4K);
    expectAt(0x5000n, KERNEL_CODE, SIZE_4K);
    expectAt(0x6000n, KERNEL_DATA, SIZE_4K);
  });
  tableTest('a range of all sizes is protected in one call', () => {
    const start = SIZE_1G - SIZE_2M - 0x2000n;
    const bytes = 0x2000n + SIZE_2M + SIZE_1G + SIZE_2M + 0x1000n;
    expectStatus(mapAt(start, bytes), MapStatus.Ok, 'mapping');
    expectStatus(protectAt(start, bytes, KERNEL_READ_ONLY), MapStatus.Ok, 'status');
    expectLeaves(3n, 2n, 1n);
    expectAt(start, KERNEL_READ_ONLY, SIZE_4K);
    expectAt(SIZE_1G + 0x5678n, KERNEL_READ_ONLY, SIZE_1G);
    expectAt(2n * SIZE_1G + SIZE_2M, KERNEL_READ_ONLY, SIZE_4K);
  });
  tableTest('a range with a hole is refused whole', () => {
    expectStatus(mapAt(0n, SIZE_4K), MapStatus.Ok, 'first part');
    expectStatus(mapAt(0x2000n, SIZE_4K), MapStatus.Ok, 'second part');
    expectStatus(protectAt(0n, 0x3000n, KERNEL_CODE), MapStatus.NotMapped, 'status');
    expectAt(0n, KERNEL_DATA, SIZE_4K);
    expectAt(0x2000n, KERNEL_DATA, SIZE_4K);
  });
}
