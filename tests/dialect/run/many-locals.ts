/** A function with many variables and a deep expression. */
export function main(): void {
  let a: u32 = 1;
  let b: u32 = 2;
  let c: u32 = 3;
  let d: u32 = 4;
  let e: u32 = 5;
  let f: u32 = 6;
  let g: u32 = 7;
  let h: u32 = 8;
  for (const i of range(0, 20)) {
    const t = wrappingAdd(wrappingMul(a, 31), h ^ i);
    h = g;
    g = f;
    f = e;
    e = wrappingAdd(d, t);
    d = c;
    c = b;
    b = a;
    a = wrappingAdd(t, (b & c) | (~b & d));
  }
  print(`${a} ${b} ${c} ${d}`);
  print(`${e} ${f} ${g} ${h}`);
  const deep =
    (((((((a & 0xff) + 1) * 2 - 1) % 100) << 2) | 1) ^ ((b >> 4) & 7)) + (c % 3) * (d % 5);
  print(`${deep}`);
}
