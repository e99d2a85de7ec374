/**
 * Function bodies: parameters into scope, statements, and what follows the last one.
 *
 * Used by: `program.ts`.            Uses: `statements.ts`.
 */

import ts from 'typescript';

import { directivesOf } from '../frontend/symbols.ts';
import { carriesOwnership } from '../frontend/ownership-types.ts';
import { checkOwnership } from '../ownership/check.ts';
import type { LoweringContext, PendingBody } from './context.ts';
import { coerce } from './convert.ts';
import { expression } from './expressions.ts';
import { FunctionLowering } from './function.ts';
import { lookAt } from './look.ts';
import { checkResults } from './results.ts';
import { endsControl, inScope } from './scopes.ts';
import { callForEffect, poisonNames, statements } from './statements.ts';

/** Lowers the body of one function. */
export function lowerBody(context: LoweringContext, pending: PendingBody): void {
  const { declaration } = pending;
  const lowered = pending.function;
  const f = new FunctionLowering(context, lowered, pending.environment, false);
  context.instance = pending.environment.size === 0 ? null : lowered.name;
  declaration.parameters.forEach((parameter, index) => {
    const local = lowered.parameters[index];
    if (pending.refused?.parameters.has(parameter) === true) poisonNames(f, parameter);
    else if (local !== undefined) f.locals.set(parameter, local);
  });
  f.isResultRefused = pending.refused?.result ?? false;
  const reported = context.diagnostics.length;
  if (hasOwnerNames(context, declaration)) {
    checkOwnership(context.checker, declaration, (code, node, message, help) =>
      context.report(code, node, message, help),
    );
  }
  const { body } = declaration;
  if (body === undefined) {
    return context.giveUp('a function without a body is already reported');
  }
  if (!ts.isBlock(body)) {
    context.attempt(() => expressionBody(f, body));
  } else {
    const directives = directivesOf(body).length;
    inScope(f, () => statements(f, body.statements.slice(directives)));
    checkKeptResults(f, declaration, body);
    // What needs the directive may be in a statement that is refused.
    if (context.diagnostics.length === reported) checkUnsafeIsNeeded(f, body);
  }
  const block = f.block;
  if (lowered.result.kind !== 'void' && !endsControl(block.at(-1))) {
    block.push({ op: 'unreachable', position: lowered.position });
  }
  lowered.body = block;
}

/** Checks the results that locals keep, but for owned ones: those must even be consumed. */
function checkKeptResults(f: FunctionLowering, declaration: ts.Node, body: ts.Block): void {
  const { context, keepers } = f;
  const { checker } = context;
  const isOwned = (keeper: ts.VariableDeclaration): boolean =>
    carriesOwnership(checker, checker.getTypeAtLocation(keeper.name));
  const checked = hasOwnerNames(context, declaration)
    ? [...keepers].filter((keeper) => !isOwned(keeper))
    : keepers;
  checkResults(checker, body, new Set(checked), (call, keeper, end) =>
    context.report(
      'KD0603',
      call,
      `the result is kept in ${keeper}, but not read before ${end}`,
      `read it on every path, or write ignore(${keeper}, 'why') where it does not matter`,
    ),
  );
}

/** Whether a value in a function may be owned; an arrow function has types from around it. */
function hasOwnerNames(context: LoweringContext, declaration: ts.Node): boolean {
  const module = declaration.getSourceFile();
  const names = context.ownerNames.get(module);
  if (names === undefined) return false;
  const outermost = ts.findAncestor(declaration, (node) => node.parent === module);
  return outermost !== undefined && names.test(outermost.getText(module));
}

/** The body of `() => value`. */
function expressionBody(f: FunctionLowering, body: ts.Expression): void {
  const { result } = f.function;
  if (f.isResultRefused) return lookAt(f, body);
  if (result.kind === 'void') {
    if (ts.isParenthesizedExpression(body)) return expressionBody(f, body.expression);
    if (!ts.isCallExpression(body)) {
      // Lowered for its own errors first, as in a statement.
      expression(f, body, null);
      return f.context.refuse(
        'KD0101',
        body,
        'this expression has no effect',
        'the function has no result: its body is a call, or a block of statements',
      );
    }
    return callForEffect(f, body);
  }
  const value = coerce(f, expression(f, body, result), result, body);
  f.emit(body, { op: 'return', value });
}

/** A function that says `'use unsafe'` does something unsafe. */
function checkUnsafeIsNeeded(f: FunctionLowering, body: ts.Block): void {
  if (!f.function.unsafe || f.usedUnsafe) return;
  const directive = directivesOf(body).find((candidate) => candidate.text === 'use unsafe');
  if (directive === undefined) return;
  f.context.report(
    'KD0504',
    directive,
    `${f.function.name} does nothing that is unsafe`,
    'remove the directive',
  );
}
