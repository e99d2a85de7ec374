/** Which checks of dialect functions are left out, and, more important, which are not. */

import { describe, expect, test } from 'vitest';

import { emitC } from '../../../compiler/backend-c/emit.ts';
import { compile } from '../../../compiler/compile.ts';
import { CHECK_KINDS } from '../../../compiler/ir/program.ts';
import { projectDirectory } from '../../../tools/paths.ts';

const FILE = 'tests/unit/optimise/sample.ts';

/** Declarations that the samples share. */
const COMMON = `
interface Table extends Struct { entries: FixedArray<u64, 512>; count: u32; }
interface Pair extends Struct { first: u64; second: u64; }
const TABLE: Table = zeroed();
const PAIR: Pair = zeroed();
`;

/** The checks that are left of the functions that \`main\` of \`source\` reaches, as "line: check". */
function checksOf(source: string): readonly string[] {
  const text = COMMON + source;
  const { program, diagnostics } = compile({
    projectDirectory,
    roots: [FILE],
    sources: new Map([[FILE, text]]),
  });
  if (program === null) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  const main = program.modules
    .find(({ path }) => path === FILE)
    ?.functions.find(({ name }) => name === 'main');
  if (main === undefined) throw new Error('the sample has no main()');
  const code = emitC(program, { entryPoints: [main.symbol], checks: 'on' });
  const files = [...code.matchAll(/^ {2}\{ \{ "([^"]*)", \d+u \}, 0 \},$/gm)].map(
    ([, file]) => file,
  );
  const rows = code.matchAll(/^ {2}\{ \w+u, (\d+)u, \d+u, (\d+)u, (\d+)u, \d+u, \d+u \},$/gm);
  const lines = text.split('\n');
  return [...rows]
    .filter(([, , file]) => files[Number(file)] === FILE)
    .map(([, line, , check]) => {
      const shown = lines[Number(line) - 1] ?? '';
      return `${shown.trim()}: ${CHECK_KINDS[Number(check)] ?? ''}`;
    });
}

/** Wraps statements into the body of `main(a, b)`. */
function body(statements: string): string {
  const isReturning = /(?:^|[;}] )return [^;]*;$/.test(statements.trim());
  const end = isReturning ? '' : 'return 0n;';
  return `export function main(a: u64, b: u64): u64 {\n${statements}\n${end}\n}`;
}

