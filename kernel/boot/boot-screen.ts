/**
 * The system's screen: which framebuffer it is on, and from when to when.
 *
 * A framebuffer that the boot address space reaches is used at once, so that nearly all of the boot
 * is seen; another one is used after the switch to our own tables. What was printed until then is
 * kept and shown first. The direct map keeps its offset across the switch, so the screen's address
 * does too; but our tables map framebuffers only where the normalised memory map has them, and a
 * screen elsewhere must be closed before the switch: the next character would be a page fault.
 *
 * Used by: `bring-up.ts`, `memory-picture.ts`.            Uses: `kernel/console/screen.ts`.
 * Invariants:
 *   I1. While the screen is open, its framebuffer is mapped.
 *   I2. `keptBytes` <= `KEPT_CAPACITY_BYTES`; what does not fit is not shown.
 * Not handled here: a second screen; a loader without a framebuffer (VGA text).
 */
import * as Message from '../console/message.ts';
import type { Screen } from '../console/screen.ts';
import * as Screens from '../console/screen.ts';
import { ScreenStatus } from '../console/screen.ts';
import type { MemoryMap } from '../mm/memory-map.ts';
import { regionEnd, RegionKind } from '../mm/memory-map.ts';
import type { BootFramebuffer, BootInfo } from './boot-info.ts';

/** Why there is no screen, or that there is one. */
export enum ScreenState {
  Open,
  /** The loader reports no framebuffer: the text goes to the serial port alone. */
  NoFramebuffer,
  /** It opens when our own tables are in use. */
  Waiting,
  /** No framebuffer can be used as it is reported. */
  BadFramebuffer,
  /** Every framebuffer has too few pixels for text. */
  TooSmall,
  /** The memory map has something else where the framebuffer is said to lie. */
  NotInMemoryMap,
}

const KEPT_CAPACITY_BYTES: u32 = 4096;

interface KeptText extends Struct {
  bytes: FixedArray<u8, 4096>;
}

const SCREEN: Screen = zeroed();
const KEPT: KeptText = zeroed();
let keptBytes: u32 = 0;
let state: ScreenState = ScreenState.NoFramebuffer;
/** Which of the boot information's framebuffers it is. */
let chosen: u32 = 0;

/** Starts to keep what is printed. */
export function begin(): void {
  keptBytes = 0;
  Message.useScreen(showByte);
}

/** Opens the screen on the first good framebuffer, if it can be reached already. */
export function open(info: BootInfo): void {
  state = ScreenState.NoFramebuffer;
  for (const index of range(0, info.framebufferCount)) {
    if (state === ScreenState.Open || state === ScreenState.Waiting) break;
    chosen = index;
    state = isReachable(info, info.framebuffers[index]) ? openChosen(info) : ScreenState.Waiting;
  }
  finishOpening();
}

/** Closes the screen if our tables will not map it: the normalised `map` decides. */
export function prepareSwitch(info: BootInfo, map: MemoryMap): void {
  if (state !== ScreenState.Open && state !== ScreenState.Waiting) return;
  const mode = info.framebuffers[chosen];
  if (isFramebufferMemory(map, mode.base, mode.lengthBytes)) return;
  state = ScreenState.NotInMemoryMap; // keeps I1
  print(`screen        off: ${state}`);
  Screens.close(SCREEN);
  Message.useScreen(null);
}

/** Opens a screen that had to wait for our tables. */
export function afterSwitch(info: BootInfo): void {
  if (state !== ScreenState.Waiting) return;
  state = openChosen(info);
  finishOpening();
  printState(info);
}

/** The system's screen; closed when there is none. */
export function systemScreen(): Screen {
  return SCREEN;
}

/** Prints one line: the mode, or why there is no screen. */
export function printState(info: BootInfo): void {
  switch (state) {
    case ScreenState.Open:
      printMode(info.framebuffers[chosen]);
      break;
    case ScreenState.BadFramebuffer:
      print(`screen        none: ${state}, ${SCREEN.framebufferStatus}`);
      break;
    case ScreenState.Waiting:
      print('screen        waits for page tables that reach it');
      break;
    case ScreenState.NoFramebuffer:
    case ScreenState.TooSmall:
    case ScreenState.NotInMemoryMap:
      print(`screen        none: ${state}`);
      break;
  }
}

function printMode(mode: BootFramebuffer): void {
  print(
    `screen        ${mode.width} by ${mode.height} pixels of ${mode.bitsPerPixel} bits, ${SCREEN.columns} by ${SCREEN.rows} characters`,
  );
}

/** Opens the screen on the chosen framebuffer, which is mapped. */
function openChosen(info: BootInfo): ScreenState {
  const mode = info.framebuffers[chosen];
  const address = checkedAdd(u64(info.directMapOffset), u64(mode.base));
  if (address === null) return ScreenState.NotInMemoryMap;
  switch (Screens.open(SCREEN, mode, virt(address))) {
    case ScreenStatus.Ok:
      return ScreenState.Open;
    case ScreenStatus.BadFramebuffer:
      return ScreenState.BadFramebuffer;
    case ScreenStatus.TooSmall:
      return ScreenState.TooSmall;
  }
}

/** Shows what was kept, or stops keeping. */
function finishOpening(): void {
  if (state === ScreenState.Waiting) return;
  if (state !== ScreenState.Open) {
    Message.useScreen(null);
    return;
  }
  for (const index of range(0, keptBytes)) Screens.writeByte(SCREEN, KEPT.bytes[index]);
  keptBytes = 0;
}

/** What the messages call for each byte. */
function showByte(byte: u8): void {
  if (state !== ScreenState.Waiting && state !== ScreenState.NoFramebuffer) {
    Screens.writeByte(SCREEN, byte);
  } else if (keptBytes < KEPT_CAPACITY_BYTES) {
    KEPT.bytes[keptBytes] = byte; // keeps I2
    keptBytes += 1;
  }
}

function isReachable(info: BootInfo, mode: BootFramebuffer): bool {
  const end = checkedAdd(u64(mode.base), mode.lengthBytes);
  return end !== null && end <= info.reachableEnd;
}

/** Whether framebuffer regions, one after the other, cover `[base, base + lengthBytes)`. */
function isFramebufferMemory(map: MemoryMap, base: PhysAddr, lengthBytes: u64): bool {
  let covered: u64 = base;
  const end = base + lengthBytes;
  for (const index of range(0, map.count)) {
    const region = map.regions[index];
    if (region.kind !== RegionKind.Framebuffer || region.base > covered) continue;
    covered = max(covered, u64(regionEnd(region)));
  }
  return covered >= end;
}
