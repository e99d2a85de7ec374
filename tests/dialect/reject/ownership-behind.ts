/** Owners that differ behind a value: in arrays, structs, records, and functions of functions. */
type OwnedFrame = Owned<PhysAddr, typeof release>;
type OtherFrame = Owned<PhysAddr, typeof releaseOther>;
type Finish = (frame: OwnedFrame) => void;
type Look = (frame: PhysAddr) => void;
type Either<A, B> =
  { readonly kind: 'first'; readonly first: A } | { readonly kind: 'second'; readonly second: B };
interface Slot<T> extends Struct {
  value: T;
}
interface Boxed<T> {
  readonly value: T;
}

const FRAMES: FixedArray<OwnedFrame, 2> = zeroed();
const LOOKS: FixedArray<Look, 1> = [look];
const LOOK: Slot<Look> = zeroed();

function release(frame: OwnedFrame): void {
  ignore(disown(frame), 'nothing is kept in this test');
}

function releaseOther(frame: OtherFrame): void {
  ignore(disown(frame), 'nothing is kept in this test');
}

function take(): OwnedFrame {
  return own<OwnedFrame>(phys(0x1000n));
}

function look(frame: PhysAddr): void {
  print(`${frame}`);
}

function finishAll(finishers: FixedArray<Finish, 1>): void {
  finishers[0](take());
}

function finishSlot(finisher: Slot<Finish>): void {
  finisher.value(take());
}

function finishBoxed(finisher: Boxed<Finish>): void {
  finisher.value(take());
}

function releaseOthers(frames: FixedArray<OtherFrame, 2>): void {
  releaseOther(frames[0]);
}

function lookAll(frames: FixedArray<PhysAddr, 2>): void {
  print(`${frames[0]}`);
}

function boxedLook(): Boxed<Look> {
  return { value: look };
}

function withFinish(finish: Finish): void {
  finish(take());
}

function callWithLook(use: (look: Look) => void): void {
  use(look);
}

function either(): Either<OwnedFrame, OtherFrame> {
  return { kind: 'first', first: take() };
}

function releaseEither(either: Either<OtherFrame, OwnedFrame>): void {
  if (either.kind === 'first') releaseOther(either.first);
  else release(either.second);
}

export function inArray(): void {
  finishAll(LOOKS); //! KD0909: what this leads to has another owner
  releaseOthers(FRAMES); //! KD0909: what this leads to has another owner
  lookAll(FRAMES); //! KD0909: what this leads to has another owner
}

export function inStruct(): void {
  finishSlot(LOOK); //! KD0909: what this leads to has another owner
}

export function inRecord(): void {
  finishBoxed(boxedLook()); //! KD0909: what this leads to has another owner
  const boxed = boxedLook();
  finishBoxed(boxed); //! KD0909: what this leads to has another owner
}

export function inFunction(): void {
  callWithLook(withFinish); //! KD0909: parameter 1 of this function has another owner
}

export function inUnion(): void {
  const found = either();
  releaseEither(found); //! KD0909: what this leads to has another owner
  releaseEither(either()); //! KD0909: what this leads to has another owner
}
