/**
 * Frames that cannot be forgotten: what `frame.ts` hands out, with an owner that the compiler knows.
 *
 * An `OwnedFrame` or `OwnedRun` is freed, passed on or given up (`disown`) exactly once on every
 * path, or the program does not compile (`docs/dialect.md`, "Ownership"). Between taking frames and
 * recording them somewhere, that is what keeps an early return from losing them. Ownership costs
 * nothing when the program runs. Where frames are kept in structures of their own, as in lists of
 * table frames, their plain addresses are kept and that structure is the owner.
 *
 * Used by: `heap-page.ts`, `kernel/self-check.ts`.            Uses: `frame.ts`.
 */
import * as Frame from './frame.ts';

/** Contiguous frames. */
export type FrameRun = {
  /** Address of the first frame. */
  readonly base: PhysAddr;
  /** At least 1. */
  readonly frameCount: u64;
};

/** One frame in use, by its address. */
export type OwnedFrame = Owned<PhysAddr, typeof free>;

/** A run of frames in use. */
export type OwnedRun = Owned<FrameRun, typeof freeRun>;

/**
 * As `Frame.alloc`, for an owner.
 *
 * @allocates One frame.
 */
export function alloc(): OwnedFrame | null {
  const frame = Frame.alloc();
  if (frame === null) return null;
  return own<OwnedFrame>(frame);
}

/**
 * As `Frame.allocZeroed`, for an owner.
 *
 * @allocates One frame.
 */
export function allocZeroed(): OwnedFrame | null {
  const frame = Frame.allocZeroed();
  if (frame === null) return null;
  return own<OwnedFrame>(frame);
}

/**
 * As `Frame.allocContiguousBelow`, for an owner.
 *
 * @param frameCount  - frames; 0 gets null
 * @param alignFrames - the run's address is a multiple of `alignFrames * 4096`; a power of two
 * @param limit       - first address that the run must not contain; any alignment
 * @allocates `frameCount` frames.
 */
export function allocRunBelow(frameCount: u64, alignFrames: u64, limit: PhysAddr): OwnedRun | null {
  const base = Frame.allocContiguousBelow(frameCount, alignFrames, limit);
  if (base === null) return null;
  return own<OwnedRun>({ base, frameCount });
}

/** Frees a frame; panics when it is not in use any more. */
export function free(frame: OwnedFrame): void {
  const address = disown(frame);
  const status = Frame.free(address);
  if (status !== Frame.FrameStatus.Ok) panic(`mm/owned-frame: free: ${status}: ${address}`);
}

/** Frees a run; panics when not all of it is in use any more. */
export function freeRun(run: OwnedRun): void {
  const base = run.base;
  const status = Frame.freeContiguous(base, disown(run).frameCount);
  if (status !== Frame.FrameStatus.Ok) panic(`mm/owned-frame: freeRun: ${status}: ${base}`);
}
