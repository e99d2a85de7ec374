/**
 * Video memory for claims: an array, with bytes around the picture that must keep what they hold.
 *
 * Used by: `framebuffer.ktest.ts`, `screen.ktest.ts`.            Uses: nothing of the kernel but types.
 */
import type { BootFramebuffer } from '../../../kernel/boot/boot-info.ts';
import { fillMemory } from '../../../runtime/contract/memory.ts';

interface VideoMemory extends Struct {
  bytes: FixedArray<u8, 110592>;
}

/** Size of the picture in pixels; text has 30 columns and 6 rows there. */
export const WIDTH: u32 = 240;
export const HEIGHT: u32 = 96;
export const PITCH_BYTES: u32 = 1024;
/** Where the picture starts in the memory; as many bytes are after it. */
const BORDER_BYTES: u32 = 4096;
const MEMORY_BYTES: u32 = 110_592;
/** What the memory holds before anything is drawn. */
const OLD: u8 = 0xa5;

const MEMORY: VideoMemory = zeroed();
/** The picture as a loader reports it; claims spoil it. */
const MODE: BootFramebuffer = zeroed();

staticAssert(MEMORY_BYTES === HEIGHT * PITCH_BYTES + 3 * BORDER_BYTES, 'video memory');

/** The mode that `goodMode` sets. */
export function mode(): BootFramebuffer {
  return MODE;
}

export function memoryStart(): VirtAddr {
  return addressOf(MEMORY);
}

/** First byte of the picture, aligned whatever the memory is. */
export function pictureStart(): VirtAddr {
  return virt(alignUp(memoryStart() + u64(BORDER_BYTES), 4096n));
}

/** Forgets what was drawn: fills the memory with `OLD`. */
export function forget(): void {
  fill(memoryStart(), OLD, MEMORY_BYTES);
}

export function fill(start: VirtAddr, value: u8, lengthBytes: u32): void {
  'use unsafe';
  // SAFE: the callers' ranges are in `MEMORY`.
  fillMemory(start, value, u64(lengthBytes));
}

/** Makes `MODE` describe the picture, blue in the lowest bits, and fills the memory with `OLD`. */
export function goodMode(bitsPerPixel: u32): void {
  forget();
  MODE.width = u64(WIDTH);
  MODE.height = u64(HEIGHT);
  MODE.pitchBytes = u64(PITCH_BYTES);
  MODE.lengthBytes = u64(HEIGHT * PITCH_BYTES);
  MODE.bitsPerPixel = bitsPerPixel;
  MODE.isRgb = true;
  setColour(0, 16, 8);
  setColour(1, 8, 8);
  setColour(2, 0, 8);
}

/** @param which - 0 red, 1 green, 2 blue */
export function setColour(which: u32, shift: u8, sizeBits: u8): void {
  const field = which === 0 ? MODE.red : which === 1 ? MODE.green : MODE.blue;
  field.shift = shift;
  field.sizeBits = sizeBits;
}

/** Bytes of the whole memory that are not `OLD` any more. */
export function changedBytes(): u32 {
  let changed: u32 = 0;
  for (let index: u32 = 0; index < MEMORY_BYTES; index++) {
    if (MEMORY.bytes[index] !== OLD) changed += 1;
  }
  return changed;
}

/** The pixel at (`x`, `y`) as the memory has it. */
export function pixelAt(x: u32, y: u32): u32 {
  const bytes = MODE.bitsPerPixel / 8;
  const start = u32(pictureStart() - memoryStart()) + y * PITCH_BYTES + x * bytes;
  let pixel: u32 = 0;
  for (const index of range(0, bytes)) pixel |= u32(MEMORY.bytes[start + index]) << (index * 8);
  return pixel;
}
