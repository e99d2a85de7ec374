/**
 * What TypeScript's control flow knows about a value at one place.
 *
 * tsc narrows `T | null` after a test; this turns its answer into an operation. A local cannot
 * change behind the compiler's back (there are no closures), so its narrowing is a fact. A field or
 * a static can: for those the narrowed read is checked again when the program runs, and so is a
 * local that was read from one and is tested for null (`keepsNull`).
 *
 * Used by: `expressions.ts`, `members.ts`, `statements.ts`.            Uses: the TypeScript checker.
 */

import ts from 'typescript';

import { skipParentheses } from '../frontend/nodes.ts';
import { declarationOf } from '../frontend/symbols.ts';
import type { Operand } from '../ir/program.ts';
import type { Type, UnionType } from '../ir/types.ts';
import { type FunctionLowering, operandType } from './function.ts';

/** Whether a read of a narrowed value may be trusted, or must be checked again. */
export enum Stability {
  Local,
  Memory,
}

/**
 * Whether null is one of the values of `type`. To the checker, which looks at a generic function
 * once, a type parameter is never null; here it is what it stands for in this instance.
 */
function includesNull(f: FunctionLowering, type: ts.Type): boolean {
  if (type.isUnion()) return type.types.some((member) => includesNull(f, member));
  // `T & {}` is a T that was tested.
  if (type.isIntersection()) return type.types.every((member) => includesNull(f, member));
  if ((type.flags & ts.TypeFlags.TypeParameter) !== 0) return standsForNull(f, type);
  return (type.flags & ts.TypeFlags.Null) !== 0;
}

function standsForNull(f: FunctionLowering, parameter: ts.Type): boolean {
  const declarations: readonly ts.Declaration[] = parameter.getSymbol()?.declarations ?? [];
  return declarations.some((declaration) => {
    const bound = f.environment.get(declaration);
    return bound !== undefined && typeof bound !== 'number' && withoutNull(bound) !== null;
  });
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
  if ((known.flags & unusable) !== 0 || includesNull(f, known)) return operand;
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

/**
 * Whether a variable takes its first value as declared, with null, though control flow excludes it.
 *
 * After `H.hook = f`, tsc takes `H.hook` for not null, and so the variable in `const h = H.hook`,
 * whatever ran in between. When the function tests the variable for null all the same, the test must
 * see what memory holds, as in JavaScript; each use that relies on tsc is then checked. A variable
 * that is never tested is checked once, where memory is read.
 */
export function keepsNull(
  f: FunctionLowering,
  declaration: ts.VariableDeclaration,
  initializer: ts.Expression,
): boolean {
  const { checker } = f.context;
  const source = skipParentheses(initializer);
  if (!isVariableOrMember(source)) return false;
  const around = ts.findAncestor(declaration, ts.isFunctionLike);
  if (around === undefined) return false;
  const tested = namesTestedForNull(f, around);
  const isTested = tested.some((name) => declarationOf(checker, name) === declaration);
  if (!isTested || !isDeclaredWithNull(f, source)) return false;
  return !includesNull(f, checker.getTypeAtLocation(source));
}

type VariableOrMember = ts.Identifier | ts.PropertyAccessExpression | ts.ElementAccessExpression;

function isVariableOrMember(node: ts.Expression): node is VariableOrMember {
  return (
    ts.isIdentifier(node) ||
    ts.isPropertyAccessExpression(node) ||
    ts.isElementAccessExpression(node)
  );
}

function isDeclaredWithNull(f: FunctionLowering, node: VariableOrMember): boolean {
  const { checker } = f.context;
  if (ts.isElementAccessExpression(node)) {
    const array = checker.getTypeAtLocation(node.expression);
    const element = checker.getIndexTypeOfType(array, ts.IndexKind.Number);
    return element !== undefined && includesNull(f, element);
  }
  const name = ts.isPropertyAccessExpression(node) ? node.name : node;
  const symbol = checker.getSymbolAtLocation(name);
  return symbol !== undefined && includesNull(f, checker.getTypeOfSymbol(symbol));
}

/** The names that are compared with null in a function; most functions compare none. */
function namesTestedForNull(f: FunctionLowering, around: ts.Node): readonly ts.Identifier[] {
  const { testedForNull } = f.context;
  let names = testedForNull.get(around);
  if (names === undefined) {
    names = [];
    if (around.getText().includes('null')) findTestsForNull(around, names);
    testedForNull.set(around, names);
  }
  return names;
}

function findTestsForNull(node: ts.Node, names: ts.Identifier[]): void {
  if (ts.isBinaryExpression(node)) {
    const sides = [skipParentheses(node.left), skipParentheses(node.right)];
    if (sides.some((side) => side.kind === ts.SyntaxKind.NullKeyword)) {
      names.push(...sides.filter((side) => ts.isIdentifier(side)));
    }
  }
  ts.forEachChild(node, (child) => findTestsForNull(child, names));
}
