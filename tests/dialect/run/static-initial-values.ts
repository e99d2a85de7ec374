/** First values of variables and constants: computed, negative, of every type. */
enum Mode {
  Off = 3,
  On = 7,
}
type Port = Branded<u16, 'Port'>;
interface Layout extends Struct {
  a: u8;
  b: u64;
}

const BASE: u64 = 1n << 40n;
const STEP: u32 = 1 << 4;
let a: u8 = 0xff;
let b: i8 = -0x80;
let c: u16 = 1 + 2 * 3;
let d: i16 = -(5 - 2) * 100;
let e: u32 = STEP * STEP;
let f: i32 = ~7;
let g: u64 = BASE + 1n;
let h: i64 = -(1n << 62n);
let i: bool = STEP > 15 && BASE !== 0n;
let j: Mode = Mode.On;
let k: Port = brand<Port>(0x3f8);
let l: PhysAddr = phys(BASE);
let m: usize = sizeOf<Layout>() + offsetOf<Layout>('b');
let n: u32 = u32(Mode.Off) | 0x10;
let o: u8 = truncate<u8>(0x1234);
let p: u64 = max(alignUp(5000n, 4096n), 3n);
let q: u32 = 'text'.length + 'a'.charCodeAt(0);
let r: i32 = i32(true ? -1 : 1);

export function main(): void {
  print(`${a} ${b} ${c} ${d} ${e} ${f} ${g} ${h}`);
  print(`${i} ${j} ${k} ${l} ${m} ${n} ${o} ${p} ${q} ${r}`);
  a -= 1;
  b += 1;
  c <<= 2;
  d = -d;
  e ^= e;
  f >>= 1;
  g -= BASE;
  h /= 3n;
  i = !i;
  j = Mode.Off;
  k = brand<Port>(k + 1);
  l = phys(l >> 20n);
  m %= 7n;
  print(`${a} ${b} ${c} ${d} ${e} ${f} ${g} ${h}`);
  print(`${i} ${j} ${k} ${l} ${m} ${n} ${o} ${p} ${q} ${r}`);
}
