/** Errors that only TypeScript finds keep its text and number. */
import { missing } from './frames.ts';

export function find(a: u32): u32 {
  if (a > 3) return 1;
}

export function call(): u32 {
  return find(1, 2) + unknownName;
}

export function useMath(a: u32): u32 {
  return Math.max(a, 1);
}
