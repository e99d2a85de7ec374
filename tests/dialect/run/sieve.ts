/** The sieve of Eratosthenes in an array of booleans. */
const LIMIT = 100;
const COMPOSITE: FixedArray<bool, typeof LIMIT> = zeroed();

export function main(): void {
  let count: u32 = 0;
  let sum: u32 = 0;
  let last: u32 = 0;
  for (const n of range(2, LIMIT)) {
    if (COMPOSITE[n]) continue;
    count += 1;
    sum += n;
    last = n;
    for (let multiple: u32 = n * n; multiple < LIMIT; multiple += n) COMPOSITE[multiple] = true;
  }
  print(`${count} primes, sum ${sum}, last ${last}`);
}
