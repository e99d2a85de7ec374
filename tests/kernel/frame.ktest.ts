/**
 * The frame allocator: what it refuses, what it hands out, and which memory it takes over.
 *
 * Failure paths come first. Numbers of defects refer to `docs/defects.md`, numbers of cases to
 * `docs/malformed-memory-maps.md`. Defect 14 (no lock on two processors) has no claim: this kernel
 * runs on one processor, see `docs/limits.md`.
 *
 * Used by: `all.ktest.ts`.            Uses: `support/scratch.ts`, `support/maps.ts`.
 */
import * as Address from '../../kernel/mm/address.ts';
import * as Frame from '../../kernel/mm/frame.ts';
import { FrameCheck, FrameInitStatus, FrameStatus } from '../../kernel/mm/frame.ts';
import { RegionKind } from '../../kernel/mm/memory-map.ts';
import { frameModel } from './support/frame-model.ts';
import { expect, expectBool, expectEqual, group, testBetween } from './support/ktest.ts';
import { add, expectStatus, normalise, output, startMap } from './support/maps.ts';
import { MemoryMapStatus } from '../../kernel/mm/memory-map.ts';
import { fill, holds, read64, write64 } from './support/physical.ts';
import * as Scratch from './support/scratch.ts';
import { memoryTest } from './support/scratch.ts';

const PAGE: u64 = 0x1000n;
const MIB: u64 = 0x10_0000n;
const GIB: u64 = 0x4000_0000n;

export function suite(): void {
  freesRefused();
  requestsRefused();
  framesHandedOut();
  runsHandedOut();
  mapsTakenOver();
  bootloaderMemory();
  damageNoticed();
  frameModel();
}

function freesRefused(): void {
  'track caller';
  group('frame: frees refused');

  memoryTest('an address inside a frame is Misaligned', () => {
    // Defect 12: the original checked nothing.
    const frame = must(Frame.alloc());
    expectRefused(phys(frame + 1n), 1n, FrameStatus.Misaligned);
    expectRefused(phys(frame + 4095n), 1n, FrameStatus.Misaligned);
    free(frame);
  });
  memoryTest('memory that is not managed is Foreign', () => {
    // Defect 12.
    expectRefused(phys(0n), 1n, FrameStatus.Foreign);
    expectRefused(phys(Scratch.base() - PAGE), 1n, FrameStatus.Foreign);
    expectRefused(Scratch.end(), 1n, FrameStatus.Foreign);
    expectRefused(phys(0x10_0000_0000_0000n), 1n, FrameStatus.Foreign);
    expectRefused(phys(0xffff_ffff_ffff_f000n), 1n, FrameStatus.Foreign);
  });
  memoryTest('a frame freed twice is AlreadyFree and is not handed out twice', () => {
    // Defects 10 and 12.
    const frame = must(Frame.alloc());
    free(frame);
    expectRefused(frame, 1n, FrameStatus.AlreadyFree);
    const first = must(Frame.alloc());
    const second = must(Frame.alloc());
    expect(first !== second, 'two frames');
    free(first);
    free(second);
  });
  memoryTest('a frame that was never handed out is AlreadyFree', () => {
    expectRefused(phys(Scratch.base() + 5n * PAGE), 1n, FrameStatus.AlreadyFree);
  });
  memoryTest('the frames of the allocator itself are Reserved', () => {
    expectRefused(Frame.metadataStart(), 1n, FrameStatus.Reserved);
    expectRefused(Frame.metadataStart(), Frame.metadataFrameCount(), FrameStatus.Reserved);
  });
  memoryTest('a run that reaches into the allocator is Reserved as a whole', () => {
    const frames = Frame.freeFrameCount();
    const start = must(Frame.allocContiguous(frames, 1n));
    expectRefused(phys(Frame.metadataStart() - PAGE), 2n, FrameStatus.Reserved);
    freeRun(start, frames);
  });
  memoryTest('a run of no frames is EmptyRun', () => {
    const frame = must(Frame.alloc());
    expectRefused(frame, 0n, FrameStatus.EmptyRun);
    free(frame);
  });
  memoryTest('a run beyond the end of memory is Foreign, whatever its length', () => {
    const start = must(Frame.allocContiguous(4n, 1n));
    const frames = Scratch.SCRATCH_BYTES / PAGE;
    expectRefused(start, frames + 1n, FrameStatus.Foreign);
    expectRefused(start, 0x10_0000_0000n, FrameStatus.Foreign);
    expectRefused(start, 0xffff_ffff_ffff_ffffn, FrameStatus.Foreign);
    expectRefused(phys(start - PAGE), 2n, FrameStatus.Foreign);
    freeRun(start, 4n);
  });
  memoryTest('a run with one free frame is AlreadyFree and the others stay in use', () => {
    const start = must(Frame.allocContiguous(5n, 1n));
    const hole = phys(start + 2n * PAGE);
    free(hole);
    expectRefused(start, 5n, FrameStatus.AlreadyFree);
    expectBool(Frame.isAllocated(start), true, 'the first in use');
    expectBool(Frame.isAllocated(phys(start + 4n * PAGE)), true, 'the last in use');
    freeRun(start, 2n);
    freeRun(phys(start + 3n * PAGE), 2n);
  });
  mapClaim('a run over a hole in memory is Foreign, however small the hole', () => {
    // The bitmap has padding there; freeing it would hand out memory that is not there.
    const base = Scratch.base();
    for (const holeFrames of range(1n, 70n)) {
      startMap();
      add(base, base + MIB, RegionKind.Usable);
      add(base + MIB + holeFrames * PAGE, base + 4n * MIB, RegionKind.Usable);
      take();
      const low = must(Frame.allocContiguous(256n, 1n));
      expect(low === base, 'all of the low region');
      const high = must(Frame.alloc());
      expect(high === base + MIB + holeFrames * PAGE, 'the first frame of the high region');
      expectRefused(phys(base + MIB - PAGE), holeFrames + 2n, FrameStatus.Foreign);
      expectRefused(phys(base + MIB), 1n, FrameStatus.Foreign);
    }
  });
}

