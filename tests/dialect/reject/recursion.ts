/** No function reaches itself. */
export function factorial(n: u64): u64 {
  return n === 0n ? 1n : n * factorial(n - 1n); //! KD0502: factorial calls itself
  //                         ^^^^^^^^^^^^^^^^^ use a loop; the depth of the stack is fixed when the kernel is built
}

export function isEven(n: u32): bool {
  return n === 0 || isOdd(n - 1);
}

export function isOdd(n: u32): bool {
  return n !== 0 && isEven(n - 1); //! KD0502: these functions call each other in a circle: isEven → isOdd → isEven
  //                ^^^^^^^^^^^^^ use a loop; the depth of the stack is fixed when the kernel is built
}

export function first(n: u32): u32 {
  return n > 0 ? second(n - 1) : 0;
}

export function second(n: u32): u32 {
  return third(n);
}

export function third(n: u32): u32 {
  return first(n) + other(n); //! KD0502: these functions call each other in a circle: first → second → third → first
}

export function other(n: u32): u32 {
  return n;
}

export function generic<T extends number | bigint>(value: T, depth: u32): T {
  return depth === 0 ? value : generic(value, depth - 1); //! KD0502: generic<u32> calls itself
  //                           ^^^^^^^^^^^^^^^^^^^^^^^^^ use a loop; the depth of the stack is fixed when the kernel is built
}

export function useGeneric(): u32 {
  return generic(3, 2);
}

export function inStatement(n: u32): void {
  if (n > 0) inStatement(n - 1); //! KD0502: inStatement calls itself
  //         ^^^^^^^^^^^^^^^^^^ use a loop; the depth of the stack is fixed when the kernel is built
}

export function ping(): never {
  pong();
}

export function pong(): never {
  ping(); //! KD0502: these functions call each other in a circle: ping → pong → ping
}

export function spin(n: u32): never {
  if (n > 0) spin(n - 1); //! KD0502: spin calls itself
  panic(`test: ${n}`);
}
