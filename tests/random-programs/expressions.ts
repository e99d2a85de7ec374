/**
 * Random expressions of the types that a generated program has.
 *
 * Used by: `generate.ts`.            Uses: `compounds.ts`, `declarations.ts`, `random.ts`, `tree.ts`.
 */

import {
  type Compound,
  COMPOUND_RULES,
  COMPOUNDS,
  isCompound,
  READERS,
  type Scalar,
} from './compounds.ts';
import { ARRAY_LENGTHS, type Integer, INTEGERS } from './declarations.ts';
import { Random } from './random.ts';
import type { Expression } from './tree.ts';

export interface Variable {
  readonly name: string;
  readonly type: Scalar;
  readonly mutable: boolean;
}

interface Signature {
  readonly name: string;
  readonly parameters: readonly Variable[];
  readonly result: Scalar;
}

/** The places in a template where expressions stand. */
const HOLE = /(#\w+)/;

const SCALARS: readonly Scalar[] = [...INTEGERS, 'bool', 'Color', ...COMPOUNDS];

/** Makes expressions of what is in scope. */
export class ExpressionGenerator {
  protected readonly random: Random;
  protected readonly signatures: Signature[] = [];
  protected variables: Variable[] = [];
  protected loopDepth = 0;
  /** The types of this program: few in each are cheaper, and find no less in many programs. */
  protected readonly compounds: readonly Compound[];

  constructor(seed: number) {
    this.random = new Random(seed);
    this.compounds = COMPOUNDS.filter(() => this.random.chance(40));
  }

  protected value(type: Scalar, depth: number): Expression {
    if (type === 'bool') return this.boolean(depth);
    if (type === 'Color') return this.color(depth);
    return isInteger(type) ? this.integer(type, depth) : this.compound(type, depth);
  }

  /** An expression written as `compounds.ts` says; one with many inside has small ones. */
  protected template(type: Scalar, template: string, depth: number): Expression {
    const texts = template.split(HOLE);
    const innerDepth = depth - (texts.length > 5 ? 2 : 1);
    const parts = texts.map((part) => {
      const inner = SCALARS.find((candidate) => part === `#${candidate}`);
      return inner === undefined ? part : this.value(inner, innerDepth);
    });
    return { type, parts, plain: plainOf(type) };
  }

  /** Those templates whose types the program has. */
  private possible(templates: readonly string[]): readonly string[] {
    return templates.filter((template) =>
      template
        .split(HOLE)
        .map((part) => part.slice(1))
        .filter(isCompound)
        .every((type) => this.compounds.includes(type)),
    );
  }

  private compound(type: Compound, depth: number): Expression {
    if (this.random.chance(depth > 0 ? 40 : 70)) {
      const found = this.variableOf(type) ?? (depth > 0 ? this.callOf(type, depth) : null);
      if (found !== null) return found;
    }
    const { makers, plain } = COMPOUND_RULES[type];
    const possible = this.possible(makers);
    if (depth <= 0 || possible.length === 0) return leaf(type, plain);
    if (this.random.chance(15)) return this.choice(type, depth);
    return this.template(type, this.random.pick(possible), depth);
  }

  private choice(type: Scalar, depth: number): Expression {
    // TypeScript takes `a < (b ? f<T>(c) : d)` for type arguments, but not with `(b)`.
    const test = this.value('bool', depth - 1);
    const [left, right] = [this.value(type, depth - 1), this.value(type, depth - 1)];
    return { type, parts: ['((', test, ') ? ', left, ' : ', right, ')'], plain: plainOf(type) };
  }

  protected variableOf(type: Scalar): Expression | null {
    const candidates = this.variables.filter((variable) => variable.type === type);
    if (candidates.length === 0) return null;
    return leaf(type, this.random.pick(candidates).name);
  }

  private callOf(type: Scalar, depth: number): Expression | null {
    const candidates = this.signatures.filter((signature) => signature.result === type);
    if (candidates.length === 0 || this.loopDepth > 1) return null;
    return this.call(this.random.pick(candidates), depth);
  }

  protected call(signature: Signature, depth: number): Expression {
    const parts: (string | Expression)[] = [`${signature.name}(`];
    signature.parameters.forEach((parameter, index) => {
      if (index > 0) parts.push(', ');
      parts.push(this.value(parameter.type, depth - 1));
    });
    parts.push(')');
    return { type: signature.result, parts, plain: plainOf(signature.result) };
  }

  protected color(depth: number): Expression {
    const found = this.random.chance(40) ? this.variableOf('Color') : null;
    if (found !== null) return found;
    if (this.random.chance(30)) return leaf('Color', 'STORE.color');
    return {
      type: 'Color',
      parts: ['colorOf(', this.value('u32', depth - 1), ')'],
      plain: plainOf('Color'),
    };
  }

  protected boolean(depth: number): Expression {
    const found = this.random.chance(15) ? this.variableOf('bool') : null;
    if (found !== null) return found;
    const make = (...parts: (string | Expression)[]): Expression => ({
      type: 'bool',
      parts,
      plain: plainOf('bool'),
    });
    if (depth > 0) {
      switch (this.random.below(9)) {
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
        case 5:
          return this.reader('bool', depth) ?? leaf('bool', 'STORE.flag');
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
  protected stored(type: Integer): Expression {
    return this.variableOf(type) ?? leaf(type, `STORE.${type}Field`);
  }

  protected literal(type: Integer): Expression {
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

  protected integer(type: Integer, depth: number): Expression {
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
    switch (this.random.below(24)) {
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
        return this.choice(type, depth);
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
      case 21:
      case 22:
        return this.reader(type, depth) ?? inner();
      default:
        return this.callOf(type, depth) ?? inner();
    }
  }

  private reader(type: Scalar, depth: number): Expression | null {
    const possible = this.possible(READERS[type] ?? []);
    return possible.length === 0 ? null : this.template(type, this.random.pick(possible), depth);
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

  protected nonLiteral(type: Integer, depth: number): Expression {
    return this.random.chance(50) ? this.stored(type) : this.wrapped(type, depth);
  }

  protected wrapped(type: Integer, depth: number): Expression {
    return {
      type,
      parts: ['wrappingAdd(', this.stored(type), ', ', this.integer(type, depth - 1), ')'],
      plain: plainOf(type),
    };
  }

  /** An index that is mostly, not always, below `length`. */
  protected index(length: number): Expression {
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

export function leaf(type: string, text: string): Expression {
  return { type, parts: [text], plain: text };
}

export function isInteger(type: Scalar): type is Integer {
  return INTEGERS.some((integer) => integer === type);
}

export function is64(type: Integer): boolean {
  return type.endsWith('64');
}

/** The simplest expression of a type that is no literal. */
function plainOf(type: Scalar): string {
  switch (type) {
    case 'bool':
      return 'STORE.flag';
    case 'Color':
      return 'STORE.color';
    default:
      return isInteger(type) ? `STORE.${type}Field` : COMPOUND_RULES[type].plain;
  }
}

/** The name of a DataView method for `type`, and its last argument. */
export function viewMethod(
  type: Integer,
  prefix: 'get' | 'set',
  random: Random,
): readonly [string, string] {
  const sign = type.startsWith('i') ? 'Int' : 'Uint';
  const name = is64(type) ? `Big${sign}64` : `${sign}${type.slice(1)}`;
  const endian = type === 'u8' || type === 'i8' ? '' : random.pick(['', ', true', ', false']);
  return [`${prefix}${name}`, endian];
}
