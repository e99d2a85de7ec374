/**
 * Random well-typed programs of the dialect.
 *
 * A program has a struct in static storage, an enum, a record, a few functions that call only
 * earlier ones, and a `main` that calls them and prints. Values are mixed with operations that
 * cannot fail often enough for a program to get somewhere, and with ones that can, so that checks
 * fire. Everything is decided by the seed.
 *
 * Used by: `compare.ts`.            Uses: `random.ts`, `tree.ts`.
 * Invariants:
 *   I1. A program compiles without diagnostics, and comes to an end.
 */

import { Random } from './random.ts';
import type { Expression, GeneratedFunction, GeneratedProgram, Statement } from './tree.ts';

const INTEGERS = ['u8', 'u16', 'u32', 'u64', 'i8', 'i16', 'i32', 'i64'] as const;
type Integer = (typeof INTEGERS)[number];
type Scalar = Integer | 'bool' | 'Color' | 'Pair';

interface Variable {
  readonly name: string;
  readonly type: Scalar;
  readonly mutable: boolean;
}

interface Signature {
  readonly name: string;
  readonly parameters: readonly Variable[];
  readonly result: Scalar;
}

const ARRAY_LENGTHS: Readonly<Record<Integer, number>> = {
  u8: 5,
  u16: 3,
  u32: 8,
  u64: 4,
  i8: 7,
  i16: 2,
  i32: 6,
  i64: 4,
};

const DECLARATIONS: readonly string[] = [
  `enum Color {
  Red,
  Green = 5,
  Blue,
}
`,
  `type Pair = { readonly first: u32; readonly second: i64 };
`,
  `type Shape =
  | { readonly kind: 'dot' }
  | { readonly kind: 'line'; readonly length: u64 }
  | { readonly kind: 'box'; readonly width: u16; readonly filled: bool };
`,
  `interface Inner extends Struct {
  low: u8;
  high: i16;
}
`,
  `interface Store extends Struct {
${INTEGERS.map((type) => `  ${type}Field: ${type};`).join('\n')}
${INTEGERS.map((type) => `  ${type}List: FixedArray<${type}, ${ARRAY_LENGTHS[type]}>;`).join('\n')}
  flag: bool;
  color: Color;
  inner: Inner;
}
`,
  'const STORE: Store = zeroed();\n',
  'let counter: u32 = 0;\n',
  `function window(): DataView {
  'use unsafe';
  return dataViewAt(addressOf(STORE), sizeOf<Store>());
}
`,
  `function scramble(seed: u32): void {
  let value = seed;
  for (const index of range(0, u32(sizeOf<Store>()))) {
    value = wrappingAdd(wrappingMul(value, 1664525), 1013904223);
    window().setUint8(index, truncate<u8>(value >> 24));
  }
}
`,
  `function colorOf(value: u32): Color {
  switch (value % 3) {
    case 0:
      return Color.Red;
    case 1:
      return Color.Green;
    default:
      return Color.Blue;
  }
}
`,
  `function shapeOf(value: u32): Shape {
  if (value % 3 === 0) return { kind: 'dot' };
  if (value % 3 === 1) return { kind: 'line', length: u64(value) };
  return { kind: 'box', width: truncate<u16>(value), filled: value > 100 };
}
`,
  `function measure(shape: Shape): u64 {
  switch (shape.kind) {
    case 'dot':
      return 0n;
    case 'line':
      return shape.length;
    case 'box':
      return shape.filled ? u64(shape.width) : 7n;
  }
}
`,
  `function orElse<T>(value: T | null, other: T): T {
  return value !== null ? value : other;
}
`,
  `function largest<T>(values: FixedArray<u32, 8>, start: T, take: (a: T, b: u32) => T): T {
  let result = start;
  for (const value of values) result = take(result, value);
  return result;
}
`,
  `function keep<T>(value: T): T {
  const copy = value;
  return copy;
}
`,
  `function addWrapped(a: u64, b: u32): u64 {
  return wrappingAdd(a, u64(b));
}
`,
];

