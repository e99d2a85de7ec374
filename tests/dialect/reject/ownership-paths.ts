/** Owned values on paths that are easy to overlook: loops, short circuits, switches, heads. */
type OwnedFrame = Owned<PhysAddr, typeof release>;
type Taken = { readonly kind: 'taken'; readonly frame: OwnedFrame } | { readonly kind: 'none' };
type Plain = { readonly base: PhysAddr };
interface Slot extends Struct {
  base: u64;
}

const SLOT: Slot = zeroed();
const FRAMES: FixedArray<OwnedFrame, 4> = zeroed();

function release(frame: OwnedFrame): void {
  SLOT.base = disown(frame);
}

function give(frame: OwnedFrame): bool {
  release(frame);
  return true;
}

function take(): OwnedFrame {
  return own<OwnedFrame>(phys(0x1000n));
}

function maybe(): OwnedFrame | null {
  return take();
}

function tryTake(): Taken {
  return { kind: 'taken', frame: take() };
}

function isLate(): bool {
  return SLOT.base === 0n;
}

function call(action: () => void): void {
  action();
}

function read(action: () => PhysAddr): PhysAddr {
  return action();
}

// ── Loops ───────────────────────────────────────────────────────────────────────────────────────

export function assignedInEachRound(): void {
  let frame: OwnedFrame | null = null; //! KD0901: frame, which is owned since line 52 //! KD0601: frame, of type PhysAddr | null, is never read
  //  ^^^^^ test it, or write ignore(frame, 'why') when it does not matter
  //  ^^^^^ return it, pass it on, release it, or bind it with `using frame = …`
  for (const _ of range(0, 3)) {
    frame = take(); //! KD0908: still owns a value
//  ^^^^^^^^^^^^^^ consume the old value first
  }
}

export function assignedAfterConsumed(): void {
  let frame = take();
  release(frame);
  while (isLate()) {
    frame = take(); //! KD0901: not consumed before the next round
  }
}

export function assignedInDo(): OwnedFrame | null {
  let frame: OwnedFrame | null = null;
  do {
    frame = maybe(); //! KD0908: still owns a value
  } while (isLate());
  return frame;
}

export function assignedInHead(): void {
  let frame = take();
  for (frame = take(); isLate();) { //! KD0908: still owns a value
    print('round');
  }
  release(frame);
}

export function assignedInStep(): void {
  let frame = take();
  for (let i: u32 = 0; i < 2; frame = take()) { //! KD0908: still owns a value
    i += 1;
  }
  release(frame);
}

export function droppedInStep(): void {
  for (let i: u32 = 0; i < 2; take()) { //! KD0901: the owned result is not consumed
  //                          ^^^^^^ keep it in a variable, pass it on, or release it
    i += 1;
  }
}

export function consumedInCondition(): void {
  const frame = take();
  while (give(frame)) { //! KD0904: the next round of the loop
  //          ^^^^^ leave the loop after it, or take a new value in each round
    print('round');
  }
}

export function continuedWithout(): void {
  const frame = take();
  do {
    if (isLate()) continue;
    release(frame); //! KD0903: but not on the other path
    //      ^^^^^ consume it on both paths, or on neither
  } while (isLate());
}

export function eachElement(): void {
  for (const frame of FRAMES) { //! KD0910: the elements are owned by the array
  //         ^^^^^ go through the indexes, and take each element where its ownership is taken
    release(frame);
  }
}

// ── Conditions ──────────────────────────────────────────────────────────────────────────────────

export function behindAnd(frame: OwnedFrame): void {
  if (isLate() && give(frame)) print('late'); //! KD0903: but not on the other path
}

export function behindOr(frame: OwnedFrame): bool {
  const isGiven = isLate() || give(frame); //! KD0903: but not on the other path
  return isGiven;
}

export function behindNot(frame: OwnedFrame): void {
  if (!(isLate() && give(frame))) print('early'); //! KD0903: but not on the other path
}

export function inDebugAssert(frame: OwnedFrame): void {
  debugAssert(give(frame), 'test: given'); //! KD0903: not where debugAssert is left out
}

export function assignedSince(first: OwnedFrame | null): void {
  let frame = first;
  const isNone = frame === null;
  if (frame !== null) release(frame);
  frame = take();
  if (isNone) return; //! KD0901: frame, which is owned
  release(frame);
}

