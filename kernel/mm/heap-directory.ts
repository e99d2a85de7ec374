/**
 * Which pieces of physical memory are heap pages: a hash table of their start addresses.
 *
 * Given any address, the heap asks here before it touches memory: so a foreign or wild pointer never
 * makes it read what is not its own, and no list of pages is walked. Open addressing with linear
 * probing over 8-byte slots; removal moves later entries back, so there are no tombstones and a
 * look-up ends at the first empty slot. The first 512 slots are static: a heap of up to 256 pages
 * (16 MiB of ordinary ones) costs no frame. Beyond that the table doubles in frames of its own.
 *
 * Used by: `heap-page.ts`, `heap-check.ts`.            Uses: `frame.ts`, `address.ts`.
 * Invariants:
 *   I1. An entry is the physical start of a heap page, a multiple of `CHUNK_BYTES` and not 0; 0 is
 *       an empty slot. (Frame 0 is never handed out.)
 *   I2. Between an entry's home slot and its slot there is no empty one.
 *   I3. `entryCount` < `slotCount`; `slotCount` is a power of two, at least 512.
 * Not handled here: what a heap page holds.
 * Sources: [KNUTH3] section 6.4, algorithm R (deletion with linear probing).
 */
import { directMapEnd, PAGE_SIZE_BYTES, phys2virt } from './address.ts';
import * as Frame from './frame.ts';

/** Heap pages start on multiples of this, so that an address leads to the start of its page. */
export const CHUNK_BYTES: u64 = 65536n;
const CHUNK_SHIFT: u64 = 16n;

const SLOTS_PER_GROUP: u64 = 512n;
/** With at most this many entries a grown table goes back to the static one. */
const SHRINK_ENTRIES: u64 = 64n;

interface SlotGroup extends Struct {
  slots: FixedArray<u64, 512>;
}

staticAssert(sizeOf<SlotGroup>() === PAGE_SIZE_BYTES, 'heap: a group of slots is a frame');

const FIRST_GROUP: SlotGroup = zeroed();
/** The frames of a grown table; null while the static group is in use. */
let grown: PhysAddr | null = null;
let slotCount: u64 = SLOTS_PER_GROUP;
let entryCount: u64 = 0n;

/** Forgets all entries and goes back to the static table. Frames of a grown one are not given back. */
export function reset(): void {
  for (const slot of range(0, 512)) FIRST_GROUP.slots[slot] = 0n;
  grown = null;
  slotCount = SLOTS_PER_GROUP;
  entryCount = 0n;
}

/** Number of heap pages. */
export function count(): u64 {
  return entryCount;
}

/** Frames that the table itself occupies. */
export function frameCount(): u64 {
  return grown === null ? 0n : slotCount / SLOTS_PER_GROUP;
}

/** Whether a heap page starts at `start`, a multiple of `CHUNK_BYTES`. */
export function contains(start: PhysAddr): bool {
  if (start === phys(0n)) return false;
  return readSlot(slotFor(start)) === start;
}

/**
 * Records a heap page.
 *
 * @param start - multiple of `CHUNK_BYTES`, not 0, not recorded yet
 * @returns false when the table is full and there are no frames for a larger one: nothing changed
 */
export function add(start: PhysAddr): bool {
  // Half full at most where frames allow: then a probe looks at about two slots.
  if ((entryCount + 1n) * 2n > slotCount) ignore(grow(), 'a fuller table is slower, not wrong');
  if (entryCount + 1n >= slotCount) return false; // keeps I3
  writeSlot(slotFor(start), start);
  entryCount += 1n;
  return true;
}

