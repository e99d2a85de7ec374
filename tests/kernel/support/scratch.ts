/**
 * Scratch memory: a run of physical memory that each claim gets as if it were the whole machine.
 *
 * The entry of a target says once where 16 MiB of memory lie that nobody else uses, and how they are
 * reached. `resetMemory` then sets the frame allocator and the heap up anew over them, so that a
 * claim neither sees nor leaves anything. Claims may load page tables of their own: what was loaded
 * at the start is loaded again first, because those tables lie in the scratch memory.
 *
 * Used by: `tests/kernel/*.ktest.ts`, `entry-*.ts`.            Uses: `kernel/mm`, `ktest.ts`.
 * Invariants:
 *   I1. Between `use` and the end of the run nothing but the running claim uses the scratch memory.
 */
import * as ControlRegisters from '../../../kernel/arch/control-registers.ts';
import * as Address from '../../../kernel/mm/address.ts';
import * as Frame from '../../../kernel/mm/frame.ts';
import { FrameCheck, FrameInitStatus } from '../../../kernel/mm/frame.ts';
import { HeapDefect } from '../../../kernel/mm/heap-check.ts';
import * as Heap from '../../../kernel/mm/heap.ts';
import type { MemoryMap, MemoryMapEntries } from '../../../kernel/mm/memory-map.ts';
import * as Map from '../../../kernel/mm/memory-map.ts';
import { MemoryMapStatus, RegionKind } from '../../../kernel/mm/memory-map.ts';
import { Target, currentTarget, expect, expectEqual, testBetween } from './ktest.ts';

/** Bytes of the scratch memory. */
export const SCRATCH_BYTES: u64 = 0x100_0000n;
const PHYSICAL_WIDTH_BITS: u32 = 40;

interface Scratch extends Struct {
  base: PhysAddr;
  directMapStart: VirtAddr;
  directMapEnd: PhysAddr;
  /** The root that was loaded when the run began. */
  root: PhysAddr;
  /** Free frames after `resetMemory`. */
  freeFrames: u64;
  entries: MemoryMapEntries;
  map: MemoryMap;
}

const SCRATCH: Scratch = zeroed();

/**
 * Says where the scratch memory lies.
 *
 * @param scratchBase    - first byte, multiple of 2 MiB; `SCRATCH_BYTES` from there are for the tests
 * @param directMapStart - virtual address of physical address 0
 * @param directMapEnd   - first physical address that cannot be reached so; multiple of 4096
 */
export function use(scratchBase: PhysAddr, directMapStart: VirtAddr, directMapEnd: PhysAddr): void {
  SCRATCH.base = scratchBase;
  SCRATCH.directMapStart = directMapStart;
  SCRATCH.directMapEnd = directMapEnd;
  SCRATCH.root = ControlRegisters.currentRoot();
}

/** First byte of the scratch memory. */
export function base(): PhysAddr {
  return SCRATCH.base;
}

/** First byte after the scratch memory. */
export function end(): PhysAddr {
  return phys(SCRATCH.base + SCRATCH_BYTES);
}

/** The normalised map that the last `resetMemory` made: one usable region, the scratch memory. */
export function map(): MemoryMap {
  return SCRATCH.map;
}

/** Sets frame allocator and heap up anew over the scratch memory; everything in it is free. */
export function resetMemory(): void {
  // A Linux process has no page tables to go back to.
  if (currentTarget() !== Target.HostNative) ControlRegisters.loadRoot(SCRATCH.root);
  Address.setDirectMap(SCRATCH.directMapStart, SCRATCH.directMapEnd);
  Map.clearEntries(SCRATCH.entries);
  const added = Map.addEntry(SCRATCH.entries, SCRATCH.base, SCRATCH_BYTES, u64(RegionKind.Usable));
  assert(added === MemoryMapStatus.Ok, 'scratch: the entry fits');
  const status = Map.normalise(SCRATCH.entries, PHYSICAL_WIDTH_BITS, SCRATCH.map);
  assert(status === MemoryMapStatus.Ok, 'scratch: the map is good');
  const frames = Frame.init(SCRATCH.map, SCRATCH.directMapEnd);
  assert(frames === FrameInitStatus.Ok, 'scratch: the frame allocator starts');
  Heap.init();
  SCRATCH.freeFrames = Frame.freeFrameCount();
}

/**
 * Expects that nothing is lost or damaged since `resetMemory`: as many free frames as then, and
 * frame allocator and heap pass their checks.
 */
export function expectNothingLost(): void {
  const defect = Heap.check();
  if (defect !== HeapDefect.Ok) print(`# heap check: ${defect}`);
  expect(defect === HeapDefect.Ok, 'an intact heap');
  Heap.trim();
  const found = Frame.checkFrames();
  if (found !== FrameCheck.Ok) print(`# frame check: ${found}`);
  expect(found === FrameCheck.Ok, 'an intact frame allocator');
  expectEqual(Frame.freeFrameCount(), SCRATCH.freeFrames, 'free frames at the end');
}

/** A claim on fresh scratch memory, after which nothing may be lost or damaged. */
export function memoryTest(claim: string, action: () => void): void {
  testBetween(claim, resetMemory, action, expectNothingLost);
}
