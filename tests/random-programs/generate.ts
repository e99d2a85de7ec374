/**
 * Random well-typed programs of the dialect.
 *
 * A program has a struct in static storage, an enum, some of the types in `compounds.ts` (records,
 * unions, generic and branded types, values that may be null, function references), a table computed
 * when compiled, a few functions that call only earlier ones, and a `main` that calls them and
 * prints. Values are mixed with operations that cannot fail often enough for a program to get
 * somewhere, and with ones that can, so that checks fire. Everything is decided by the seed.
 *
 * Used by: `compare.ts`.            Uses: `declarations.ts`, `expressions.ts`, `tables.ts`, `tree.ts`.
 * Invariants:
 *   I1. A program compiles without diagnostics, and comes to an end.
 */

import { type Compound, COMPOUND_RULES, isCompound, type Scalar } from './compounds.ts';
import { ARRAY_LENGTHS, DECLARATIONS, type Integer, INTEGERS } from './declarations.ts';
import {
  ExpressionGenerator,
  is64,
  isInteger,
  leaf,
  type Variable,
  viewMethod,
} from './expressions.ts';
import { TableFunctionGenerator } from './tables.ts';
import type { Expression, GeneratedFunction, GeneratedProgram, Statement } from './tree.ts';

/** What a program says of a table that is not what its function computes when the program runs. */
export const WRONG_TABLE = 'tables: another entry was computed when compiled';

export function generateProgram(seed: number): GeneratedProgram {
  return new Generator(seed).program();
}

class Generator extends ExpressionGenerator {
  private readonly seed: number;
  private names = 0;
  /** How many loops may still be opened in the function; keeps the running time bounded. */
  private loopBudget = 0;
  /** Names of the loops around that have one. */
  private labels: readonly string[] = [];
  private result: Scalar | null = null;

  constructor(seed: number) {
    super(seed);
    this.seed = seed;
  }

  program(): GeneratedProgram {
    const type = this.random.pick(INTEGERS);
    const entry = new TableFunctionGenerator(this.seed).tableFunction('entry', type);
    const table = `const TABLE: FixedArray<${type}, 6> = tabulate(entry);\n`;
    const functions = [entry];
    const count = 1 + this.random.below(3);
    for (let index = 0; index < count; index++) functions.push(this.function(`f${index}`));
    functions.push(this.main());
    return { seed: this.seed, declarations: [...DECLARATIONS, table], functions };
  }

  private fresh(prefix: string): string {
    this.names += 1;
    return `${prefix}${this.names}`;
  }

  private scalar(): Scalar {
    if (this.random.chance(70)) return this.random.pick(INTEGERS);
    return this.random.pick(['bool', 'Color', ...this.compounds]);
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
    const body = this.statements(2 + this.random.below(4), 2);
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
    const body = this.statements(4 + this.random.below(7), 2);
    const calls = this.signatures.map((signature) => this.show(this.call(signature, 2)));
    const fields = INTEGERS.map((type): Statement => ({
      kind: 'line',
      parts: ['print(`', `${type} \${STORE.${type}Field} \${STORE.${type}List[1]}`, '`);'],
    }));
    const tables: Statement = {
      kind: 'block',
      head: ['for (const index of range(0, 6))'],
      body: [{ kind: 'line', parts: [`assert(TABLE[index] === entry(index), '${WRONG_TABLE}');`] }],
      tail: '',
    };
    return {
      head: 'export function main(): void',
      body: [tables, ...start, ...body, ...calls, ...fields],
      result: null,
    };
  }

  // ── Statements ──────────────────────────────────────────────────────────────────────────────

  private statements(count: number, depth: number): readonly Statement[] {
    const outer = this.variables;
    this.variables = [...outer];
    const list = Array.from({ length: count }, () => this.statement(depth));
    const unread = this.variables
      .slice(outer.length)
      .filter(({ type }) => isCompound(type) && COMPOUND_RULES[type].mustBeRead)
      .map(({ name, type }) => this.show(leaf(type, name)));
    this.variables = outer;
    return [...list, ...unread];
  }

