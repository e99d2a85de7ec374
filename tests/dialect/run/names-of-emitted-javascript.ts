/** Names that emitted JavaScript could hide or take for its own. */
import * as One from '../support/names/1.ts';
import * as Proto from '../support/names/proto.ts';

// Globals that operations are made of, and what begins with `$`, at the top of a module.
export const Math: u32 = 5;
export const $rt: u32 = 6;
export const $exports: u32 = 7;
export const Infinity_: u32 = 8;
export enum Object {
  A,
  B,
}
export enum Number {
  __proto__ = 3,
  constructor,
}
enum BigInt {
  A,
}

type Record_ = { readonly __proto__: u32; readonly constructor: u32 };
type Union =
  | { readonly __proto__: 'a'; readonly x: u32 }
  | { readonly __proto__: 'b'; readonly constructor: u32 };

let x: u32 = 7;
let wide: u64 = 8n;
const LIST: FixedArray<u32, 2> = zeroed();

// Of a scalar, other modules set it.
let value: u32 = 2;

export function $twice(n: u32): u32 {
  return 2 * n;
}

export function _twice(n: u32): u32 {
  return 3 * n;
}

function id<T>(given: T): T {
  return given;
}

export const id__u32: u32 = 77;

/** Aliases of modules. */
function aliases(): u32 {
  const $proto: u32 = 3;
  const $_1: u32 = 30;
  const $1: u32 = 300;
  return $proto + $_1 + $1 + Proto.valueOf(4) + One.plusOne(1) + Proto.toString();
}

/** Temporaries, runtime functions, statics, labels. */
function others(limit: u32): u32 {
  const $0: u32 = 1;
  const $1: u32 = 2;
  const $2: u32 = 3;
  const $load32: u32 = 1;
  const $store32: u32 = 4;
  const $reportCheck: u32 = 5;
  const $LIST: u32 = 6;
  const $l1: u32 = 7;
  LIST[$load32] = 9;
  let sum = $0 + $1 + $2 + $store32 + $reportCheck + $LIST + $l1;
  for (let $b1: u32 = 0; $b1 < limit; $b1 += 1) {
    if ($b1 === 2) continue;
    sum += LIST[$load32] + $b1;
  }
  return sum;
}

function globals(BigInt: u64, NaN: u32, await: u32): u64 {
  const Number: u32 = NaN + await;
  const Infinity: u32 = Number + 1;
  const globalThis: u32 = Infinity + 1;
  return wrappingAdd(BigInt, u64(globalThis)) + u64(wrappingMul(globalThis, 3));
}

function read(union: Union): u32 {
  return union.__proto__ === 'a' ? union.x : union.constructor;
}

export function main(): void {
  print(`${aliases()} ${others(4)} ${globals(10n, 1, 2)}`);
  print(`${wrappingMul(x, 3)} ${u64(x)} ${u32(wide)} ${wrappingAdd(wide, 1n)}`);
  print(`${Math} ${$rt} ${$exports} ${Infinity_} ${id<u32>(7)} ${id__u32}`);
  print(`${Object.B} ${Number.__proto__} ${Number.constructor} ${BigInt.A}`);
  print(`${$twice(5)} ${_twice(5)} ${Proto.__proto__()}`);
  value += 1;
  Proto.set(value);
  print(`${value} ${Proto.value} ${Proto.$set_value()}`);
  const record: Record_ = { __proto__: 5, constructor: 6 };
  print(`${record.__proto__} ${record.constructor}`);
  print(`${read({ __proto__: 'a', x: 4 })} ${read({ __proto__: 'b', constructor: 5 })}`);
}
