/**
 * The configuration file: which kernel to load, and how.
 *
 * The syntax is that of Limine's `limine.conf`: lines `key: value`, `#` comments, and a line that
 * starts with `/` for each boot entry. Keys before the first entry, and a few others anywhere, are
 * for the whole file. There is no menu: entry number `default_entry` is booted at once. What this
 * loader does not know is reported and has no effect.
 *
 * A value stays where it is in the file; options hold its place.
 *
 * Used by: `main.ts`.            Uses: `console/message.ts`.
 * Invariants:
 *   I1. Every `Text` lies inside the file.
 * Not handled here: macros, directories of entries (each entry counts, however deep), other protocols.
 * Sources: [LIMINE] `CONFIG.md`, "Structure of the config file", "Options".
 */
import * as Message from './console/message.ts';

/** Results of `parse`. After anything but `Ok` the options are incomplete. */
export enum ConfigStatus {
  Ok,
  /** There is no entry with the number of `default_entry`. */
  NoSuchEntry,
  /** The entry's protocol is not `limine`. */
  ProtocolUnsupported,
  /** The entry does not say where the kernel is. */
  NoKernelPath,
  /** The entry has more than `MAX_MODULES` modules. */
  TooManyModules,
}

/** The bytes `[start, end)` of the configuration file. */
export interface Text extends Struct {
  start: u32;
  end: u32;
}

export const MAX_MODULES: u32 = 16;

/** One `module_path`, with the `module_cmdline` after it. */
export interface ModuleOption extends Struct {
  path: Text;
  commandLine: Text;
}

/** What one entry says. */
export interface Options extends Struct {
  title: Text;
  kernelPath: Text;
  commandLine: Text;
  /** In pixels; 0 leaves the screen in the mode that it is in. */
  width: u32;
  height: u32;
  randomiseHhdm: bool;
  moduleCount: u32;
  modules: FixedArray<ModuleOption, 16>;
}

/** Keys that belong to the menu or to another machine, which nothing here depends on. */
const SILENT_KEYS: string =
  ' timeout quiet verbose serial serial_baudrate comment editor_enabled graphics wallpaper ';

const NEW_LINE: u8 = 0x0a;
const SPACE: u8 = 0x20;
const HASH: u8 = 0x23;
const DOLLAR: u8 = 0x24;
const PLUS: u8 = 0x2b;
const SLASH: u8 = 0x2f;
const DIGIT_ZERO: u8 = 0x30;
const COLON: u8 = 0x3a;
const LETTER_X: u8 = 0x78;
const BRACE: u8 = 0x7b;

/** UTF-8's byte order mark, which some editors put in front. */
const MARK_BYTES: u32 = 3;

const LINE: Text = zeroed();
const KEY: Text = zeroed();
const VALUE: Text = zeroed();
let defaultEntry: u32 = 1;
let lineNumber: u32 = 0;

/**
 * Reads the entry to boot out of the file.
 *
 * @param file    - the whole file
 * @param options - overwritten
 */
export function parse(file: DataView, options: Options): ConfigStatus {
  clear(options);
  defaultEntry = 1;
  scanGlobals(file);
  return scanEntry(file, options);
}

/** First pass: options for the whole file, and reports of what is not known. */
function scanGlobals(file: DataView): void {
  let position: u32 = firstByte(file);
  lineNumber = 0;
  while (nextLine(file, position)) {
    position = LINE.end + 1;
    trim(file, LINE);
    if (isEmpty(LINE) || startsWith(file, LINE, HASH) || startsWith(file, LINE, SLASH)) continue;
    if (startsWith(file, LINE, DOLLAR) || !splitLine(file)) {
      reportLine(file, 'is not understood: ');
      continue;
    }
    if (containsMacro(file, VALUE)) reportLine(file, 'has a macro, which is not replaced: ');
    if (equals(file, KEY, 'default_entry')) {
      const number = numberOf(file, VALUE);
      if (number !== null && number > 0) defaultEntry = number;
      else reportLine(file, 'has no number: ');
    } else if (!isLocalKey(file) && !isSilentKey(file)) {
      reportLine(file, 'has a key that is not known: ');
    }
  }
}

