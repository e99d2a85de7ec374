/** Names that are words of C or of its library: locals, parameters, fields, functions, statics. */
interface Register extends Struct {
  auto: u32;
  register: u8;
  union: u64;
  volatile: bool;
  struct: i32;
}

const errno: Register = zeroed();
let stdout: u32 = 7;

function printf(int: u32, char: u32): u32 {
  const short = int * 10 + char;
  return short;
}

function memcpy(signed: i32, unsigned: u32): i32 {
  const long: i32 = signed + i32(unsigned);
  const double: i32 = long * 2;
  const float: i32 = double + 1;
  return float;
}

function exit(goto: bool): u32 {
  const extern: u32 = 1;
  const typedef: u32 = 2;
  const sizeof: u32 = 3;
  const inline: u32 = 4;
  const restrict: u32 = 5;
  const NULL: u32 = 6;
  const uint8_t: u32 = 7;
  const main_: u32 = 8;
  return goto ? extern + typedef + sizeof + inline + restrict + NULL + uint8_t + main_ : 0;
}

export function main(): void {
  print(`${printf(4, 2)} ${memcpy(-5, 2)} ${exit(true)} ${stdout}`);
  errno.auto = 1;
  errno.register = 2;
  errno.union = 3n;
  errno.volatile = true;
  errno.struct = -4;
  print(`${errno.auto} ${errno.register} ${errno.union} ${errno.volatile} ${errno.struct}`);
  stdout += 1;
  print(`${stdout}`);
}