function requestsRefused(): void {
  group('frame: requests refused');

  memoryTest('a run of no frames is not handed out, and nothing moves', () => {
    // Defect 11: the original returned a pointer and pushed its cursor past the end.
    expectNone(Frame.allocContiguous(0n, 1n));
    const frame = must(Frame.alloc());
    expect(frame === Scratch.base(), 'the lowest frame');
    free(frame);
  });
  memoryTest('an alignment that is no power of two is refused', () => {
    expectNone(Frame.allocContiguous(1n, 0n));
    expectNone(Frame.allocContiguous(1n, 3n));
    expectNone(Frame.allocContiguous(1n, 0xffff_ffff_ffff_ffffn));
  });
  memoryTest('an alignment beyond all memory is refused', () => {
    expectNone(Frame.allocContiguous(1n, 0x8000_0000_0000_0000n));
    expectNone(Frame.allocContiguous(1n, 0x100_0000_0000n));
  });
  memoryTest('more frames than there are free are refused', () => {
    const frames = Frame.freeFrameCount();
    expectNone(Frame.allocContiguous(frames + 1n, 1n));
    expectNone(Frame.allocContiguous(0x1_0000_0000n, 1n));
    expectNone(Frame.allocContiguous(0x8000_0000_0000_0000n, 1n));
    expectNone(Frame.allocContiguous(0xffff_ffff_ffff_ffffn, 1n));
    expectEqual(Frame.freeFrameCount(), frames, 'free frames');
  });
  memoryTest('a limit is the first byte that must not be handed out', () => {
    const base = Scratch.base();
    expectNone(Frame.allocBelow(phys(0n)));
    expectNone(Frame.allocBelow(base));
    expectNone(Frame.allocBelow(phys(base + PAGE - 1n)));
    free(must(Frame.allocBelow(phys(base + PAGE))));
    expectNone(Frame.allocContiguousBelow(4n, 1n, phys(base + 4n * PAGE - 1n)));
    freeRun(must(Frame.allocContiguousBelow(4n, 1n, phys(base + 4n * PAGE))), 4n);
  });
  memoryTest('when every frame is in use each request gets null', () => {
    const frames = Frame.freeFrameCount();
    const start = must(Frame.allocContiguous(frames, 1n));
    expectNone(Frame.alloc());
    expectNone(Frame.allocZeroed());
    expectNone(Frame.allocContiguous(1n, 1n));
    expectEqual(Frame.freeFrameCount(), 0n, 'free frames');
    freeRun(start, frames);
  });
  mapClaim('before memory is taken over there is nothing to hand out or to free', () => {
    // Case 10: one page is less than a kernel can start with.
    add(Scratch.base(), Scratch.base() + PAGE, RegionKind.Usable);
    expectInit(FrameInitStatus.TooLittleMemory);
    expectNone(Frame.alloc());
    expectNone(Frame.allocContiguous(1n, 1n));
    expectEqual(Frame.totalFrameCount(), 0n, 'frames');
    expectRefused(Scratch.base(), 1n, FrameStatus.Foreign);
    expect(Frame.reclaimBootloader() !== null, 'nothing to reclaim, once');
  });
  mapClaim('a map without usable memory is refused', () => {
    add(Scratch.base(), Scratch.end(), RegionKind.BootloaderReclaimable);
    expectStatus(40, MemoryMapStatus.NoUsableMemory);
    const status = Frame.init(output(), Scratch.end());
    expect(status === FrameInitStatus.NoUsableMemory, 'NoUsableMemory');
    expectNone(Frame.alloc());
  });
  mapClaim('memory that cannot be reached has no room for the bitmap', () => {
    add(Scratch.base(), Scratch.end(), RegionKind.Usable);
    normalise();
    const status = Frame.init(output(), Scratch.base());
    expect(status === FrameInitStatus.NoRoomForMetadata, 'NoRoomForMetadata');
    expectNone(Frame.alloc());
  });
}