/** Second pass: the options of the entry to boot. */
function scanEntry(file: DataView, options: Options): ConfigStatus {
  let position: u32 = firstByte(file);
  let entry: u32 = 0;
  let isLimine: bool = true;
  lineNumber = 0;
  while (nextLine(file, position)) {
    position = LINE.end + 1;
    trim(file, LINE);
    if (isEmpty(LINE) || startsWith(file, LINE, HASH)) continue;
    if (startsWith(file, LINE, SLASH)) {
      entry += 1;
      if (entry === defaultEntry) setTitle(file, options);
      continue;
    }
    if (entry !== defaultEntry || !splitLine(file)) continue;
    if (equals(file, KEY, 'protocol')) isLimine = equals(file, VALUE, 'limine');
    else if (!applyLocal(file, options)) return ConfigStatus.TooManyModules;
  }
  if (entry < defaultEntry) return ConfigStatus.NoSuchEntry;
  if (!isLimine) return ConfigStatus.ProtocolUnsupported;
  return isEmpty(options.kernelPath) ? ConfigStatus.NoKernelPath : ConfigStatus.Ok;
}

function setTitle(file: DataView, options: Options): void {
  copy(LINE, options.title);
  while (
    !isEmpty(options.title) &&
    (startsWith(file, options.title, SLASH) || startsWith(file, options.title, PLUS))
  ) {
    options.title.start += 1;
  }
}

/** Takes over one option of the entry; false when there are too many modules. */
function applyLocal(file: DataView, options: Options): bool {
  if (equals(file, KEY, 'path') || equals(file, KEY, 'kernel_path')) {
    copy(VALUE, options.kernelPath);
  } else if (equals(file, KEY, 'cmdline') || equals(file, KEY, 'kernel_cmdline')) {
    copy(VALUE, options.commandLine);
  } else if (equals(file, KEY, 'randomise_hhdm_base') || equals(file, KEY, 'randomize_hhdm_base')) {
    options.randomiseHhdm = equals(file, VALUE, 'yes');
  } else if (equals(file, KEY, 'resolution')) {
    if (!readResolution(file, options)) reportLine(file, 'is not <width>x<height>: ');
  } else if (equals(file, KEY, 'module_path')) {
    if (options.moduleCount === MAX_MODULES) return false;
    copy(VALUE, options.modules[options.moduleCount].path);
    options.moduleCount += 1;
  } else if (equals(file, KEY, 'module_cmdline')) {
    if (options.moduleCount === 0) reportLine(file, 'is before the first module: ');
    else copy(VALUE, options.modules[options.moduleCount - 1].commandLine);
  } else if (equals(file, KEY, 'kaslr') && !equals(file, VALUE, 'no')) {
    reportLine(file, 'has no effect, the kernel is put where it wants to be: ');
  }
  return true;
}

function isLocalKey(file: DataView): bool {
  return (
    equals(file, KEY, 'protocol') ||
    equals(file, KEY, 'path') ||
    equals(file, KEY, 'kernel_path') ||
    equals(file, KEY, 'cmdline') ||
    equals(file, KEY, 'kernel_cmdline') ||
    equals(file, KEY, 'randomise_hhdm_base') ||
    equals(file, KEY, 'randomize_hhdm_base') ||
    equals(file, KEY, 'resolution') ||
    equals(file, KEY, 'module_path') ||
    equals(file, KEY, 'module_cmdline') ||
    equals(file, KEY, 'kaslr')
  );
}

/** `<width>x<height>` or `<width>x<height>x<bits>`; the bits are the firmware's choice. */
function readResolution(file: DataView, options: Options): bool {
  let position: u32 = VALUE.start;
  const width = readNumber(file, position, VALUE.end);
  position += digitsAt(file, position, VALUE.end);
  if (width === null || position >= VALUE.end) return false;
  if (lowerCase(file.getUint8(position)) !== LETTER_X) return false;
  const height = readNumber(file, position + 1, VALUE.end);
  if (height === null || width === 0 || height === 0) return false;
  options.width = width;
  options.height = height;
  return true;
}

function isSilentKey(file: DataView): bool {
  const length = KEY.end - KEY.start;
  if (length + 2 > SILENT_KEYS.length) return false;
  for (const start of range(1, SILENT_KEYS.length - length)) {
    const isWord =
      SILENT_KEYS.charCodeAt(start - 1) === u32(SPACE) &&
      SILENT_KEYS.charCodeAt(start + length) === u32(SPACE);
    if (isWord && matchesAt(file, KEY, SILENT_KEYS, start)) return true;
  }
  return false;
}

/** Prints a warning with the current line. */
function reportLine(file: DataView, what: string): void {
  Message.beginMessage(/* warning */ 2);
  Message.appendText('configuration line ');
  Message.appendUnsigned(u64(lineNumber));
  Message.appendText(' ');
  Message.appendText(what);
  Message.appendBytes(file, LINE.start, LINE.end);
  Message.endMessage();
}

