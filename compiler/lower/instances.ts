/**
 * How far generic declarations may be instantiated.
 *
 * A declaration that asks for itself with a larger type argument asks for ever. Two limits end that,
 * both far above what a program needs: of the size of one set of type arguments, since even the name
 * of an instance grows with it, and of the number of sets.
 *
 * Used by: `generics.ts`, `types.ts`.            Uses: the instances in the context.
 */

import ts from 'typescript';

import type { RecordType, StructType, Type, UnionType } from '../ir/types.ts';
import type { LoweringContext, TypeArgument } from './context.ts';
import { typeArgumentIdentity } from './types.ts';

/** Types that one set of type arguments consists of: `Box<Box<u32>>` is three. */
const MAX_SIZE = 64;
/** Sets of type arguments of one declaration. */
const MAX_INSTANCES = 512;

/**
 * Refuses a set of type arguments for `declaration` that is too large, or one too many.
 *
 * @param node - what asks for the instance
 */
export function limitInstances(
  context: LoweringContext,
  node: ts.Node,
  declaration: ts.Declaration,
  typeArguments: readonly TypeArgument[],
): void {
  const size = typeArguments.reduce<number>((sum, each) => sum + sizeOfArgument(context, each), 0);
  if (size > MAX_SIZE) {
    refuseOnce(
      context,
      node,
      `the type arguments of ${nameOf(declaration)} consist of more than ${MAX_SIZE} types`,
    );
  }
  let known = context.argumentsOf.get(declaration);
  if (known === undefined) {
    known = new Set();
    context.argumentsOf.set(declaration, known);
  }
  known.add(typeArguments.map((argument) => typeArgumentIdentity(context, argument)).join(';'));
  if (known.size > MAX_INSTANCES) {
    refuseOnce(
      context,
      node,
      `${nameOf(declaration)} is used with more than ${MAX_INSTANCES} sets of type arguments`,
    );
  }
}

/** Every instance on the way to the limit asks at the same places; each place is reported once. */
function refuseOnce(context: LoweringContext, node: ts.Node, message: string): never {
  const { line, column, file } = context.position(node);
  const isReported = context.diagnostics.some(
    (each) =>
      each.message === message &&
      each.line === line &&
      each.column === column &&
      each.file === file,
  );
  if (isReported) context.giveUp('the limit is already reported at this place');
  return context.refuse(
    'KD0215',
    node,
    message,
    'where it asks for itself, let it keep its type argument, or give the inner one a type of its own',
  );
}

function nameOf(declaration: ts.Declaration): string {
  return ts.getNameOfDeclaration(declaration)?.getText() ?? 'a generic declaration';
}

function sizeOfArgument(context: LoweringContext, argument: TypeArgument): number {
  return typeof argument === 'number' ? 1 : sizeOf(context, argument);
}

function sizeOf(context: LoweringContext, type: Type): number {
  const inside = (types: readonly Type[]): number =>
    types.reduce((sum, each) => sum + sizeOf(context, each), 1);
  switch (type.kind) {
    case 'array':
      return inside([type.element]);
    case 'ref':
      return sizeOf(context, type.target);
    case 'nullable':
      return sizeOf(context, type.inner);
    case 'function':
      return inside([...type.parameters, type.result]);
    case 'struct':
    case 'record':
    case 'union':
      return sizeOfInstance(context, type);
    default:
      return 1;
  }
}

function sizeOfInstance(
  context: LoweringContext,
  type: StructType | RecordType | UnionType,
): number {
  const { typeArguments } = context.instances.get(type) ?? { typeArguments: [] };
  return typeArguments.reduce<number>((sum, each) => sum + sizeOfArgument(context, each), 1);
}
