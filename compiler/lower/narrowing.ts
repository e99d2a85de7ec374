/**
 * What TypeScript's control flow knows about a value at one place.
 *
 * tsc narrows `T | null` after a test; this turns its answer into an operation. A local cannot
 * change behind the compiler's back (there are no closures), so its narrowing is a fact. A field or
 * a static can: for those the narrowed read is checked again when the program runs.
 *
 * Used by: `expressions.ts`, `members.ts`.            Uses: the TypeScript checker.
 */

import ts from 'typescript';

import type { Operand } from '../ir/program.ts';
import type { Type, UnionType } from '../ir/types.ts';
import { type FunctionLowering, operandType } from './function.ts';

/** Whether a read of a narrowed value may be trusted, or must be checked again. */
export enum Stability {
  Local,
  Memory,
}

function includesNull(type: ts.Type): boolean {
  if (type.isUnion()) return type.types.some((member) => includesNull(member));
  return (type.flags & ts.TypeFlags.Null) !== 0;
}

/** `operand`, read at `node`, without null where control flow has excluded it. */
export function narrow(
  f: FunctionLowering,
  node: ts.Expression,
  operand: Operand,
  stability: Stability,
): Operand {
  const type = operandType(operand);
  const inner = withoutNull(type);
  if (inner === null) return operand;
  const known = f.context.checker.getTypeAtLocation(node);
  const unusable = ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.Never;
  if ((known.flags & unusable) !== 0 || includesNull(known)) return operand;
  if (stability === Stability.Memory) f.emit(node, { op: 'checkNotNull', value: operand });
  return f.compute(node, inner, (result) => ({ op: 'unwrapNullable', result, value: operand }));
}

/** The type without null, or null when the type has none. */
export function withoutNull(type: Type): Type | null {
  if (type.kind === 'nullable') return type.inner;
  if (type.kind === 'ref' && type.nullable) return { ...type, nullable: false };
  return null;
}

/** The one variant that `node`, of type `union`, can still be; null when there are several. */
export function narrowedVariant(
  f: FunctionLowering,
  node: ts.Expression,
  union: UnionType,
): number | null {
  const { checker } = f.context;
  const known = checker.getTypeAtLocation(node);
  const property = known.getProperty(union.discriminant);
  if (property === undefined) return null;
  const tag = checker.getTypeOfSymbolAtLocation(property, node);
  if (!tag.isStringLiteral()) return null;
  const index = union.variants.findIndex((variant) => variant.tag === tag.value);
  return index < 0 ? null : index;
}