export function generateProgram(seed: number): GeneratedProgram {
  return new Generator(seed).program();
}

class Generator {
  private readonly random: Random;
  private readonly seed: number;
  private readonly signatures: Signature[] = [];
  private variables: Variable[] = [];
  private names = 0;
  private loopDepth = 0;
  /** How many loops may still be opened in the function; keeps the running time bounded. */
  private loopBudget = 0;
  private result: Scalar | null = null;

  constructor(seed: number) {
    this.seed = seed;
    this.random = new Random(seed);
  }

  program(): GeneratedProgram {
    const functions: GeneratedFunction[] = [];
    const count = 1 + this.random.below(4);
    for (let index = 0; index < count; index++) functions.push(this.function(`f${index}`));
    functions.push(this.main());
    return { seed: this.seed, declarations: DECLARATIONS, functions };
  }

  private fresh(prefix: string): string {
    this.names += 1;
    return `${prefix}${this.names}`;
  }

  private scalar(): Scalar {
    if (this.random.chance(80)) return this.random.pick(INTEGERS);
    return this.random.pick(['bool', 'Color', 'Pair'] as const);
  }

  private function(name: string): GeneratedFunction {
    const parameters = Array.from({ length: this.random.below(4) }, () => ({
      name: this.fresh('p'),
      type: this.scalar(),
      mutable: this.random.chance(30),
    }));
    const result = this.scalar();
    this.variables = [...parameters];
    this.loopBudget = 2;
    this.result = result;
    const body = this.statements(2 + this.random.below(6), 2);
    const last: Statement = { kind: 'line', parts: ['return ', this.value(result, 3), ';'] };
    const list = parameters.map((parameter) => `${parameter.name}: ${parameter.type}`).join(', ');
    this.signatures.push({ name, parameters, result });
    return { head: `function ${name}(${list}): ${result}`, body, result: last };
  }

  private main(): GeneratedFunction {
    this.variables = [];
    this.loopBudget = 2;
    this.result = null;
    // All is zero at first, which hides much; other values end many a program early.
    const start: Statement[] = this.random.chance(40)
      ? [{ kind: 'line', parts: ['scramble(', this.literal('u32'), ');'] }]
      : [];
    const body = this.statements(5 + this.random.below(8), 2);
    const calls = this.signatures.map((signature) => this.show(this.call(signature, 2)));
    const fields = INTEGERS.map((type): Statement => ({
      kind: 'line',
      parts: ['print(`', `${type} \${STORE.${type}Field} \${STORE.${type}List[1]}`, '`);'],
    }));
    return {
      head: 'export function main(): void',
      body: [...start, ...body, ...calls, ...fields],
      result: null,
    };
  }

  // ── Statements ──────────────────────────────────────────────────────────────────────────────

  private statements(count: number, depth: number): readonly Statement[] {
    const outer = this.variables;
    this.variables = [...outer];
    const list = Array.from({ length: count }, () => this.statement(depth));
    this.variables = outer;
    return list;
  }

  private statement(depth: number): Statement {
    const choice = this.random.below(100);
    if (choice < 22) return this.declaration();
    if (choice < 40) return this.assignment();
    if (choice < 52) return this.store();
    if (choice < 62) return this.show(this.value(this.scalar(), 3));
    if (depth > 0) {
      if (choice < 76) return this.conditional(depth);
      if (choice < 87 && this.loopBudget > 0) return this.loop(depth);
      if (choice < 94) return this.switch(depth);
    }
    if (this.loopDepth > 0 && choice < 97) {
      const word = this.random.chance(50) ? 'break' : 'continue';
      return { kind: 'line', parts: ['if (', this.value('bool', 2), `) ${word};`] };
    }
    if (this.result !== null && choice < 99) {
      return {
        kind: 'line',
        parts: ['if (', this.value('bool', 2), ') return ', this.value(this.result, 2), ';'],
      };
    }
    return { kind: 'line', parts: ['counter += 1;'] };
  }

