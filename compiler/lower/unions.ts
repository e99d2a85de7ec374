/**
 * Telling the variants of a union apart: `value.kind === 'name'`.
 *
 * Used by: `expressions.ts`, `switch.ts`.            Uses: `narrowing.ts`.
 */

import ts from 'typescript';

import type { Operand } from '../ir/program.ts';
import { BOOL, type Type, U32, type UnionType } from '../ir/types.ts';
import { expression } from './expressions.ts';
import { constant, type FunctionLowering, operandType } from './function.ts';
import { isQualifiedName } from './members.ts';

/** A union value and its type, when `node` reads its discriminant; else null. */
export function discriminantRead(
  f: FunctionLowering,
  node: ts.Expression,
): { readonly value: Operand; readonly type: UnionType } | null {
  if (ts.isParenthesizedExpression(node)) return discriminantRead(f, node.expression);
  if (!ts.isPropertyAccessExpression(node) || isQualifiedName(f, node)) return null;
  const type = f.context.checker.getTypeAtLocation(node);
  const isTag = type.isStringLiteral() || (type.isUnion() && type.types.every(isTagType));
  if (!isTag) return null;
  const value = expression(f, node.expression, null);
  const found: Type = operandType(value);
  if (found.kind !== 'union' || found.discriminant !== node.name.text) return null;
  return { value, type: found };
}

function isTagType(type: ts.Type): boolean {
  return type.isStringLiteral();
}

/** The index of the variant that a union value holds. */
export function variantIndex(f: FunctionLowering, node: ts.Node, value: Operand): Operand {
  return f.compute(node, U32, (result) => ({ op: 'variantIndex', result, value }));
}

/** The variant that a string constant names. */
export function variantNamed(f: FunctionLowering, node: ts.Expression, type: UnionType): number {
  if (ts.isParenthesizedExpression(node)) return variantNamed(f, node.expression, type);
  if (!ts.isStringLiteral(node)) {
    return f.context.refuse('KD0311', node, 'a variant is named by a string constant');
  }
  const index = type.variants.findIndex((variant) => variant.tag === node.text);
  return index >= 0 ? index : refuseTag(f, node, type.variants);
}

/** Refuses a string constant that names no variant. */
export function refuseTag(
  f: FunctionLowering,
  node: ts.Expression,
  variants: readonly { readonly tag: string }[],
): never {
  return f.context.refuse(
    'KD0203',
    node,
    `there is no variant ${node.getText()}`,
    `the variants are ${variants.map((variant) => `'${variant.tag}'`).join(', ')}`,
  );
}

function isName(node: ts.Expression): boolean {
  return ts.isParenthesizedExpression(node) ? isName(node.expression) : ts.isStringLiteral(node);
}

/** `value.kind === 'name'` (or `!==`), either way round, when `node` is one; else null. */
export function variantTest(
  f: FunctionLowering,
  node: ts.BinaryExpression,
  whenEqual: boolean,
): Operand | null {
  // Which side the name of the variant is on does not matter: it has no effect.
  const [name, tested] = isName(node.left) ? [node.left, node.right] : [node.right, node.left];
  if (!isName(name)) return null;
  const read = discriminantRead(f, tested);
  if (read === null) return null;
  const wanted = variantNamed(f, name, read.type);
  const index = variantIndex(f, node, read.value);
  return f.compute(node, BOOL, (result) => ({
    op: 'compare',
    result,
    comparison: whenEqual ? 'eq' : 'ne',
    left: index,
    right: constant(U32, BigInt(wanted)),
  }));
}
