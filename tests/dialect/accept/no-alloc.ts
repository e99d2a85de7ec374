/** `'no alloc'` on functions that reach no allocation, together with `'use unsafe'`. */
import { readCr2 } from '../../../runtime/contract/cpu.ts';

export function small(a: u32): u32 {
  'no alloc';
  return a + other(a);
}

function other(a: u32): u32 {
  return a * 2;
}

export function faultAddress(): VirtAddr {
  'use unsafe';
  'no alloc';
  // SAFE: reads a register.
  return virt(readCr2());
}
