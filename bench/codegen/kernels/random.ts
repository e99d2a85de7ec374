/**
 * The random numbers of the benchmark kernels: xorshift64, the same in the C twins.
 *
 * Used by: the kernels beside this file.            Uses: nothing.
 * Sources: [XORSHIFT] the triple 13, 7, 17.
 */

/** The number after `state`; never 0 when `state` is not. */
export function nextRandom(state: u64): u64 {
  let x = state;
  x ^= wrappingShl(x, 13n);
  x ^= x >> 7n;
  x ^= wrappingShl(x, 17n);
  return x;
}