function framesHandedOut(): void {
  group('frame: frames handed out');

  memoryTest('frames come lowest first', () => {
    const base = Scratch.base();
    for (const index of range(0n, 100n)) {
      expect(must(Frame.alloc()) === base + index * PAGE, 'the lowest frame');
    }
    free(phys(base + 70n * PAGE));
    free(phys(base + 3n * PAGE));
    expect(must(Frame.alloc()) === base + 3n * PAGE, 'the lower of two free frames');
    expect(must(Frame.alloc()) === base + 70n * PAGE, 'then the other');
    freeRun(base, 100n);
  });
  memoryTest('freed frames are found again when memory is exhausted', () => {
    // Defect 8: after freeing 5, then 100, the original found 100 and never 5.
    const base = Scratch.base();
    const frames = Frame.freeFrameCount();
    freeRun(must(Frame.allocContiguous(frames, 1n)), frames);
    for (const _ of range(0n, frames)) must(Frame.alloc());
    expectNone(Frame.alloc());
    free(phys(base + 5n * PAGE));
    free(phys(base + 100n * PAGE));
    expect(must(Frame.alloc()) === base + 5n * PAGE, 'frame 5');
    expect(must(Frame.alloc()) === base + 100n * PAGE, 'frame 100');
    expectNone(Frame.alloc());
    freeRun(base, frames);
  });
  memoryTest('every frame is its own: a mark in each is still there when all are taken', () => {
    // Defects 6, 7, 9 and 15: overlapping or repeated frames overwrite each other's marks.
    const frames = Frame.freeFrameCount();
    for (const index of range(0n, frames)) {
      const frame = must(Frame.alloc());
      expect(frame >= Scratch.base() && frame < Scratch.end(), 'a physical address of the map');
      write64(frame, index);
      write64(phys(frame + PAGE - 8n), ~index);
    }
    for (const index of range(0n, frames)) {
      const frame = phys(Scratch.base() + index * PAGE);
      expectEqual(read64(frame), index, 'the mark at the start');
      expectEqual(read64(phys(frame + PAGE - 8n)), ~index, 'the mark at the end');
    }
    freeRun(Scratch.base(), frames);
  });
  memoryTest('allocZeroed clears what the last owner wrote, and nothing else', () => {
    const base = Scratch.base();
    fill(base, phys(base + 4n * PAGE), 0xa5);
    free(must(Frame.alloc()));
    const frame = must(Frame.allocZeroed());
    expect(holds(frame, phys(frame + PAGE), 0n), 'zeros');
    expect(holds(phys(frame + PAGE), phys(base + 4n * PAGE), 0xa5a5_a5a5_a5a5_a5a5n), 'the rest');
    free(frame);
  });
  memoryTest('the counters add up at every step', () => {
    const total = Frame.totalFrameCount();
    expectEqual(total, Scratch.SCRATCH_BYTES / PAGE, 'frames of the map');
    const used = Frame.usedFrameCount();
    expectEqual(used, Frame.metadataFrameCount(), 'frames in use at the start');
    const frame = must(Frame.alloc());
    const run = must(Frame.allocContiguous(9n, 1n));
    expectEqual(Frame.usedFrameCount(), used + 10n, 'frames in use');
    expectEqual(Frame.freeFrameCount() + Frame.usedFrameCount(), total, 'frames');
    free(frame);
    freeRun(run, 9n);
    expectEqual(Frame.usedFrameCount(), used, 'frames in use at the end');
  });
}

