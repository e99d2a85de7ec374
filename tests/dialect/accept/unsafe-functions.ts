/** `'use unsafe'` in small functions; callers need nothing. */
import { readPort8, writePort8 } from '../../../runtime/contract/cpu.ts';
import * as Memory from '../../../runtime/contract/memory.ts';

export interface Header extends Struct {
  size: u64;
}

export function headerAt(address: VirtAddr): Header {
  'use unsafe';
  // SAFE: the caller found the address in the boot information.
  return at<Header>(address);
}

export function window(address: VirtAddr): DataView {
  'use unsafe';
  // SAFE: one page.
  return dataViewAt(address, 4096n);
}

export function send(value: u8): void {
  'use unsafe';
  // SAFE: the serial port.
  writePort8(0x3f8, value);
}

export function receive(): u8 {
  'use unsafe';
  // SAFE: the serial port.
  return readPort8(0x3f8);
}

export function clear(address: VirtAddr): void {
  'use unsafe';
  // SAFE: one page of the caller.
  Memory.fillMemory(address, 0, 4096n);
}

export function use(address: VirtAddr): u64 {
  clear(address);
  send(receive());
  return headerAt(address).size + window(address).getBigUint64(0, true);
}
