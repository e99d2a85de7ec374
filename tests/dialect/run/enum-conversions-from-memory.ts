/** A conversion checks what memory holds of an enum, whatever its members are. */
import { attempt } from '../support/attempt.ts';

enum Level {
  Low,
  High = 200,
}
interface Holder extends Struct {
  level: Level;
}

const HOLDER: Holder = zeroed();
const TABLE: FixedArray<u32, 256> = zeroed();

function fill(value: u32): void {
  'use unsafe';
  // SAFE: all of HOLDER.
  dataViewAt(addressOf(HOLDER), sizeOf<Holder>()).setUint32(0, value, true);
}

function narrow(): void {
  attempt(() => {
    print(`u8 ${u8(HOLDER.level)}`);
  });
  attempt(() => {
    print(`i8 ${i8(HOLDER.level)}`);
  });
  attempt(() => {
    print(`u16 ${u16(HOLDER.level)}`);
  });
  attempt(() => {
    print(`i16 ${i16(HOLDER.level)}`);
  });
  attempt(() => {
    print(`i32 ${i32(HOLDER.level)}`);
  });
}

function show(): void {
  narrow();
  print(`u32 ${u32(HOLDER.level)} u64 ${u64(HOLDER.level)} i64 ${i64(HOLDER.level)}`);
  print(`low bits ${truncate<u8>(HOLDER.level)} ${truncate<i8>(HOLDER.level)}`);
  attempt(() => {
    const index = u8(HOLDER.level);
    TABLE[index] += 1;
    print(`element ${index} is ${TABLE[index]}`);
  });
}

export function main(): void {
  show();
  HOLDER.level = Level.High;
  show();
  fill(511);
  show();
  fill(0xffff_ffff);
  show();
}
