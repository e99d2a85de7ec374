/**
 * Random well-typed programs of the dialect.
 *
 * A program has a struct in static storage, an enum, a record, a few functions that call only
 * earlier ones, and a `main` that calls them and prints. Values are mixed with operations that
 * cannot fail often enough for a program to get somewhere, and with ones that can, so that checks
 * fire. Everything is decided by the seed.
 *
 * Used by: `compare.ts`.            Uses: `declarations.ts`, `expressions.ts`, `tree.ts`.
 * Invariants:
 *   I1. A program compiles without diagnostics, and comes to an end.
 */

import { ARRAY_LENGTHS, DECLARATIONS, INTEGERS } from './declarations.ts';
import {
  ExpressionGenerator,
  is64,
  isInteger,
  type Scalar,
  type Variable,
  viewMethod,
} from './expressions.ts';
import type { Expression, GeneratedFunction, GeneratedProgram, Statement } from './tree.ts';

export function generateProgram(seed: number): GeneratedProgram {
  return new Generator(seed).program();
}

class Generator extends ExpressionGenerator {
  private readonly seed: number;
  private names = 0;
  /** How many loops may still be opened in the function; keeps the running time bounded. */
  private loopBudget = 0;
  private result: Scalar | null = null;

  constructor(seed: number) {
    super(seed);
    this.seed = seed;
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
}
