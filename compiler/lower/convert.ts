/**
 * Fitting a value to the type that its place wants, and conversions between integers.
 *
 * The only conversions that happen by themselves lose nothing: dropping a brand, and turning a
 * value into one that may be null.
 *
 * Used by: the rules of `compiler/lower`.            Uses: `function.ts`.
 */

import ts from 'typescript';

import type { Operand } from '../ir/program.ts';
import {
  type IntType,
  isSigned,
  maxValue,
  minValue,
  sameType,
  type Type,
  typeName,
  U32,
  widthBits,
  wrapToKind,
} from '../ir/types.ts';
import { constant, type FunctionLowering, operandType } from './function.ts';
import { checkFits } from './operators.ts';
import { convertsImplicitly } from './types.ts';
import { brandAt, enumAt, suggest, type TypeInHelp } from './visible-names.ts';
import { asCondition, instead, insteadOfOperand, quoted } from './wording.ts';

/** `operand` as a value of type `to`; refused when that is not possible without loss. */
export function coerce(f: FunctionLowering, operand: Operand, to: Type, node: ts.Node): Operand {
  const from = operandType(operand);
  if (sameType(from, to)) return operand;
  if (!convertsImplicitly(from, to)) return refuseMismatch(f, from, to, node);
  if (from.kind === 'int' && to.kind === 'int') return rebrand(f, operand, to, node);
  if (operand.kind === 'null') return { kind: 'null', type: to };
  const inner = to.kind === 'nullable' ? coerce(f, operand, to.inner, node) : operand;
  return f.compute(node, to, (result) => ({ op: 'wrapNullable', result, value: inner }));
}

/** The same integer with another brand. */
export function rebrand(
  f: FunctionLowering,
  operand: Operand,
  to: IntType,
  node: ts.Node,
): Operand {
  if (sameType(operandType(operand), to)) return operand;
  if (operand.kind === 'constant') return constant(to, operand.value);
  return f.compute(node, to, (result) => ({
    op: 'convert',
    result,
    mode: 'exact',
    value: operand,
  }));
}

/** What gives a plain integer the brand of a type at some place. */
interface Branding {
  readonly type: TypeInHelp;
  /** The call that does so to `text`; without a brand, `text` alone. */
  readonly write: (text: string) => string;
}

/** What gives a plain integer the brand of `type`, if any, at `node`. */
export function brandingAt(f: FunctionLowering, node: ts.Node, type: IntType): Branding {
  const isAddress = type.brand === 'PhysAddr' || type.brand === 'VirtAddr';
  if (type.brand === null || isAddress) {
    const call = type.brand === 'PhysAddr' ? 'phys' : type.brand === 'VirtAddr' ? 'virt' : null;
    return {
      type: { name: typeName(type), isVisible: true },
      write: (text) => (call === null ? text : `${call}(${text})`),
    };
  }
  const named = brandAt(f.context, node, type);
  return { type: named, write: (text) => `brand<${named.name}>(${text})` };
}

