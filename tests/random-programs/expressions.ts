/**
 * Random expressions of the types that a generated program has.
 *
 * Used by: `generate.ts`.            Uses: `declarations.ts`, `random.ts`, `tree.ts`.
 */

import { ARRAY_LENGTHS, type Integer, INTEGERS } from './declarations.ts';
import { Random } from './random.ts';
import type { Expression } from './tree.ts';

export type Scalar = Integer | 'bool' | 'Color' | 'Pair';

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

/** Makes expressions of what is in scope. */
export class ExpressionGenerator {
  protected readonly random: Random;
  protected readonly signatures: Signature[] = [];
  protected variables: Variable[] = [];
  protected loopDepth = 0;

  constructor(seed: number) {
    this.random = new Random(seed);
  }

  protected value(type: Scalar, depth: number): Expression {
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

  protected call(signature: Signature, depth: number): Expression {
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

function leaf(type: string, text: string): Expression {
  return { type, parts: [text], plain: text };
}

export function isInteger(type: Scalar): type is Integer {
  return type !== 'bool' && type !== 'Color' && type !== 'Pair';
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
    case 'Pair':
      return '{ first: 0, second: 0n }';
    default:
      return `STORE.${type}Field`;
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
