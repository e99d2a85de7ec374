/**
 * Page tables against a model: an array that says for each page where it leads, and how.
 *
 * Random maps, unmaps and protects of ranges run through both; a status must be the one that the
 * array gives, and afterwards every translation. The window lies across a boundary of 512 GiB, and
 * lengths, alignments and physical offsets are chosen so that pages of all sizes come, are cut and
 * go. The same runs in units of 4 KiB (with 2 MiB pages) and of 2 MiB (with 1 GiB pages).
 *
 * Used by: `page-table.ktest.ts`.            Uses: `tables.ts`, `kernel/lib/random.ts`.
 */
import * as Random from '../../../kernel/lib/random.ts';
import * as Audit from '../../../kernel/mm/audit.ts';
import { MapStatus } from '../../../kernel/mm/page-arguments.ts';
import {
  KERNEL_CODE,
  KERNEL_DATA,
  KERNEL_DEVICE,
  KERNEL_FRAMEBUFFER,
  KERNEL_READ_ONLY,
} from '../../../kernel/mm/page-flags.ts';
import * as PageTable from '../../../kernel/mm/page-table.ts';
import { expect, expectEqual, group, printSeed } from './ktest.ts';
import { expectStatus, root, settled, tableCount, tableTest } from './tables.ts';

const UNIT_COUNT: u64 = 2048n;
const SIZE_4K: u64 = 0x1000n;
const SIZE_2M: u64 = 0x20_0000n;
/** The boundary in the middle of the window: a multiple of 512 GiB. */
const MIDDLE: u64 = 0xffff_c080_0000_0000n;
/** Where the unit 0 leads when it is mapped without a shift: as well aligned as the window. */
const PHYS_START: u64 = 0x80_0000_0000n;

interface Model extends Struct {
  /** Physical address that unit i leads to; 0 = not mapped. */
  address: FixedArray<u64, 2048>;
  flags: FixedArray<u64, 2048>;
  unitBytes: u64;
}

/** A run of units. */
type Run = { readonly first: u64; readonly count: u64 };

const MODEL: Model = zeroed();
const RANDOM: Random.Random = zeroed();
const FLAGS: FixedArray<u64, 5> = [
  KERNEL_DATA,
  KERNEL_CODE,
  KERNEL_READ_ONLY,
  KERNEL_DEVICE,
  KERNEL_FRAMEBUFFER,
];

/** Runs the claims. */
export function pageTableModel(): void {
  group('page tables against a model');
  tableTest('ranges of 4 KiB and 2 MiB pages are as in the model', () => {
    run(0x7ab1e5n, SIZE_4K);
  });
  tableTest('ranges of 2 MiB and 1 GiB pages are as in the model', () => {
    run(0x1a46en, SIZE_2M);
  });
}

/** Runs 300 random steps, then unmaps what is left. */
function run(seed: u64, unitBytes: u64): void {
  printSeed(seed);
  RANDOM.state = seed;
  MODEL.unitBytes = unitBytes;
  for (const index of range(0, u32(UNIT_COUNT))) MODEL.address[index] = 0n;
  for (const step of range(0, 300)) {
    const units = pickRun();
    switch (Random.below(RANDOM, 5n)) {
      case 0n:
      case 1n:
        mapRun(units);
        break;
      case 2n:
        protectRun(clipToMapped(units));
        break;
      default:
        unmapRun(clipToMapped(units));
        break;
    }
    if (step % 32 === 0) {
      compareAll();
    } else {
      for (const _ of range(0, 8)) compare(Random.below(RANDOM, UNIT_COUNT));
    }
  }
  compareAll();
  unmapRest();
  expectEqual(tableCount(), 1n, 'tables at the end');
}

/** A random run: some short, some long, some of whole groups of 512 units. */
function pickRun(): Run {
  const kind = Random.below(RANDOM, 4n);
  if (kind === 0n) {
    const group = Random.below(RANDOM, 4n);
    return { first: group * 512n, count: 512n * (1n + Random.below(RANDOM, 4n - group)) };
  }
  const first = Random.below(RANDOM, UNIT_COUNT);
  const longest = min(UNIT_COUNT - first, kind === 1n ? 1100n : 12n);
  return { first, count: 1n + Random.below(RANDOM, longest) };
}

/** Three times out of four, the mapped units at the start of a run; else, or if none, all of it. */
function clipToMapped(units: Run): Run {
  if (Random.below(RANDOM, 4n) === 0n) return units;
  let count: u64 = 0n;
  while (count < units.count && MODEL.address[u32(units.first + count)] !== 0n) count += 1n;
  return count === 0n ? units : { first: units.first, count };
}

