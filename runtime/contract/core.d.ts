/**
 * The global types that the TypeScript checker itself insists on.
 *
 * Dialect code is checked with `noLib`: nothing of the JavaScript library exists in it, so that a
 * method the compiler cannot translate is already an error in the editor. The checker needs these
 * names to exist; they are as empty as it allows.
 *
 * Used by: every dialect program.            Uses: nothing.
 * Not handled here: the dialect's own types and functions (`prelude.d.ts`), which also load next
 * to the standard library when ordinary TypeScript imports a dialect module.
 */

interface Array<T> {
  readonly length: number;
  readonly [index: number]: T;
  [Symbol.iterator](): IterableIterator<T>;
}
interface ReadonlyArray<T> {
  readonly length: number;
  readonly [index: number]: T;
  [Symbol.iterator](): IterableIterator<T>;
}
interface Boolean {
  valueOf(): boolean;
}
interface CallableFunction {
  readonly length: number;
}
interface Function {
  readonly length: number;
}
interface IArguments {
  readonly length: number;
}
interface NewableFunction {
  readonly length: number;
}
interface Number {
  valueOf(): number;
}
interface BigInt {
  valueOf(): bigint;
}
interface Object {
  readonly constructor: Function;
}
interface RegExp {
  readonly source: string;
}
interface String {
  /** Number of characters; string constants are ASCII, so also the number of bytes. */
  readonly length: number;
  /** The character code at `index`, `[0, length)`; an index outside panics. */
  charCodeAt(index: number): number;
}
interface SymbolConstructor {
  readonly iterator: unique symbol;
  readonly dispose: unique symbol;
}
declare const Symbol: SymbolConstructor;
interface Symbol {
  readonly description: string | undefined;
}
interface TemplateStringsArray {
  readonly length: number;
}
interface Disposable {
  [Symbol.dispose](): void;
}
interface IteratorYieldResult<T> {
  done?: false;
  value: T;
}
interface IteratorReturnResult<R> {
  done: true;
  value: R;
}
type IteratorResult<T, R = unknown> = IteratorYieldResult<T> | IteratorReturnResult<R>;
interface Iterator<T, R = unknown, N = unknown> {
  next(...next: [] | [N]): IteratorResult<T, R>;
}
interface Iterable<T, R = unknown, N = unknown> {
  [Symbol.iterator](): Iterator<T, R, N>;
}
interface IterableIterator<T, R = unknown, N = unknown> extends Iterator<T, R, N> {
  [Symbol.iterator](): IterableIterator<T, R, N>;
}

/** A bounds-checked window on memory; made by `dataViewAt` and `subView` only. */
interface DataView {
  readonly byteLength: number;
  getUint8(byteOffset: number): number;
  getInt8(byteOffset: number): number;
  getUint16(byteOffset: number, littleEndian?: boolean): number;
  getInt16(byteOffset: number, littleEndian?: boolean): number;
  getUint32(byteOffset: number, littleEndian?: boolean): number;
  getInt32(byteOffset: number, littleEndian?: boolean): number;
  getBigUint64(byteOffset: number, littleEndian?: boolean): bigint;
  getBigInt64(byteOffset: number, littleEndian?: boolean): bigint;
  setUint8(byteOffset: number, value: number): void;
  setInt8(byteOffset: number, value: number): void;
  setUint16(byteOffset: number, value: number, littleEndian?: boolean): void;
  setInt16(byteOffset: number, value: number, littleEndian?: boolean): void;
  setUint32(byteOffset: number, value: number, littleEndian?: boolean): void;
  setInt32(byteOffset: number, value: number, littleEndian?: boolean): void;
  setBigUint64(byteOffset: number, value: bigint, littleEndian?: boolean): void;
  setBigInt64(byteOffset: number, value: bigint, littleEndian?: boolean): void;
}
