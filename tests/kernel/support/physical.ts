/**
 * Raw access of tests to physical memory, through the direct map.
 *
 * Used by: `frame.ktest.ts`, `limine.ktest.ts`, `pvh.ktest.ts`.            Uses: `address.ts`.
 */
import * as Address from '../../../kernel/mm/address.ts';
import { fillMemory } from '../../../runtime/contract/memory.ts';

/** Writes the byte `value` to `[start, end)`. */
export function fill(start: PhysAddr, end: PhysAddr, value: u8): void {
  'use unsafe';
  // SAFE: tests pass scratch memory.
  fillMemory(Address.phys2virt(start), value, end - start);
}

/** Whether every 64-bit word of `[start, end)` is `expected`. */
export function holds(start: PhysAddr, end: PhysAddr, expected: u64): bool {
  for (let address: u64 = start; address < end; address += 8n) {
    if (read64(phys(address)) !== expected) return false;
  }
  return true;
}

export function read64(address: PhysAddr): u64 {
  'use unsafe';
  // SAFE: as `fill`.
  return dataViewAt(Address.phys2virt(address), 8n).getBigUint64(0, true);
}

export function write64(address: PhysAddr, value: u64): void {
  'use unsafe';
  // SAFE: as `fill`.
  dataViewAt(Address.phys2virt(address), 8n).setBigUint64(0, value, true);
}

export function write32(address: PhysAddr, value: u32): void {
  'use unsafe';
  // SAFE: as `fill`.
  dataViewAt(Address.phys2virt(address), 4n).setUint32(0, value, true);
}

/** Writes `text` and a zero byte. */
export function writeText(address: PhysAddr, text: string): void {
  'use unsafe';
  // SAFE: as `fill`.
  const view = dataViewAt(Address.phys2virt(address), u64(text.length) + 1n);
  for (const index of range(0, text.length)) view.setUint8(index, u8(text.charCodeAt(index)));
  view.setUint8(text.length, 0);
}
