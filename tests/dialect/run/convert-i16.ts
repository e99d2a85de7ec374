/** Conversions of i16: checked to every width, and keeping the low bits. */
import { attempt } from '../support/attempt.ts';

const VALUES: FixedArray<i16, 5> = [-32768, -1, 0, 181, 32767];
let value: i16 = 0;

function toU8(): void {
  print(`u8 ${u8(value)}`);
}

function toU16(): void {
  print(`u16 ${u16(value)}`);
}

function toU32(): void {
  print(`u32 ${u32(value)}`);
}

function toU64(): void {
  print(`u64 ${u64(value)}`);
}

function toI8(): void {
  print(`i8 ${i8(value)}`);
}

function toI16(): void {
  print(`i16 ${i16(value)}`);
}

function toI32(): void {
  print(`i32 ${i32(value)}`);
}

function toI64(): void {
  print(`i64 ${i64(value)}`);
}

export function main(): void {
  for (const current of VALUES) {
    value = current;
    print(`${current}`);
    attempt(toU8);
    attempt(toU16);
    attempt(toU32);
    attempt(toU64);
    attempt(toI8);
    attempt(toI16);
    attempt(toI32);
    attempt(toI64);
    print(
      `low u ${truncate<u8>(value)} ${truncate<u16>(value)} ${truncate<u32>(value)} ${truncate<u64>(value)}`,
    );
    print(
      `low i ${truncate<i8>(value)} ${truncate<i16>(value)} ${truncate<i32>(value)} ${truncate<i64>(value)}`,
    );
  }
}
