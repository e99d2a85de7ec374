/** Discriminated unions. */

type MapResult =
  | { readonly kind: 'mapped'; readonly tables: u32 }
  | { readonly kind: 'occupied'; readonly frame: PhysAddr }
  | { readonly kind: 'exhausted' };

type Circle = { readonly shape: 'circle'; readonly radius: u32 };

interface Square {
  readonly shape: 'square';
  readonly side: u32;
}

type Shape = Circle | Square;

export function make(a: u32): MapResult {
  if (a === 0) return { kind: 'exhausted' };
  if (a === 1) return { kind: 'occupied', frame: phys(0n) };
  return { kind: 'mapped', tables: a };
}

export function exhaustive(result: MapResult): u32 {
  switch (result.kind) {
    case 'mapped':
      return result.tables;
    case 'occupied':
    case 'exhausted':
      return 0;
  }
}

export function withDefault(result: MapResult): bool {
  switch (result.kind) {
    case 'occupied':
      return result.frame === 0n;
    default:
      return false;
  }
}

export function tested(result: MapResult): u32 {
  if (result.kind === 'mapped') return result.tables;
  if (result.kind !== 'occupied') return 1;
  return u32(result.frame);
}

export function conditional(result: MapResult): u32 {
  return result.kind === 'mapped' && result.tables > 3 ? result.tables : 0;
}

export function area(shape: Shape): u32 {
  return shape.shape === 'circle' ? shape.radius * shape.radius * 3 : shape.side * shape.side;
}

export function local(): u32 {
  const shape: Shape = { shape: 'square', side: 4 };
  return area(shape) + area({ shape: 'circle', radius: 2 });
}

export function maybe(a: u32): MapResult | null {
  return a > 9 ? null : make(a);
}

export function used(): u32 {
  const result = maybe(3);
  return result === null ? 0 : exhaustive(result);
}
