/**
 * Framebuffers: the screens that the firmware has set up, and the modes they have.
 *
 * Every graphics output with linear memory is taken, in the mode that it has, or in the mode that
 * the configuration asks for.
 *
 * Used by: `main.ts`, `page-tables.ts`, `responses.ts`.            Uses: `firmware.ts`.
 * Invariants:
 *   I1. No two framebuffers have the same address; `[start, end)` of each is whole pages.
 * Not handled here: EDID.
 * Sources: [UEFI] "Graphics Output Protocol"; [LIMINE] "Framebuffer Feature".
 */
import * as Arena from './arena.ts';
import * as Efi from './efi.ts';
import type { EfiHandle, WordCell } from './efi.ts';
import { GRAPHICS_OUTPUT, PIXELS_BGR, PIXELS_MASKS, PIXELS_RGB } from './efi-protocols.ts';
import type { GraphicsInfo, GraphicsInfoCell, GraphicsOutput } from './efi-protocols.ts';
import * as Firmware from './firmware.ts';
import type { Framebuffer, PixelFormat, VideoMode } from './limine-protocol.ts';
import * as Protocol from './limine-protocol.ts';

const MAX_SCREENS: u32 = 4;
const MAX_HANDLES: u32 = 16;
const MAX_MODES: u32 = 64;

/** One screen: what is told about it, with physical addresses. */
interface Screen extends Struct {
  base: u64;
  lengthBytes: u64;
  framebuffer: Framebuffer;
}

interface Screens extends Struct {
  screens: FixedArray<Screen, 4>;
}

interface Handles extends Struct {
  handles: FixedArray<EfiHandle, 16>;
}

const PAGE: u64 = 4096n;
const END_OF_ADDRESSES: u64 = 0xffff_ffff_ffff_ffffn;

const SCREENS: Screens = zeroed();
const HANDLES: Handles = zeroed();
const BYTES: WordCell = zeroed();
const INFO: GraphicsInfoCell = zeroed();
const FORMAT: PixelFormat = zeroed();
let screenCount: u32 = 0;

/**
 * Looks for screens.
 *
 * @param width  - the width that is wanted, or 0 for the mode that is set
 * @param height - the height that is wanted
 */
export function find(width: u32, height: u32): void {
  screenCount = 0;
  BYTES.value = sizeOf<Handles>();
  const status = Firmware.bootServices().locateHandle(
    Efi.LOCATE_BY_PROTOCOL,
    GRAPHICS_OUTPUT,
    virt(0n),
    BYTES,
    addressOf(HANDLES),
  );
  if (status !== Efi.SUCCESS) return;
  const count = min(u32(BYTES.value / sizeOf<EfiHandle>()), MAX_HANDLES);
  for (const index of range(0, count)) {
    const found = Firmware.protocolOf(HANDLES.handles[index], GRAPHICS_OUTPUT);
    if (found === null || screenCount === MAX_SCREENS) continue;
    const output = outputAt(found);
    if (width !== 0) chooseMode(output, width, height);
    addScreen(output);
  }
}

/** Number of screens. */
export function count(): u32 {
  return screenCount;
}

/** Physical address of the first byte of screen number `index`. */
export function baseOf(index: u32): u64 {
  return SCREENS.screens[index].base;
}

/** The address behind the last byte of screen number `index`. */
export function endOf(index: u32): u64 {
  return SCREENS.screens[index].base + SCREENS.screens[index].lengthBytes;
}

/** What is told about screen number `index`; its addresses are physical. */
export function screenAt(index: u32): Framebuffer {
  return SCREENS.screens[index].framebuffer;
}

/** Whether a physical address, a multiple of 4096, is in a page of a framebuffer. */
export function isInside(address: u64): bool {
  for (const index of range(0, screenCount)) {
    if (pageStart(index) <= address && address < pageEnd(index)) return true;
  }
  return false;
}

/** The lowest address above `address` where a framebuffer's pages start or end. */
export function nextBoundary(address: u64): u64 {
  let boundary: u64 = END_OF_ADDRESSES;
  for (const index of range(0, screenCount)) {
    if (pageStart(index) > address) boundary = min(boundary, pageStart(index));
    if (pageEnd(index) > address) boundary = min(boundary, pageEnd(index));
  }
  return boundary;
}

function pageStart(index: u32): u64 {
  return alignDown(baseOf(index), PAGE);
}

function pageEnd(index: u32): u64 {
  return alignUp(endOf(index), PAGE);
}

/** Sets the mode with the wanted size, if there is one and it is not set. */
function chooseMode(output: GraphicsOutput, width: u32, height: u32): void {
  const mode = output.mode;
  if (mode === null) return;
  for (const number of range(0, min(mode.modeCount, MAX_MODES))) {
    const info = modeInfo(output, number);
    if (info === null || info.width !== width || info.height !== height) continue;
    if (!readFormat(info)) continue;
    if (number === mode.mode || output.setMode(output, number) === Efi.SUCCESS) return;
  }
  log.warn(`no screen mode of ${width} by ${height} pixels`);
}

