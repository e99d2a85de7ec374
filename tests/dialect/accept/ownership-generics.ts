/** Owned values beside generic functions and types, where each place says who owns what. */
type OwnedFrame = Owned<PhysAddr, typeof release>;
type Finish = (frame: OwnedFrame) => void;
interface Slot<T> extends Struct {
  value: T;
}
interface Boxed<T> {
  readonly value: T;
  readonly count: u32;
}

const NUMBERS: Slot<u64> = zeroed();
const FINISH: Slot<Finish> = zeroed();

function release(frame: OwnedFrame): void {
  NUMBERS.value = disown(frame);
}

function look<T>(value: T): T {
  return value;
}

function put<T>(slot: Slot<T>, value: T): void {
  slot.value = value;
}

function countOf(boxed: Boxed<PhysAddr>): u32 {
  return boxed.count;
}

function finish(finishers: Slot<Finish>, frame: OwnedFrame): void {
  finishers.value(frame);
}

/** The plain type argument says that the frame is lent. */
export function lent(frame: OwnedFrame): PhysAddr {
  const base = look<PhysAddr>(frame);
  release(frame);
  return base;
}

export function plainValues(): u64 {
  put(NUMBERS, 3n);
  return look(NUMBERS.value);
}

export function recordLent(frame: OwnedFrame): u32 {
  const boxed: Boxed<OwnedFrame> = { value: frame, count: 1 };
  const count = countOf(boxed);
  release(boxed.value);
  return count;
}

export function finished(frame: OwnedFrame): void {
  put(FINISH, release);
  finish(FINISH, frame);
}