// ── Texts ───────────────────────────────────────────────────────────────────────────────────────

function clear(options: Options): void {
  clearText(options.title);
  clearText(options.kernelPath);
  clearText(options.commandLine);
  options.width = 0;
  options.height = 0;
  options.randomiseHhdm = false;
  options.moduleCount = 0;
  for (const module of options.modules) {
    clearText(module.path);
    clearText(module.commandLine);
  }
}

function clearText(text: Text): void {
  text.start = 0;
  text.end = 0;
}

function copy(from: Text, to: Text): void {
  to.start = from.start;
  to.end = from.end;
}

function isEmpty(text: Text): bool {
  return text.start >= text.end;
}

function firstByte(file: DataView): u32 {
  const hasMark =
    file.byteLength >= MARK_BYTES &&
    file.getUint8(0) === 0xef &&
    file.getUint8(1) === 0xbb &&
    file.getUint8(2) === 0xbf;
  return hasMark ? MARK_BYTES : 0;
}

/** Sets `LINE` to the line that starts at `position`; false at the end of the file. */
function nextLine(file: DataView, position: u32): bool {
  if (position >= file.byteLength) return false;
  let end: u32 = position;
  while (end < file.byteLength && file.getUint8(end) !== NEW_LINE) end += 1;
  LINE.start = position;
  LINE.end = end;
  lineNumber += 1;
  return true;
}

/** Splits `LINE` at the first colon into `KEY` and `VALUE`; false when there is none. */
function splitLine(file: DataView): bool {
  let colon: u32 = LINE.start;
  while (colon < LINE.end && file.getUint8(colon) !== COLON) colon += 1;
  if (colon === LINE.end) return false;
  KEY.start = LINE.start;
  KEY.end = colon;
  VALUE.start = colon + 1;
  VALUE.end = LINE.end;
  trim(file, KEY);
  trim(file, VALUE);
  return !isEmpty(KEY);
}

/** Cuts off white space at both ends: everything up to the space character. */
function trim(file: DataView, text: Text): void {
  while (text.start < text.end && file.getUint8(text.start) <= SPACE) text.start += 1;
  while (text.start < text.end && file.getUint8(text.end - 1) <= SPACE) text.end -= 1;
}

function startsWith(file: DataView, text: Text, byte: u8): bool {
  return file.getUint8(text.start) === byte;
}

function containsMacro(file: DataView, text: Text): bool {
  if (isEmpty(text)) return false;
  for (const index of range(text.start, text.end - 1)) {
    if (file.getUint8(index) === DOLLAR && file.getUint8(index + 1) === BRACE) return true;
  }
  return false;
}

/** Whether a text is `word`, upper or lower case; `word` is in lower case. */
function equals(file: DataView, text: Text, word: string): bool {
  return text.end - text.start === word.length && matchesAt(file, text, word, 0);
}

/** Whether the characters of `words` from `start` on are those of `text`. */
function matchesAt(file: DataView, text: Text, words: string, start: u32): bool {
  for (const index of range(0, text.end - text.start)) {
    const byte = lowerCase(file.getUint8(text.start + index));
    if (u32(byte) !== words.charCodeAt(start + index)) return false;
  }
  return true;
}

function lowerCase(byte: u8): u8 {
  return byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte;
}

/** A text that is a decimal number and nothing else, or null. */
function numberOf(file: DataView, text: Text): u32 | null {
  if (digitsAt(file, text.start, text.end) !== text.end - text.start) return null;
  return readNumber(file, text.start, text.end);
}

/** The number at `start`, or null when there is none below 100,000. */
function readNumber(file: DataView, start: u32, end: u32): u32 | null {
  const digits = digitsAt(file, start, end);
  if (digits === 0 || digits > 5) return null;
  let number: u32 = 0;
  for (const index of range(start, start + digits)) {
    number = number * 10 + u32(file.getUint8(index) - DIGIT_ZERO);
  }
  return number;
}

/** How many decimal digits follow one another from `start` on. */
function digitsAt(file: DataView, start: u32, end: u32): u32 {
  let digits: u32 = 0;
  while (start + digits < end) {
    const byte = file.getUint8(start + digits);
    if (byte < DIGIT_ZERO || byte > DIGIT_ZERO + 9) break;
    digits += 1;
  }
  return digits;
}
