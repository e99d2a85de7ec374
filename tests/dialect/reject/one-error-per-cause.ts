/** A refused declaration is one error, wherever it is used; other mistakes are reported beside it. */
interface Link extends Struct {
  value: u32;
  next?: Link; //! KD0108: a field cannot be optional
//^^^^^^^^^^^^ write `T | null`
}

export function follow(link: Link): u32 {
  const next = link.next;
  if (next !== null) return next.value;
  link.next = null;
  return link.next.value;
}

export function missingInLink(link: Link): u32 {
  const value: u32 = link.value;
  return value.size; //! KD0112: u32 has no property size
}

staticAssert(sizeOf<Link>() === 16n, 'the size of what is refused is not known');
staticAssert(offsetOf<Link>('next') === 8n, 'nor are its offsets');
interface Links extends Struct {
  links: FixedArray<Link, 2>;
}
staticAssert(sizeOf<Links>() === 32n, 'nor the size of what contains it');
staticAssert(sizeOf<Links>() === 32n && 1 > 2, 'anything');
staticAssert(sizeOf<u32>() === 8n, 'what is known'); //! KD0703: the static assertion does not hold: what is known

export function maybe(a: u32 | undefined): u32 { //! KD0104: the type `undefined` is not part of the dialect
  const copy = a;
  if (copy > 1) return copy + 1;
  const plain: u32 = notThere(3); //! KD0001: Cannot find name 'notThere'. (TS2304)
  return plain + a;
}

export function callers(): u32 {
  const result: u32 = maybe(1n);
  return maybe(2) + result;
}

export function afterOptional(a?: u32, b: u32): u32 { //! KD0108: a parameter cannot be optional, have a default, or collect the rest
  return a + b;
}

export function untouched(a: u32): u64 {
  return a; //! KD0203: expected u64, got u32
}

export function list(items: u32[], missing: Nothing): u32 { //! KD0104: an array of no fixed length is not part of the dialect //! KD0001: Cannot find name 'Nothing'. (TS2304)
  for (const item of items) {
    items.push(item + 1n);
  }
  return items.map((item) => item);
}

export const TABLE: u32[] = [1, 2]; //! KD0104: an array of no fixed length is not part of the dialect
export function useTable(): u64 {
  return TABLE[0] + TABLE.reduce(1n);
}

type Several = u32[]; //! KD0104: an array of no fixed length is not part of the dialect
export function useSeveral(several: Several): u64 {
  return several.join(1n);
}

class Point { //! KD0103: a class is not part of the dialect
  x: u32 = 1;
}
export function ofPoint(point: Point): u32 {
  return point.y;
}

type Span = { start: u32; readonly end: u32 }; //! KD0206: the field start of a record is not readonly
//            ^^^^^^^^^^^ records are values: mark every field `readonly`, or extend Struct to describe memory
export function newSpan(): Span {
  return { start: 1, end: 2 };
}
export function startOf(span: Span): u32 {
  return span.start;
}

export function withoutValue(): u32 {
  const x: u32; //! KD0001: 'const' declarations must be initialized. (TS1155)
  return x + 1;
}

let count: u32; //! KD0403: the variable count has no initial value
export function useCount(): u32 {
  return count;
}

export function twice(): u32 {
  const z: u32 = 1;
  const z: u32 = 2; //! KD0001: Cannot redeclare block-scoped variable 'z'. (TS2451)
  return z;
}
export function twiceElsewhere(): u32 {
  const z: u32 = 1;
  const z: u32 = 2; //! KD0001: Cannot redeclare block-scoped variable 'z'. (TS2451)
  const z: u32 = 3; //! KD0001: Cannot redeclare block-scoped variable 'z'. (TS2451)
  return z;
}
function same(): void {}
function same(): void {} //! KD0001: Duplicate function implementation. (TS2393)
function other(): void {}
function other(): void {} //! KD0001: Duplicate function implementation. (TS2393)
type Alias = u32;
type Alias = u64; //! KD0001: Duplicate identifier 'Alias'. (TS2300)
type Fields = { readonly a: u32; readonly a: u32 }; //! KD0001: Duplicate identifier 'a'. (TS2300)