describe('no check is made', () => {
  test.each([
    ['of an index that a loop counts', 'for (let i: u32 = 0; i < 512; i++) TABLE.entries[i] = 1n;'],
    ['of an index of a range', 'for (const i of range(3, 500)) TABLE.entries[i + 12] = 1n;'],
    ['of a count that goes down', 'for (let i: u32 = 9; i > 0; i--) TABLE.entries[i - 1] = 1n;'],
    [
      'of a place that is moved down while above zero',
      'let at: u32 = 512; do { at -= 1; TABLE.entries[at] = a; } while (a !== b && at > 0);',
    ],
    ['of a masked index', 'TABLE.entries[u32(a & 511n)] = b;'],
    ['of a shift by a masked count', 'return a >> (b & 63n);'],
    ['of a remainder that becomes small', 'return u64(u8(48 + u32(a % 10n)));'],
    ['of a difference behind a comparison', 'if (a >= b) return a - b;'],
    ['of a difference behind a condition of two parts', 'if (a > 4n && b < a) return a - b - 1n;'],
    ['of a difference behind an early return', 'if (a < b || b === 7n) return 1n; return a - b;'],
    ['of what a passed check has shown', 'const c = a - b; PAIR.first = c; return a - b;\n'],
    ['of division by a value that is not zero', 'if (b !== 0n) return a / b;'],
    ['of sums of small values', 'return (a & 0xffffn) + (b >> 8n) + 4096n;'],
    ['of a product of small values', 'return (a & 0xffff_ffffn) * (b >> 32n);'],
    ['of a bit that exists', 'if (a !== 0n) return 1n >> u64(countTrailingZeros(a));'],
    ['of the smaller of two values', 'return a - min(a, b);'],
    ['of a place inside an object', 'return u64(addressOf(TABLE)) + 4103n;'],
    ['of an aligned value', 'return a - alignDown(a, 4096n);'],
    ['of a text', "const text = 'abc'; return u64(text.charCodeAt(text.length - 1));"],
  ])('%s', (_, statements) => {
    const left = checksOf(body(statements));
    // The first of two equal checks stays.
    expect(left.length).toBe(statements.endsWith('\n') ? 1 : 0);
  });

  test('of a parameter that every caller keeps in bounds', () => {
    const source = `
      function get(index: u32): u64 { return TABLE.entries[index]; }
      export function main(a: u64): u64 { return get(5) + (get(u32(a >> 60n)) >> 1n) >> 1n; }`;
    expect(checksOf(source).filter((each) => each.endsWith('index'))).toEqual([]);
  });

  test('of what a function returns', () => {
    const source = `
      function half(value: u64): u64 { return value >> 32n; }
      export function main(a: u64): u32 { return u32(half(a)); }`;
    expect(checksOf(source)).toEqual([]);
  });

  test('of a static that only holds what was checked', () => {
    const source = `
      let start: u64 = 4096n;
      function set(value: u64): bool {
        if (!isAligned(value, 4096n) || value < 4096n || value > 0xffff_0000n) return false;
        start = value;
        return true;
      }
      function pairAt(offset: u64): Pair { 'use unsafe'; return at<Pair>(virt(start + offset)); }
      export function main(a: u64): u64 { return set(a) ? pairAt(a & 0xff0n).first : 0n; }`;
    expect(checksOf(source)).toEqual([]);
  });

  test('of a static that is stored what was computed from it', () => {
    const source = `
      let next: u64 = 0n;
      function take(): u64 | null {
        if (next === 0x10_0000n) return null;
        const taken = next;
        next += 4096n;
        return taken;
      }
      function pairAt(place: u64): Pair { 'use unsafe'; return at<Pair>(virt(place | 0x8000n)); }
      export function main(a: u64): u64 {
        next = a & 0xf_f000n;
        const taken = take();
        return taken === null ? 0n : pairAt(taken).first;
      }`;
    expect(checksOf(source)).toEqual(['next += 4096n;: addOverflow']);
  });

  test('of a field that was read before and not written since', () => {
    const source = body('if (PAIR.first < 48n) return 0n; return PAIR.first - 48n;');
    expect(checksOf(source)).toEqual([]);
  });

  test('of what a long function has just looked at', () => {
    const lines = Array.from({ length: 400 }, (_, index) => `if (b === ${index}n) PAIR.first = a;`);
    const source = body(`${lines.join('\n')}\nif (a >= b) return a - b;`);
    expect(checksOf(source)).toEqual([]);
  });

  test('of a place in a view of known length', () => {
    const source = `
      function windowAt(place: VirtAddr): DataView { 'use unsafe'; return dataViewAt(place, 32n); }
      function put(view: DataView, index: u32): void { view.setUint8(index & 31, 1); }
      export function main(a: u64): void { put(windowAt(virt(a)), truncate<u32>(a)); }`;
    expect(checksOf(source)).toEqual([]);
  });
});

