/** `?:` on every kind of value. */

enum Color {
  Red,
  Green,
}

interface Node extends Struct {
  value: u32;
}

type Pair = { readonly a: u32 };

type Result = { readonly kind: 'a'; readonly value: u32 } | { readonly kind: 'b' };

export function integers(flag: bool, a: u8): u8 {
  return flag ? a : 3;
}

export function untyped(flag: bool): u32 {
  const a = flag ? 1 : 2;
  return a;
}

export function enums(flag: bool): Color {
  return flag ? Color.Red : Color.Green;
}

export function references(flag: bool, a: Node, b: Node | null): Node | null {
  return flag ? a : b;
}

export function nullable(flag: bool, a: u32): u32 | null {
  return flag ? a : null;
}

export function records(flag: bool): Pair {
  return flag ? { a: 1 } : { a: 2 };
}

export function unions(flag: bool): Result {
  return flag ? { kind: 'a', value: 1 } : { kind: 'b' };
}

export function functions(flag: bool): () => void {
  return flag ? nothing : () => print('x');
}

export function nothing(): void {}

export function texts(flag: bool): string {
  return flag ? 'yes' : 'no';
}

export function chained(a: u32): u32 {
  return a > 9 ? 1 : a > 5 ? 2 : a > 3 ? 3 : 4;
}

export function inArgument(flag: bool): u8 {
  return integers(flag ? !flag : true, flag ? 1 : 2);
}
