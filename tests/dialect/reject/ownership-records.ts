/** Records that are written where they are kept: the variable owns what the literal was given. */
type OwnedFrame = Owned<PhysAddr, typeof release>;
type Held = { readonly frame: OwnedFrame; readonly count: u32 };
type Perhaps = { readonly frame: OwnedFrame | null; readonly count: u32 };
type Taken = { readonly kind: 'taken'; readonly frame: OwnedFrame } | { readonly kind: 'none' };
interface Boxed<T> {
  readonly value: T;
}

function release(frame: OwnedFrame): void {
  ignore(disown(frame), 'nothing is kept in this test');
}

function take(): OwnedFrame {
  return own<OwnedFrame>(phys(0x1000n));
}

function maybe(isWanted: bool): OwnedFrame | null {
  return isWanted ? take() : null;
}

export function forgotten(): u32 {
  const held: Held = { frame: take(), count: 1 };
  return held.count; //! KD0901: held, which is owned since line 23
}

export function forgottenShorthand(frame: OwnedFrame): u32 {
  const held: Held = { frame, count: 1 };
  return held.count; //! KD0901: held, which is owned since line 28
}

export function forgottenPerhaps(isWanted: bool): u32 {
  const perhaps: Perhaps = { frame: maybe(isWanted), count: 1 };
  return perhaps.count; //! KD0901: perhaps, which is owned since line 33
}

export function forgottenEither(isWanted: bool): void {
  const taken: Taken = isWanted ? { kind: 'taken', frame: take() } : { kind: 'none' }; //! KD0901: taken, which is owned
  if (taken.kind === 'taken') print('taken');
}

export function assigned(isWanted: bool): void {
  let taken: Taken = { kind: 'none' };
  if (isWanted) taken = { kind: 'taken', frame: take() };
  taken = { kind: 'none' }; //! KD0908: taken still owns a value
  if (taken.kind === 'none') print('none');
}

export function releasedTwice(): void {
  const held: Held = { frame: take(), count: 1 };
  release(held.frame);
  release(held.frame); //! KD0902: held was consumed
}

export function ofGenericType(): void {
  const first: Boxed<OwnedFrame> = { value: take() };
  const second = first;
  release(first.value); //! KD0902: first was consumed
  release(second.value);
}
