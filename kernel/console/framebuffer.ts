/**
 * A linear framebuffer: rectangles of one colour, in any mode of 24 or 32 bits per pixel.
 *
 * The loader says where the pixels lie, how long a line of them is in memory and which bits are
 * red, green and blue. `open` believes none of it: what is kept has lines that do not overlap, ends
 * inside the memory that was reported, and has three colours that fit their pixel. After that,
 * filling a rectangle inside the picture cannot write outside that memory.
 *
 * Video memory is only ever written: reading it is slow, and through a write-combining mapping very
 * slow.
 *
 * Used by: `screen.ts`.            Uses: `boot-info.ts` for the form of the loader's report.
 * Invariants of an opened `Framebuffer`:
 *   I1. `width * bytesPerPixel <= pitchBytes` and `pitchBytes * height <= lengthBytes`.
 *   I2. `address` and `pitchBytes` are multiples of 4 when a pixel has four bytes.
 * Not handled here: palettes and 16-bit pixels, setting modes, text (`screen.ts`).
 * Sources: [LIMINE] "Framebuffer Feature"; [MULTIBOOT2] "Framebuffer info".
 */
import { writeVolatile8, writeVolatile32 } from '../../runtime/contract/memory.ts';
import type { BootFramebuffer, ColourField } from '../boot/boot-info.ts';

/** Results of `open`. After anything but `Ok` the target is not changed. */
export enum FramebufferStatus {
  Ok,
  /** Width, height or pitch is 0. */
  Empty,
  /** Pixels are not made of red, green and blue. */
  NotRgb,
  /** A pixel has neither 24 nor 32 bits. */
  UnsupportedDepth,
  /** A colour has no bits, more than 16, or some outside the pixel, or two colours share bits. */
  BadColours,
  /** A line of pixels is longer than the distance between lines. */
  PitchTooSmall,
  /** Lines are not aligned to their pixels of four bytes. */
  Misaligned,
  /** Wider or higher than `MAX_SIDE`, or lines further apart than it can make them. */
  TooLarge,
  /** The lines need more memory than the framebuffer has. */
  Truncated,
}

/** A framebuffer that was found good; see the invariants at the top. */
export interface Framebuffer extends Struct {
  address: VirtAddr;
  lengthBytes: u64;
  width: u32;
  height: u32;
  pitchBytes: u32;
  bytesPerPixel: u32;
  red: ColourField;
  green: ColourField;
  blue: ColourField;
}

/** Most pixels in a line, and most lines: twice what the largest screens have. */
export const MAX_SIDE: u64 = 16_384n;
/** Most bits of a colour; more would be a mistake, and no screen shows them. */
const MAX_COLOUR_BITS: u8 = 16;
const BYTES_PER_PIXEL_32: u32 = 4;

/**
 * Makes `target` the framebuffer that `mode` describes.
 *
 * @param target  - changed only when the result is `Ok`
 * @param mode    - as the loader reports it; nothing in it is trusted
 * @param address - where its first pixel is mapped, writable, `mode.lengthBytes` from there on
 */
export function open(
  target: Framebuffer,
  mode: BootFramebuffer,
  address: VirtAddr,
): FramebufferStatus {
  const status = check(mode, address);
  if (status !== FramebufferStatus.Ok) return status;
  target.address = address;
  target.lengthBytes = mode.lengthBytes;
  target.width = u32(mode.width);
  target.height = u32(mode.height);
  target.pitchBytes = u32(mode.pitchBytes);
  target.bytesPerPixel = mode.bitsPerPixel / 8;
  copyField(mode.red, target.red);
  copyField(mode.green, target.green);
  copyField(mode.blue, target.blue);
  return FramebufferStatus.Ok; // keeps I1 and I2
}

/**
 * The pixel of a colour.
 *
 * @param colour - `0xrrggbb`
 * @returns the value as it lies in memory, lowest byte first; bits of no colour are 0
 */
export function pixelOf(framebuffer: Framebuffer, colour: u32): u32 {
  return (
    placed((colour >> 16) & 0xff, framebuffer.red) |
    placed((colour >> 8) & 0xff, framebuffer.green) |
    placed(colour & 0xff, framebuffer.blue)
  );
}

/**
 * Fills the rectangle of `width` by `height` pixels whose upper left corner is (`x`, `y`).
 *
 * A rectangle that leaves the picture is our bug and panics; an empty one does nothing.
 */