function refuseMismatch(f: FunctionLowering, from: Type, to: Type, node: ts.Node): never {
  const { context } = f;
  if (from.kind === 'int' && to.kind === 'int') {
    if (from.int === to.int) {
      const what = to.brand === 'PhysAddr' || to.brand === 'VirtAddr' ? 'an address' : 'one';
      const { type, write } = brandingAt(f, node, to);
      const help = instead(node, write, (written) => `say that it is ${what}: ${written}`);
      return context.refuse(
        'KD0210',
        node,
        `expected ${typeName(to)}, got ${typeName(from)}`,
        from.brand === null
          ? suggest(help, type)
          : 'two brands never mix; convert on purpose where it is right',
      );
    }
    const { type, write } = brandingAt(f, node, to);
    const truncated = write(`truncate<${to.int}>(${quoted(node)})`);
    const help = instead(
      node,
      (source) => write(`${to.int}(${source})`),
      (written) =>
        fitsAlways(from, to)
          ? `widen it: ${written}`
          : `convert: ${written} checks that the value fits, ${truncated} keeps the low bits`,
    );
    return context.refuse(
      'KD0203',
      node,
      `expected ${typeName(to)}, got ${typeName(from)}`,
      suggest(help, type),
    );
  }
  if (from.kind === 'bool' && to.kind === 'int') {
    const [one, zero] = widthBits(to.int) === 64 ? ['1n', '0n'] : ['1', '0'];
    const { type, write } = brandingAt(f, node, to);
    return context.refuse(
      'KD0203',
      node,
      `expected ${typeName(to)}, got bool`,
      suggest(
        insteadOfOperand(node, (source) => write(`${source} ? ${one} : ${zero}`)),
        type,
      ),
    );
  }
  if (to.kind === 'bool') {
    return context.refuse(
      'KD0203',
      node,
      `expected bool, got ${typeName(from)}`,
      asCondition(context, node, from, '!=='),
    );
  }
  if (from.kind === 'enum' && to.kind === 'int') {
    const { type, write } = brandingAt(f, node, to);
    return context.refuse(
      'KD0203',
      node,
      `expected ${typeName(to)}, got ${typeName(from)}`,
      suggest(
        instead(node, (source) => write(`${to.int}(${source})`)),
        type,
      ),
    );
  }
  if (from.kind === 'int' && to.kind === 'enum') {
    const member = to.members.find((each) => String(each.value) === node.getText());
    const type = enumAt(context, node, to);
    return context.refuse(
      'KD0203',
      node,
      `expected ${typeName(to)}, got ${typeName(from)}`,
      member === undefined
        ? 'a switch says which number means which member'
        : suggest(
            instead(node, () => `${type.name}.${member.name}`),
            type,
          ),
    );
  }
  const mayBeNull =
    (from.kind === 'nullable' && convertsImplicitly(from.inner, to)) ||
    (from.kind === 'ref' && from.nullable && convertsImplicitly({ ...from, nullable: false }, to));
  if (mayBeNull) {
    return context.refuse(
      'KD0214',
      node,
      `expected ${typeName(to)}, but the value may be null`,
      'test it with `!== null` first',
    );
  }
  if (to.kind === 'int' && ts.isStringLiteralLike(node) && node.text.length === 1) {
    const code = `${node.text.charCodeAt(0)}${widthBits(to.int) === 64 ? 'n' : ''}`;
    const help = `write the code of the character: ${code}`;
    return context.refuse('KD0203', node, `expected ${typeName(to)}, got string`, help);
  }
  const isAlike = typeName(from) === typeName(to);
  return context.refuse(
    'KD0203',
    node,
    isAlike
      ? `expected ${typeName(to)}, got another type that is written alike`
      : `expected ${typeName(to)}, got ${typeName(from)}`,
    isAlike ? 'declare one type with a name and use it in both places' : null,
  );
}

/** Whether every value of `from` is one of `to`. */
export function fitsAlways(from: IntType, to: IntType): boolean {
  return minValue(from.int) >= minValue(to.int) && maxValue(from.int) <= maxValue(to.int);
}

/** An integer conversion that panics when the value does not fit. */
export function convertChecked(
  f: FunctionLowering,
  operand: Operand,
  to: IntType,
  node: ts.Node,
): Operand {
  const from = operandType(operand);
  if (operand.kind === 'constant') {
    return constant(to, checkFits(f, node, to, operand.value));
  }
  if (sameType(from, to)) return operand;
  // Memory may hold any u32 where an enum is declared, so its members say nothing.
  const exact =
    from.kind === 'int' ? fitsAlways(from, to) : from.kind === 'enum' && fitsAlways(U32, to);
  const mode = exact ? 'exact' : 'check';
  return f.compute(node, to, (result) => ({ op: 'convert', result, mode, value: operand }));
}

/** An integer conversion that keeps the low bits. */
export function convertTruncating(
  f: FunctionLowering,
  operand: Operand,
  to: IntType,
  node: ts.Node,
): Operand {
  const from = operandType(operand);
  if (operand.kind === 'constant') return constant(to, wrapToKind(to.int, operand.value));
  if (sameType(from, to)) return operand;
  const mode = from.kind === 'int' && fitsAlways(from, to) ? 'exact' : 'truncate';
  return f.compute(node, to, (result) => ({ op: 'convert', result, mode, value: operand }));
}

/** The bit pattern of a signed or unsigned constant as an unsigned number of the same width. */
export function bitPattern(type: IntType, value: bigint): bigint {
  return isSigned(type.int) ? BigInt.asUintN(widthBits(type.int), value) : value;
}
