/** Discriminated unions: made, passed, told apart by switch, if and early return. */
type MapResult =
  | { readonly kind: 'mapped'; readonly tables: u32; readonly first: PhysAddr }
  | { readonly kind: 'occupied'; readonly frame: PhysAddr }
  | { readonly kind: 'exhausted' };

function map(page: u64): MapResult {
  if (page === 0n) return { kind: 'exhausted' };
  if (page % 2n === 1n) return { kind: 'occupied', frame: phys(page * 4096n) };
  return { first: phys(page), kind: 'mapped', tables: u32(page / 2n) };
}

function report(result: MapResult): void {
  switch (result.kind) {
    case 'mapped':
      print(`mapped, ${result.tables} tables from ${result.first}`);
      break;
    case 'occupied':
      print(`occupied by ${result.frame}`);
      break;
    case 'exhausted':
      print('no frames left');
      break;
  }
}

function tables(result: MapResult): u32 {
  return result.kind === 'mapped' ? result.tables : 0;
}

function isFree(result: MapResult): bool {
  if (result.kind !== 'occupied') return true;
  print(`frame ${result.frame}`);
  return false;
}

/** The name of the variant may come first. */
function tablesBackwards(result: MapResult): u32 {
  return 'mapped' !== result.kind ? 0 : result.tables;
}

function cost(result: MapResult): u32 {
  switch (result.kind) {
    case 'mapped':
      return 10 + result.tables;
    default:
      return 1;
  }
}

export function main(): void {
  for (const page of range(0n, 4n)) report(map(page));
  print(`${tables(map(8n))} ${tables(map(9n))}`);
  print(`${isFree(map(4n))}`);
  print(`${isFree(map(5n))}`);
  print(`${tablesBackwards(map(8n))} ${tablesBackwards(map(9n))} ${'exhausted' === map(0n).kind}`);
  let last = map(6n);
  const kept = last;
  last = map(0n);
  report(kept);
  report(last);
  print(`${cost(kept)} ${cost(last)}`);
}