function addScreen(output: GraphicsOutput): void {
  const mode = output.mode;
  if (mode === null || mode.framebufferBase === 0n) return;
  const info = mode.info;
  if (info === null || !readFormat(info)) return;
  const pitchBytes = u64(info.pixelsPerLine) * u64(FORMAT.bitsPerPixel / 8);
  const lengthBytes = pitchBytes * u64(info.height);
  const end = checkedAdd(mode.framebufferBase, lengthBytes);
  if (lengthBytes === 0n || end === null || isInside(alignDown(mode.framebufferBase, PAGE))) return;
  const screen = SCREENS.screens[screenCount];
  screen.base = mode.framebufferBase;
  screen.lengthBytes = lengthBytes;
  const framebuffer = screen.framebuffer;
  framebuffer.address = mode.framebufferBase;
  framebuffer.width = u64(info.width);
  framebuffer.height = u64(info.height);
  framebuffer.pitchBytes = pitchBytes;
  copyFormat(FORMAT, framebuffer.format);
  framebuffer.edidBytes = 0n;
  framebuffer.edid = 0n;
  listModes(output, mode.modeCount, framebuffer);
  screenCount += 1;
}

/** Lists the modes of a screen; the pointers are physical until `responses.ts` adds the offset. */
function listModes(output: GraphicsOutput, modeCount: u32, framebuffer: Framebuffer): void {
  const list = Arena.allocateWords(u64(MAX_MODES));
  let listed: u64 = 0n;
  for (const number of range(0, min(modeCount, MAX_MODES))) {
    const info = modeInfo(output, number);
    if (info === null || !readFormat(info)) continue;
    const place = Arena.allocate(sizeOf<VideoMode>());
    const mode = videoModeAt(place);
    mode.pitchBytes = u64(info.pixelsPerLine) * u64(FORMAT.bitsPerPixel / 8);
    mode.width = u64(info.width);
    mode.height = u64(info.height);
    copyFormat(FORMAT, mode.format);
    Arena.setWord(list, listed, u64(place));
    listed += 1n;
  }
  framebuffer.modeCount = listed;
  framebuffer.modes = u64(list);
}

/** What the firmware says about mode number `number`, or null. */
function modeInfo(output: GraphicsOutput, number: u32): GraphicsInfo | null {
  clearInfo();
  BYTES.value = 0n;
  if (output.queryMode(output, number, BYTES, INFO) !== Efi.SUCCESS) return null;
  return INFO.info;
}

/** In a function of its own, so that tsc does not take the cell for null after the firmware's call. */
function clearInfo(): void {
  INFO.info = null;
}

/** Reads how colours lie in a pixel into `FORMAT`; false when the mode has no linear memory. */
function readFormat(info: GraphicsInfo): bool {
  FORMAT.memoryModel = Protocol.MEMORY_MODEL_RGB;
  if (info.pixelFormat === PIXELS_RGB) return setFormat(0xff, 0xff00, 0xff_0000, 0xff00_0000);
  if (info.pixelFormat === PIXELS_BGR) return setFormat(0xff_0000, 0xff00, 0xff, 0xff00_0000);
  if (info.pixelFormat !== PIXELS_MASKS) return false;
  return setFormat(info.redMask, info.greenMask, info.blueMask, info.reservedMask);
}

function setFormat(red: u32, green: u32, blue: u32, reserved: u32): bool {
  const bits: u32 = 32 - countLeadingZeros(red | green | blue | reserved);
  if (bits === 0) return false;
  FORMAT.bitsPerPixel = u16(alignUp(bits, 8));
  FORMAT.redMaskShift = maskShift(red);
  FORMAT.redMaskSize = u8(countOnes(red));
  FORMAT.greenMaskShift = maskShift(green);
  FORMAT.greenMaskSize = u8(countOnes(green));
  FORMAT.blueMaskShift = maskShift(blue);
  FORMAT.blueMaskSize = u8(countOnes(blue));
  return true;
}

function maskShift(mask: u32): u8 {
  return mask === 0 ? 0 : u8(countTrailingZeros(mask));
}

function copyFormat(from: PixelFormat, to: PixelFormat): void {
  to.bitsPerPixel = from.bitsPerPixel;
  to.memoryModel = from.memoryModel;
  to.redMaskSize = from.redMaskSize;
  to.redMaskShift = from.redMaskShift;
  to.greenMaskSize = from.greenMaskSize;
  to.greenMaskShift = from.greenMaskShift;
  to.blueMaskSize = from.blueMaskSize;
  to.blueMaskShift = from.blueMaskShift;
}

function outputAt(address: VirtAddr): GraphicsOutput {
  'use unsafe';
  // SAFE: the firmware says that this protocol is there.
  return at<GraphicsOutput>(address);
}

function videoModeAt(address: PhysAddr): VideoMode {
  'use unsafe';
  // SAFE: just allocated, of this size.
  return at<VideoMode>(virt(u64(address)));
}