function runsHandedOut(): void {
  group('frame: runs handed out');

  memoryTest('three runs of four frames do not overlap', () => {
    // Defect 6: the original gave frames 0, 3 and 6.
    const first = must(Frame.allocContiguous(4n, 1n));
    const second = must(Frame.allocContiguous(4n, 1n));
    const third = must(Frame.allocContiguous(4n, 1n));
    expect(second === first + 4n * PAGE, 'four frames on');
    expect(third === second + 4n * PAGE, 'eight frames on');
    freeRun(first, 12n);
  });
  memoryTest('a frame taken after a run lies outside it', () => {
    // Defect 7: the original gave a frame of the run, and zeroed it.
    const run = must(Frame.allocContiguous(4n, 1n));
    fill(run, phys(run + 4n * PAGE), 0x5a);
    const frame = must(Frame.allocZeroed());
    expect(frame === run + 4n * PAGE, 'the frame behind the run');
    expect(holds(run, phys(run + 4n * PAGE), 0x5a5a_5a5a_5a5a_5a5an), 'the run untouched');
    freeRun(run, 5n);
  });
  memoryTest('a hole of seven frames takes a run of seven, not one of eight', () => {
    const base = must(Frame.allocContiguous(200n, 1n));
    freeRun(phys(base + 60n * PAGE), 7n); // Across the end of a word of the bitmap.
    const eight = must(Frame.allocContiguous(8n, 1n));
    expect(eight === base + 200n * PAGE, 'eight frames behind');
    const seven = must(Frame.allocContiguous(7n, 1n));
    expect(seven === base + 60n * PAGE, 'seven in the hole');
    freeRun(base, 208n);
  });
  memoryTest('all free memory can be one run', () => {
    const frames = Frame.freeFrameCount();
    const start = must(Frame.allocContiguous(frames, 1n));
    expect(start === Scratch.base(), 'from the first frame');
    expectEqual(Frame.freeFrameCount(), 0n, 'free frames');
    freeRun(start, frames);
  });
  memoryTest('2 MiB runs start at multiples of 2 MiB and leave nothing unused between them', () => {
    const base = Scratch.base();
    const runs = (Frame.freeFrameCount() * PAGE) / (2n * MIB);
    const frame = must(Frame.alloc());
    for (const index of range(1n, runs)) {
      const run = must(Frame.allocContiguous(Frame.FRAMES_PER_2M, Frame.FRAMES_PER_2M));
      expect(run === base + index * 2n * MIB, 'the next 2 MiB');
    }
    expectNone(Frame.allocContiguous(Frame.FRAMES_PER_2M, Frame.FRAMES_PER_2M));
    free(frame);
    freeRun(phys(base + 2n * MIB), (runs - 1n) * Frame.FRAMES_PER_2M);
  });
  memoryTest('an aligned run finds its place inside a longer free run', () => {
    const base = Scratch.base();
    const guard = must(Frame.alloc());
    const run = must(Frame.allocContiguous(3n, 16n));
    expect(run === base + 16n * PAGE, 'frame 16');
    const next = must(Frame.allocContiguous(3n, 1n));
    expect(next === base + PAGE, 'the frames that were skipped stay free');
    free(guard);
    freeRun(run, 3n);
    freeRun(next, 3n);
  });
  memoryTest('runs too short for the alignment are passed over', () => {
    // Free: 33 to 62 (no aligned 16 + 16 inside with 24 frames), then 96 on.
    const base = must(Frame.allocContiguous(96n, 1n));
    freeRun(phys(base + 33n * PAGE), 30n);
    const run = must(Frame.allocContiguous(24n, 16n));
    expect(run === base + 96n * PAGE, 'the next aligned place with room');
    const fits = must(Frame.allocContiguous(14n, 16n));
    expect(fits === base + 48n * PAGE, 'a shorter one fits before');
    freeRun(run, 24n);
    freeRun(fits, 14n);
    freeRun(base, 33n);
    freeRun(phys(base + 63n * PAGE), 33n);
  });
  memoryTest('a run is found behind any number of holes that are too small', () => {
    const frames: u64 = 2048n;
    const base = must(Frame.allocContiguous(frames, 1n));
    for (const index of range(0n, frames / 2n)) free(phys(base + 2n * index * PAGE));
    const run = must(Frame.allocContiguous(2n, 1n));
    expect(run === base + frames * PAGE, 'behind the last hole');
    freeRun(run, 2n);
    for (const index of range(0n, frames / 2n)) free(phys(base + (2n * index + 1n) * PAGE));
  });
}

