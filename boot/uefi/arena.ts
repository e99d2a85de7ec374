/**
 * Memory for what the kernel is told: responses, lists, texts.
 *
 * One run of pages is taken at the start and handed out from its beginning. Everything in it is
 * bounded (the largest are the memory map and the texts of the configuration), so running out is a
 * bug of ours and not an error of the machine.
 *
 * Used by: `responses.ts`, `memory-map.ts`, `handover.ts`.            Uses: `firmware.ts`.
 * Invariants:
 *   I1. All bytes from `next` on are zero.
 */
import { copyMemory } from '../../runtime/contract/memory.ts';
import * as Firmware from './firmware.ts';

/** 32 KiB for the memory map, 16 for texts of the configuration, 16 for modes of screens, and more. */
const ARENA_PAGES: u64 = 24n;
/** All structures of the protocol are made of 64-bit values; 16 is for those who copy faster. */
const ALIGNMENT: u64 = 16n;

let next: u64 = 0n;
let end: u64 = 0n;

/** Takes the memory. @returns false when the machine has none left */
export function init(): bool {
  const base = Firmware.allocateZeroedPages(ARENA_PAGES);
  if (base === null) return false;
  next = u64(base);
  end = next + ARENA_PAGES * Firmware.PAGE_SIZE_BYTES;
  return true;
}

/** Hands out `lengthBytes` zero bytes at a multiple of 16. */
export function allocate(lengthBytes: u64): PhysAddr {
  const address = alignUp(next, ALIGNMENT);
  assert(lengthBytes <= end && address <= end - lengthBytes, 'arena: too small');
  next = address + lengthBytes;
  return phys(address);
}

/** Hands out a list of `count` words, all zero. */
export function allocateWords(count: u64): PhysAddr {
  return allocate(count * 8n);
}

/** Writes element `index` of a list that `allocateWords` gave. */
export function setWord(list: PhysAddr, index: u64, value: u64): void {
  'use unsafe';
  // SAFE: callers stay inside the list they allocated; the address is identity-mapped.
  const word = at<ListWord>(virt(list + index * 8n));
  word.value = value;
}

interface ListWord extends Struct {
  value: u64;
}

/** A copy of `text` with a zero at its end. */
export function copyText(text: string): PhysAddr {
  const copy = allocate(u64(text.length) + 1n);
  const bytes = bytesAt(copy, u64(text.length) + 1n);
  for (const index of range(0, text.length)) bytes.setUint8(index, u8(text.charCodeAt(index)));
  return copy;
}

/** A copy of the bytes `[start, end)` of `text` with a zero at its end. */
export function copyBytes(text: DataView, start: u32, end: u32): PhysAddr {
  'use unsafe';
  const lengthBytes = u64(end - start);
  const copy = allocate(lengthBytes + 1n);
  if (lengthBytes === 0n) return copy;
  const source = subView(text, start, end - start);
  // SAFE: `source` is a checked part of the text, `copy` has one byte more.
  copyMemory(virt(u64(copy)), addressOf(source), lengthBytes);
  return copy;
}

/** A window on memory that the arena or the firmware gave us. */
export function bytesAt(address: PhysAddr, lengthBytes: u64): DataView {
  'use unsafe';
  // SAFE: the callers' own memory, which the firmware maps at its physical address.
  return dataViewAt(virt(u64(address)), lengthBytes);
}