  private statement(depth: number): Statement {
    const choice = this.random.below(100);
    if (choice < 22) return this.declaration();
    if (choice < 40) return this.assignment();
    if (choice < 52) return this.store();
    if (choice < 60) return this.show(this.value(this.scalar(), 3));
    if (depth > 0) {
      if (choice < 70) return this.conditional(depth);
      if (choice < 75) return this.narrowing(depth);
      if (choice < 86 && this.loopBudget > 0) return this.loop(depth);
      if (choice < 92) return this.switch(depth);
    }
    if (choice < 94) return this.scoped();
    if (choice < 98 && (this.loopDepth > 0 || this.labels.length > 0)) return this.jump();
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
    return {
      kind: 'line',
      parts: [`${word} ${name}: ${type} = `, value, ...this.kept(name, type)],
    };
  }

  /** The end of a statement that keeps a value: some values must be read on every path from there. */
  private kept(name: string, type: Scalar): readonly string[] {
    const mustBeRead = isCompound(type) && COMPOUND_RULES[type].mustBeRead;
    return mustBeRead ? [';', ` ignore(${name}, 'it is read where it happens to be');`] : [';'];
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
    const value = this.value(target.type, 3);
    return {
      kind: 'line',
      parts: [`${target.name} = `, value, ...this.kept(target.name, target.type)],
    };
  }

  private mutableVariable(): Variable | null {
    const candidates = this.variables.filter((variable) => variable.mutable);
    return candidates.length === 0 ? null : this.random.pick(candidates);
  }

  private store(): Statement {
    const type = this.random.pick(INTEGERS);
    const value = this.value(type, 3);
    switch (this.random.below(10)) {
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
      case 6: {
        const operator = this.random.pick(['+=', '-=', '*=', '|=', '^=', '%=', '<<=', '>>=']);
        const index = this.index(ARRAY_LENGTHS[type]);
        return {
          kind: 'line',
          parts: [`STORE.${type}List[`, index, `] ${operator} `, this.nonLiteral(type, 2), ';'],
        };
      }
      case 7:
        return { kind: 'line', parts: ['STORE.header.total = ', this.value('i64', 2), ';'] };
      case 8:
        return { kind: 'line', parts: ['STORE.bytes[u32(', this.color(1), ')]++;'] };
      default:
        return {
          kind: 'line',
          parts: [`STORE.${type}List[`, this.index(ARRAY_LENGTHS[type]), '] = ', value, ';'],
        };
    }
  }