function mapsTakenOver(): void {
  group('frame: maps taken over');

  mapClaim('memory is the same whatever was in it before', () => {
    // Defects 2 and 13: the original left most flags as it found them.
    add(Scratch.base(), Scratch.end(), RegionKind.Usable);
    fill(Scratch.base(), Scratch.end(), 0xff);
    take();
    const frames = Frame.freeFrameCount();
    fill(Scratch.base(), Scratch.end(), 0x00);
    take();
    expectEqual(Frame.freeFrameCount(), frames, 'free frames');
    expect(Frame.checkFrames() === FrameCheck.Ok, 'an intact allocator');
  });
  mapClaim('every usable region is used, the lowest first', () => {
    // Defects 1 and 5: the original kept one region, the first usable one it came across.
    const base = Scratch.base();
    add(base, base + PAGE, RegionKind.Reserved);
    add(base + PAGE, base + 160n * PAGE, RegionKind.Usable);
    add(base + 2n * MIB, base + 3n * MIB, RegionKind.Usable);
    add(base + 4n * MIB, base + 8n * MIB, RegionKind.Usable);
    take();
    expectEqual(Frame.totalFrameCount(), 159n + 256n + 1024n, 'frames');
    expect(must(Frame.alloc()) === base + PAGE, 'the lowest frame');
    for (const _ of range(1n, 159n)) must(Frame.alloc());
    expect(must(Frame.alloc()) === base + 2n * MIB, 'then the second region');
    for (const _ of range(1n, 256n)) must(Frame.alloc());
    expect(must(Frame.alloc()) === base + 4n * MIB, 'then the third');
  });
  mapClaim('reserved, bad and ACPI memory is never handed out or written', () => {
    // Defects 3 and 4; case 43: NVS and bad memory next to the bitmap.
    const base = Scratch.base();
    fill(base, phys(base + 4n * MIB), 0xc3);
    add(base, base + MIB, RegionKind.AcpiNvs);
    add(base + MIB, base + 2n * MIB, RegionKind.Usable);
    add(base + 2n * MIB, base + 3n * MIB, RegionKind.BadMemory);
    add(base + 3n * MIB, base + 4n * MIB, RegionKind.Reserved);
    add(base + 4n * MIB, base + 5n * MIB, RegionKind.AcpiReclaimable);
    add(base + 5n * MIB, base + 6n * MIB, RegionKind.KernelAndModules);
    take();
    const frames = Frame.freeFrameCount();
    expectEqual(Frame.totalFrameCount(), 256n, 'frames');
    for (const _ of range(0n, frames)) {
      const frame = must(Frame.allocZeroed());
      expect(frame >= base + MIB && frame < base + 2n * MIB, 'a usable frame');
    }
    expectNone(Frame.alloc());
    const below = phys(base + MIB);
    const above = phys(base + 2n * MIB);
    expect(holds(phys(below - 0x8000n), below, 0xc3c3_c3c3_c3c3_c3c3n), 'NVS memory untouched');
    expect(holds(above, phys(above + 0x8000n), 0xc3c3_c3c3_c3c3_c3c3n), 'bad memory untouched');
  });
  mapClaim('no run spans a hole in memory', () => {
    const base = Scratch.base();
    add(base, base + MIB, RegionKind.Usable);
    add(base + MIB + PAGE, base + 2n * MIB, RegionKind.Usable);
    add(base + 2n * MIB + 64n * PAGE, base + 3n * MIB, RegionKind.Usable);
    take();
    expectNone(Frame.allocContiguous(257n, 1n));
    expect(must(Frame.allocContiguous(256n, 1n)) === base, 'all of the first region');
    expect(must(Frame.allocContiguous(255n, 1n)) === base + MIB + PAGE, 'all of the second');
  });
  mapClaim('frames above 4 GiB have their own addresses', () => {
    // Defects 9 and 10: the original cut the offset to 32 bits and gave frame 0.
    const base = Scratch.base();
    add(base, Scratch.end(), RegionKind.Usable);
    add(4n * GIB, 4n * GIB + 64n * MIB, RegionKind.Usable);
    take();
    const run = must(Frame.allocContiguous(16384n, 1n));
    expect(run === 4n * GIB, 'the run at 4 GiB');
    const low = must(Frame.alloc());
    expect(low === base, 'a frame below');
    const frames = Frame.freeFrameCount();
    free(run);
    expectBool(Frame.isAllocated(low), true, 'the low frame in use');
    expectBool(Frame.isAllocated(run), false, 'the high frame in use');
    expectEqual(Frame.freeFrameCount(), frames + 1n, 'free frames');
    expectNone(Frame.allocContiguousBelow(4097n, 1n, phys(4n * GIB)));
  });
  mapClaim('the bitmap is sized by the memory there is, not by its highest address', () => {
    // Case 36: RAM moved to 1 TiB by the hole that QEMU models for AMD processors.
    add(Scratch.base(), Scratch.end(), RegionKind.Usable);
    add(0xfd_0000_0000n, 0x100_0000_0000n, RegionKind.Reserved);
    add(0x100_0000_0000n, 0x100_0000_0000n + 64n * MIB, RegionKind.Usable);
    normaliseFor(46);
    expectEqual(Frame.totalFrameCount(), 4096n + 16384n, 'frames');
    expectEqual(Frame.metadataFrameCount(), 1n + 1n, 'frames of the bitmap');
    expect(must(Frame.allocContiguous(16384n, 512n)) === 0x100_0000_0000n, 'a run at 1 TiB');
  });
  mapClaim('16 GiB of memory need less than 1.6 % for the bitmap', () => {
    // Defect 3: the original's flags ran 208,411 bytes past their region.
    add(Scratch.base(), Scratch.end(), RegionKind.Usable);
    add(4n * GIB, 20n * GIB, RegionKind.Usable);
    take();
    const bytes = Frame.metadataFrameCount() * PAGE;
    expect(bytes * 1000n < 16n * (16n * GIB), 'less than 1.6 %');
    expect(Frame.metadataStart() + bytes === Scratch.end(), 'at the top of what can be reached');
    expectEqual(Frame.freeFrameCount() * PAGE + bytes, 16n * GIB + 16n * MIB, 'bytes');
    expect(must(Frame.allocContiguous(0x40_0000n, 0x4_0000n)) === 4n * GIB, 'all of the 16 GiB');
  });
  mapClaim('five hundred single frames are five hundred frames', () => {
    const base = Scratch.base();
    add(base, base + MIB, RegionKind.Usable);
    for (const index of range(0n, 500n)) {
      add(
        base + MIB + (2n * index + 1n) * PAGE,
        base + MIB + (2n * index + 2n) * PAGE,
        RegionKind.Usable,
      );
    }
    take();
    expectEqual(Frame.totalFrameCount(), 756n, 'frames');
    // The bitmap fits one frame and so lies in the last of them.
    expectEqual(Frame.metadataFrameCount(), 1n, 'frames of the bitmap');
    expect(must(Frame.allocContiguous(256n, 1n)) === base, 'the frames before them');
    expectNone(Frame.allocContiguous(2n, 1n));
    for (const index of range(0n, 499n)) {
      expect(must(Frame.alloc()) === base + MIB + (2n * index + 1n) * PAGE, 'the next frame');
    }
    expectNone(Frame.alloc());
  });
  mapClaim('taking over again forgets everything', () => {
    add(Scratch.base(), Scratch.end(), RegionKind.Usable);
    take();
    const frames = Frame.freeFrameCount();
    must(Frame.allocContiguous(1000n, 1n));
    take();
    expectEqual(Frame.freeFrameCount(), frames, 'free frames');
    expect(must(Frame.alloc()) === Scratch.base(), 'the lowest frame');
  });
}