export function fillRectangle(
  framebuffer: Framebuffer,
  x: u32,
  y: u32,
  width: u32,
  height: u32,
  pixel: u32,
): void {
  assert(x + width <= framebuffer.width, 'console/framebuffer: the rectangle is too wide');
  assert(y + height <= framebuffer.height, 'console/framebuffer: the rectangle is too high');
  const isWide = framebuffer.bytesPerPixel === BYTES_PER_PIXEL_32;
  let line: u64 = framebuffer.address + u64(y * framebuffer.pitchBytes);
  line += u64(x * framebuffer.bytesPerPixel);
  for (let done: u32 = 0; done < height; done++) {
    if (isWide) {
      fillLine32(line, width, pixel);
    } else {
      fillLine24(line, width, pixel);
    }
    line += u64(framebuffer.pitchBytes);
  }
}

function fillLine32(start: u64, count: u32, pixel: u32): void {
  'use unsafe';
  let address = start;
  // SAFE: the caller's rectangle is inside the picture, which is inside its memory (I1).
  for (let done: u32 = 0; done < count; done++) {
    writeVolatile32(virt(address), pixel);
    address += 4n;
  }
}

function fillLine24(start: u64, count: u32, pixel: u32): void {
  'use unsafe';
  const low = truncate<u8>(pixel);
  const middle = truncate<u8>(pixel >> 8);
  const high = truncate<u8>(pixel >> 16);
  let address = start;
  // SAFE: as in `fillLine32`.
  for (let done: u32 = 0; done < count; done++) {
    writeVolatile8(virt(address), low);
    writeVolatile8(virt(address + 1n), middle);
    writeVolatile8(virt(address + 2n), high);
    address += 3n;
  }
}

/** What is wrong with `mode`, the first in the order of the statuses. */
function check(mode: BootFramebuffer, address: VirtAddr): FramebufferStatus {
  if (mode.width === 0n || mode.height === 0n || mode.pitchBytes === 0n) {
    return FramebufferStatus.Empty;
  }
  if (!mode.isRgb) return FramebufferStatus.NotRgb;
  if (mode.bitsPerPixel !== 24 && mode.bitsPerPixel !== 32) {
    return FramebufferStatus.UnsupportedDepth;
  }
  if (!areColoursGood(mode)) return FramebufferStatus.BadColours;
  const bytesPerPixel = mode.bitsPerPixel / 8;
  if (mode.width > mode.pitchBytes / u64(bytesPerPixel)) return FramebufferStatus.PitchTooSmall;
  if (bytesPerPixel === BYTES_PER_PIXEL_32) {
    if (!isAligned(address, 4n) || !isAligned(mode.pitchBytes, 4n)) {
      return FramebufferStatus.Misaligned;
    }
  }
  const maxPitchBytes = MAX_SIDE * u64(BYTES_PER_PIXEL_32);
  if (mode.width > MAX_SIDE || mode.height > MAX_SIDE || mode.pitchBytes > maxPitchBytes) {
    return FramebufferStatus.TooLarge;
  }
  if (mode.pitchBytes * mode.height > mode.lengthBytes) return FramebufferStatus.Truncated;
  if (checkedAdd(u64(address), mode.lengthBytes) === null) return FramebufferStatus.Truncated;
  return FramebufferStatus.Ok;
}

/** Whether the three colours have bits of their own inside the pixel. */
function areColoursGood(mode: BootFramebuffer): bool {
  const red = maskOf(mode.red, mode.bitsPerPixel);
  const green = maskOf(mode.green, mode.bitsPerPixel);
  const blue = maskOf(mode.blue, mode.bitsPerPixel);
  if (red === 0n || green === 0n || blue === 0n) return false;
  return (red & green) === 0n && (red & blue) === 0n && (green & blue) === 0n;
}

/** The bits of a colour, or 0 when they cannot be right. */
function maskOf(field: ColourField, bitsPerPixel: u32): u64 {
  if (field.sizeBits === 0 || field.sizeBits > MAX_COLOUR_BITS) return 0n;
  if (u32(field.sizeBits) + u32(field.shift) > bitsPerPixel) return 0n;
  return ((1n << u64(field.sizeBits)) - 1n) << u64(field.shift);
}

/** An eight-bit intensity in the bits of `field`: its highest bits, or all of them, repeated. */
function placed(intensity: u32, field: ColourField): u32 {
  const size = u32(field.sizeBits);
  // 0xff becomes all ones and 0 stays 0 for every size up to 16.
  const spread = (intensity << 8) | intensity;
  return (spread >> (16 - size)) << u32(field.shift);
}

function copyField(from: ColourField, to: ColourField): void {
  to.sizeBits = from.sizeBits;
  to.shift = from.shift;
}
