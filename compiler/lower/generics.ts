/**
 * Calls of generic functions: finding the type arguments, one instance per set of them.
 *
 * Type arguments are taken from the call when written there, else from the arguments, matching
 * each parameter's annotation with the argument's type from left to right, else from the type that
 * is expected of the result.
 *
 * Used by: `calls.ts`.            Uses: `types.ts`, `declarations.ts`.
 */

import ts from 'typescript';

import { declarationOf } from '../frontend/symbols.ts';
import type { Operand } from '../ir/program.ts';
import { type Type, typeName } from '../ir/types.ts';
import { emitCall } from './calls.ts';
import { Refusal, type TypeArgument } from './context.ts';
import { coerce } from './convert.ts';
import { functionOf } from './declarations.ts';
import { expression, isUntyped } from './expressions.ts';
import { type FunctionLowering, operandType } from './function.ts';
import { typeArgument, valueType } from './types.ts';

type Bindings = Map<ts.Declaration, TypeArgument>;

/** Lowers the call of a generic function. */
export function genericCall(
  f: FunctionLowering,
  node: ts.CallExpression,
  declaration: ts.FunctionDeclaration,
  expected: Type | null,
): Operand | null {
  const { context } = f;
  const bindings: Bindings = new Map();
  const parameters = declaration.typeParameters ?? [];
  parameters.forEach((parameter, index) => {
    const written = node.typeArguments?.[index];
    if (written !== undefined) {
      bindings.set(parameter, typeArgument(context, written, f.environment));
    }
  });
  if (node.arguments.length !== declaration.parameters.length) {
    return context.giveUp('TypeScript reports the number of arguments');
  }
  const values: Operand[] = [];
  const lowerArgument = (argument: ts.Expression, index: number): void => {
    const annotation = declaration.parameters[index]?.type;
    if (annotation === undefined) return context.giveUp('the parameter is reported');
    const known = knownType(f, annotation, bindings);
    const value = expression(f, argument, known);
    if (known === null) bind(f, annotation, operandType(value), bindings);
    values[index] = value;
  };
  const lowerArguments = (chosen: (argument: ts.Expression) => boolean): void => {
    context.each(node.arguments, (argument, index) => {
      if (chosen(argument)) lowerArgument(argument, index);
    });
  };
  // Literals take the type that the other arguments, or else the surroundings, give; arrow
  // functions take what all the others give. Neither has an effect, so the order does not matter.
  lowerArguments((argument) => !isUntyped(argument) && !ts.isArrowFunction(argument));
  if (expected !== null && declaration.type !== undefined) {
    bind(f, declaration.type, expected, bindings);
  }
  lowerArguments(isUntyped);
  lowerArguments(ts.isArrowFunction);
  for (const parameter of parameters) {
    if (!bindings.has(parameter)) {
      context.refuse(
        'KD0209',
        node,
        `the type argument ${parameter.name.text} is not known`,
        `write it: ${node.expression.getText()}<u64>(…)`,
      );
    }
  }
  for (const parameter of parameters) checkConstraint(f, node, parameter, bindings);
  const instance = functionOf(context, declaration, bindings);
  const fitted = values.map((value, index) => {
    const parameter = instance.parameters[index];
    const argument = node.arguments[index];
    if (parameter === undefined || argument === undefined) return value;
    return coerce(f, value, parameter.type, argument);
  });
  return emitCall(f, node, instance, fitted);
}

/** Refuses a type argument that the constraint `number | bigint` or `Struct` excludes. */
function checkConstraint(
  f: FunctionLowering,
  node: ts.CallExpression,
  parameter: ts.TypeParameterDeclaration,
  bindings: Bindings,
): void {
  const bound = bindings.get(parameter);
  if (parameter.constraint === undefined || bound === undefined || typeof bound === 'number')
    return;
  const wanted = parameter.constraint.getText().includes('Struct') ? 'struct' : 'integer';
  const isStruct = bound.kind === 'ref' && bound.target.kind === 'struct';
  const isNumber = bound.kind === 'int' || bound.kind === 'enum';
  if (wanted === 'struct' ? isStruct : isNumber) return;
  f.context.refuse(
    'KD0209',
    node.expression,
    `${node.expression.getText()} works on ${wanted}s, not on ${typeName(bound)}`,
  );
}

/** The type of an annotation when all its type parameters are bound, else null. */
function knownType(f: FunctionLowering, node: ts.TypeNode, bindings: Bindings): Type | null {
  const reported = f.context.diagnostics.length;
  try {
    return valueType(f.context, node, bindings);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    // Not bound yet: the argument tells. Nothing is wrong, so nothing is reported.
    f.context.diagnostics.length = reported;
    return null;
  }
}

/** Binds the type parameters in `node` so that it describes `type`, as far as they match. */
function bind(f: FunctionLowering, node: ts.TypeNode, type: Type, bindings: Bindings): void {
  if (ts.isUnionTypeNode(node)) {
    const inner =
      type.kind === 'nullable'
        ? type.inner
        : type.kind === 'ref'
          ? { ...type, nullable: false }
          : type;
    for (const member of node.types) {
      if (!ts.isLiteralTypeNode(member)) bind(f, member, inner, bindings);
    }
    return;
  }
  if (!ts.isTypeReferenceNode(node)) return;
  const declaration = declarationOf(f.context.checker, node.typeName);
  if (declaration === null) return;
  if (ts.isTypeParameterDeclaration(declaration)) {
    if (!bindings.has(declaration)) bindings.set(declaration, type);
    return;
  }
  const [element, length] = node.typeArguments ?? [];
  if (type.kind === 'ref' && type.target.kind === 'array' && element !== undefined) {
    const inner = type.target.element;
    const isInline = inner.kind === 'struct' || inner.kind === 'array';
    bind(f, element, isInline ? { kind: 'ref', target: inner, nullable: false } : inner, bindings);
    if (length !== undefined && ts.isTypeReferenceNode(length)) {
      const parameter = declarationOf(f.context.checker, length.typeName);
      if (parameter !== null && !bindings.has(parameter)) {
        bindings.set(parameter, type.target.length);
      }
    }
    return;
  }
  bindInstance(f, node, type, bindings);
}

/** Binds through the type arguments of a generic struct or record: `List<T>` with a `List<u64>`. */
function bindInstance(
  f: FunctionLowering,
  node: ts.TypeReferenceNode,
  type: Type,
  bindings: Bindings,
): void {
  const target = type.kind === 'ref' ? type.target : type;
  if (target.kind !== 'struct' && target.kind !== 'record' && target.kind !== 'union') return;
  const instance = f.context.instances.get(target);
  if (instance === undefined) return;
  node.typeArguments?.forEach((argument, index) => {
    const bound = instance.typeArguments[index];
    if (bound === undefined) return;
    if (typeof bound === 'number') {
      if (!ts.isTypeReferenceNode(argument)) return;
      const parameter = declarationOf(f.context.checker, argument.typeName);
      if (parameter !== null && !bindings.has(parameter)) bindings.set(parameter, bound);
    } else {
      bind(f, argument, bound, bindings);
    }
  });
}