function bootloaderMemory(): void {
  group('frame: bootloader memory');

  mapClaim('bootloader memory is in use until it is reclaimed', () => {
    // Defect 5; case 41: the loader's page tables and stack are still needed.
    addWithBootloader();
    take();
    const base = Scratch.base();
    expectEqual(Frame.bootloaderFrameCount(), 512n, 'frames of the bootloader');
    expectBool(Frame.isAllocated(phys(base + MIB)), true, 'in use');
    expectRefused(phys(base + MIB), 1n, FrameStatus.Reserved);
    expectRefused(phys(base + MIB - PAGE), 2n, FrameStatus.Reserved);
    for (const _ of range(0n, Frame.freeFrameCount())) {
      const frame = must(Frame.alloc());
      expect(frame < base + MIB || frame >= base + 3n * MIB, 'no frame of the bootloader');
    }
    expectNone(Frame.alloc());
  });
  mapClaim('bootloader memory is reclaimed exactly once', () => {
    addWithBootloader();
    take();
    const frames = Frame.freeFrameCount();
    const reclaimed = Frame.reclaimBootloader();
    expect(reclaimed !== null && reclaimed === 512n, '512 frames');
    expectEqual(Frame.freeFrameCount(), frames + 512n, 'free frames');
    expectEqual(Frame.bootloaderFrameCount(), 0n, 'frames of the bootloader');
    expect(Frame.reclaimBootloader() === null, 'nothing the second time');
    expectEqual(Frame.freeFrameCount(), frames + 512n, 'free frames');
    expectRefused(phys(Scratch.base() + MIB), 1n, FrameStatus.AlreadyFree);
  });
  mapClaim('a run may cross from usable into reclaimed memory', () => {
    addWithBootloader();
    take();
    expectNone(Frame.allocContiguous(1300n, 1n));
    expect(Frame.reclaimBootloader() !== null, 'reclaimed');
    const run = must(Frame.allocContiguous(1300n, 1n));
    expect(run === Scratch.base(), 'from the first frame');
    freeRun(run, 1300n);
  });
}

