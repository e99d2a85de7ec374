/**
 * The self-check at boot: uses frames, page tables and heap for real and looks at what comes of it.
 * Before that it asks the processor whether its protections are still on.
 *
 * Each part allocates, writes patterns, reads them back, frees everything, and expects every counter
 * where it was before. It runs on the booted system, after the mapper, before anything else.
 *
 * Used by: `kernel/main.ts`.            Uses: `kernel/mm`, `lib/random.ts`,
 * `arch/control-registers.ts`.
 * Invariants:
 *   I1. After `run`, nothing that it allocated is in use, whatever the result.
 * Not handled here: the exhaustive claims (`tests/kernel`); page permissions (`mm/audit.ts`).
 */
import * as ControlRegisters from './arch/control-registers.ts';
import * as RandomNumbers from './lib/random.ts';
import type { Random } from './lib/random.ts';
import { directMapEnd, PAGE_SIZE_BYTES, phys2virt } from './mm/address.ts';
import * as Frame from './mm/frame.ts';
import { FrameStatus } from './mm/frame.ts';
import { HeapDefect } from './mm/heap-check.ts';
import * as Heap from './mm/heap.ts';
import { HeapStatus } from './mm/heap.ts';
import { SCRATCH_START } from './mm/layout.ts';
import * as OwnedFrames from './mm/owned-frame.ts';
import { MapStatus } from './mm/page-arguments.ts';
import { KERNEL_DATA } from './mm/page-flags.ts';
import * as Paging from './mm/paging.ts';

/** What the self-check found first. */
export enum SelfCheckStatus {
  Ok,
  /** No frame, or no run of frames, although many are free. */
  FrameRefused,
  /** A frame was handed out twice, or its content changed. */
  FrameShared,
  /** A double or misaligned free was not refused as documented, or a good one was refused. */
  FrameFreeWrong,
  /** The frame allocator's invariants do not hold. */
  FrameInvariant,
  /** A page could not be mapped or unmapped. */
  PageRefused,
  /** What was written through a mapping is not in its frame. */
  PageContent,
  /** A translation is not what was mapped, or remains after the unmapping. */
  PageTranslation,
  /** An allocation was refused although memory is free. */
  HeapRefused,
  /** A block does not hold what was written to it. */
  HeapContent,
  /** A good free was refused, or a bad one was not. */
  HeapFreeWrong,
  /** The heap's invariants do not hold. */
  HeapInvariant,
  /** Fewer or more frames are free than before. */
  FramesLost,
  /** A protection that the processor has is off. */
  ProtectionOff,
}

/** Sizes of the check. Fixed, so that every boot does the same. */
const FRAME_COUNT: u32 = 64;
const PAGE_COUNT: u32 = 8;
const BLOCK_SLOTS: u32 = 64;
export const HEAP_OPERATIONS: u32 = 4000;
const HEAP_SEED: u64 = 0x5107_a7e4_05e1_fc4cn;

interface Frames extends Struct {
  taken: FixedArray<PhysAddr, 64>;
}

/** A block in use and what it should hold; address 0 = none. */
interface BlockSlot extends Struct {
  address: VirtAddr;
  words: u64;
  seed: u64;
}

interface Blocks extends Struct {
  slots: FixedArray<BlockSlot, 64>;
}

const FRAMES: Frames = zeroed();
const BLOCKS: Blocks = zeroed();
const RANDOM: Random = zeroed();

/** Runs all parts. @returns `Ok`, or the first thing that is wrong */
export function run(): SelfCheckStatus {
  if (!ControlRegisters.areProtectionsOn()) return SelfCheckStatus.ProtectionOff;
  const before = Frame.freeFrameCount();
  const frames = checkFrames();
  if (frames !== SelfCheckStatus.Ok) return frames;
  const pages = checkPages();
  if (pages !== SelfCheckStatus.Ok) return pages;
  const heap = checkHeap();
  if (heap !== SelfCheckStatus.Ok) return heap;
  if (Frame.freeFrameCount() !== before) return SelfCheckStatus.FramesLost;
  return Frame.checkFrames() === Frame.FrameCheck.Ok
    ? SelfCheckStatus.Ok
    : SelfCheckStatus.FrameInvariant;
}

/** What went wrong first, when a part is undone whatever has happened. */
function firstFailure(first: SelfCheckStatus, second: SelfCheckStatus): SelfCheckStatus {
  return first === SelfCheckStatus.Ok ? second : first;
}

// ── Frames ──────────────────────────────────────────────────────────────────────────────────────

function checkFrames(): SelfCheckStatus {
  const before = Frame.freeFrameCount();
  const taken = takeFrames();
  const used = taken === FRAME_COUNT ? useFrames() : SelfCheckStatus.FrameRefused;
  const single = firstFailure(used, freeFrames(taken));
  if (single !== SelfCheckStatus.Ok) return single;
  const run = checkRun();
  if (run !== SelfCheckStatus.Ok) return run;
  return Frame.freeFrameCount() === before ? SelfCheckStatus.Ok : SelfCheckStatus.FramesLost;
}