  private declaration(): Statement {
    const type = this.scalar();
    const value = this.value(type, 3);
    const mutable = this.random.chance(60) && type !== 'bool';
    const name = this.fresh('v');
    this.variables.push({ name, type, mutable });
    const word = mutable ? 'let' : 'const';
    return { kind: 'line', parts: [`${word} ${name}: ${type} = `, value, ';'] };
  }

  private assignment(): Statement {
    const target = this.mutableVariable();
    if (target === null) return this.declaration();
    if (isInteger(target.type) && this.random.chance(40)) {
      const operator = this.random.pick(['+=', '-=', '*=', '&=', '|=', '^=', '%='] as const);
      return {
        kind: 'line',
        parts: [`${target.name} ${operator} `, this.value(target.type, 2), ';'],
      };
    }
    return { kind: 'line', parts: [`${target.name} = `, this.value(target.type, 3), ';'] };
  }

  private mutableVariable(): Variable | null {
    const candidates = this.variables.filter((variable) => variable.mutable);
    return candidates.length === 0 ? null : this.random.pick(candidates);
  }

  private store(): Statement {
    const type = this.random.pick(INTEGERS);
    const value = this.value(type, 3);
    switch (this.random.below(7)) {
      case 0:
        return { kind: 'line', parts: ['STORE.flag = ', this.value('bool', 2), ';'] };
      case 1:
        return { kind: 'line', parts: ['STORE.color = ', this.value('Color', 2), ';'] };
      case 2:
        return { kind: 'line', parts: ['STORE.inner.high = ', this.value('i16', 2), ';'] };
      case 3: {
        const [method, endian] = viewMethod(type, 'set', this.random);
        const offset = this.index(96);
        return {
          kind: 'line',
          parts: [`window().${method}(`, offset, ', ', value, `${endian});`],
        };
      }
      case 4:
      case 5:
        return { kind: 'line', parts: [`STORE.${type}Field = `, value, ';'] };
      default:
        return {
          kind: 'line',
          parts: [`STORE.${type}List[`, this.index(ARRAY_LENGTHS[type]), '] = ', value, ';'],
        };
    }
  }

  private show(value: Expression): Statement {
    if (value.type === 'Pair') {
      const name = this.fresh('r');
      return {
        kind: 'block',
        head: ['if (counter >= 0)'],
        body: [
          { kind: 'line', parts: [`const ${name}: Pair = `, value, ';'] },
          { kind: 'line', parts: [`print(\`\${${name}.first} \${${name}.second}\`);`] },
        ],
        tail: '',
      };
    }
    // A choice of literals has the width of its surroundings, and a message has none to give.
    const isChoice = value.parts[0] === '((' && INTEGERS.some((type) => type === value.type);
    const typed = isChoice ? [value.type, value] : [value];
    return { kind: 'line', parts: ['print(`', '${', ...typed, '}', '`);'] };
  }

  private conditional(depth: number): Statement {
    const head = ['if (', this.value('bool', 3), ')'];
    const body = this.statements(1 + this.random.below(3), depth - 1);
    return { kind: 'block', head, body, tail: '' };
  }

  private loop(depth: number): Statement {
    this.loopBudget -= 1;
    this.loopDepth += 1;
    const outer = this.variables;
    const type = this.random.pick(INTEGERS);
    const name = this.fresh('k');
    const start = this.random.below(4);
    const end = start + this.random.below(6);
    this.variables = [...outer, { name, type, mutable: false }];
    const suffix = is64(type) ? 'n' : '';
    const head = this.random.chance(50)
      ? `for (const ${name} of range(${type}(${start}${suffix}), ${end}${suffix}))`
      : `for (let ${name}: ${type} = ${start}${suffix}; ${name} < ${end}${suffix}; ${name}++)`;
    const body = this.statements(1 + this.random.below(4), depth - 1);
    this.variables = outer;
    this.loopDepth -= 1;
    return { kind: 'block', head: [head], body, tail: '' };
  }

