/** SplitMix64: additions and multiplications modulo 2^64, shifts, a static state. */
let state: u64 = 0n;

function next(): u64 {
  state = wrappingAdd(state, 0x9e37_79b9_7f4a_7c15n);
  let z: u64 = state;
  z = wrappingMul(z ^ (z >> 30n), 0xbf58_476d_1ce4_e5b9n);
  z = wrappingMul(z ^ (z >> 27n), 0x94d0_49bb_1331_11ebn);
  return z ^ (z >> 31n);
}

/** A number in [0, limit), from the high bits of a product. */
function below(limit: u64): u64 {
  return multiplyHigh(next(), limit);
}

export function main(): void {
  state = 1_234_567n;
  for (const _ of range(0, 4)) print(`${next()}`);
  print(`${below(10n)} ${below(1000n)} ${below(0xffff_ffff_ffff_ffffn)}`);
}
