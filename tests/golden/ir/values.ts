/** Records, unions, nullable values, function references, generics. */
type Region = { readonly base: PhysAddr; readonly pages: u64 };
type Result = { readonly kind: 'found'; readonly region: Region } | { readonly kind: 'none' };

export function find(address: PhysAddr): Result {
  if (address === 0n) return { kind: 'none' };
  return { kind: 'found', region: { base: address, pages: 1n } };
}

export function pagesOf(result: Result): u64 | null {
  return result.kind === 'found' ? result.region.pages : null;
}

export function orElse(value: u64 | null, fallback: () => u64): u64 {
  return value === null ? fallback() : value;
}

function largest<T extends number | bigint>(a: T, b: T): T {
  return a > b ? a : b;
}

export function use(address: PhysAddr): u64 {
  return largest(
    orElse(pagesOf(find(address)), () => 0n),
    3n,
  );
}