function addressOfUnit(unit: u64): VirtAddr {
  return virt(MIDDLE - (UNIT_COUNT / 2n) * MODEL.unitBytes + unit * MODEL.unitBytes);
}

/** Number of units of `units` that are mapped. */
function mappedCount(units: Run): u64 {
  let count: u64 = 0n;
  for (const unit of range(units.first, units.first + units.count)) {
    if (MODEL.address[u32(unit)] !== 0n) count += 1n;
  }
  return count;
}

function mapRun(units: Run): void {
  // Half of the time the memory lies as the pages do, so that large pages fit.
  const shift = Random.below(RANDOM, 2n) * Random.below(RANDOM, 700n);
  const start = PHYS_START + (units.first + shift) * MODEL.unitBytes;
  const flags = FLAGS[u32(Random.below(RANDOM, 5n))];
  const bytes = units.count * MODEL.unitBytes;
  const page = addressOfUnit(units.first);
  const status = PageTable.mapRange(root(), phys(start), page, bytes, flags);
  if (mappedCount(units) > 0n) {
    const isOccupied = status === MapStatus.AlreadyMapped;
    expect(isOccupied || status === MapStatus.LargePageInTheWay, 'a refusal of the mapping');
    return;
  }
  expectStatus(status, MapStatus.Ok, 'status of a mapping');
  for (const offset of range(0n, units.count)) {
    MODEL.address[u32(units.first + offset)] = start + offset * MODEL.unitBytes;
    MODEL.flags[u32(units.first + offset)] = flags;
  }
}

function protectRun(units: Run): void {
  const flags = FLAGS[u32(Random.below(RANDOM, 5n))];
  const bytes = units.count * MODEL.unitBytes;
  const result = PageTable.protectRange(root(), addressOfUnit(units.first), bytes, flags);
  if (mappedCount(units) < units.count) {
    expectStatus(settled(result), MapStatus.NotMapped, 'status of a protection');
    return;
  }
  expectStatus(settled(result), MapStatus.Ok, 'status of a protection');
  for (const unit of range(units.first, units.first + units.count)) MODEL.flags[u32(unit)] = flags;
}

function unmapRun(units: Run): void {
  const bytes = units.count * MODEL.unitBytes;
  const result = PageTable.unmapRange(root(), addressOfUnit(units.first), bytes);
  if (mappedCount(units) < units.count) {
    expectStatus(settled(result), MapStatus.NotMapped, 'status of an unmapping');
    return;
  }
  expectStatus(settled(result), MapStatus.Ok, 'status of an unmapping');
  for (const unit of range(units.first, units.first + units.count)) MODEL.address[u32(unit)] = 0n;
}

/** Compares the first and the last byte of a unit with the model. */
function compare(unit: u64): void {
  const expected = MODEL.address[u32(unit)];
  const start = addressOfUnit(unit);
  const first = PageTable.translate(root(), start);
  if (expected === 0n) {
    expect(first.kind === 'absent', 'no translation');
    return;
  }
  if (first.kind !== 'mapped') {
    expect(false, 'a translation');
    return;
  }
  expectEqual(u64(first.phys), expected, 'physical address');
  expectEqual(first.flags, MODEL.flags[u32(unit)], 'flags');
  const last = PageTable.translate(root(), virt(start + (MODEL.unitBytes - 1n)));
  if (last.kind !== 'mapped') {
    expect(false, 'a translation of the last byte');
    return;
  }
  expectEqual(u64(last.phys), expected + MODEL.unitBytes - 1n, 'physical address of the last byte');
  expectEqual(last.flags, MODEL.flags[u32(unit)], 'flags of the last byte');
}

function compareAll(): void {
  for (const unit of range(0n, UNIT_COUNT)) compare(unit);
  expectEqual(Audit.auditTables(root()).finding, Audit.AuditFinding.Ok, 'finding of the audit');
}

/** Unmaps each run of mapped units. */
function unmapRest(): void {
  let unit: u64 = 0n;
  while (unit < UNIT_COUNT) {
    let count: u64 = 0n;
    while (unit + count < UNIT_COUNT && MODEL.address[u32(unit + count)] !== 0n) count += 1n;
    if (count > 0n) unmapRun({ first: unit, count });
    unit += count + 1n;
  }
}
