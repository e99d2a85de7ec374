/** Fields of every type, at both ends of their range. */
enum State {
  Idle,
  Busy,
}
type FrameNumber = Branded<u64, 'FrameNumber'>;
interface All extends Struct {
  a8: u8;
  a16: u16;
  a32: u32;
  a64: u64;
  s8: i8;
  s16: i16;
  s32: i32;
  s64: i64;
  size: usize;
  flag: bool;
  state: State;
  phys: PhysAddr;
  virt: VirtAddr;
  frame: FrameNumber;
}

const ALL: All = zeroed();

function show(all: All): void {
  print(`${all.a8} ${all.a16} ${all.a32} ${all.a64} ${all.size}`);
  print(`${all.s8} ${all.s16} ${all.s32} ${all.s64}`);
  print(`${all.flag} ${all.state} ${all.phys} ${all.virt} ${all.frame}`);
}

export function main(): void {
  show(ALL);
  ALL.a8 = 255;
  ALL.a16 = 65535;
  ALL.a32 = 4294967295;
  ALL.a64 = 18446744073709551615n;
  ALL.s8 = -128;
  ALL.s16 = -32768;
  ALL.s32 = -2147483648;
  ALL.s64 = -9223372036854775808n;
  ALL.size = 9007199254740993n;
  ALL.flag = true;
  ALL.state = State.Busy;
  ALL.phys = phys(0x1234_5000n);
  ALL.virt = virt(0xffff_8000_0000_1000n);
  ALL.frame = brand<FrameNumber>(77n);
  show(ALL);
  ALL.s8 = 127;
  ALL.s16 = 32767;
  ALL.s32 = 2147483647;
  ALL.s64 = 9223372036854775807n;
  ALL.flag = false;
  show(ALL);
}
