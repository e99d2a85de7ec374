/** A type argument that may be null: what a generic function passes on may be null too. */
import { attempt } from '../support/attempt.ts';

interface Node extends Struct {
  value: u32;
  next: Node | null;
}
interface Box<T> extends Struct {
  held: T;
}
type Wrapped<T> = { readonly inner: T };
type Option<T> = { readonly kind: 'some'; readonly value: T } | { readonly kind: 'none' };
type Action = () => void;

const NODE: Node = zeroed();
const BOX: Box<Node | null> = zeroed();
const ACTION: Box<Action | null> = zeroed();
const NODES: FixedArray<Node | null, 3> = zeroed();

function same<T>(value: T): T {
  return value;
}

function viaLocal<T>(value: T): T {
  let copy: T = value;
  const again = copy;
  copy = again;
  return copy;
}

function pick<T>(first: bool, a: T, b: T): T {
  return first ? a : b;
}

function wrap<T>(inner: T): Wrapped<T> {
  return { inner };
}

function unwrap<T>(wrapped: Wrapped<T>): T {
  return wrapped.inner;
}

function some<T>(value: T): Option<T> {
  return { kind: 'some', value };
}

function valueOr<T>(option: Option<T>, other: T): T {
  return option.kind === 'some' ? option.value : other;
}

function get<T>(box: Box<T>): T {
  return box.held;
}

function put<T>(box: Box<T>, value: T): void {
  box.held = value;
}

function replace<T>(box: Box<T>, value: T): T {
  const old = box.held;
  box.held = value;
  return old;
}

function first<T, N extends number>(values: FixedArray<T, N>): T {
  return values[0];
}

function countIf<T, N extends number>(values: FixedArray<T, N>, test: (value: T) => bool): u32 {
  let count: u32 = 0;
  for (const value of values) if (test(value)) count += 1;
  return count;
}

/** Here the null of `T` and the one that is written out are the same. */
function isMissing<T>(value: T | null): bool {
  return value === null;
}

function orElse<T>(value: T | null, other: T): T {
  if (value !== null) return value;
  return other;
}

/** What was tested is not null, whatever T is. */
function callIf<T>(value: T | null, action: (value: T) => void): void {
  if (value !== null) action(value);
}

function find(value: u32): u32 | null {
  return value > 3 ? value : null;
}

function through<T>(find: (value: u32) => T, value: u32): T {
  return find(value);
}

function show(value: u32 | null): void {
  if (value === null) print('null');
  else print(`${value}`);
}

function showNode(node: Node | null): void {
  if (node === null) print('null');
  else print(`node ${node.value}`);
}

function act(): void {
  print('acted');
}

function run(action: Action | null): void {
  if (action === null) print('no action');
  else action();
}

/** Whether something is held, by a copy of what is tested again after it may have changed. */
function isHeld<T>(box: Box<T>, clear: (box: Box<T>) => void): bool {
  if (box.held === null) return false;
  clear(box);
  const held = box.held;
  return held !== null;
}

export function main(): void {
  show(same<u32 | null>(null));
  show(same<u32 | null>(5));
  show(viaLocal<u32 | null>(null));
  show(viaLocal(find(4)));
  show(pick<u32 | null>(true, null, 4));
  show(pick<u32 | null>(false, null, 4));
  show(unwrap(wrap(find(1))));
  show(unwrap(wrap(find(9))));
  show(valueOr(some(find(2)), 9));
  show(valueOr(some(find(7)), 9));
  show(through<u32 | null>(find, 2));
  show(through<u32 | null>(find, 6));
  print(`${same<bool | null>(null) === null} ${same<bool | null>(false) === null}`);

  NODE.value = 42;
  attempt(() => {
    showNode(get(BOX));
    showNode(replace(BOX, NODE));
    showNode(get(BOX));
    put(BOX, null);
    showNode(replace<Node | null>(BOX, null));
  });
  attempt(() => {
    showNode(first(NODES));
    NODES[0] = NODE;
    showNode(first(NODES));
    print(`${countIf(NODES, (node) => node === null)}`);
  });
  attempt(() => {
    run(get(ACTION));
    put(ACTION, act);
    run(get(ACTION));
  });
  print(`${isMissing<u32>(null)} ${isMissing<u32 | null>(null)} ${isMissing<u32 | null>(0)}`);
  show(orElse<u32 | null>(null, null));
  show(orElse<u32 | null>(3, null));
  callIf<Node | null>(NODE, showNode);
  callIf<Node | null>(null, showNode);
  BOX.held = NODE;
  attempt(() => {
    print(`${isHeld<Node | null>(BOX, (box) => put<Node | null>(box, null))}`);
  });
}