  private switch(depth: number): Statement {
    const type = this.random.pick(INTEGERS);
    const suffix = is64(type) ? 'n' : '';
    const clause = (label: string): Statement => ({
      kind: 'block',
      head: [label],
      body: [
        ...this.statements(1 + this.random.below(2), depth - 1),
        { kind: 'line', parts: ['break;'] },
      ],
      tail: '',
    });
    // A jump inside would leave the switch and not the loop, which is fine but dull.
    const depthOutside = this.loopDepth;
    this.loopDepth = 0;
    const body = [0, 1, 3].map((label) => clause(`case ${label}${suffix}:`));
    const fallback = this.random.chance(50) ? [clause('default:')] : [];
    this.loopDepth = depthOutside;
    return {
      kind: 'block',
      head: ['switch (', this.wrapped(type, 2), ')'],
      body: [...body, ...fallback],
      tail: '',
    };
  }

  // ── Expressions ─────────────────────────────────────────────────────────────────────────────

  private value(type: Scalar, depth: number): Expression {
    if (type === 'bool') return this.boolean(depth);
    if (type === 'Color') return this.color(depth);
    if (type === 'Pair') return this.pair(depth);
    return this.integer(type, depth);
  }

  private variableOf(type: Scalar): Expression | null {
    const candidates = this.variables.filter((variable) => variable.type === type);
    if (candidates.length === 0) return null;
    return leaf(type, this.random.pick(candidates).name);
  }

  private callOf(type: Scalar, depth: number): Expression | null {
    const candidates = this.signatures.filter((signature) => signature.result === type);
    if (candidates.length === 0 || this.loopDepth > 1) return null;
    return this.call(this.random.pick(candidates), depth);
  }

  private call(signature: Signature, depth: number): Expression {
    const parts: (string | Expression)[] = [`${signature.name}(`];
    signature.parameters.forEach((parameter, index) => {
      if (index > 0) parts.push(', ');
      parts.push(this.value(parameter.type, depth - 1));
    });
    parts.push(')');
    return { type: signature.result, parts, plain: plainOf(signature.result) };
  }

  private pair(depth: number): Expression {
    if (depth > 0 && this.random.chance(40)) {
      const found = this.variableOf('Pair') ?? this.callOf('Pair', depth);
      if (found !== null) return found;
    }
    return {
      type: 'Pair',
      parts: [
        '{ first: ',
        this.value('u32', depth - 1),
        ', second: ',
        this.value('i64', depth - 1),
        ' }',
      ],
      plain: plainOf('Pair'),
    };
  }

  private color(depth: number): Expression {
    const found = this.random.chance(40) ? this.variableOf('Color') : null;
    if (found !== null) return found;
    if (this.random.chance(30)) return leaf('Color', 'STORE.color');
    return {
      type: 'Color',
      parts: ['colorOf(', this.value('u32', depth - 1), ')'],
      plain: plainOf('Color'),
    };
  }

  private boolean(depth: number): Expression {
    const found = this.random.chance(15) ? this.variableOf('bool') : null;
    if (found !== null) return found;
    const make = (...parts: (string | Expression)[]): Expression => ({
      type: 'bool',
      parts,
      plain: plainOf('bool'),
    });
    if (depth > 0) {
      switch (this.random.below(8)) {
        case 0:
          return make('!(', this.value('bool', depth - 1), ')');
        case 1:
          return make(
            '(',
            this.value('bool', depth - 1),
            ' && ',
            this.value('bool', depth - 1),
            ')',
          );
        case 2:
          return make(
            '(',
            this.value('bool', depth - 1),
            ' || ',
            this.value('bool', depth - 1),
            ')',
          );
        case 3:
          return leaf('bool', 'STORE.flag');
        case 4:
          return make('(', this.value('Color', 1), ' === colorOf(', this.value('u32', 1), '))');
        default:
          break;
      }
    }
    const type = this.random.pick(INTEGERS);
    const operator = this.random.pick(['===', '!==', '<', '<=', '>', '>=']);
    // Equality with a literal would narrow a variable to it for TypeScript; a computed value is not.
    const isEquality = operator.endsWith('==');
    const left = isEquality ? this.wrapped(type, 1) : this.stored(type);
    return make('(', left, ` ${operator} `, this.integer(type, depth - 1), ')');
  }

