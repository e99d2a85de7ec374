/** Names of the JavaScript library: there is none in a kernel. */
export function consoleLog(): void {
  console.log('x'); //! KD0113: `console` belongs to the JavaScript library, which the dialect does not have
//^^^^^^^ write print(`…`) or log.info(`…`)
}

export function maths(a: u32): u32 {
  return Math.floor(a); //! KD0113: `Math` belongs to the JavaScript library, which the dialect does not have
}

export function json(): void {
  JSON.stringify(1); //! KD0113: `JSON` belongs to the JavaScript library, which the dialect does not have
}

export function bigIntFunction(a: u32): u64 {
  return BigInt(a); //! KD0113: `BigInt` belongs to the JavaScript library, which the dialect does not have
}

export function numberFunction(a: u64): u32 {
  return Number(a); //! KD0113: `Number` belongs to the JavaScript library, which the dialect does not have
}

export function asUint(a: u64): u64 {
  return BigInt.asUintN(32, a); //! KD0113: `BigInt` belongs to the JavaScript library, which the dialect does not have
}

export function stringFunction(a: u32): string {
  return String(a); //! KD0113: `String` belongs to the JavaScript library, which the dialect does not have
}

export function parse(): u32 {
  return parseInt('12'); //! KD0113: `parseInt` belongs to the JavaScript library, which the dialect does not have
}

export function map(): void {
  const m = new Map<u32, u32>(); //! KD0102: `new` is not part of the dialect
}

export function set(): void {
  const s = new Set<u32>(); //! KD0102: `new` is not part of the dialect
}

export function arrayConstructor(): void {
  const a = new Array<u32>(4); //! KD0102: `new` is not part of the dialect
}

export function typedArray(): void {
  const a = new Uint8Array(4); //! KD0102: `new` is not part of the dialect
}

export function error(): void {
  throw new Error('x'); //! KD0101: `throw` is not part of the dialect
}

export function promise(): Promise<void> { //! KD0113: `Promise` belongs to the JavaScript library, which the dialect does not have
  return Promise.resolve(); //! KD0113: `Promise` belongs to the JavaScript library, which the dialect does not have
}

export function dates(): u64 {
  return Date.now(); //! KD0113: `Date` belongs to the JavaScript library, which the dialect does not have
}

export function processExit(): void {
  process.exit(1); //! KD0113: `process` belongs to the JavaScript library, which the dialect does not have
}

export function global(): void {
  globalThis.x = 1; //! KD0113: `globalThis` belongs to the JavaScript library, which the dialect does not have
}

export function symbols(): void {
  const s = Symbol('x'); //! KD0113: `Symbol` belongs to the JavaScript library, which the dialect does not have
}

export function objects(): void {
  Object.keys({}); //! KD0113: `Object` belongs to the JavaScript library, which the dialect does not have
}

export function toText(a: u32): void {
  print(a.toString()); //! KD0112: u32 has no method toString
  //      ^^^^^^^^ values become text only in the template of a message: print(`${x} ${hex(y)}`)
}

export function toHexText(a: u64): void {
  print(a.toString(16)); //! KD0112: u64 has no method toString
  //      ^^^^^^^^ values become text only in the template of a message: print(`${x} ${hex(y)}`)
}

export function push(table: FixedArray<u32, 4>): void {
  table.push(1); //! KD0112: FixedArray<u32, 4> has no property push
  //    ^^^^ a FixedArray has its length and its elements, and `for…of` goes through them
}

export function mapArray(table: FixedArray<u32, 4>): void {
  table.map((x: u32) => x + 1); //! KD0112: FixedArray<u32, 4> has no property map
}

export function floatView(view: DataView): void {
  view.getFloat64(0); //! KD0112: DataView has no method getFloat64 in the dialect
}

export function notANumber(): u32 {
  return NaN; //! KD0113: `NaN` belongs to the JavaScript library, which the dialect does not have
}

export function infinite(): u32 {
  return Infinity; //! KD0113: `Infinity` belongs to the JavaScript library, which the dialect does not have
}

export function globals(): void {
  const all = globalThis; //! KD0113: `globalThis` belongs to the JavaScript library, which the dialect does not have
  globalThis.print('x'); //! KD0113: `globalThis` belongs to the JavaScript library, which the dialect does not have
}
