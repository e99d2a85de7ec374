/** Names of which the C symbols would be the same. */
interface S$a extends Struct {
  a$b: u32;
  a_b: u32;
  ünï: u32;
  ünü: u32;
}

interface S_a extends Struct {
  x: u64;
}

enum E$a {
  A$b,
  A_b,
}

enum E_a {
  A$b,
  B,
}

type R$a = { readonly x$: u32; readonly x_: u32; readonly __proto__: u32 };

enum Property {
  __proto__,
  constructor,
}

const FIRST: S$a = zeroed();
const SECOND: S_a = zeroed();
let a$b: u32 = 1;
let a_b: u32 = 2;
let ünï: u32 = 3;
let ünü: u32 = 4;
let same__u32: u32 = 5;
let call__arrow1: u32 = 6;
let run__arrow1: u32 = 7;
const T$a: FixedArray<u32, 2> = [1, 2];
const T_a: FixedArray<u32, 2> = [3, 4];

function same<T extends u32>(value: T): T {
  return value;
}

function f$(x: u32): u32 {
  return x;
}

function f_(x: u32): u32 {
  return x + 1;
}

export function ö(): u32 {
  return 10;
}

export function ä(): u32 {
  return 11;
}

function call(action: (x: u32) => u32): u32 {
  return action(1);
}

function digits(r: R$a): u32 {
  return r.x$ * 100 + r.x_ * 10 + r.__proto__;
}

export function main(): void {
  a$b += 10;
  a_b += 20;
  ünï += 30;
  ünü += 40;
  same__u32 += 50;
  call__arrow1 += 60;
  run__arrow1 += 70;
  FIRST.a$b = 1;
  FIRST.a_b = 2;
  FIRST.ünï = 3;
  FIRST.ünü = 4;
  SECOND.x = 5n;
  print(`statics ${a$b} ${a_b} ${ünï} ${ünü} ${same__u32} ${call__arrow1} ${run__arrow1}`);
  print(`functions ${same<u32>(7)} ${f$(1)} ${f_(1)} ${ö()} ${ä()} ${call((x) => x + 1)}`);
  print(`fields ${FIRST.a$b} ${FIRST.a_b} ${FIRST.ünï} ${FIRST.ünü} ${SECOND.x}`);
  print(`tables ${T$a[0]} ${T_a[1]}, members ${E$a.A_b} ${E_a.B}`);
  print(`record ${digits({ x$: 1, x_: 2, __proto__: 3 })} ${Property.__proto__}`);
}