  /** A value that is no literal, so that a comparison is not decided when compiled. */
  private stored(type: Integer): Expression {
    return this.variableOf(type) ?? leaf(type, `STORE.${type}Field`);
  }

  private literal(type: Integer): Expression {
    const bits = BigInt(type.slice(1));
    const signed = type.startsWith('i');
    const max = (1n << (signed ? bits - 1n : bits)) - 1n;
    const min = signed ? -(1n << (bits - 1n)) : 0n;
    const small = BigInt(this.random.below(10));
    const value = this.random.pick([
      small,
      small,
      small,
      max,
      min,
      max - small,
      min + small,
      max / 2n,
      signed ? -small : small,
    ]);
    return leaf(type, `${value}${is64(type) ? 'n' : ''}`);
  }

  private integer(type: Integer, depth: number): Expression {
    const make = (...parts: (string | Expression)[]): Expression => ({
      type,
      parts,
      plain: plainOf(type),
    });
    if (depth <= 0 || this.random.chance(15)) {
      if (this.random.chance(35)) return this.literal(type);
      return this.stored(type);
    }
    const inner = (): Expression => this.integer(type, depth - 1);
    const suffix = is64(type) ? 'n' : '';
    switch (this.random.below(22)) {
      case 0:
      case 1:
      case 2: {
        const operator = this.random.pick(['+', '-', '*', '/', '%']);
        return make('(', this.stored(type), ` ${operator} `, inner(), ')');
      }
      case 3:
        return make('(', this.stored(type), ` ${this.random.pick(['&', '|', '^'])} `, inner(), ')');
      case 4: {
        const count = this.random.below(Number(type.slice(1)));
        const operator = this.random.pick(['<<', '>>']);
        return make('(', this.stored(type), ` ${operator} ${count}${suffix})`);
      }
      case 5: {
        const operator = this.random.pick(['<<', '>>']);
        return make('(', this.stored(type), ` ${operator} `, this.stored(type), ')');
      }
      case 6:
      case 7: {
        const name = this.random.pick(['wrappingAdd', 'wrappingSub', 'wrappingMul']);
        return make(`${name}(`, this.stored(type), ', ', inner(), ')');
      }
      case 8: {
        const name = this.random.pick(['saturatingAdd', 'saturatingSub', 'saturatingMul']);
        return make(`${name}(`, this.stored(type), ', ', inner(), ')');
      }
      case 9:
        return make(`${this.random.pick(['min', 'max'])}(`, this.stored(type), ', ', inner(), ')');
      case 10:
      case 11: {
        const from = this.random.pick(INTEGERS);
        const narrow = this.random.chance(70) ? `truncate<${type}>` : type;
        return make(`${narrow}(`, this.nonLiteral(from, depth - 1), ')');
      }
      case 12:
        // TypeScript takes `a < (b ? f<T>(c) : d)` for type arguments, but not with `(b)`.
        return make('((', this.value('bool', depth - 1), ') ? ', inner(), ' : ', inner(), ')');
      case 13:
        return make(`STORE.${type}List[`, this.index(ARRAY_LENGTHS[type]), ']');
      case 14: {
        const [method, endian] = viewMethod(type, 'get', this.random);
        return make(`window().${method}(`, this.index(96), `${endian})`);
      }
      case 15:
        if (type.startsWith('i')) return make('-(', this.nonLiteral(type, depth - 1), ')');
        return make(
          `${this.random.pick(['rotateLeft', 'rotateRight'])}(`,
          this.stored(type),
          ', ',
          inner(),
          ')',
        );
      case 16:
        return make('~(', this.nonLiteral(type, depth - 1), ')');
      case 17:
        return this.special(type, depth);
      case 18:
        return this.variableOf(type) ?? inner();
      case 19: {
        const name = this.random.pick(['checkedAdd', 'checkedSub', 'checkedMul']);
        // `keep` has a type argument that may be null.
        const open = this.random.chance(60) ? `orElse(keep(${name}(` : `orElse((${name}(`;
        const other = this.stored(type);
        return make(open, this.stored(type), ', ', inner(), ')), ', other, ')');
      }
      case 20: {
        // What the store holds may be no member, see `scramble`.
        const narrow = this.random.chance(50) ? `truncate<${type}>` : type;
        return make(`${narrow}(`, this.color(1), ')');
      }
      default:
        return this.callOf(type, depth) ?? inner();
    }
  }

