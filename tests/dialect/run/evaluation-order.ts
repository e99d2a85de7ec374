/** Operands, arguments, indexes and fields are evaluated from left to right, each once. */
interface Box extends Struct {
  values: FixedArray<u32, 4>;
  other: u32;
}
type Pair = { readonly first: u32; readonly second: u32 };

const BOX: Box = zeroed();

function say(value: u32): u32 {
  print(`say ${value}`);
  return value;
}

function box(): Box {
  print('box');
  return BOX;
}

function three(a: u32, b: u32, c: u32): u32 {
  print(`three ${a} ${b} ${c}`);
  return a * 100 + b * 10 + c;
}

export function main(): void {
  print(`${say(1) + say(2) * say(3)}`);
  print(`${(say(8) - say(6)) / say(2)}`);
  print(`${three(say(1), say(2), say(3))}`);
  box().values[say(2)] = say(9);
  box().values[say(2)] += say(1);
  print(`${BOX.values[2]}`);
  box().other++;
  print(`${BOX.other}`);
  const pair: Pair = { second: say(5), first: say(4) };
  print(`${pair.first} ${pair.second}`);
  print(`${say(1) < say(2)} ${say(3) === say(3)}`);
  print(`${min(say(4), say(3))}`);
  let a: u32 = 1;
  a += say(a + 1);
  print(`${a}`);
}