function damageNoticed(): void {
  group('frame: damage noticed');

  mapClaim('a flipped bit of the bitmap fails the check', () => {
    add(Scratch.base(), Scratch.end(), RegionKind.Usable);
    take();
    const bitmap = Frame.metadataStart();
    expectDamage(bitmap, 1n, FrameCheck.CountersWrong);
    // The last word covers the allocator's own frames.
    expectDamage(phys(bitmap + 63n * 8n), 0x8000_0000_0000_0000n, FrameCheck.CountersWrong);
    // The first word after level 0 is the summary of all 64 words.
    expectDamage(phys(bitmap + 64n * 8n), 1n, FrameCheck.SummaryWrong);
  });
  mapClaim('two flipped bits that leave the counters right are noticed too', () => {
    add(Scratch.base(), Scratch.end(), RegionKind.Usable);
    take();
    const frame = must(Frame.alloc());
    const other = must(Frame.alloc());
    free(other);
    const word = read64(Frame.metadataStart());
    write64(Frame.metadataStart(), word ^ 3n);
    expect(Frame.checkFrames() !== FrameCheck.Ok, 'a defect');
    write64(Frame.metadataStart(), word);
    free(frame);
  });
}

// ── Helpers ─────────────────────────────────────────────────────────────────────────────────────

