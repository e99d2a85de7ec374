/**
 * Messages: text and numbers put together piece by piece, with nothing allocated.
 *
 * The compiler takes the template of `print`, `log.…` and `panic` apart and calls the functions
 * here in order: `begin…`, one `append…` per piece, `end…`. Each piece goes to the serial port at
 * once, so there is no line buffer to overflow and a message inside a message (a panic while
 * logging) still comes out. A screen, when the machine has one, gets each piece as well
 * (`useScreen`). Tests can have the pieces recorded instead (`setSink`).
 *
 * Used by: every module, through the compiler; `kernel/panic.ts`.            Uses: `serial.ts`.
 * Invariants:
 *   I1. `recordedBytes` <= `RECORD_CAPACITY_BYTES`; what does not fit a recording is dropped.
 *   I2. What only a screen understands goes to the screen alone.
 * Not handled here: what a screen does (`screen.ts`); waiting for the port (`serial.ts`).
 */
import { Ink } from './ink.ts';
import * as Serial from './serial.ts';

/** The `level` argument of `beginMessage`; the compiler uses the same numbers. */
export enum Level {
  Debug,
  Info,
  Warn,
  Error,
}

/** Where the pieces go. */
export enum Sink {
  /** To the serial port, and to the screen when there is one. */
  Serial,
  /** Only into the recording. */
  Recording,
}

/** Which outputs get the pieces that follow: for what each of them shows in its own way. */
export enum Output {
  Everywhere,
  /** The serial port and the recording. */
  Text,
  /** The screen. */
  Screen,
}

const RECORD_CAPACITY_BYTES: u32 = 2048;

interface Recording extends Struct {
  bytes: FixedArray<u8, 2048>;
}

const RECORDING: Recording = zeroed();
let recordedBytes: u32 = 0;
let sink: Sink = Sink.Serial;
let output: Output = Output.Everywhere;
/** Shows one byte on the screen; null while there is none. */
let showOnScreen: ((byte: u8) => void) | null = null;
/** The lowest level that is written. */
let threshold: u32 = 1;

const NEW_LINE: u8 = 0x0a;
const SPACE: u8 = 0x20;
const MINUS: u8 = 0x2d;
const DIGIT_ZERO: u8 = 0x30;
const UNDERSCORE: u8 = 0x5f;
const LETTER_A: u8 = 0x61;
/** Added to an ink, it makes the byte that selects it on a screen. */
const SELECT_INK: u8 = 0x80;

/** Makes `level` the lowest one that is written; below it `log.…` does nothing. */
export function setLevel(level: Level): void {
  threshold = u32(level);
}

/** Whether a message of `level` (0 debug … 3 error) is written. */
export function isEnabled(level: u32): bool {
  return level >= threshold;
}

/** Starts a line of `log.…` with its level, padded to six columns. */
export function beginMessage(level: u32): void {
  switch (level) {
    case 0:
      setInk(Ink.Dim);
      appendText('debug ');
      break;
    case 1:
      setInk(Ink.Name);
      appendText('info  ');
      break;
    case 2:
      setInk(Ink.Warning);
      appendText('warn  ');
      break;
    default:
      setInk(Ink.Bad);
      appendText('error ');
  }
  setInk(Ink.Text);
}

/** Ends a line of `log.…`. */
export function endMessage(): void {
  appendByte(NEW_LINE);
}

/** Starts a line of `print`: nothing goes before its text. */
export function beginLine(): void {}

/** Ends a line of `print`. */
export function endLine(): void {
  appendByte(NEW_LINE);
}

/** Appends `text`, ASCII. */
export function appendText(text: string): void {
  for (const index of range(0, text.length)) {
    appendByte(u8(text.charCodeAt(index)));
  }
}

/** Appends `text` and spaces up to `width` columns; a longer text stays whole. */
export function appendTextLeft(text: string, width: u32): void {
  appendText(text);
  appendSpaces(saturatingSub(width, text.length));
}

/** Appends `value` in decimal. */
export function appendUnsigned(value: u64): void {
  let divisor: u64 = 1n;
  while (value / divisor >= 10n) divisor *= 10n; // At most 10^19, which fits.
  while (divisor > 0n) {
    appendByte(DIGIT_ZERO + u8((value / divisor) % 10n));
    divisor /= 10n;
  }
}

/** Appends `value` in decimal, with a minus sign when it is negative. */
export function appendSigned(value: i64): void {
  if (value >= 0n) {
    appendUnsigned(u64(value));
    return;
  }
  appendByte(MINUS);
  // -2^63 has no positive twin in i64, so the sign changes in the unsigned bit pattern.
  appendUnsigned(wrappingSub(u64(0n), truncate<u64>(value)));
}

/** Appends `true` or `false`. */
export function appendBool(value: bool): void {
  appendText(value ? 'true' : 'false');
}

/** Appends `0x` and the digits of `value`, without leading zeros and without groups. */
export function appendHex(value: u64): void {
  appendText('0x');
  let digit: u32 = hexDigitsOf(value);
  while (digit > 0) {
    digit -= 1;
    appendHexDigit(value, digit);
  }
}

