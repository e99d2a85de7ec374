/** Records: objects by value. */

type Region = { readonly base: PhysAddr; readonly lengthBytes: usize };

interface Span {
  readonly start: u32;
  readonly end: u32;
}

type Named = { readonly name: string; readonly region: Region; readonly span: Span | null };

type Holder = { readonly view: DataView; readonly action: () => void; readonly flag: bool };

interface Node extends Struct {
  value: u32;
}

type Found = { readonly node: Node; readonly index: u32 };

const EMPTY: Region = { base: phys(0n), lengthBytes: 0n };

export function make(base: PhysAddr): Region {
  return { base, lengthBytes: 4096n };
}

export function reordered(a: u32): Span {
  return { end: a + 1, start: a };
}

export function nested(base: PhysAddr): Named {
  return { name: 'x', region: { base, lengthBytes: 1n }, span: null };
}

export function read(named: Named): u64 {
  return named.region.lengthBytes + named.region.base + EMPTY.lengthBytes;
}

export function choose(flag: bool, a: Span): Span {
  const other: Span = { start: 0, end: 0 };
  return flag ? a : other;
}

export function held(view: DataView): Holder {
  return { view, action: nothing, flag: true };
}

export function nothing(): void {}

export function callHeld(holder: Holder): u32 {
  holder.action();
  return holder.view.byteLength;
}

export function found(node: Node): Found {
  return { node, index: node.value };
}

export function change(it: Found): void {
  it.node.value = it.index;
}

export function inPlace(point: { readonly x: u32; readonly y: u32 }): u32 {
  return point.x + point.y;
}