  /** What only some types have: bit counts, halves of products, fields, helpers. */
  private special(type: Integer, depth: number): Expression {
    const make = (...parts: (string | Expression)[]): Expression => ({
      type,
      parts,
      plain: plainOf(type),
    });
    if (type === 'u32') {
      const from = this.random.pick(INTEGERS);
      const name = this.random.pick(['countLeadingZeros', 'countTrailingZeros', 'countOnes']);
      return this.random.pick([
        make(`${name}(`, this.stored(from), ')'),
        make('u32(', this.value('Color', 1), ')'),
        make('counter'),
      ]);
    }
    if (type === 'u64') {
      return this.random.pick([
        make('multiplyHigh(', this.stored('u64'), ', ', this.integer('u64', depth - 1), ')'),
        make('measure(shapeOf(', this.value('u32', depth - 1), '))'),
        make('largest(STORE.u32List, ', this.stored('u64'), ', addWrapped)'),
        make('alignUp(', this.stored('u64'), `, ${1 << this.random.below(13)}n)`),
      ]);
    }
    if (type === 'i16') return leaf('i16', 'STORE.inner.high');
    if (type === 'u8') return leaf('u8', 'STORE.inner.low');
    if (type.startsWith('u')) {
      return make('alignDown(', this.stored(type), `, ${1 << this.random.below(7)})`);
    }
    return this.stored(type);
  }

  private nonLiteral(type: Integer, depth: number): Expression {
    return this.random.chance(50) ? this.stored(type) : this.wrapped(type, depth);
  }

  private wrapped(type: Integer, depth: number): Expression {
    return {
      type,
      parts: ['wrappingAdd(', this.stored(type), ', ', this.integer(type, depth - 1), ')'],
      plain: plainOf(type),
    };
  }

  /** An index that is mostly, not always, below `length`. */
  private index(length: number): Expression {
    if (this.random.chance(45)) return leaf('u32', String(this.random.below(length)));
    if (this.random.chance(85)) {
      return {
        type: 'u32',
        parts: ['(', this.stored('u32'), ` % ${length})`],
        plain: '0',
      };
    }
    return this.stored('u32');
  }
}

function leaf(type: string, text: string): Expression {
  return { type, parts: [text], plain: text };
}

function isInteger(type: Scalar): type is Integer {
  return type !== 'bool' && type !== 'Color' && type !== 'Pair';
}

function is64(type: Integer): boolean {
  return type.endsWith('64');
}

/** The simplest expression of a type that is no literal. */
function plainOf(type: Scalar): string {
  switch (type) {
    case 'bool':
      return 'STORE.flag';
    case 'Color':
      return 'STORE.color';
    case 'Pair':
      return '{ first: 0, second: 0n }';
    default:
      return `STORE.${type}Field`;
  }
}

/** The name of a DataView method for `type`, and its last argument. */
function viewMethod(
  type: Integer,
  prefix: 'get' | 'set',
  random: Random,
): readonly [string, string] {
  const sign = type.startsWith('i') ? 'Int' : 'Uint';
  const name = is64(type) ? `Big${sign}64` : `${sign}${type.slice(1)}`;
  const endian = type === 'u8' || type === 'i8' ? '' : random.pick(['', ', true', ', false']);
  return [`${prefix}${name}`, endian];
}
