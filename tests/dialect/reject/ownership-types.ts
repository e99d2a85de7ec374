/** Types and functions whose ownership cannot be followed, or is not the one that is expected. */
type OwnedFrame = Owned<PhysAddr, typeof release>;
type OtherFrame = Owned<PhysAddr, typeof releaseOther>;
type NoRelease = Owned<PhysAddr>;
type Taken = { readonly kind: 'taken'; readonly frame: OwnedFrame } | { readonly kind: 'none' };
type Inner = { readonly frame: OwnedFrame };
interface Two<T> {
  readonly first: T;
  readonly second: T;
}
type Pair = { readonly first: OwnedFrame; readonly second: OwnedFrame }; //! KD0910: 2 fields that own
//          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ keep what is owned in variables of their own, or in fields of a struct
type Nested = { readonly inner: Inner }; //! KD0910: lies in a record in a record
type NestedUnion = { readonly taken: Taken }; //! KD0910: lies in a record in a record
type OwnedTwice = Owned<OwnedFrame, typeof releaseTwice>; //! KD0910: owns something itself
type OwnedUnion = Owned<Taken, typeof releaseUnion>; //! KD0910: owns something itself
type Ends = { readonly end: (frame: OwnedFrame) => void };

const ENDS: FixedArray<() => PhysAddr, 1> = [take]; //! KD0909: the result of this function
//                                           ^^^^ both own the same, with the same release function, or both are plain
const CONSTANT: OwnedFrame = own<OwnedFrame>(phys(1n)); //! KD0910: a module-level variable owns nothing
//    ^^^^^^^^ keep it in a field of a struct, or keep the plain value and own it where it is released
let current: OwnedFrame | null = null; //! KD0910: a module-level variable owns nothing

function release(frame: OwnedFrame): void {
  ignore(disown(frame), 'nothing is kept in this test');
}

function releaseOther(frame: PhysAddr): void {
  ignore(frame, 'nothing is kept in this test');
}

function releaseTwice(frame: OwnedTwice): void {
  ignore(disown(frame), 'nothing is kept in this test');
}

function releaseUnion(taken: OwnedUnion): void {
  ignore(disown(taken), 'nothing is kept in this test');
}

function take(): OwnedFrame {
  return own<OwnedFrame>(phys(0x1000n));
}

function takeOther(): OtherFrame {
  return own<OtherFrame>(phys(0x1000n));
}

function look(frame: PhysAddr): void {
  print(`${frame}`);
}

function finish(end: (frame: OwnedFrame) => void): void {
  end(take());
}

function read(get: () => PhysAddr): void {
  print(`${get()}`);
}

function two<T>(first: T, second: T): Two<T> {
  return { first, second };
}

export function parameter(): void {
  finish(look); //! KD0909: parameter 1 of this function has another owner
  //     ^^^^ both own the same, with the same release function, or both are plain
}

export function arrowParameter(): void {
  finish((frame: PhysAddr) => { //! KD0909: parameter 1 of this function has another owner
    print(`${frame}`);
  });
}

export function result(): void {
  read(take); //! KD0909: the result of this function has another owner
}

export function field(): void {
  const ends: Ends = { end: look }; //! KD0909: parameter 1 of this function has another owner
  ends.end(take());
}

export function otherRelease(): void {
  release(takeOther()); //! KD0909: this is released by releaseOther, but here by release
  //      ^^^^^^^^^^^ disown it and own it anew where that is meant
}

export function otherVariable(): void {
  const frame: OtherFrame = take(); //! KD0909: this is released by release, but here by releaseOther
  releaseOther(disown(frame));
}

export function otherScope(): void {
  using frame: OtherFrame = take(); //! KD0909: this is released by release, but here by releaseOther
  print(`${frame}`);
}

export function plainValue(): void {
  release(phys(0x1000n)); //! KD0203: Argument of type 'PhysAddr' is not assignable
  release(missing); //! KD0001: Cannot find name 'missing'
}

export function noRelease(frame: NoRelease): OwnedFrame {
  return frame; //! KD0909: this is released by nothing, but here by release
}

export function typeArgument(frames: Two<OwnedFrame>): void { //! KD0910: 2 fields that own something
  release(frames.first);
}

export function inferredArgument(): void {
  const frames = two(take(), take()); //! KD0910: two is generic, and would take something owned
  release(frames.first);
}