describe('a check stays', () => {
  test.each([
    [
      'after a write to the same memory',
      'if (PAIR.first < 8n) return 0n; PAIR.first = a; return PAIR.first - 8n;',
      'subOverflow',
    ],
    [
      'after a write to memory that may be the same',
      'if (PAIR.first < 8n) return 0n; TABLE.entries[3] = a; return PAIR.first - 8n;',
      'subOverflow',
    ],
    [
      'after the variable has changed',
      'let c = a; if (c < 8n) return 0n; c = b; return c - 8n;',
      'subOverflow',
    ],
    [
      'after the other variable has changed',
      'let c = b; if (a < c) return 0n; c = a | b; return a - c;',
      'subOverflow',
    ],
    [
      'of a place behind an object, which may be the end of all memory',
      'return u64(addressOf(TABLE)) + 4104n;',
      'addOverflow',
    ],
    [
      'when only one branch was checked',
      'let c = a; if (b === 1n) { if (c < 8n) return 0n; } return c - 8n;',
      'subOverflow',
    ],
    [
      'when a loop goes past the bound',
      'for (let i: u32 = 0; i < 513; i++) TABLE.entries[i] = 1n;',
      'index',
    ],
    [
      'when a loop has another way to count',
      'for (let i: u32 = 0; i < 512; i++) { TABLE.entries[i] = 1n; if (a === b) { i += 7; TABLE.entries[i] = 2n; } }',
      'index',
    ],
    [
      'when an inner loop changes the variable',
      'let i: u32 = 0; while (a !== b) { TABLE.entries[i] = 1n; for (const j of range(0, 3)) i += j; }',
      'index',
    ],
    [
      'when continue skips the step',
      'let i: u32 = 0; while (i < 600) { i += 1; if (a === b) continue; TABLE.entries[i] = 1n; }',
      'index',
    ],
    ['of a sum that may be too large', 'return (a & 0xffff_ffff_ffffn) + (b | 1n);', 'addOverflow'],
    [
      'of a sum one above the limit',
      'return (a | 0xffff_ffff_ffff_fffen) + (b & 1n) + 1n;',
      'addOverflow',
    ],
    ['of a product one above the limit', 'return (a >> 31n) * (b >> 31n);', 'mulOverflow'],
    [
      'behind a comparison that lets equal values through',
      'if (b >= 512n) return 0n; TABLE.entries[u32(b) + 1] = a;',
      'index',
    ],
    [
      'behind a condition of which one part is enough',
      'if (a > b || b > 8n) return a - b;',
      'subOverflow',
    ],
    [
      'of a sum that wrapped before',
      'TABLE.entries[wrappingAdd(u32(a & 511n), u32(b & 0xffff_ffffn)) >> 3] = 1n;',
      'index',
    ],
    ['of a lost bit', 'return a << 1n;', 'shiftOverflow'],
    ['of a count that may be the width', 'return a >> (b & 64n);', 'shiftCount'],
    ['of the trailing zeros of zero', 'return 1n >> u64(countTrailingZeros(a));', 'shiftCount'],
    ['of a divisor that may be zero', 'return a / (b & 3n);', 'divideByZero'],
  ])('%s', (_, statements, check) => {
    expect(checksOf(body(statements)).map((each) => each.split(': ').at(-1))).toContain(check);
  });

  test('after a call that writes memory', () => {
    const source = `
      function change(value: u64): void { PAIR.first = value; }
      export function main(a: u64): u64 {
        if (PAIR.first < 8n) return 0n;
        change(a);
        return PAIR.first - 8n;
      }`;
    expect(checksOf(source)).toEqual(['return PAIR.first - 8n;: subOverflow']);
  });

  test('after a call through a reference', () => {
    const source = `
      function change(): void { PAIR.first = 1n; }
      export function main(a: u64): u64 {
        const action: () => void = change;
        if (PAIR.first < 8n) return 0n;
        action();
        return PAIR.first - 8n;
      }`;
    expect(checksOf(source)).toEqual(['return PAIR.first - 8n;: subOverflow']);
  });

  test('of a parameter that one caller does not keep in bounds', () => {
    const source = `
      function get(index: u32): u64 { return TABLE.entries[index]; }
      export function main(a: u64): u64 { return get(5) | get(truncate<u32>(a)); }`;
    expect(checksOf(source).length).toBe(1);
  });

  test('of a parameter of a function that is also a value', () => {
    const source = `
      function get(index: u32): u64 { return TABLE.entries[index]; }
      function apply(action: (index: u32) => u64, index: u32): u64 { return action(index); }
      export function main(a: u64): u64 { return get(5) | apply(get, truncate<u32>(a)); }`;
    expect(checksOf(source).length).toBe(1);
  });

  test('of a parameter of a function that is called from outside', () => {
    const source = `
      export function main(index: u32): u64 { return TABLE.entries[index]; }`;
    expect(checksOf(source).length).toBe(1);
  });

  test('of a static that something unchecked is stored in as well', () => {
    const source = `
      let start: u64 = 0n;
      function setChecked(value: u64): void { if (value < 512n) start = value; }
      function setAny(value: u64): void { start = value; }
      export function main(a: u64): u64 {
        setChecked(a);
        if (a === 9n) setAny(a + 1n);
        return TABLE.entries[u32(start)];
      }`;
    expect(checksOf(source).map((each) => each.split(': ').at(-1))).toContain('index');
  });

  test('of a static that leaves its bounds step by step', () => {
    const source = `
      let index: u32 = 0;
      function step(): void { if (index < 1000) index += 1; }
      export function main(): u64 { step(); return TABLE.entries[index]; }`;
    expect(checksOf(source).length).toBe(1);
  });

  test('of two statics that push each other up', () => {
    const source = `
      let one: u32 = 0;
      let other: u32 = 0;
      function swap(): void { const kept = one; one = wrappingAdd(other, 8); other = kept; }
      export function main(): u64 { swap(); return TABLE.entries[one]; }`;
    expect(checksOf(source).length).toBe(1);
  });

  test('of a static that starts outside', () => {
    const source = `
      let start: u32 = 512;
      function set(value: u32): void { if (value < 512) start = value; }
      export function main(a: u32): u64 { set(a); return TABLE.entries[start]; }`;
    expect(checksOf(source).length).toBe(1);
  });

  test('of a field at another place with the same name', () => {
    const source = `
      interface Other extends Struct { before: u64; first: u64; }
      function other(place: VirtAddr): Other { 'use unsafe'; return at<Other>(place); }
      function pair(place: VirtAddr): Pair { 'use unsafe'; return at<Pair>(place); }
      export function main(a: VirtAddr): u64 {
        if (pair(a).first < 8n) return 0n;
        return other(a).first - 8n;
      }`;
    expect(checksOf(source)).toContain('return other(a).first - 8n;: subOverflow');
  });
});