export function parameterAssignedSince(frame: OwnedFrame | null): void {
  const isNone = frame === null;
  if (frame !== null) release(frame);
  frame = take();
  if (isNone) return; //! KD0901: frame, which is owned
  release(frame);
}

// ── Switches ────────────────────────────────────────────────────────────────────────────────────

export function sharedLabels(): void {
  const taken = tryTake(); //! KD0901: taken, which is owned
  //    ^^^^^ return it, pass it on, or release what it owns
  switch (taken.kind) {
    case 'taken':
    case 'none':
      print('either');
      break;
  }
}

export function lastLabel(): void {
  const taken = tryTake(); //! KD0901: taken, which is owned
  switch (taken.kind) {
    case 'none':
      print('none');
      break;
    case 'taken':
  }
}

export function literals(frame: OwnedFrame): void {
  const number = isLate() ? 1 : 2;
  switch (number) {
    case 1:
      release(frame); //! KD0903: but not on the other path
      break;
  }
}

// ── Results ─────────────────────────────────────────────────────────────────────────────────────

export function returnedAsPlain(): PhysAddr {
  const frame = take();
  return frame; //! KD0901: not consumed before this return
}

export function resultReturnedAsPlain(): PhysAddr {
  return take(); //! KD0901: the owned result loses its owner here
  //     ^^^^^^ keep it in a variable of the owned type, or give it up with disown(…)
}

export function arrows(): void {
  call(() => take()); //! KD0901: the owned result loses its owner here
  print(`${read(() => take())}`); //! KD0901: the owned result loses its owner here
  print(`${read((): PhysAddr => take())}`); //! KD0901: the owned result loses its owner here
}

export function inMessage(): void {
  print(`${take()}`); //! KD0901: the owned result loses its owner here
}

export function inArithmetic(): u64 {
  return take() + 1n; //! KD0901: the owned result loses its owner here
}

export function inComparison(): bool {
  return take() === phys(0n); //! KD0901: the owned result loses its owner here
}

export function comparedWithNull(): bool {
  return maybe() === null; //! KD0901: the owned result loses its owner here
}

export function fieldOfResult(): bool {
  return tryTake().kind === 'taken'; //! KD0901: the owned result loses its owner here
}

export function switchedOver(): void {
  switch (tryTake().kind) { //! KD0901: the owned result loses its owner here
    case 'taken':
      print('taken');
      break;
    case 'none':
      print('none');
  }
}

export function inParentheses(): void {
  (take()); //! KD0901: the owned result is not consumed
}

export function assignedToPlain(): u64 {
  let base: u64 = 0n;
  base = take(); //! KD0901: the owned result loses its owner here
  SLOT.base = take(); //! KD0901: the owned result loses its owner here
  return base;
}

export function inPlainField(): Plain {
  return { base: take() }; //! KD0901: the owned result loses its owner here
}

export function eitherPlain(): u64 {
  const base: u64 = isLate()
    ? take() //! KD0901: the owned result loses its owner here
    : take(); //! KD0901: the owned result loses its owner here
  return base;
}

export function ownedTwice(): void {
  const frame = take();
  const again = own<OwnedFrame>(frame); //! KD0911: this has an owner already
  //                            ^^^^^ give it up first: own<…>(disown(…))
  release(again);
}

// ── One error for one mistake ───────────────────────────────────────────────────────────────────

export function comparedInParentheses(): void {
  const frame = maybe();
  if (frame === (null)) return;
  release(frame);
}

export function comparedTheOtherWay(): void {
  const taken = tryTake();
  if ('taken' === taken.kind) release(taken.frame);
}

// ── Labels ──────────────────────────────────────────────────────────────────────────────────────

export function outOfTheLoopAroundABlock(): void {
  while (isLate()) {
    const frame = take();
    block: {
      if (isLate()) break; //! KD0901: frame, which is owned since line 282, is not consumed before this break
      print('early');
      if (isLate()) break block;
      print('late');
    }
    release(frame);
  }
}

export function onWithTheFirstOfTwoLabels(): void {
  const frame = take();
  first: second: while (isLate()) {
    if (isLate()) break second;
    release(frame); //! KD0904: the next round of the loop has it no more
    continue first;
  }
}