/** Takes single frames and writes a word of its own to each. @returns how many there were */
function takeFrames(): u32 {
  for (const index of range(0, FRAME_COUNT)) {
    const frame = Frame.alloc();
    if (frame === null) return index;
    FRAMES.taken[index] = frame;
    writeWord(phys2virt(frame), frame);
  }
  return FRAME_COUNT;
}

/** Whether each frame still holds its own word, and bad frees are refused. */
function useFrames(): SelfCheckStatus {
  for (const index of range(0, FRAME_COUNT)) {
    const frame = FRAMES.taken[index];
    if (readWord(phys2virt(frame)) !== frame) return SelfCheckStatus.FrameShared;
  }
  const first = FRAMES.taken[0];
  if (Frame.free(phys(first + 1n)) !== FrameStatus.Misaligned)
    return SelfCheckStatus.FrameFreeWrong;
  if (Frame.free(phys(0n)) === FrameStatus.Ok) return SelfCheckStatus.FrameFreeWrong;
  return SelfCheckStatus.Ok;
}

/** Frees the first `count` frames taken, each once, and tries the first a second time. */
function freeFrames(count: u32): SelfCheckStatus {
  let status: SelfCheckStatus = SelfCheckStatus.Ok;
  for (const index of range(0, count)) {
    if (Frame.free(FRAMES.taken[index]) !== FrameStatus.Ok) status = SelfCheckStatus.FrameFreeWrong;
  }
  if (count > 0 && Frame.free(FRAMES.taken[0]) !== FrameStatus.AlreadyFree) {
    return SelfCheckStatus.FrameFreeWrong;
  }
  return status;
}

/** Takes and frees an aligned run. */
function checkRun(): SelfCheckStatus {
  using run = OwnedFrames.allocRunBelow(16n, 16n, directMapEnd());
  if (run === null) return SelfCheckStatus.FrameRefused;
  return isAligned(run.base, 16n * PAGE_SIZE_BYTES)
    ? SelfCheckStatus.Ok
    : SelfCheckStatus.FrameRefused;
}

// ── Page tables ─────────────────────────────────────────────────────────────────────────────────

function checkPages(): SelfCheckStatus {
  const before = Frame.freeFrameCount();
  for (const index of range(0, PAGE_COUNT)) {
    const status = checkPage(pageAt(index), u64(index));
    if (status !== SelfCheckStatus.Ok) return status;
  }
  return Frame.freeFrameCount() === before ? SelfCheckStatus.Ok : SelfCheckStatus.FramesLost;
}

/** Pages far apart, so that tables of every level come and go. */
function pageAt(index: u32): VirtAddr {
  return virt(SCRATCH_START + u64(index) * 0x4020_1000n);
}

/** Maps `page` to a new frame, uses it, and undoes everything. */
function checkPage(page: VirtAddr, index: u64): SelfCheckStatus {
  using frame = OwnedFrames.allocZeroed();
  if (frame === null) return SelfCheckStatus.FrameRefused;
  return usePage(page, frame, index);
}

function usePage(page: VirtAddr, frame: PhysAddr, index: u64): SelfCheckStatus {
  if (Paging.map(frame, page, KERNEL_DATA) !== MapStatus.Ok) return SelfCheckStatus.PageRefused;
  const used = compareMapping(page, frame, index);
  const failure = firstFailure(used, unmapPage(page, frame));
  if (failure !== SelfCheckStatus.Ok) return failure;
  return Paging.translate(page) === null ? SelfCheckStatus.Ok : SelfCheckStatus.PageTranslation;
}

/** Writes through the mapping, reads through the direct map, and the other way round. */
function unmapPage(page: VirtAddr, frame: PhysAddr): SelfCheckStatus {
  const unmapped = Paging.unmap(page);
  if (unmapped.kind === 'refused') return SelfCheckStatus.PageRefused;
  return unmapped.frame === frame ? SelfCheckStatus.Ok : SelfCheckStatus.PageTranslation;
}

function compareMapping(page: VirtAddr, frame: PhysAddr, index: u64): SelfCheckStatus {
  const last = PAGE_SIZE_BYTES - 8n;
  const alias = phys2virt(frame);
  writeWord(page, 0x5ca1_ab1e_0000_0000n | index);
  writeWord(virt(alias + last), 0xf00d_cafe_0000_0000n | index);
  if (readWord(alias) !== (0x5ca1_ab1e_0000_0000n | index)) return SelfCheckStatus.PageContent;
  if (readWord(virt(page + last)) !== (0xf00d_cafe_0000_0000n | index)) {
    return SelfCheckStatus.PageContent;
  }
  const inside = Paging.translate(virt(page + 0x123n));
  if (inside === null || inside !== phys(frame + 0x123n)) return SelfCheckStatus.PageTranslation;
  return SelfCheckStatus.Ok;
}