/** A claim with a map of its own: starts with an empty table, ends with an intact allocator. */
function mapClaim(claim: string, action: () => void): void {
  testBetween(claim, prepareMap, action, expectIntact);
}

function prepareMap(): void {
  Scratch.resetMemory();
  startMap();
}

function expectIntact(): void {
  const found = Frame.checkFrames();
  if (found !== FrameCheck.Ok) print(`# frame check: ${found}`);
  expect(found === FrameCheck.Ok, 'an intact frame allocator');
}

/** Takes over the table, which must work. */
function take(): void {
  expectInit(FrameInitStatus.Ok);
}

function expectInit(expected: FrameInitStatus): void {
  'track caller';
  normalise();
  expectInitOf(expected);
}

/** Takes over the table on a processor with wider addresses. */
function normaliseFor(physicalBits: u32): void {
  'track caller';
  expectStatus(physicalBits, MemoryMapStatus.Ok);
  expectInitOf(FrameInitStatus.Ok);
}

function expectInitOf(expected: FrameInitStatus): void {
  'track caller';
  const status = Frame.init(output(), Address.directMapEnd());
  if (status === expected) return;
  print(`# Frame.init: expected ${expected}, got ${status}`);
  expect(false, 'another status');
}

/** 1 MiB usable, 2 MiB of the bootloader, 5 MiB usable. */
function addWithBootloader(): void {
  const base = Scratch.base();
  add(base, base + MIB, RegionKind.Usable);
  add(base + MIB, base + 3n * MIB, RegionKind.BootloaderReclaimable);
  add(base + 3n * MIB, base + 8n * MIB, RegionKind.Usable);
}

/** Flips bits of the metadata, expects the check to say so, and flips them back. */
function expectDamage(address: PhysAddr, bits: u64, expected: FrameCheck): void {
  'track caller';
  const word = read64(address);
  write64(address, word ^ bits);
  const found = Frame.checkFrames();
  write64(address, word);
  if (found !== expected) print(`# expected ${expected}, got ${found}`);
  expect(found === expected, 'another result of the check');
}

/** The frame of an allocation that cannot fail here. */
function must(frame: PhysAddr | null): PhysAddr {
  if (frame === null) panic('frame test: an allocation was refused');
  return frame;
}

function expectNone(frame: PhysAddr | null): void {
  'track caller';
  if (frame !== null) print(`# got ${frame}`);
  expect(frame === null, 'null');
}

function free(frame: PhysAddr): void {
  freeRun(frame, 1n);
}

function freeRun(base: PhysAddr, count: u64): void {
  'track caller';
  const status = Frame.freeContiguous(base, count);
  if (status === FrameStatus.Ok) return;
  print(`# free of ${count} frames at ${base}: ${status}`);
  expect(false, 'a run that can be freed');
}

/** Expects the free to be refused with `expected` and to change no count. */
function expectRefused(base: PhysAddr, count: u64, expected: FrameStatus): void {
  'track caller';
  const frames = Frame.freeFrameCount();
  const status = count === 1n ? Frame.free(base) : Frame.freeContiguous(base, count);
  if (status !== expected) print(`# free at ${base}: expected ${expected}, got ${status}`);
  expect(status === expected, 'another status');
  expectEqual(Frame.freeFrameCount(), frames, 'free frames');
}