/**
 * Appends `0x` and at least `digits` digits of `value`, in groups of four from the right:
 * `0x0000_001f` for eight digits.
 *
 * @param digits - `[0, 16]`; more count as 16
 */
export function appendHexPadded(value: u64, digits: u32): void {
  appendText('0x');
  const shown: u32 = max(hexDigitsOf(value), min(digits, 16));
  let digit: u32 = shown;
  while (digit > 0) {
    digit -= 1;
    appendHexDigit(value, digit);
    if (digit % 4 === 0 && digit > 0) appendByte(UNDERSCORE);
  }
}

/** Appends `value` in decimal, right-aligned in `width` columns; a longer number stays whole. */
export function appendUnsignedRight(value: u64, width: u32): void {
  appendSpaces(saturatingSub(width, decimalDigitsOf(value)));
  appendUnsigned(value);
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

/** Appends `count` spaces. */
export function appendSpaces(count: u32): void {
  for (let done: u32 = 0; done < count; done++) appendByte(SPACE);
}

/** Appends one ASCII character. */
export function appendByte(byte: u8): void {
  'no alloc';
  // The screen first: port I/O empties the write-combining buffers ([SDM3] "Write-Combining
  // Memory"), so that what was drawn is seen even when the processor stops after this byte.
  if (output !== Output.Text) appendOnScreen(byte);
  if (output === Output.Screen) return;
  if (recordedBytes < RECORD_CAPACITY_BYTES) {
    RECORDING.bytes[recordedBytes] = byte;
    recordedBytes += 1;
  }
  if (sink === Sink.Serial) Serial.writeByte(byte);
}

/** Makes the text that follows mean `ink`, where there are colours. */
export function setInk(ink: Ink): void {
  appendOnScreen(SELECT_INK + u8(u32(ink)));
}

/** Appends a byte for the screen alone: ASCII, or what only a screen understands (I2). */
export function appendOnScreen(byte: u8): void {
  if (sink === Sink.Serial && showOnScreen !== null) showOnScreen(byte);
}

/** Lets `show` have every byte from now on, besides the serial port. Null ends that. */
export function useScreen(show: ((byte: u8) => void) | null): void {
  showOnScreen = show;
}

/** Whether messages go to a screen, too. */
export function hasScreen(): bool {
  return showOnScreen !== null && sink === Sink.Serial;
}

/** Chooses which outputs get the pieces that follow. */
export function setOutput(next: Output): void {
  output = next;
}

/**
 * Chooses where pieces go from now on, all of them again. The recording runs in both cases; a test
 * that expects a panic uses `Sink.Recording` so that the panic's text does not disturb the test
 * protocol.
 */
export function setSink(next: Sink): void {
  sink = next;
  output = Output.Everywhere;
}

/** Where pieces go. */
export function currentSink(): Sink {
  return sink;
}

/** Empties the recording: it then holds the first 2048 bytes appended from now on. */
export function startRecording(): void {
  recordedBytes = 0;
}

/** Number of bytes recorded since `startRecording`, at most 2048. */
export function recordedByteCount(): u32 {
  return recordedBytes;
}

/** Byte number `index` of the recording, `[0, recordedByteCount())`. */
export function recordedByte(index: u32): u8 {
  assert(index < recordedBytes, 'message: no such byte in the recording');
  return RECORDING.bytes[index];
}

/** Whether the recording contains `part`. The empty text is contained everywhere. */
export function recordingContains(part: string): bool {
  if (part.length > recordedBytes) return false;
  for (const start of range(0, recordedBytes - part.length + 1)) {
    if (recordingMatches(start, part)) return true;
  }
  return false;
}

/** Whether `part` stands at `start` of the recording; `start + part.length <= recordedBytes`. */
function recordingMatches(start: u32, part: string): bool {
  for (const index of range(0, part.length)) {
    if (u32(RECORDING.bytes[start + index]) !== part.charCodeAt(index)) return false;
  }
  return true;
}

/** Writes the recording to the serial port, whatever the sink is. */
export function showRecording(): void {
  for (const index of range(0, recordedBytes)) Serial.writeByte(RECORDING.bytes[index]);
}

/** Number of hexadecimal digits of `value`, `[1, 16]`. */
function hexDigitsOf(value: u64): u32 {
  let digits: u32 = 1;
  let rest: u64 = value >> 4n;
  while (rest !== 0n) {
    digits += 1;
    rest >>= 4n;
  }
  return digits;
}

/** Number of decimal digits of `value`, `[1, 20]`. */
function decimalDigitsOf(value: u64): u32 {
  let digits: u32 = 1;
  let rest: u64 = value / 10n;
  while (rest !== 0n) {
    digits += 1;
    rest /= 10n;
  }
  return digits;
}

/** Appends hexadecimal digit number `digit` of `value`, counted from the right, `[0, 16)`. */
function appendHexDigit(value: u64, digit: u32): void {
  const nibble: u8 = u8((value >> u64(digit * 4)) & 0xfn);
  appendByte(nibble < 10 ? DIGIT_ZERO + nibble : LETTER_A + (nibble - 10));
}
