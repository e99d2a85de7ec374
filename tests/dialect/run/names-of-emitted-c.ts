/** Names that emitted C could hide or take for its own. */
import { linkerSymbol } from '../../../runtime/contract/image.ts';
import * as Other from '../support/names/brand.ts';

type Count = Branded<u32, 'Count'>;
type left = Branded<u8, 'left'>;
type a0 = Branded<u8, 'a0'>;
type printf = Branded<u16, 'printf'>;
/** As the type of strings is called in C. */
type Text = Branded<u32, 'Text'>;
/** As a type of another module with another width. */
type Id = Branded<u8, 'Id'>;

enum lgamma {
  r = 3,
}

interface Padded extends Struct {
  first: u8;
  padding_1_: u32;
  second: u8;
  empty_: u64;
}

interface Ids extends Struct {
  small: Id;
  large: Other.Id;
  smalls: FixedArray<Id, 3>;
  larges: FixedArray<Other.Id, 3>;
}

const PADDED: Padded = zeroed();
const IDS: Ids = zeroed();

/** A parameter that is called like a type that the function uses. */
function count(Count: u32): u32 {
  const more = brand<Count>(Count + 1);
  let most: Count = more;
  if (Count > 3) most = brand<Count>(Count + 5);
  return most + more;
}

function builtins(left: u32, a0: a0): u8 {
  const one = brand<left>(u8(left & 7));
  const printf = brand<printf>(u16(one) + 1);
  return truncate<u8>(printf) + one + a0;
}

function lengths(number: Text | null, text: string | null): u32 {
  return (number === null ? 1 : u32(number)) + (text === null ? 2 : text.length);
}

function member(value: lgamma): u32 {
  const lgamma_r: u32 = 4;
  return value === lgamma.r ? lgamma_r : 9;
}

/** Predefined macros, keywords, prefixes of the emitter. */
function macros(linux: u32, unix: u32, __x86_64__: u32): u32 {
  const __LINE__: u32 = linux + 1;
  const __FILE__: u32 = unix + __LINE__;
  const KX_CHECK: u32 = __FILE__ + 1;
  const kx_result: u32 = KX_CHECK + 1;
  const asm: u32 = kx_result + 1;
  const u8_: u32 = asm + 1;
  const t1: u32 = u8_ + 1;
  const _Bool: u32 = t1 + 1;
  const errno: u32 = _Bool + __x86_64__;
  return errno;
}

function nullableWidth(given: Id | null): u32 {
  return given === null ? 0 : u32(given);
}

/** A local that is called like what the linker defines. */
function isBehind(): bool {
  'use unsafe';
  const kernel_text_start = linkerSymbol('kernel_text_start');
  const kernel_text_end = linkerSymbol('kernel_text_end');
  return kernel_text_start !== virt(0n) && kernel_text_end > kernel_text_start;
}

export function main(): void {
  print(`${count(1)} ${count(9)} ${builtins(5, brand<a0>(1))} ${macros(1, 2, 3)}`);
  print(`${lengths(brand<Text>(5), null)} ${lengths(null, 'abc')} ${member(lgamma.r)}`);
  PADDED.padding_1_ = 5;
  PADDED.empty_ = 7n;
  print(`${PADDED.padding_1_} ${PADDED.empty_} ${sizeOf<Padded>()}`);
  IDS.small = brand<Id>(200);
  IDS.large = brand<Other.Id>(70_000);
  IDS.smalls[1] = brand<Id>(3);
  IDS.larges[1] = brand<Other.Id>(80_000);
  print(`${IDS.small} ${IDS.large} ${IDS.smalls[1]} ${IDS.larges[1]} ${sizeOf<Ids>()}`);
  print(`${nullableWidth(brand<Id>(4))} ${Other.widthOf(brand<Other.Id>(90_000))}`);
  print(`${isBehind()}`);
}
