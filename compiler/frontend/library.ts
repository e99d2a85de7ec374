/**
 * Names of the JavaScript and TypeScript libraries, which a kernel does not have, and what the
 * dialect offers in their place.
 *
 * Used by: `typescript-errors.ts`.            Uses: nothing.
 */

const MESSAGES = 'write print(`…`) or log.info(`…`)';
const CONVERSIONS = 'convert with u32(…), u64(…), i64(…), …, or truncate<u8>(…)';
const CONTAINERS = 'use a struct with a FixedArray, or a linked list of structs';
const NO_TASKS = 'there are no tasks: call the function directly';
const ERRORS = 'errors are values: return a status enum, a union or `T | null`';
const NO_ENVIRONMENT = 'there is no process or browser around a kernel';
const MEMORY = 'use a FixedArray in a struct, or a DataView from dataViewAt(…)';
const TYPES = 'write the fields of the type out';
const TEXT = 'values become text only in the template of a message: print(`${x}`)';
const INTEGERS_ONLY = 'there are integers only';

const LIBRARY: ReadonlyMap<string, string> = new Map([
  ['console', MESSAGES],
  ['alert', MESSAGES],
  ['Math', 'the prelude has min, max, saturatingAdd, multiplyHigh, countLeadingZeros, …'],
  ['JSON', 'print the fields one by one'],
  ['BigInt', CONVERSIONS],
  ['Number', CONVERSIONS],
  ['Boolean', 'compare: `x !== 0`'],
  ['parseInt', CONVERSIONS],
  ['parseFloat', INTEGERS_ONLY],
  ['isNaN', INTEGERS_ONLY],
  ['isFinite', INTEGERS_ONLY],
  ['NaN', INTEGERS_ONLY],
  ['Infinity', 'write the largest value of the type'],
  ['String', TEXT],
  ['Symbol', 'use an enum'],
  ['Object', TYPES],
  ['Reflect', TYPES],
  ['Proxy', TYPES],
  ['Function', 'name a function type: `(a: u32) => void`'],
  ['Array', CONTAINERS],
  ['ReadonlyArray', CONTAINERS],
  ['Map', CONTAINERS],
  ['Set', CONTAINERS],
  ['WeakMap', CONTAINERS],
  ['WeakSet', CONTAINERS],
  ['WeakRef', CONTAINERS],
  ['Iterable', 'go through a FixedArray or range(…) with `for…of`'],
  ['Iterator', 'go through a FixedArray or range(…) with `for…of`'],
  ['Generator', 'go through a FixedArray or range(…) with `for…of`'],
  ['Promise', NO_TASKS],
  ['PromiseLike', NO_TASKS],
  ['setTimeout', NO_TASKS],
  ['setInterval', NO_TASKS],
  ['setImmediate', NO_TASKS],
  ['queueMicrotask', NO_TASKS],
  ['Error', ERRORS],
  ['TypeError', ERRORS],
  ['RangeError', ERRORS],
  ['Date', 'read the time-stamp counter: readTimestamp() of runtime/contract/cpu.ts'],
  ['performance', 'read the time-stamp counter: readTimestamp() of runtime/contract/cpu.ts'],
  ['RegExp', 'go through the characters with charCodeAt'],
  ['Intl', TEXT],
  ['TextEncoder', 'go through the characters with charCodeAt'],
  ['TextDecoder', 'go through the characters with charCodeAt'],
  ['Atomics', 'use readVolatile… and writeVolatile… of runtime/contract/memory.ts'],
  ['ArrayBuffer', MEMORY],
  ['SharedArrayBuffer', MEMORY],
  ['Buffer', MEMORY],
  ['Uint8Array', MEMORY],
  ['Uint8ClampedArray', MEMORY],
  ['Uint16Array', MEMORY],
  ['Uint32Array', MEMORY],
  ['BigUint64Array', MEMORY],
  ['Int8Array', MEMORY],
  ['Int16Array', MEMORY],
  ['Int32Array', MEMORY],
  ['BigInt64Array', MEMORY],
  ['Float32Array', INTEGERS_ONLY],
  ['Float64Array', INTEGERS_ONLY],
  ['process', NO_ENVIRONMENT],
  ['global', NO_ENVIRONMENT],
  ['globalThis', NO_ENVIRONMENT],
  ['window', NO_ENVIRONMENT],
  ['document', NO_ENVIRONMENT],
  ['fetch', NO_ENVIRONMENT],
  ['WebAssembly', NO_ENVIRONMENT],
  ['eval', 'the program is complete when it is compiled'],
  ['require', "write `import * as Name from './name.ts'`"],
  ['module', 'write `export` before the declaration'],
  ['exports', 'write `export` before the declaration'],
  ['structuredClone', 'copy the fields, or use copyMemory'],
  ['Record', 'use a FixedArray with an index, or a struct'],
  ['Partial', TYPES],
  ['Required', TYPES],
  ['Readonly', TYPES],
  ['Pick', TYPES],
  ['Omit', TYPES],
  ['Exclude', TYPES],
  ['Extract', TYPES],
  ['NonNullable', TYPES],
  ['ReturnType', TYPES],
  ['Parameters', TYPES],
  ['Awaited', TYPES],
]);

/** What to use instead of a name of the JavaScript library; null when `name` is none. */
export function insteadOfLibrary(name: string): string | null {
  return LIBRARY.get(name) ?? null;
}
