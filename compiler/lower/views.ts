/**
 * Methods of `DataView` and of strings.
 *
 * Used by: `calls.ts`.            Uses: `members.ts` for the checks.
 */

import type ts from 'typescript';

import type { Operand } from '../ir/program.ts';
import { BOOL, type IntKind, type IntType, TEXT, U32, widthBits } from '../ir/types.ts';
import { argumentAt } from './builtin.ts';
import { coerce } from './convert.ts';
import { expression } from './expressions.ts';
import { constant, type FunctionLowering } from './function.ts';
import { arrayIndex, checkIndex } from './members.ts';

const ACCESSED: ReadonlyMap<string, IntKind> = new Map<string, IntKind>([
  ['Uint8', 'u8'],
  ['Int8', 'i8'],
  ['Uint16', 'u16'],
  ['Int16', 'i16'],
  ['Uint32', 'u32'],
  ['Int32', 'i32'],
  ['BigUint64', 'u64'],
  ['BigInt64', 'i64'],
]);

/** `view.getUint32(offset, true)` and its like; null for the setters. */
export function viewMethod(
  f: FunctionLowering,
  node: ts.CallExpression,
  callee: ts.PropertyAccessExpression,
  view: Operand,
): Operand | null {
  const name = callee.name.text;
  const kind = ACCESSED.get(name.slice(3));
  const isGet = name.startsWith('get');
  if (kind === undefined || !(isGet || name.startsWith('set'))) {
    return f.context.refuse('KD0112', callee.name, `DataView has no method ${name} in the dialect`);
  }
  const type: IntType = { kind: 'int', int: kind, brand: null };
  const offset = arrayIndex(f, argumentAt(f, node, 0));
  const stored = isGet ? null : storedValue(f, argumentAt(f, node, 1), type);
  const endian = node.arguments[isGet ? 1 : 2];
  const littleEndian =
    endian === undefined
      ? constant(BOOL, 0n)
      : coerce(f, expression(f, endian, BOOL), BOOL, endian);
  const bytes = constant(U32, BigInt(widthBits(kind) / 8));
  f.emit(node, { op: 'checkViewRange', view, offset, bytes });
  if (stored !== null) {
    f.emit(node, { op: 'viewStore', view, offset, value: stored, littleEndian });
    return null;
  }
  return f.compute(node, type, (result) => ({
    op: 'viewLoad',
    result,
    view,
    offset,
    littleEndian,
  }));
}

function storedValue(f: FunctionLowering, node: ts.Expression, type: IntType): Operand {
  return coerce(f, expression(f, node, type), type, node);
}

/** `text.charCodeAt(index)`. */
export function textMethod(
  f: FunctionLowering,
  node: ts.CallExpression,
  callee: ts.PropertyAccessExpression,
  receiver: Operand,
): Operand {
  if (callee.name.text !== 'charCodeAt') {
    return f.context.refuse(
      'KD0112',
      callee.name,
      `string has no method ${callee.name.text} in the dialect`,
      'strings are constants: they have length and charCodeAt',
    );
  }
  const argument = argumentAt(f, node, 0);
  const index = arrayIndex(f, argument);
  const value = coerce(f, receiver, TEXT, node);
  if (value.kind === 'text' && index.kind === 'constant') {
    checkIndex(f, argument, index, constant(U32, BigInt(value.value.length)));
    // None only where nothing evaluates it.
    const code = value.value.codePointAt(Number(index.value));
    if (code !== undefined) return constant(U32, BigInt(code));
  }
  const length =
    value.kind === 'text'
      ? constant(U32, BigInt(value.value.length))
      : f.compute(node, U32, (result) => ({ op: 'textLength', result, text: value }));
  checkIndex(f, argument, index, length);
  return f.compute(node, U32, (result) => ({ op: 'textByte', result, text: value, index }));
}