describe('deep nesting', () => {
  /** `depth` loops in each other, each of which changes what the next one adds to. */
  const nested = (depth: number): string => {
    const levels = Array.from({ length: depth }, (_, level) => level);
    const heads = levels.map(
      (level) =>
        `for (let i${level}: u32 = 0; i${level} < 10; i${level}++) {
        x${level} = wrappingAdd(x${level}, 1);
        if (PAIR.first > 0n) x${level + 1} += 1;`,
    );
    return `export function main(): u64 {
      ${[...levels, depth].map((level) => `let x${level}: u32 = 0;`).join('\n')}
      ${heads.join('\n')}
      TABLE.entries[i${depth - 1}] = TABLE.entries[x${depth}];
      ${'}'.repeat(depth)}
      return 0n;
    }`;
  };

  test('is analysed in time that does not grow with a power of the depth', () => {
    // Without a limit, three times as long for each level: days.
    const left = checksOf(nested(20));
    expect(left.filter((check) => check.includes('addOverflow')).length).toBe(20);
    expect(left.some((check) => check.startsWith('TABLE.entries'))).toBe(true);
  });

  test('loses nothing at the depth of written code', () => {
    const left = checksOf(nested(4));
    expect(left.filter((check) => check.startsWith('TABLE.entries[i3]')).length).toBe(1);
  });
});
