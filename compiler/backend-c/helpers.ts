/**
 * Small C functions that stand for operations with no C operator: saturation, rotation, bit counts,
 * bytes in memory.
 *
 * They are emitted only when used, always inlined, and have no debug information, so that stepping
 * never leaves TypeScript. Every x86-64 processor executes what they are compiled to.
 *
 * Used by: `integers.ts`, `memory.ts`.            Uses: `ir/types.ts`.
 * Invariants:
 *   I1. No helper has undefined behaviour for any argument.
 */

import type { PureOperation } from '../ir/program.ts';
import { type IntKind, isSigned, maxValue, minValue, widthBits } from '../ir/types.ts';
import { cInteger } from './operands.ts';

const INLINE = '#define KX_INLINE KX_NO_DEBUG __attribute__((always_inline)) static inline\n\n';

export class Helpers {
  readonly #definitions = new Map<string, string>();

  #use(name: string, definition: string): string {
    this.#definitions.set(name, definition);
    return name;
  }

  /** The definitions of the helpers asked for so far, sorted by name. */
  text(): string {
    if (this.#definitions.size === 0) return '';
    const definitions = [...this.#definitions.keys()]
      .sort()
      .map((name) => `KX_INLINE ${this.#definitions.get(name) ?? ''}\n`);
    return `${INLINE}${definitions.join('')}`;
  }

  /** A function that computes a pure operation on `kind`. */
  pure(operation: PureOperation, kind: IntKind): string {
    const name = `kx_${operation}_${kind}`;
    return this.#use(name, pureDefinition(name, operation, kind));
  }

  /** A function that reads `kind` at any address, in either byte order. */
  load(kind: IntKind, isLittleEndian: boolean): string {
    const name = `kx_load_${kind}_${isLittleEndian ? 'little' : 'big'}`;
    const value = fromBits(kind, isLittleEndian ? 'bits' : swapped(kind, 'bits'));
    const bits = unsignedKind(kind);
    const body = `${bits} bits; __builtin_memcpy(&bits, place, sizeof bits); return ${value};`;
    return this.#use(name, `${kind} ${name}(const u8 *place) { ${body} }`);
  }

  /** A function that writes `kind` at any address, in either byte order. */
  store(kind: IntKind, isLittleEndian: boolean): string {
    const name = `kx_store_${kind}_${isLittleEndian ? 'little' : 'big'}`;
    const bits = unsignedKind(kind);
    const cast = `(${bits})value`;
    const stored = isLittleEndian ? cast : swapped(kind, cast);
    const body = `const ${bits} bits = ${stored}; __builtin_memcpy(place, &bits, sizeof bits);`;
    return this.#use(name, `void ${name}(u8 *place, ${kind} value) { ${body} }`);
  }
}

/**
 * BSF leaves its target as it was when the value is 0, and waits for that. With the prefix REP it is
 * TZCNT where the processor has that, and BSF where it has not: they differ for 0 only. gcc and clang
 * write it so from version 16 of the latter on, and know more of what they write themselves.
 *
 * Source: [SDM2] "BSF", "TZCNT".
 */
function trailingZeros(name: string, kind: IntKind): string {
  const lines = [
    `u32 ${name}(${kind} value) {`,
    `  const u64 bits = (${unsignedKind(kind)})value;`,
    `  if (bits == 0) return ${widthBits(kind)}u;`,
    '#if defined(__clang__) && __clang_major__ < 16',
    '  if (__builtin_constant_p(bits)) return (u32)__builtin_ctzll(bits);',
    '  u64 count;',
    '  __asm__("rep bsfq %1, %0" : "=r"(count) : "r"(bits) : "cc");',
    `  if (count >= ${widthBits(kind)}u) __builtin_unreachable();`,
    '  return (u32)count;',
    '#else',
    '  return (u32)__builtin_ctzll(bits);',
    '#endif',
    '}',
  ];
  return lines.join('\n');
}

/** The unsigned type of the same width. */
export function unsignedKind(kind: IntKind): IntKind {
  switch (kind) {
    case 'u8':
    case 'i8':
      return 'u8';
    case 'u16':
    case 'i16':
      return 'u16';
    case 'u32':
    case 'i32':
      return 'u32';
    case 'u64':
    case 'i64':
      return 'u64';
  }
}

function fromBits(kind: IntKind, bits: string): string {
  return isSigned(kind) ? `(${kind})${bits}` : bits;
}

function swapped(kind: IntKind, bits: string): string {
  const width = widthBits(kind);
  return width === 8 ? bits : `__builtin_bswap${width}(${bits})`;
}

function pureDefinition(name: string, operation: PureOperation, kind: IntKind): string {
  const binary = (result: string, body: string): string =>
    `${result} ${name}(${kind} left, ${kind} right) { ${body} }`;
  const unary = (body: string): string => `u32 ${name}(${kind} value) { return ${body}; }`;
  const width = widthBits(kind);
  const max = cInteger(kind, maxValue(kind));
  const min = cInteger(kind, minValue(kind));
  const signed = isSigned(kind);
  const builtin = (which: string): string => `__builtin_${which}_overflow(left, right, &result)`;
  const saturate = (which: string, limit: string): string =>
    binary(kind, `${kind} result; return ${builtin(which)} ? ${limit} : result;`);

  switch (operation) {
    case 'wrappingAdd':
      return binary(kind, `return ${wrapped(kind, 'left', '+', 'right')};`);
    case 'wrappingSub':
      return binary(kind, `return ${wrapped(kind, 'left', '-', 'right')};`);
    case 'wrappingMul':
      return binary(kind, `return ${wrapped(kind, 'left', '*', 'right')};`);
    case 'saturatingAdd':
      // A signed sum overflows towards the sign of either operand.
      return saturate('add', signed ? `(right < 0 ? ${min} : ${max})` : max);
    case 'saturatingSub':
      return saturate('sub', signed ? `(right < 0 ? ${max} : ${min})` : min);
    case 'saturatingMul':
      return saturate('mul', signed ? `((left < 0) == (right < 0) ? ${max} : ${min})` : max);
    case 'addOverflows':
      return binary('_Bool', `${kind} result; return ${builtin('add')};`);
    case 'subOverflows':
      return binary('_Bool', `${kind} result; return ${builtin('sub')};`);
    case 'mulOverflows':
      return binary('_Bool', `${kind} result; return ${builtin('mul')};`);
    case 'multiplyHigh':
      return binary(kind, 'return (u64)(((unsigned __int128)left * right) >> 64);');
    case 'rotateLeft':
      return binary(kind, `return ${rotated(kind, '<<', '>>')};`);
    case 'rotateRight':
      return binary(kind, `return ${rotated(kind, '>>', '<<')};`);
    case 'countLeadingZeros': {
      const bits = width === 64 ? '__builtin_clzll' : '__builtin_clz';
      const excess = width < 32 ? ` - ${32 - width}u` : '';
      const value = `(${unsignedKind(kind)})value`;
      return unary(`value == 0 ? ${width}u : (u32)${bits}(${value})${excess}`);
    }
    case 'countTrailingZeros':
      return trailingZeros(name, kind);
    case 'countOnes': {
      const bits = width === 64 ? '__builtin_popcountll' : '__builtin_popcount';
      return unary(`(u32)${bits}((${unsignedKind(kind)})value)`);
    }
    case 'min':
      return binary(kind, 'return left < right ? left : right;');
    case 'max':
      return binary(kind, 'return left > right ? left : right;');
  }
}

/** left `operator` right modulo 2^width: computed unsigned, at least 32 bits wide. */
export function wrapped(kind: IntKind, left: string, operator: string, right: string): string {
  if (kind === 'u32' || kind === 'u64') return `${left} ${operator} ${right}`;
  const wide = widthBits(kind) === 64 ? 'u64' : 'u32';
  return `(${kind})((${wide})${left} ${operator} (${wide})${right})`;
}

/** left rotated by right modulo width; both shift counts are in range, and clang knows the form. */
function rotated(kind: IntKind, forward: string, backward: string): string {
  const mask = `${widthBits(kind) - 1}u`;
  const wide = widthBits(kind) === 64 ? 'u64' : 'u32';
  const value = `(${wide})left`;
  return `(${kind})((${value} ${forward} (right & ${mask})) | (${value} ${backward} ((0u - right) & ${mask})))`;
}
