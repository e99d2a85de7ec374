/** Owned values where a generic function, whose body is checked once, would take them for plain. */
type OwnedFrame = Owned<PhysAddr, typeof release>;
type Held = { readonly frame: OwnedFrame };
interface Slot<T> extends Struct {
  value: T;
}

const SLOT: Slot<OwnedFrame> = zeroed();

function release(frame: OwnedFrame): void {
  ignore(disown(frame), 'nothing is kept in this test');
}

function take(): OwnedFrame {
  return own<OwnedFrame>(phys(0x1000n));
}

function drop<T>(value: T): void {
  SLOT.value = take();
}

function twice<T>(value: T, end: (value: T) => void): void {
  end(value);
  end(value);
}

function either<T>(first: T, second: T, isFirst: bool): T {
  return isFirst ? first : second;
}

function copy<T>(from: Slot<T>): T {
  return from.value;
}

function count<T>(): u64 {
  return sizeOf<T>();
}

export function inferred(): void {
  drop(take()); //! KD0910: drop is generic, and would take something owned for plain
}

export function ofVariable(frame: OwnedFrame): void {
  drop(frame); //! KD0910: drop is generic
}

export function ofRecord(frame: OwnedFrame): void {
  const held: Held = { frame };
  drop(held); //! KD0910: drop is generic
}

export function throughFunction(): void {
  twice(take(), release); //! KD0910: twice is generic
}

export function asResult(isFirst: bool): OwnedFrame {
  return either(take(), take(), isFirst); //! KD0910: either is generic
}

export function fromStruct(): OwnedFrame {
  return copy(SLOT); //! KD0910: copy is generic
}

export function written(): u64 {
  return count<OwnedFrame>(); //! KD0910: count is generic
}
