/**
 * The loader's messages: what the compiler calls for `print` and `log`.
 *
 * As `kernel/console/message.ts`, with the loader's devices and only the pieces that it prints.
 *
 * Used by: every module of the loader, through the compiler.            Uses: `text-output.ts`.
 */
import { writeByte } from './text-output.ts';

const DIGIT_ZERO: u8 = 0x30;
const LETTER_A: u8 = 0x61;
const UNDERSCORE: u8 = 0x5f;
const NEW_LINE: u8 = 0x0a;
const MINUS: u8 = 0x2d;
const QUESTION_MARK: u8 = 0x3f;

/** The lowest level that is written. */
const THRESHOLD: u32 = 1;

/** Whether a message of `level` (0 debug … 3 error) is written. */
export function isEnabled(level: u32): bool {
  return level >= THRESHOLD;
}

/** Starts a line of `log.…`. */
export function beginMessage(level: u32): void {
  appendText('loader: ');
  if (level === 2) appendText('warning: ');
  if (level === 3) appendText('error: ');
}

/** Ends a line of `log.…`. */
export function endMessage(): void {
  writeByte(NEW_LINE);
}

/** Starts a line of `print`. */
export function beginLine(): void {}

/** Ends a line of `print`. */
export function endLine(): void {
  writeByte(NEW_LINE);
}

/** Appends `text`, ASCII. */
export function appendText(text: string): void {
  for (const index of range(0, text.length)) writeByte(u8(text.charCodeAt(index)));
}

/** Appends the bytes `[start, end)` of a text in memory; what is not ASCII is shown as `?`. */
export function appendBytes(text: DataView, start: u32, end: u32): void {
  for (const index of range(start, end)) {
    const byte = text.getUint8(index);
    writeByte(byte >= 0x20 && byte < 0x7f ? byte : QUESTION_MARK);
  }
}

/** Appends `value` in decimal. */
export function appendUnsigned(value: u64): void {
  let divisor: u64 = 1n;
  while (value / divisor >= 10n) divisor *= 10n; // At most 10^19, which fits.
  while (divisor > 0n) {
    writeByte(DIGIT_ZERO + u8((value / divisor) % 10n));
    divisor /= 10n;
  }
}

/** Appends `value` in decimal, with a minus sign when it is negative. */
export function appendSigned(value: i64): void {
  if (value >= 0n) {
    appendUnsigned(u64(value));
    return;
  }
  writeByte(MINUS);
  // -2^63 has no positive twin in i64, so the sign changes in the unsigned bit pattern.
  appendUnsigned(wrappingSub(u64(0n), truncate<u64>(value)));
}

/** Appends `true` or `false`. */
export function appendBool(value: bool): void {
  appendText(value ? 'true' : 'false');
}

/** Appends `0x` and the digits of `value`. */
export function appendHex(value: u64): void {
  appendText('0x');
  for (let digit: u32 = hexDigitsOf(value); digit > 0; digit -= 1) appendDigit(value, digit - 1);
}

/** Appends `0x` and at least `digits` digits of `value`, in groups of four from the right. */
export function appendHexPadded(value: u64, digits: u32): void {
  appendText('0x');
  for (let digit: u32 = max(hexDigitsOf(value), min(digits, 16)); digit > 0; digit -= 1) {
    appendDigit(value, digit - 1);
    if (digit % 4 === 1 && digit > 1) writeByte(UNDERSCORE);
  }
}

/** Appends a physical address: `phys 0x7fe0_0000`. */
export function appendPhys(value: PhysAddr): void {
  appendText('phys ');
  appendHexPadded(value, 1);
}

/** Appends a virtual address: `virt 0xffff_8000_0000_1000`. */
export function appendVirt(value: VirtAddr): void {
  appendText('virt ');
  appendHexPadded(value, 1);
}

/** Number of hexadecimal digits of `value`, `[1, 16]`. */
function hexDigitsOf(value: u64): u32 {
  let digits: u32 = 1;
  for (let rest: u64 = value >> 4n; rest !== 0n; rest >>= 4n) digits += 1;
  return digits;
}

/** Appends hexadecimal digit number `digit` of `value`, counted from the right, `[0, 16)`. */
function appendDigit(value: u64, digit: u32): void {
  const nibble: u8 = u8((value >> u64(digit * 4)) & 0xfn);
  writeByte(nibble < 10 ? DIGIT_ZERO + nibble : LETTER_A + (nibble - 10));
}
