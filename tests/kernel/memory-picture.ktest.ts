/**
 * The picture of memory: each column shows the kind that it should.
 *
 * Used by: `all.ktest.ts`.            Uses: `kernel/boot/memory-picture.ts`, `support/maps.ts`.
 */
import type { PictureColumns } from '../../kernel/boot/memory-picture.ts';
import * as Picture from '../../kernel/boot/memory-picture.ts';
import { RegionKind } from '../../kernel/mm/memory-map.ts';
import { expectEqual, group, testPanics } from './support/ktest.ts';
import * as Maps from './support/maps.ts';
import { mapClaim } from './support/maps.ts';

const MIB: u64 = 0x10_0000n;

const COLUMNS: PictureColumns = zeroed();

export function suite(): void {
  group('memory picture');

  mapClaim('columns are to scale', () => {
    Maps.startMap();
    Maps.add(16n * MIB, 64n * MIB, RegionKind.Usable);
    Maps.add(64n * MIB, 128n * MIB, RegionKind.BootloaderReclaimable);
    divide(8);
    expectColumns(0, 1, Picture.NOTHING);
    expectColumns(1, 4, u32(RegionKind.Usable));
    expectColumns(4, 8, u32(RegionKind.BootloaderReclaimable));
  });
  mapClaim('a column has the kind of most of its bytes', () => {
    Maps.startMap();
    Maps.add(16n * MIB, 23n * MIB, RegionKind.Usable);
    Maps.add(23n * MIB, 32n * MIB, RegionKind.AcpiNvs);
    Maps.add(32n * MIB, 41n * MIB, RegionKind.Usable);
    Maps.add(41n * MIB, 48n * MIB, RegionKind.AcpiNvs);
    divide(3);
    expectColumns(0, 1, Picture.NOTHING);
    expectColumns(1, 2, u32(RegionKind.AcpiNvs));
    expectColumns(2, 3, u32(RegionKind.Usable));
  });
  mapClaim('a kind that has most of no column gets the column in which it starts', () => {
    Maps.startMap();
    Maps.add(16n * MIB, 100n * MIB, RegionKind.Usable);
    Maps.add(100n * MIB, 100n * MIB + 0x1000n, RegionKind.AcpiReclaimable);
    Maps.add(100n * MIB + 0x1000n, 128n * MIB, RegionKind.Usable);
    divide(64);
    expectColumns(8, 50, u32(RegionKind.Usable));
    expectColumns(50, 51, u32(RegionKind.AcpiReclaimable));
    expectColumns(51, 64, u32(RegionKind.Usable));
  });
  mapClaim('regions above the end of memory are not in the picture', () => {
    Maps.startMap();
    Maps.add(0x10_0000n, 64n * MIB, RegionKind.Usable);
    Maps.add(128n * MIB, 130n * MIB, RegionKind.Framebuffer);
    Maps.add(256n * MIB, 257n * MIB, RegionKind.Reserved);
    divide(64);
    expectColumns(1, 64, u32(RegionKind.Usable));
  });
  mapClaim('the widest picture of the largest memory does not overflow', () => {
    Maps.startMap();
    Maps.add(0x10_0000n, 1n << 39n, RegionKind.Usable);
    divide(Picture.MAX_PICTURE_COLUMNS);
    expectColumns(1, Picture.MAX_PICTURE_COLUMNS, u32(RegionKind.Usable));
  });
  testPanics('a picture has at least one column', 'so many columns', () => {
    Picture.divide(Maps.output(), 0, COLUMNS);
  });
  testPanics('a picture has no more columns than fit', 'so many columns', () => {
    Picture.divide(Maps.output(), Picture.MAX_PICTURE_COLUMNS + 1, COLUMNS);
  });
}

function divide(count: u32): void {
  Maps.normalise();
  Picture.divide(Maps.output(), count, COLUMNS);
  expectEqual(COLUMNS.count, count, 'columns');
}

/** Expects columns `[first, end)` to show `kind`. */
function expectColumns(first: u32, end: u32, kind: u32): void {
  'track caller';
  for (const column of range(first, end)) {
    if (u32(COLUMNS.kinds[column]) === kind) continue;
    print(`# column ${column}: expected ${kind}, got ${COLUMNS.kinds[column]}`);
    expectEqual(u32(COLUMNS.kinds[column]), kind, 'kind of a column');
  }
}
