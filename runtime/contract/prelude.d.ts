/**
 * The dialect's own types and functions, visible everywhere without an import.
 *
 * Each name is known to the compiler (`compiler/lower/builtins*`), which gives it a meaning that is
 * the same, to the bit, on every target. To `tsc` they are ordinary declarations, so an editor
 * needs no plugin: 64-bit values are `bigint`, narrower ones `number`, addresses are branded.
 *
 * Used by: all dialect code.            Uses: nothing.
 * Not handled here: what talks to the machine; that is imported from the modules beside this one.
 */

// ── Integers ────────────────────────────────────────────────────────────────────────────────────

/** Unsigned integers of 8, 16, 32 and 64 bits. Arithmetic on them is checked; overflow panics. */
type u8 = number;
type u16 = number;
type u32 = number;
type u64 = bigint;
/** Signed integers of 8, 16, 32 and 64 bits, two's complement. */
type i8 = number;
type i16 = number;
type i32 = number;
type i64 = bigint;
/** A size or count of bytes in the address space: the same type as `u64`. */
type usize = u64;
type bool = boolean;

/** Checked conversion: panics when `value` is not representable. Constants are checked when compiled. */
declare function u8(value: number | bigint): u8;
declare function u16(value: number | bigint): u16;
declare function u32(value: number | bigint): u32;
declare function u64(value: number | bigint): u64;
declare function usize(value: number | bigint): usize;
declare function i8(value: number | bigint): i8;
declare function i16(value: number | bigint): i16;
declare function i32(value: number | bigint): i32;
declare function i64(value: number | bigint): i64;

/** Keeps the low bits of `value` that fit `T`; never fails. */
declare function truncate<T extends number | bigint>(value: number | bigint): T;

/** Arithmetic modulo 2^width; both operands have the same type, which is the type of the result. */
declare function wrappingAdd(left: number, right: number): number;
declare function wrappingAdd(left: bigint, right: bigint): bigint;
declare function wrappingSub(left: number, right: number): number;
declare function wrappingSub(left: bigint, right: bigint): bigint;
declare function wrappingMul(left: number, right: number): number;
declare function wrappingMul(left: bigint, right: bigint): bigint;
/** Shift left by `count`, `[0, width)`, dropping the bits that leave; a larger count panics. */
declare function wrappingShl(value: number, count: number): number;
declare function wrappingShl(value: bigint, count: bigint): bigint;

/** Arithmetic that gives null where the exact result does not fit. */
declare function checkedAdd(left: number, right: number): number | null;
declare function checkedAdd(left: bigint, right: bigint): bigint | null;
declare function checkedSub(left: number, right: number): number | null;
declare function checkedSub(left: bigint, right: bigint): bigint | null;
declare function checkedMul(left: number, right: number): number | null;
declare function checkedMul(left: bigint, right: bigint): bigint | null;

/** Arithmetic that stops at the smallest or largest value of the type. */
declare function saturatingAdd(left: number, right: number): number;
declare function saturatingAdd(left: bigint, right: bigint): bigint;
declare function saturatingSub(left: number, right: number): number;
declare function saturatingSub(left: bigint, right: bigint): bigint;
declare function saturatingMul(left: number, right: number): number;
declare function saturatingMul(left: bigint, right: bigint): bigint;

/** The high 64 bits of the 128-bit product. */
declare function multiplyHigh(left: u64, right: u64): u64;
/** Rotates the bits of an unsigned value; `count` is taken modulo the width. */
declare function rotateLeft(value: number, count: number): number;
declare function rotateLeft(value: bigint, count: bigint): bigint;
declare function rotateRight(value: number, count: number): number;
declare function rotateRight(value: bigint, count: bigint): bigint;
/** Number of zero bits above the highest one bit; the width when `value` is 0. */
declare function countLeadingZeros(value: number | bigint): u32;
/** Number of zero bits below the lowest one bit; the width when `value` is 0. */
declare function countTrailingZeros(value: number | bigint): u32;
/** Number of one bits. */
declare function countOnes(value: number | bigint): u32;
declare function min(left: number, right: number): number;
declare function min(left: bigint, right: bigint): bigint;
declare function max(left: number, right: number): number;
declare function max(left: bigint, right: bigint): bigint;
/** The next multiple of `alignment` (a power of two, else panic) at or above `value`; panics when it does not fit. */
declare function alignUp(value: number, alignment: number): number;
declare function alignUp(value: bigint, alignment: bigint): bigint;
/** The next multiple of `alignment` (a power of two, else panic) at or below `value`. */
declare function alignDown(value: number, alignment: number): number;
declare function alignDown(value: bigint, alignment: bigint): bigint;
/** Whether `value` is a multiple of `alignment` (a power of two, else panic). */
declare function isAligned(value: number, alignment: number): bool;
declare function isAligned(value: bigint, alignment: bigint): bool;

// ── Branded integers and addresses ──────────────────────────────────────────────────────────────

declare const brandName: unique symbol;
/** An integer type of its own: it converts to `T` by itself, and from `T` only through `brand`. */
type Branded<T extends number | bigint, Name extends string> = T & { readonly [brandName]: Name };
/** Gives `value` the branded type `T`. Costs nothing. */
declare function brand<T extends number | bigint>(value: number | bigint): T;

