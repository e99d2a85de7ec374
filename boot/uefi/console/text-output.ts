/**
 * Where the loader's text goes: the firmware's console as long as there is one, and COM1.
 *
 * Lines are collected and given to the firmware whole, in UCS-2. The firmware may itself copy its
 * console to a serial port (machines without a screen do, and QEMU); then COM1 gets the text from
 * it, and from us only after boot services have ended, so that no line appears twice.
 *
 * Used by: `message.ts`, `main.ts`.            Uses: `firmware.ts`, `kernel/console/serial.ts`.
 * Invariants:
 *   I1. `used` < `LINE_CHARACTERS`, so that there is room for the zero at the end.
 * Sources: [UEFI] "Simple Text Output Protocol", "EFI Device Path Protocol" (messaging device path,
 *          UART), "Console I/O Protocol".
 */
import * as Serial from '../../../kernel/console/serial.ts';
import * as Efi from '../efi.ts';
import type { EfiHandle, WordCell } from '../efi.ts';
import { CONSOLE_OUT_DEVICE } from '../efi-protocols.ts';
import * as DevicePath from '../device-path.ts';
import * as Firmware from '../firmware.ts';

const LINE_CHARACTERS: u32 = 128;

interface Line extends Struct {
  characters: FixedArray<u16, 128>;
}

/** How many handles are looked at; a machine has a screen or two. */
const MAX_CONSOLES: u32 = 16;

interface Consoles extends Struct {
  handles: FixedArray<EfiHandle, 16>;
}

const LINE: Line = zeroed();
const CONSOLES: Consoles = zeroed();
const BUFFER_BYTES: WordCell = zeroed();
let used: u32 = 0;
/** Whether the firmware's console reaches a serial port by itself. */
let isConsoleSerial: bool = false;

const CARRIAGE_RETURN: u8 = 0x0d;
const NEW_LINE: u8 = 0x0a;

/** Sets up COM1 and finds out where the firmware's console goes. Requires `Firmware.init`. */
export function init(): void {
  isConsoleSerial = findSerialConsole();
  // The firmware's own driver has set the port up; another set-up would lose what it is sending.
  if (!isConsoleSerial) Serial.init();
}

/** Writes one ASCII character; a line feed ends the line on every device. */
export function writeByte(byte: u8): void {
  const console = Firmware.console();
  if (console === null || !isConsoleSerial) Serial.writeByte(byte);
  if (console === null) return;
  if (byte === NEW_LINE) put(CARRIAGE_RETURN);
  put(byte);
  if (byte === NEW_LINE || used + 2 >= LINE_CHARACTERS) flush();
}

function put(byte: u8): void {
  LINE.characters[used] = u16(byte);
  used += 1; // keeps I1: `writeByte` flushes two characters before the end
}

/** Gives the collected characters to the firmware. */
function flush(): void {
  const console = Firmware.console();
  LINE.characters[used] = 0;
  used = 0;
  if (console === null) return;
  ignore(
    console.outputString(console, addressOf(LINE.characters)),
    'a character that cannot be shown is no reason to stop',
  );
}

/** Whether a device behind the firmware's console is a serial port. */
function findSerialConsole(): bool {
  BUFFER_BYTES.value = sizeOf<Consoles>();
  const status = Firmware.bootServices().locateHandle(
    Efi.LOCATE_BY_PROTOCOL,
    CONSOLE_OUT_DEVICE,
    virt(0n),
    BUFFER_BYTES,
    addressOf(CONSOLES),
  );
  if (status !== Efi.SUCCESS) return false;
  const count = min(u32(BUFFER_BYTES.value / sizeOf<EfiHandle>()), MAX_CONSOLES);
  for (const index of range(0, count)) {
    if (DevicePath.hasSerialPort(CONSOLES.handles[index])) return true;
  }
  return false;
}
