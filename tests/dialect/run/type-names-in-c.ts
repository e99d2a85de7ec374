/** Types whose names in C would be made of the same parts: each has one of its own. */

type Small = Branded<u8, 'Tag'>;
type Wide = Branded<u64, 'Tag'>;
/** Brands with the names of other types. */
type Word = Branded<u16, 'u64'>;
type Text = Branded<u16, 'Text'>;

interface Fields extends Struct {
  small: FixedArray<Small, 2>;
  wide: FixedArray<Wide, 2>;
  word: FixedArray<Word, 2>;
  plain: FixedArray<u64, 2>;
}

const FIELDS: Fields = zeroed();

function some<T>(value: T): T | null {
  return value;
}

type A_B = { readonly value: u8 };
type C = { readonly value: u16 };
type A = { readonly value: u64 };
type B_C = { readonly value: u32 };

function twice(from: A_B): C {
  return { value: u16(from.value) * 2 };
}

function half(from: A): B_C {
  return { value: u32(from.value / 2n) };
}

function callTwice(action: (from: A_B) => C): u16 {
  return action({ value: 200 }).value;
}

function callHalf(action: (from: A) => B_C): u32 {
  return action({ value: 0x1_0000_0000n }).value;
}

export function main(): void {
  FIELDS.small[1] = brand<Small>(255);
  FIELDS.wide[1] = brand<Wide>(0x1_0000_0000n);
  FIELDS.word[1] = brand<Word>(65535);
  FIELDS.plain[1] = 0x2_0000_0000n;
  print(`${FIELDS.small[1]} ${FIELDS.wide[1]} ${FIELDS.word[1]} ${FIELDS.plain[1]}`);

  const small = some(FIELDS.small[1]);
  const wide = some(FIELDS.wide[1]);
  const word = some(FIELDS.word[1]);
  const plain = some(FIELDS.plain[1]);
  const marked = some(brand<Text>(7));
  const shown = some('text');
  if (small !== null && wide !== null) print(`${small} ${wide}`);
  if (word !== null && plain !== null) print(`${word} ${plain}`);
  if (marked !== null && shown !== null) print(`${marked} ${shown}`);
  print(`${callTwice(twice)} ${callHalf(half)}`);
}
