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

import { declarationOf, originOf, preludeName } from '../frontend/symbols.ts';
import type { Operand } from '../ir/program.ts';
import { type Type, typeName } from '../ir/types.ts';
import { emitCall } from './calls.ts';
import { Refusal, type TypeArgument } from './context.ts';
import { coerce } from './convert.ts';
import { functionOf } from './declarations.ts';
import { expression } from './expressions.ts';
import { type FunctionLowering, operandType } from './function.ts';
import { limitInstances } from './instances.ts';
import { withoutNull } from './narrowing.ts';
import { typeArgument, valueType } from './types.ts';
import { isNull, isUntyped } from './untyped.ts';

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
  // Literals take the type that the other arguments, or else the surroundings, give; null and arrow
  // functions take what all the others give. None has an effect, so the order does not matter.
  const isLast = (argument: ts.Expression): boolean =>
    isNull(argument) || ts.isArrowFunction(argument);
  lowerArguments((argument) => !isUntyped(argument) && !isLast(argument));
  if (expected !== null && declaration.type !== undefined) {
    bind(f, declaration.type, expected, bindings);
  }
  lowerArguments(isUntyped);
  lowerArguments(isLast);
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
  const typeArguments = parameters.flatMap((parameter) => bindings.get(parameter) ?? []);
  limitInstances(context, node, declaration, typeArguments);
  const instance = functionOf(context, declaration, bindings);
  const fitted = values.map((value, index) => {
    const parameter = instance.parameters[index];
    const argument = node.arguments[index];
    if (parameter === undefined || argument === undefined) return value;
    refuseSecondType(f, argument, operandType(value), parameter.type, node.typeArguments);
    return coerce(f, value, parameter.type, argument);
  });
  return emitCall(f, node, instance, fitted);
}

/** Refuses an integer where an argument before it has made the type parameter another type. */
function refuseSecondType(
  f: FunctionLowering,
  argument: ts.Expression,
  from: Type,
  to: Type,
  written: readonly ts.TypeNode[] | undefined,
): void {
  if (from.kind !== 'int' || to.kind !== 'int' || from.int === to.int) return;
  if (written !== undefined) return;
  f.context.refuse(
    'KD0203',
    argument,
    `expected ${typeName(to)}, got ${typeName(from)}`,
    `the type is ${typeName(to)} by another argument: convert one of them`,
  );
}

/** What the constraint of a type parameter asks for; null for a type that TypeScript compares. */
function constraintKind(f: FunctionLowering, constraint: ts.TypeNode): 'struct' | 'integer' | null {
  if (ts.isUnionTypeNode(constraint)) {
    const kinds = constraint.types.map((member) => constraintKind(f, member));
    return kinds.find((kind) => kind !== null) ?? null;
  }
  const { NumberKeyword, BigIntKeyword } = ts.SyntaxKind;
  if (constraint.kind === NumberKeyword || constraint.kind === BigIntKeyword) return 'integer';
  if (!ts.isTypeReferenceNode(constraint)) return null;
  const name = preludeName(f.context.checker, constraint.typeName);
  return name === 'Struct' || name === 'Packed' ? 'struct' : null;
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
  const wanted = constraintKind(f, parameter.constraint);
  if (wanted === null) return;
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

/**
 * Binds the type parameters in `node` so that it describes `type`, as far as they match. What is
 * bound already stays.
 */
function bind(
  f: FunctionLowering,
  node: ts.TypeNode,
  type: TypeArgument,
  bindings: Bindings,
): void {
  if (ts.isParenthesizedTypeNode(node) || ts.isTypeOperatorNode(node)) {
    return bind(f, node.type, type, bindings);
  }
  if (ts.isTypeReferenceNode(node)) return bindReference(f, node, type, bindings);
  if (typeof type === 'number') return;
  if (ts.isUnionTypeNode(node)) {
    const inner = withoutNull(type) ?? type;
    for (const member of node.types) {
      if (!ts.isLiteralTypeNode(member)) bind(f, member, inner, bindings);
    }
  }
  if (ts.isTypeLiteralNode(node) && type.kind === 'record') {
    for (const member of node.members) {
      const field = type.fields.find((candidate) => candidate.name === member.name?.getText());
      if (!ts.isPropertySignature(member) || member.type === undefined) continue;
      if (field !== undefined) bind(f, member.type, field.type, bindings);
    }
  }
  if (ts.isFunctionTypeNode(node) && type.kind === 'function') {
    node.parameters.forEach((parameter, index) => {
      const bound = type.parameters[index];
      if (parameter.type !== undefined && bound !== undefined) {
        bind(f, parameter.type, bound, bindings);
      }
    });
    bind(f, node.type, type.result, bindings);
  }
}

/** Binds through a name: of a type parameter, an array, an alias, a generic struct or record. */
function bindReference(
  f: FunctionLowering,
  node: ts.TypeReferenceNode,
  type: TypeArgument,
  bindings: Bindings,
): void {
  const declaration = declarationOf(f.context.checker, node.typeName);
  if (declaration === null) return;
  if (ts.isTypeParameterDeclaration(declaration)) {
    if (!bindings.has(declaration)) bindings.set(declaration, type);
    return;
  }
  if (typeof type === 'number') return;
  if (originOf(declaration) === 'prelude') {
    const [first, length] = node.typeArguments ?? [];
    if (first === undefined) return;
    const name = preludeName(f.context.checker, node.typeName);
    if (name === 'Owned') bind(f, first, type, bindings);
    if (name !== 'FixedArray' || type.kind !== 'ref' || type.target.kind !== 'array') return;
    bind(f, first, asValue(type.target.element), bindings);
    if (length !== undefined) bind(f, length, type.target.length, bindings);
    return;
  }
  bindDeclared(f, node, declaration, type, bindings);
}

/**
 * Binds through the type arguments of a generic declaration: `List<T>` with a `List<u64>`. Only an
 * instance of this very declaration has them; an alias stands for something else, with which the
 * type is compared: `Maybe<T>`, which is `T | null`, with a `Box<u8> | null` makes `T` a `Box<u8>`.
 */
function bindDeclared(
  f: FunctionLowering,
  node: ts.TypeReferenceNode,
  declaration: ts.Declaration,
  type: Type,
  bindings: Bindings,
): void {
  const target = type.kind === 'ref' ? type.target : type;
  const isInstance =
    target.kind === 'struct' || target.kind === 'record' || target.kind === 'union';
  const instance = isInstance ? f.context.instances.get(target) : undefined;
  if (instance?.declaration === declaration) {
    node.typeArguments?.forEach((argument, index) => {
      const bound = instance.typeArguments[index];
      if (bound !== undefined) bind(f, argument, bound, bindings);
    });
    return;
  }
  const { resolving } = f.context;
  if (!ts.isTypeAliasDeclaration(declaration) || resolving.has(declaration)) return;
  const ofAlias: Bindings = new Map();
  resolving.add(declaration);
  bind(f, declaration.type, type, ofAlias);
  resolving.delete(declaration);
  declaration.typeParameters?.forEach((parameter, index) => {
    const argument = node.typeArguments?.[index];
    const bound = ofAlias.get(parameter);
    if (argument !== undefined && bound !== undefined) bind(f, argument, bound, bindings);
  });
}

/** What lies in memory as the value that names it. */
function asValue(type: Type): Type {
  const isInline = type.kind === 'struct' || type.kind === 'array';
  return isInline ? { kind: 'ref', target: type, nullable: false } : type;
}
