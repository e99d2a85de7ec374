type OwnedFrame = Owned<PhysAddr, typeof freeFrame>;
type Taken =
  | { readonly kind: 'taken'; readonly frame: OwnedFrame }
  | { readonly kind: 'exhausted' };
interface Pair extends Struct {
  first: u64;
}
type OwnedPair = Owned<Pair, typeof releasePair>;

const PAIR: Pair = zeroed();

function freeFrame(frame: OwnedFrame): void {
  ignore(disown(frame), 'nothing is kept in this test');
}

function releasePair(pair: OwnedPair): void {
  ignore(disown(pair), 'nothing is kept in this test');
}

function take(): OwnedFrame {
  return own<OwnedFrame>(phys(0x1000n));
}

function takePair(): OwnedPair {
  return own<OwnedPair>(PAIR);
}

function maybeTake(): OwnedFrame | null {
  return own<OwnedFrame>(phys(0x1000n));
}

function tryTake(): Taken {
  return { kind: 'taken', frame: take() };
}

export function forgottenResult(): void {
  take(); //! KD0901: the owned result is not consumed
}

export function forgottenVariable(): void {
  const frame = take(); //! KD0901: frame, which is owned since line 41, is not consumed
  print(`${frame}`);
}

export function forgottenAtReturn(early: bool): void {
  const frame = take();
  if (early) return; //! KD0901: before this return
  freeFrame(frame);
}

export function usedAfterMove(): void {
  const frame = take();
  freeFrame(frame);
  print(`${frame}`); //! KD0902: frame was consumed on line 53
  //       ^^^^^ use it before it is consumed, or take a new value
}

export function doubleRelease(): void {
  const frame = take();
  freeFrame(frame);
  freeFrame(frame); //! KD0902: frame was consumed on line 60
}

export function onePathOnly(condition: bool): void {
  const frame = take();
  if (condition) freeFrame(frame); //! KD0903: but not on the other path
}

export function inLoop(): void {
  const frame = take();
  for (const i of range(0, 3)) {
    freeFrame(frame); //! KD0904: the next round of the loop
    print(`${i}`);
  }
}

export function boundAndPassed(): void {
  using frame = take();
  freeFrame(frame); //! KD0907: frame is bound with using
  //        ^^^^^ declare it with const to pass it on
}

export function overwritten(): void {
  let frame = take();
  frame = take(); //! KD0908: still owns a value
  freeFrame(frame);
}

export function borrowOutlives(): void {
  const pair = takePair();
  const view: Pair = pair;
  releasePair(pair);
  print(`${view.first}`); //! KD0906: view refers to pair
}

export function droppedByPlainVariable(): void {
  const plain: PhysAddr = take(); //! KD0901: loses its owner
  print(`${plain}`);
}

export function forgottenVariant(): void {
  const taken = tryTake(); //! KD0901: taken, which is owned
  if (taken.kind === 'exhausted') return;
  print(`${taken.frame}`);
}

export function nullable(): void {
  const frame = maybeTake(); //! KD0901: frame, which is owned
  if (frame === null) return;
  print(`${frame}`);
}

export function droppedUnion(): void {
  takeOrNot(); //! KD0901: the owned result is not consumed
  ignore(disown(take()), 'one more mistake would be one more error');
  disown(take()); //! KD0601: the result, PhysAddr, is not read
}

function takeOrNot(): Taken {
  return { kind: 'exhausted' };
}

type OwnedCount = Owned<u32, typeof releaseCount>;
function releaseCount(count: OwnedCount): void { //! KD0901: count, which is owned since line
  //                  ^^^^^ a release function gives up what it was given: `disown(count)`
  print(`${count}`);
}

export function ownPlain(): OwnedCount | null {
  return own(3); //! KD0209: own() needs the owned type
  //     ^^^^^^ write `own<OwnedCount>(3)`
}

export function shared(pair: OwnedPair): OwnedPair {
  pair.first += 1n;
  return own<OwnedPair>(pair); //! KD0911: this has an owner already
}

export function usingUnion(): bool {
  using taken = tryTake(); //! KD0905: the type of taken does not say how it is released
  //    ^^^^^^^^^^^^^^^^^ declare it with const, and bind the field that is owned: `using … = taken.…`
  return taken.kind === 'taken';
}