/** A physical address in bytes. Arithmetic gives a plain `u64`; `phys` makes it an address again. */
type PhysAddr = Branded<u64, 'PhysAddr'>;
/** A virtual address in bytes. Arithmetic gives a plain `u64`; `virt` makes it an address again. */
type VirtAddr = Branded<u64, 'VirtAddr'>;
declare function phys(address: u64): PhysAddr;
declare function virt(address: u64): VirtAddr;

// ── Memory ──────────────────────────────────────────────────────────────────────────────────────

declare const structMark: unique symbol;
/** Base of interfaces that describe memory with C layout. A value of such a type is a reference to it. */
interface Struct {
  readonly [structMark]: true;
}
/** Base of structs without padding between fields, for layouts that hardware prescribes. */
interface Packed extends Struct {
  readonly [structMark]: true;
}
/** `N` elements of type `T`, one after the other. Indexes are checked. */
interface FixedArray<T, N extends number> {
  readonly length: N;
  // A named element is what makes TypeScript read `[1, 2, 3]` as a table of three.
  0: T;
  [index: number]: T;
  [Symbol.iterator](): IterableIterator<T>;
}

/** Size in bytes of a struct, array or scalar type; a constant. */
declare function sizeOf<T>(): usize;
/** Offset in bytes of a field from the start of its struct; a constant. */
declare function offsetOf<T extends Struct>(field: keyof T & string): usize;
/** Storage for one module-level struct or array, all bytes zero: `const STATE: State = zeroed();`. */
declare function zeroed<T>(): T;
/**
 * A constant table, computed when the program is compiled: `entry` is called for each index in
 * `[0, N)`. It must be pure: `const SQUARES: FixedArray<u32, 16> = tabulate(square);`.
 */
declare function tabulate<T, N extends number>(entry: (index: number) => T): FixedArray<T, N>;
/** The address where the struct, array or view lies. */
declare function addressOf(object: Struct | DataView | FixedArray<unknown, number>): VirtAddr;
/** Unsafe: takes the bytes at `address` (not null, aligned for `T`, else panic) for a `T`. */
declare function at<T extends Struct | FixedArray<unknown, number>>(address: VirtAddr): T;
/** Unsafe: a window on `[address, address + lengthBytes)`. `lengthBytes` is below 2^32, else panic. */
declare function dataViewAt(address: VirtAddr, lengthBytes: usize): DataView;
/** The part `[byteOffset, byteOffset + lengthBytes)` of `view`; panics when it is not inside. */
declare function subView(view: DataView, byteOffset: u32, lengthBytes: u32): DataView;

// ── Ownership ───────────────────────────────────────────────────────────────────────────────────

declare const ownedMark: unique symbol;
/** What makes a value owned: its plain type, and the function that gives it back. */
interface Ownership<T, Release> {
  readonly [ownedMark]: { readonly value: T; readonly release: Release };
  [Symbol.dispose](): void;
}
/**
 * A `T` that must be consumed exactly once on every path: returned, passed on as `Owned`, stored in
 * a field that is `Owned`, given up with `disown`, or bound with `using`, which calls `Release` at
 * every exit of the scope: `type OwnedFrame = Owned<PhysAddr, typeof freeFrame>`.
 */
type Owned<T, Release = never> = T & Ownership<T, Release>;
/** Makes `value` owned: from here on the compiler sees that it is consumed. */
declare function own<O extends Ownership<unknown, unknown>>(
  value: O extends Ownership<infer T, unknown> ? T : never,
): O;
/** Consumes an owned value and gives the plain one; whoever holds that now looks after it. */
declare function disown<T>(owned: Ownership<T, unknown>): T;

// ── Control ─────────────────────────────────────────────────────────────────────────────────────

/** The integers `[start, end)`, for `for…of`. Empty when `end <= start`. */
declare function range(start: number, end: number): Iterable<number>;
declare function range(start: bigint, end: bigint): Iterable<bigint>;
/** Panics with `message` when `condition` is false: a bug of ours. Stays on in every profile. */
declare function assert(condition: boolean, message: string): asserts condition;
/** As `assert`, for expensive checks. Left out, condition and all, of the kernel that people run. */
declare function debugAssert(condition: boolean, message: string): void;
/** Fails the compilation when `condition`, a constant, is false. */
declare function staticAssert(condition: boolean, message: string): void;
/** Ends the program with a message. The template is taken apart when compiled; nothing is allocated. */
declare function panic(message: string): never;
/** In a function marked `'track caller'`: the file that calls it, relative to the project. */
declare function callerFile(): string;
/** In a function marked `'track caller'`: the line of the call, counted from 1. */
declare function callerLine(): u32;
/** Says that a result that matters is left unread on purpose, and why. */
declare function ignore(value: unknown, reason: string): void;

// ── Messages ────────────────────────────────────────────────────────────────────────────────────

/** Writes one line. The template is taken apart when compiled; nothing is allocated. */
declare function print(message: string): void;
/** Writes one line with its level, when the level is enabled. */
declare const log: {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
};
/** In a message template: the value in hexadecimal, `0x1f`. */
declare function hex(value: number | bigint): string;
/** In a message template: the value in hexadecimal with at least `digits` digits, grouped by four. */
declare function hexPadded(value: number | bigint, digits: u32): string;
/** In a message template: the decimal value, right-aligned in `width` columns. */
declare function right(value: number | bigint, width: u32): string;
/** In a message template: the text, left-aligned in `width` columns. */
declare function left(text: string, width: u32): string;