// ── Heap ────────────────────────────────────────────────────────────────────────────────────────

function checkHeap(): SelfCheckStatus {
  const before = Frame.freeFrameCount();
  const blocks = Heap.statistics().usedBlocks;
  RANDOM.state = HEAP_SEED;
  for (const slot of range(0, BLOCK_SLOTS)) BLOCKS.slots[slot].address = virt(0n);
  let status: SelfCheckStatus = SelfCheckStatus.Ok;
  let operation: u32 = 0;
  while (operation < HEAP_OPERATIONS && status === SelfCheckStatus.Ok) {
    status = stepHeap(BLOCKS.slots[u32(RandomNumbers.below(RANDOM, u64(BLOCK_SLOTS)))]);
    operation += 1;
  }
  if (status === SelfCheckStatus.Ok && Heap.check() !== HeapDefect.Ok) {
    status = SelfCheckStatus.HeapInvariant;
  }
  for (const slot of range(0, BLOCK_SLOTS)) {
    status = firstFailure(status, dropBlock(BLOCKS.slots[slot]));
  }
  if (status !== SelfCheckStatus.Ok) return status;
  if (Heap.check() !== HeapDefect.Ok) return SelfCheckStatus.HeapInvariant;
  Heap.trim();
  if (Heap.statistics().usedBlocks !== blocks) return SelfCheckStatus.HeapFreeWrong;
  return Frame.freeFrameCount() === before ? SelfCheckStatus.Ok : SelfCheckStatus.FramesLost;
}

/** Fills an empty slot; resizes or empties a full one. */
function stepHeap(slot: BlockSlot): SelfCheckStatus {
  if (slot.address === virt(0n)) return takeBlock(slot);
  if (RandomNumbers.below(RANDOM, 4n) === 0n) return resizeBlock(slot);
  return dropBlock(slot);
}

function takeBlock(slot: BlockSlot): SelfCheckStatus {
  const words = randomWords();
  const isAlignedBlock = RandomNumbers.below(RANDOM, 4n) === 0n;
  const alignment: u64 = isAlignedBlock ? 1n << RandomNumbers.below(RANDOM, 13n) : 16n;
  const block = Heap.kmallocAligned(words * 8n, alignment);
  if (block === null || !isAligned(block, alignment)) return SelfCheckStatus.HeapRefused;
  slot.address = block;
  slot.words = words;
  writePattern(slot);
  return SelfCheckStatus.Ok;
}

function resizeBlock(slot: BlockSlot): SelfCheckStatus {
  const words = randomWords();
  const moved = Heap.krealloc(slot.address, words * 8n);
  if (moved === null) return SelfCheckStatus.HeapRefused;
  slot.address = moved;
  slot.words = min(words, slot.words);
  const kept = holdsPattern(slot);
  slot.words = words;
  writePattern(slot);
  return kept ? SelfCheckStatus.Ok : SelfCheckStatus.HeapContent;
}

/** Compares and frees a block, and tries to free it twice. */
function dropBlock(slot: BlockSlot): SelfCheckStatus {
  const block = slot.address;
  if (block === virt(0n)) return SelfCheckStatus.Ok;
  slot.address = virt(0n);
  if (!holdsPatternAt(block, slot)) return SelfCheckStatus.HeapContent;
  if (Heap.kfree(block) !== HeapStatus.Ok) return SelfCheckStatus.HeapFreeWrong;
  return Heap.kfree(block) === HeapStatus.Ok ? SelfCheckStatus.HeapFreeWrong : SelfCheckStatus.Ok;
}

/** Words of a block: mostly few, sometimes several pages of them. */
function randomWords(): u64 {
  const isLarge = RandomNumbers.below(RANDOM, 32n) === 0n;
  const power = RandomNumbers.below(RANDOM, isLarge ? 14n : 8n);
  return RandomNumbers.below(RANDOM, 1n << power) + 1n;
}

function writePattern(slot: BlockSlot): void {
  slot.seed = RandomNumbers.next(RANDOM);
  for (const index of range(0n, slot.words)) {
    writeWord(virt(slot.address + index * 8n), wrappingAdd(slot.seed, index));
  }
}

function holdsPattern(slot: BlockSlot): bool {
  return holdsPatternAt(slot.address, slot);
}

function holdsPatternAt(block: VirtAddr, slot: BlockSlot): bool {
  for (const index of range(0n, slot.words)) {
    if (readWord(virt(block + index * 8n)) !== wrappingAdd(slot.seed, index)) return false;
  }
  return true;
}

// ── Memory ──────────────────────────────────────────────────────────────────────────────────────

interface Word extends Struct {
  value: u64;
}

function readWord(address: VirtAddr): u64 {
  'use unsafe';
  // SAFE: a frame, page or block of the self-check.
  return at<Word>(address).value;
}

function writeWord(address: VirtAddr, value: u64): void {
  'use unsafe';
  // SAFE: a frame, page or block of the self-check.
  at<Word>(address).value = value;
}
