/**
 * Expressions that evaluate one of their parts: `&&`, `||` and `c ? a : b`.
 *
 * Used by: `expressions.ts`.            Uses: `types.ts`, `untyped.ts`.
 */

import ts from 'typescript';

import { skipParentheses } from '../frontend/nodes.ts';
import type { Instruction, Operand } from '../ir/program.ts';
import { BOOL, isSigned, type Type } from '../ir/types.ts';
import { coerce } from './convert.ts';
import { condition, expression } from './expressions.ts';
import { constant, type FunctionLowering, operandType } from './function.ts';
import { lookAt } from './look.ts';
import { convertsImplicitly, nullableOf } from './types.ts';
import { isNull, takesHint } from './untyped.ts';

/** An expression, and the operations it takes, for a later place in the current block. */
export function aside(
  f: FunctionLowering,
  node: ts.Expression,
  expected: Type | null,
): readonly [Operand, readonly Instruction[]] {
  const values: Operand[] = [];
  const block = f.inBlock(() => values.push(expression(f, node, expected)));
  const [value] = values;
  return value === undefined ? f.context.giveUp('an expression has a value') : [value, block];
}

/** `&&` and `||`: the right side is evaluated only when the left does not decide. */
export function logical(f: FunctionLowering, node: ts.BinaryExpression): Operand {
  const isAnd = node.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken;
  const left = f.context.whenRefused(
    () => condition(f, node.left),
    () => f.inBlock(() => condition(f, node.right)),
  );
  if (left.kind === 'constant') {
    if ((left.value !== 0n) === isAnd) return condition(f, node.right);
    f.unevaluated(() => condition(f, node.right));
    return left;
  }
  const result = f.temporary(BOOL);
  f.emit(node, { op: 'declare', local: result, value: null });
  const evaluate = f.inBlock(() => {
    const value = condition(f, node.right);
    f.emit(node, { op: 'assign', local: result, value });
  });
  const decided = f.inBlock(() => {
    f.emit(node, { op: 'assign', local: result, value: constant(BOOL, isAnd ? 0n : 1n) });
  });
  f.emit(node, {
    op: 'if',
    condition: left,
    then: isAnd ? evaluate : decided,
    otherwise: isAnd ? decided : evaluate,
  });
  return { kind: 'local', local: result };
}

/** `c ? a : b`. */
export function conditional(
  f: FunctionLowering,
  node: ts.ConditionalExpression,
  expected: Type | null,
): Operand {
  const branches = [node.whenTrue, node.whenFalse];
  const test = f.context.whenRefused(
    () => condition(f, node.condition),
    () => lookAt(f, ...branches),
  );
  const isTrue = test.kind === 'constant' ? test.value !== 0n : null;
  const excluded = isTrue === null ? null : isTrue ? node.whenFalse : node.whenTrue;
  const known = expected === null ? branchesAside(f, branches, excluded) : NO_BRANCHES;
  const type = expected ?? conditionalType(f, node, known);
  const fitted = (branch: ts.Expression): Operand => {
    const [value, block] = known.get(branch) ?? aside(f, branch, type);
    f.block.push(...block);
    return coerce(f, value, type, branch);
  };
  if (excluded !== null) {
    const [, taken] = f.context.both(
      () => f.unevaluated(() => fitted(excluded)),
      () => fitted(excluded === node.whenFalse ? node.whenTrue : node.whenFalse),
    );
    return taken;
  }
  const result = f.temporary(type);
  f.emit(node, { op: 'declare', local: result, value: null });
  const [then = [], otherwise = []] = f.context.each(branches, (branch) => {
    return f.inBlock(() => {
      f.emit(branch, { op: 'assign', local: result, value: fitted(branch) });
    });
  });
  f.emit(node, { op: 'if', condition: test, then, otherwise });
  return { kind: 'local', local: result };
}

/** Branches of a conditional that are lowered, each with the operations it takes. */
type Branches = ReadonlyMap<ts.Expression, readonly [Operand, readonly Instruction[]]>;
const NO_BRANCHES: Branches = new Map();

/**
 * The branches that have a type of their own; the others take it from them. Each is lowered once: what
 * is lowered again for its type takes twice the time at each level. The branch `excluded`, if any, is
 * never evaluated.
 */
function branchesAside(
  f: FunctionLowering,
  branches: readonly ts.Expression[],
  excluded: ts.Expression | null,
): Branches {
  let hint: Type | null = null;
  const typed = branches.filter(hasOwnType);
  const lowered = f.context.each(typed, (branch) => {
    const lower = (): readonly [Operand, readonly Instruction[]] => {
      // A choice would fit its own branches to the hint.
      return aside(f, branch, ts.isConditionalExpression(skipParentheses(branch)) ? null : hint);
    };
    const found = branch === excluded ? f.unevaluated(lower) : lower();
    hint ??= operandType(found[0]);
    return [branch, found] as const;
  });
  return new Map(lowered);
}

/** Whether a branch has a type whatever its surroundings are. */
function hasOwnType(branch: ts.Expression): boolean {
  const node = skipParentheses(branch);
  if (ts.isConditionalExpression(node)) return [node.whenTrue, node.whenFalse].some(hasOwnType);
  return !takesHint(node) && !isNull(node) && !isObject(node);
}

function isObject(branch: ts.Expression): boolean {
  return ts.isObjectLiteralExpression(skipParentheses(branch));
}

/** The type of a conditional of which nothing is expected: what its branches have in common. */
function conditionalType(
  f: FunctionLowering,
  node: ts.ConditionalExpression,
  known: Branches,
): Type {
  const branches = [node.whenTrue, node.whenFalse];
  const types = [...known.values()].map(([value]) => operandType(value));
  const common = types.find((to) => types.every((from) => convertsImplicitly(from, to)));
  const type = common ?? types[0] ?? literalType(f, branches);
  // To TypeScript a variant that is written in a branch is no variant, for want of a type around it.
  const isUnknown = type?.kind === 'union' && branches.some(isObject);
  if (type !== null && !isUnknown) {
    return branches.some(isNull) ? nullableOf(f.context, type, node) : type;
  }
  return f.context.refuse(
    'KD0201',
    node,
    'the type of this expression is not known',
    'annotate the variable it is assigned to',
  );
}

/** The type of literals, or of choices of them: the signed one, if any; null when all are null. */
function literalType(f: FunctionLowering, branches: readonly ts.Expression[]): Type | null {
  const types = branches
    .filter((branch) => !isNull(branch))
    .map((branch) => f.unevaluated(() => operandType(expression(f, branch, null))));
  const signed = types.find((type) => type.kind === 'int' && isSigned(type.int));
  return signed ?? types[0] ?? null;
}