/** Forgets the heap page at `start`, which must be recorded. */
export function remove(start: PhysAddr): void {
  let hole: u64 = slotFor(start);
  assert(readSlot(hole) === start, 'heap: removing a page that is not recorded');
  writeSlot(hole, 0n);
  entryCount -= 1n;
  // An entry after the hole whose home is not between hole and entry would become unreachable:
  // move it into the hole and go on with the place it left. Keeps I2.
  let slot: u64 = following(hole);
  let entry: u64 = readSlot(slot);
  while (entry !== 0n) {
    if (distance(homeOf(entry), slot) >= distance(hole, slot)) {
      writeSlot(hole, entry);
      writeSlot(slot, 0n);
      hole = slot;
    }
    slot = following(slot);
    entry = readSlot(slot);
  }
  if (entryCount <= SHRINK_ENTRIES) shrink();
}

/** The slot that holds `start`, or the empty slot where it belongs. */
function slotFor(start: u64): u64 {
  let slot: u64 = homeOf(start);
  let entry: u64 = readSlot(slot);
  while (entry !== 0n && entry !== start) {
    slot = following(slot);
    entry = readSlot(slot);
  }
  return slot;
}

/** Where the search for `start` begins. The high bits of the product depend on all its bits. */
function homeOf(start: u64): u64 {
  const product: u64 = wrappingMul(start >> CHUNK_SHIFT, 0x9e37_79b9_7f4a_7c15n);
  return (product >> 24n) & (slotCount - 1n);
}

function following(slot: u64): u64 {
  return (slot + 1n) & (slotCount - 1n);
}

/** Steps from slot `from` forward to slot `to`. */
function distance(from: u64, to: u64): u64 {
  return wrappingSub(to, from) & (slotCount - 1n);
}

/** Doubles the table. @returns false when there are no frames: nothing changed */
function grow(): bool {
  const oldStart = grown;
  const oldCount = slotCount;
  const frames = (oldCount * 2n) / SLOTS_PER_GROUP;
  const start = Frame.allocContiguousBelow(frames, 1n, directMapEnd());
  if (start === null) return false;
  grown = start;
  slotCount = oldCount * 2n;
  clearSlots();
  moveEntries(oldStart, oldCount);
  return true;
}

/** Goes back to the static table when a grown one is in use. */
function shrink(): void {
  const oldStart = grown;
  if (oldStart === null) return;
  const oldCount = slotCount;
  grown = null;
  slotCount = SLOTS_PER_GROUP;
  clearSlots();
  moveEntries(oldStart, oldCount);
}

function clearSlots(): void {
  for (const slot of range(0n, slotCount)) writeSlot(slot, 0n);
}

/** Enters all entries of the table at `oldStart` into the present one, and frees its frames. */
function moveEntries(oldStart: PhysAddr | null, oldCount: u64): void {
  for (const slot of range(0n, oldCount)) {
    const entry = groupAt(oldStart, slot).slots[u32(slot % SLOTS_PER_GROUP)];
    if (entry !== 0n) writeSlot(slotFor(entry), entry);
  }
  if (oldStart === null) return;
  const status = Frame.freeContiguous(oldStart, oldCount / SLOTS_PER_GROUP);
  assert(status === Frame.FrameStatus.Ok, 'heap: the frame allocator refused a table of ours');
}

function readSlot(slot: u64): u64 {
  return groupAt(grown, slot).slots[u32(slot % SLOTS_PER_GROUP)];
}

function writeSlot(slot: u64, entry: u64): void {
  groupAt(grown, slot).slots[u32(slot % SLOTS_PER_GROUP)] = entry;
}

/** The group of 512 slots that holds `slot`, in the table at `start` (null: the static one). */
function groupAt(start: PhysAddr | null, slot: u64): SlotGroup {
  if (start === null) return FIRST_GROUP;
  return frameAsGroup(phys(start + (slot / SLOTS_PER_GROUP) * PAGE_SIZE_BYTES));
}

function frameAsGroup(frame: PhysAddr): SlotGroup {
  'use unsafe';
  // SAFE: a frame of our own table, `slot < slotCount` (I3).
  return at<SlotGroup>(phys2virt(frame));
}
