/**
 * Lists of table frames: taken before a change of the page tables, given back after it.
 *
 * A change takes all frames it will need first, so that from then on it cannot fail, and hands the
 * tables it empties to the TLB token, so that nobody gets their frames while the processor may
 * still walk them. Both are lists linked through the frames themselves: the first eight bytes of a
 * frame hold the address of the next one. An address of a frame has bit 0 clear, so that a
 * processor that still walks a retired table finds an entry that is not present there.
 *
 *   head ──→ ┌──────────┐  ┌─→ ┌──────────┐  ┌─→ ┌──────────┐
 *            │ next   ──┼──┘   │ next   ──┼──┘   │ 0        │
 *            │ 0 …      │      │ 0 …      │      │ 0 …      │
 *            └──────────┘      └──────────┘      └──────────┘
 *
 * Used by: `page-table.ts`, `tlb.ts`.            Uses: `frame.ts`, `page-walk.ts`.
 * Invariants:
 *   I1. Every byte of a frame on a list, but for the link, is 0.
 *   I2. A list ends with a link of 0: frame 0 is never handed out.
 * Not handled here: when a retired table may go back (`tlb.ts`).
 */
import * as Frame from './frame.ts';
import { type PageTableEntry } from './page-table-entry.ts';
import { tableAt } from './page-walk.ts';

/** The empty list. */
export const NO_FRAMES: PhysAddr = phys(0n);

/**
 * Takes `count` zeroed frames.
 *
 * @returns the list, `NO_FRAMES` when `count` is 0; null when there are not that many, and then the
 *          ones already taken are free again
 */
export function reserve(count: u64): PhysAddr | null {
  let list = NO_FRAMES;
  for (const _ of range(0n, count)) {
    const frame = Frame.allocZeroed();
    if (frame === null) {
      freeAll(list);
      return null;
    }
    list = push(frame, list);
  }
  return list;
}

/** Puts `frame`, all of it zero, in front of `list`. @returns the new list */
export function push(frame: PhysAddr, list: PhysAddr): PhysAddr {
  tableAt(frame).entries[0] = brand<PageTableEntry>(u64(list));
  return frame;
}

/**
 * Takes the first frame off `list` (the frame `list` itself) and clears its link: keeps I1.
 *
 * @param list - not empty
 * @returns the rest of the list
 */
export function detach(list: PhysAddr): PhysAddr {
  assert(list !== NO_FRAMES, 'mm/table-frames: detach: the list is empty');
  const table = tableAt(list);
  const rest = phys(u64(table.entries[0]));
  table.entries[0] = brand<PageTableEntry>(0n);
  return rest;
}

/** Gives every frame of `list` back to the frame allocator. */
export function freeAll(list: PhysAddr): void {
  let rest = list;
  while (rest !== NO_FRAMES) {
    const frame = rest;
    rest = detach(frame);
    const status = Frame.free(frame);
    if (status !== Frame.FrameStatus.Ok) {
      panic(`mm/table-frames: a table frame cannot be freed: ${frame} ${status}`);
    }
  }
}
