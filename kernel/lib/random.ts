/**
 * A small generator of repeatable random numbers, for self-checks and tests.
 *
 * SplitMix64: a counter with a strong output function. Every seed gives a full period of 2^64 and
 * good numbers from the first one on, so a printed seed is all that is needed to repeat a run.
 *
 * Used by: `kernel/self-check.ts`, tests.            Uses: nothing.
 * Not handled here: secrets. Whoever sees two numbers can compute the rest.
 * Sources: [SPLITMIX] G. Steele et al., "Fast Splittable Pseudorandom Number Generators".
 */

/** One sequence of numbers. Set `state` to the seed. */
export interface Random extends Struct {
  state: u64;
}

/** The next number of the sequence, any of 2^64. */
export function next(random: Random): u64 {
  random.state = wrappingAdd(random.state, 0x9e37_79b9_7f4a_7c15n);
  let word: u64 = random.state;
  word = wrappingMul(word ^ (word >> 30n), 0xbf58_476d_1ce4_e5b9n);
  word = wrappingMul(word ^ (word >> 27n), 0x94d0_49bb_1331_11ebn);
  return word ^ (word >> 31n);
}

/**
 * A number in `[0, bound)`.
 *
 * @param bound - at least 1
 */
export function below(random: Random, bound: u64): u64 {
  // The high half of the product: no division, and no bias that matters here.
  return multiplyHigh(next(random), bound);
}