  private show(value: Expression): Statement {
    if (isCompound(value.type)) {
      return { kind: 'line', parts: [`show${value.type}(`, value, ');'] };
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

  /** A body in which TypeScript knows that a value is not null, or which variant it is. */
  private narrowing(depth: number): Statement {
    const name = this.fresh('n');
    const body = (inside: Variable): readonly Statement[] => {
      const outer = this.variables;
      this.variables = [...outer, inside];
      const list = this.statements(1 + this.random.below(2), depth - 1);
      this.variables = outer;
      return list;
    };
    const field = (path: string, type: Scalar): Variable => ({
      name: `${name}${path}`,
      type,
      mutable: false,
    });
    const all: readonly (readonly [Compound, string, Variable])[] = [
      ['MaybeByte', `${name} !== null`, field('', 'u8')],
      ['MaybePair', `${name} !== null`, field('', 'Pair')],
      ['MaybePair', `${name} !== null && ${name}.first > 3`, field('.second', 'i64')],
      ['Shape', `${name}.kind === 'line'`, field('.length', 'u64')],
      ['Shape', `!(${name}.kind !== 'box')`, field('.width', 'u16')],
      ['OptionWord', `'some' === ${name}.kind`, field('.value', 'i16')],
      ['OptionPair', `${name}.kind === 'some'`, field('.value', 'Pair')],
      ['Nest', `${name}.shape.kind === 'line'`, field('.shape.length', 'u64')],
      ['Nest', `${name}.maybe !== null`, field('.maybe', 'u8')],
    ];
    const possible = all.filter(([type]) => this.compounds.includes(type));
    if (possible.length === 0) return this.conditional(depth);
    const [type, test, inside] = this.random.pick(possible);
    const inner: Statement = {
      kind: 'block',
      head: [`if (${test})`],
      body: body(inside),
      tail: '',
    };
    const declared: Statement = {
      kind: 'line',
      parts: [`const ${name}: ${type} = `, this.value(type, 3), ';'],
    };
    return { kind: 'block', head: ['if (counter >= 0)'], body: [declared, inner], tail: '' };
  }

  /** Something that is released when the scope is left. */
  private scoped(): Statement {
    const name = this.fresh('t');
    const value = this.value('u32', 2);
    this.variables.push({ name: `u32(${name})`, type: 'u32', mutable: false });
    return { kind: 'line', parts: [`using ${name} = acquire(`, value, ');'] };
  }

  private jump(): Statement {
    const label = this.loopDepth === 0 || this.random.chance(40) ? this.labels : [];
    const target = label.length === 0 ? '' : ` ${this.random.pick(label)}`;
    const word = this.random.chance(50) ? 'break' : 'continue';
    return { kind: 'line', parts: ['if (', this.value('bool', 2), `) ${word}${target};`] };
  }

  private loop(depth: number): Statement {
    this.loopBudget -= 1;
    this.loopDepth += 1;
    const [outer, labels] = [this.variables, this.labels];
    const label = this.random.chance(30) ? this.fresh('loop') : null;
    if (label !== null) this.labels = [...labels, label];
    const { head, type, name } = this.loopHead();
    this.variables = [...outer, { name, type, mutable: false }];
    const body = this.statements(1 + this.random.below(4), depth - 1);
    // TypeScript wants each label to be used.
    const used: Statement[] =
      label === null
        ? []
        : [{ kind: 'line', parts: ['if (', this.value('bool', 2), `) continue ${label};`] }];
    this.variables = outer;
    this.labels = labels;
    this.loopDepth -= 1;
    const prefix = label === null ? '' : `${label}: `;
    return { kind: 'block', head: [prefix, ...head], body: [...body, ...used], tail: '' };
  }

  private loopHead(): {
    readonly head: readonly (string | Expression)[];
    readonly type: Integer;
    readonly name: string;
  } {
    const type = this.random.pick(INTEGERS);
    const name = this.fresh('k');
    const start = this.random.below(4);
    const end = start + this.random.below(6);
    const suffix = is64(type) ? 'n' : '';
    const first = `${start}${suffix}`;
    const last = `${end}${suffix}`;
    const step = `${1 + this.random.below(3)}${suffix}`;
    const make = (...head: (string | Expression)[]): ReturnType<typeof this.loopHead> => ({
      head,
      type,
      name,
    });
    switch (this.random.below(6)) {
      case 0:
        return make(`for (const ${name} of STORE.${type}List)`);
      case 1:
        return make(`for (let ${name}: ${type} = ${first}; ${name} < ${last}; ${name}++)`);
      case 2:
        return make(`for (let ${name}: ${type} = ${last}; ${name} > ${first}; ${name} -= ${step})`);
      case 3: {
        // The bound is read anew in each round.
        const bound = ['min(', this.nonLiteral(type, 1), `, ${last})`];
        return make(
          `for (let ${name}: ${type} = ${first}; ${name} < `,
          ...bound,
          `; ${name} += ${step})`,
        );
      }
      case 4:
        return make(
          `for (const ${name} of range(max(`,
          this.nonLiteral(type, 1),
          `, ${first}), ${last}))`,
        );
      default:
        return make(`for (const ${name} of range(${type}(${first}), ${last}))`);
    }
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
    const isOverColor = this.random.chance(30);
    const labels = isOverColor
      ? ['Color.Blue', 'Color.Red', 'Color.Green']
      : [0, 1, 3].map((label) => `${label}${suffix}`);
    // Through `keep`, TypeScript does not know which member it is inside of another switch.
    const subject = isOverColor ? ['keep(', this.color(2), ')'] : [this.wrapped(type, 2)];
    const body = labels.map((label) => clause(`case ${label}:`));
    const fallback = !isOverColor && this.random.chance(50) ? [clause('default:')] : [];
    this.loopDepth = depthOutside;
    return {
      kind: 'block',
      head: ['switch (', ...subject, ')'],
      body: [...body, ...fallback],
      tail: '',
    };
  }
}
