/** `using` and owned types where they do not fit. */
import { writeCr3 } from '../../../runtime/contract/cpu.ts';

interface Pool extends Struct {
  taken: u32;
}
type Slot = Owned<u32, typeof release>;
type NoRelease = Owned<u32>;
type WrongRelease = Owned<u32, typeof releasePool>;
const POOL: Pool = zeroed();

function release(slot: u32): void {
  POOL.taken -= slot;
}
function releasePool(pool: Pool): void {
  pool.taken = 0;
}
function take(): Slot {
  return own<Slot>(1);
}
function takeNoRelease(): NoRelease {
  return own<NoRelease>(1);
}
function takeWrong(): WrongRelease {
  return own<WrongRelease>(1);
}

export function plainValue(): void {
  using value = 3; //! KD0905: the type of value does not say how it is released
  //    ^^^^^^^^^ use a type such as `Owned<PhysAddr, typeof freeFrame>`
}
export function noRelease(): void {
  using value = takeNoRelease(); //! KD0905: the type of value does not say how it is released
  print(`${value}`);
}
export function wrongRelease(): void {
  using value = takeWrong(); //! KD0905: releasePool does not release a u32
  //    ^^^^^^^^^^^^^^^^^^^ a release function has one parameter, here of type u32
  print(`${value}`);
}
export function noValue(): void {
  using value: Slot; //! KD0001: 'using' declarations must be initialized. (TS1155)
}
export function ownWithoutType(): u32 {
  return own(3); //! KD0209: own() needs the owned type
  //     ^^^^^^ write the type that was made of `Owned<T, typeof release>`: `own<…>(…)`
}
export function ownWrongValue(): Slot {
  return own<Slot>(1n); //! KD0203: expected u32, got a 64-bit literal
}
export function ownPlainType(): u32 {
  return own<u32>(1); //! KD0209: Type 'number' does not satisfy the constraint 'Ownership<unknown, unknown>'. (TS2344)
}
export function disownPlain(): u32 {
  return disown(3); //! KD0203: Argument of type 'number' is not assignable to parameter of type 'Ownership<number, unknown>'. (TS2345)
}
export function asyncUsing(): void {
  await using value = 3; //! KD0101: `await using` is not part of the dialect
}

using OUTSIDE = take(); //! KD0101: `using` outside functions is not part of the dialect
await using LATER = take(); //! KD0101: `await using` outside functions is not part of the dialect

export function useOutside(): void {
  print(`${OUTSIDE} ${LATER}`);
}

type Machine = Owned<u64, typeof writeCr3>;
type Shown = Owned<u32, typeof print>;
type Generic = Owned<u32, typeof releaseAny>;
const SLOTS: FixedArray<Slot, 2> = zeroed();

function releaseAny<T>(value: T): void {
  ignore(value, 'nothing is kept in this test');
}
export function contractRelease(): void {
  using value = own<Machine>(1n); //! KD0905: writeCr3 cannot be called when the scope ends
  //    ^^^^^^^^^^^^^^^^^^^^^^^^ a release function is one of your own, without type parameters
  print(`${value}`);
}
export function preludeRelease(): void {
  using value = own<Shown>(1); //! KD0905: print cannot be called when the scope ends
  //    ^^^^^^^^^^^^^^^^^^^^^ a release function is one of your own, without type parameters
  print(`${value}`);
}
export function genericRelease(): void {
  using value = own<Generic>(1); //! KD0905: releaseAny cannot be called when the scope ends
  //    ^^^^^^^^^^^^^^^^^^^^^^^ a release function is one of your own, without type parameters
  print(`${value}`);
}
export function elements(): void {
  for (using slot of SLOTS) print(`${slot}`); //! KD0101: `using` in the head of for…of
}
type Twice = Owned<Slot, typeof releaseTwice>; //! KD0910: what is owned owns something itself
function releaseTwice(slot: Twice): void {
  ignore(disown(slot), 'nothing is kept in this test');
}
export function refusedType(slot: Twice): void {
  using bound = slot;
  print(`${bound}`);
}
export function plainType(): void {
  using slot: u32 = take(); //! KD0905: the type of slot does not say how it is released
  print(`${slot}`);
}
