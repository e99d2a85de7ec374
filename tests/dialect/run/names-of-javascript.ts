/** Names that mean something in JavaScript: built-in objects, properties of every object, words. */
interface Thing extends Struct {
  length: u32;
  constructor: u32;
  prototype: u32;
  toString: u32;
  valueOf: u64;
  hasOwnProperty: bool;
}
type Values = { readonly then: u32; readonly value: u64; readonly kind: bool; readonly tag: u8 };

const THING: Thing = zeroed();

function number(BigInt: u32, Number: u32): u32 {
  const Math = BigInt + Number;
  const Object = Math * 2;
  const Array = Object + 1;
  const Uint8Array = Array + 1;
  const console = Uint8Array + 1;
  const process = console + 1;
  const globalThis = process + 1;
  const undefined_ = globalThis + 1;
  const NaN = undefined_ + 1;
  const module = NaN + 1;
  const exports = module + 1;
  const require = exports + 1;
  const async = require + 1;
  const of = async + 1;
  const get = of + 1;
  const set = get + 1;
  const target = set + 1;
  return target;
}

function DataView_(value: u64): u64 {
  const BigInt = value + 1n;
  return BigInt * BigInt;
}

export function main(): void {
  print(`${number(1, 2)} ${DataView_(4n)}`);
  THING.length = 1;
  THING.constructor = 2;
  THING.prototype = 3;
  THING.toString = 4;
  THING.valueOf = 5n;
  THING.hasOwnProperty = true;
  print(`${THING.length} ${THING.constructor} ${THING.prototype} ${THING.toString}`);
  print(`${THING.valueOf} ${THING.hasOwnProperty}`);
  const values: Values = { then: 1, value: 2n, kind: false, tag: 3 };
  print(`${values.then} ${values.value} ${values.kind} ${values.tag}`);
}
