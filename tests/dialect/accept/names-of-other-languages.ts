/** Names that mean something in C or JavaScript are ordinary names here. */

interface Register extends Struct {
  auto: u32;
  register: u32;
  int: u32;
  char: u8;
  double: u64;
  union: bool;
  volatile: u8;
  prototype: u32;
  constructor: u32;
}

export function main(signed: u32, unsigned: u32, long: u32): u32 {
  const short = signed + unsigned + long;
  const struct: u32 = 1;
  const typedef: u32 = 2;
  const sizeof: u32 = 3;
  const inline: u32 = 4;
  const NULL: u32 = 5;
  const uint32_t: u32 = 6;
  const assert_: u32 = 7;
  return short + struct + typedef + sizeof + inline + NULL + uint32_t + assert_;
}

export function restrict(goto: Register): u32 {
  return goto.auto + goto.register + goto.int + u32(goto.char) + goto.prototype + goto.constructor;
}

export function malloc(printf: u32): u32 {
  return printf;
}
