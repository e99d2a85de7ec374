/**
 * Statements, except loops and switches, which have files of their own.
 *
 * Used by: `body.ts`, `loops.ts`, `switch.ts`.            Uses: `expressions.ts`, `assignments.ts`.
 */

import ts from 'typescript';

import { followsFromKind } from '../frontend/function-kinds.ts';
import { carriesOwnership } from '../frontend/ownership-types.ts';
import { isAwaitUsingDeclaration, isUsingDeclaration, preludeName } from '../frontend/symbols.ts';
import { isRead } from '../frontend/uses.ts';
import type { Instruction, Operand } from '../ir/program.ts';
import { type Type, typeName } from '../ir/types.ts';
import { assignment, increment } from './assignments.ts';
import { callExpression } from './calls.ts';
import { coerce } from './convert.ts';
import { condition, expression, unnarrowed } from './expressions.ts';
import { type FunctionLowering, operandType } from './function.ts';
import { lookAt } from './look.ts';
import { doLoop, forLoop, forOfLoop, jump, lookAtBody, whileLoop } from './loops.ts';
import { keepsNull, withoutNull } from './narrowing.ts';
import { compoundOperator } from './operators.ts';
import { outside } from './outside.ts';
import { bindDisposal, endsControl, inScope, releaseScopes } from './scopes.ts';
import { switchStatement } from './switch.ts';
import { mustBeRead, tellsOutcome, variableType } from './types.ts';
import { quoted } from './wording.ts';

/** Lowers one statement; an error in it is reported and ends only this statement. */
export function statement(f: FunctionLowering, node: ts.Statement): void {
  if (f.context.attempt(() => lowerStatement(f, node), node)) return;
  poison(f, node);
}

/** Lowers statements in order. */
export function statements(f: FunctionLowering, nodes: readonly ts.Statement[]): void {
  for (const node of nodes) statement(f, node);
}

/** The operations of a statement, as a block of their own. */
export function statementBlock(f: FunctionLowering, node: ts.Statement): Instruction[] {
  return f.inBlock(() => statement(f, node));
}

/** Marks the variables of a refused declaration, so that their uses are not reported too. */
function poison(f: FunctionLowering, node: ts.Statement): void {
  if (!ts.isVariableStatement(node)) return;
  for (const declaration of node.declarationList.declarations) {
    poisonNames(f, declaration);
  }
}

export function poisonNames(
  f: FunctionLowering,
  declaration: ts.VariableDeclaration | ts.ParameterDeclaration | ts.BindingElement,
): void {
  if (!f.locals.has(declaration)) f.poisoned.add(declaration);
  if (ts.isIdentifier(declaration.name)) return;
  for (const element of declaration.name.elements) {
    if (ts.isBindingElement(element)) poisonNames(f, element);
  }
}

function lowerStatement(f: FunctionLowering, node: ts.Statement): void {
  if (ts.isBlock(node)) return inScope(f, () => statements(f, node.statements));
  if (ts.isVariableStatement(node)) return variables(f, node.declarationList);
  if (ts.isExpressionStatement(node)) return expressionStatement(f, node.expression);
  if (ts.isIfStatement(node)) return ifStatement(f, node);
  if (ts.isReturnStatement(node)) return returnStatement(f, node);
  if (ts.isWhileStatement(node)) return whileLoop(f, node);
  if (ts.isDoStatement(node)) return doLoop(f, node);
  if (ts.isForStatement(node)) return forLoop(f, node);
  if (ts.isForOfStatement(node)) return forOfLoop(f, node);
  if (ts.isSwitchStatement(node)) return switchStatement(f, node);
  if (ts.isLabeledStatement(node)) return labeled(f, node);
  if (ts.isBreakStatement(node) || ts.isContinueStatement(node)) return jump(f, node);
  if (ts.isEmptyStatement(node)) return;
  refuseStatement(f, node);
}

function refuseStatement(f: FunctionLowering, node: ts.Statement): never {
  const { name, help } = outside(node);
  f.context.report('KD0101', node, `${name} is not part of the dialect`, help);
  if (ts.isForInStatement(node)) lookAtBody(f, node);
  if (ts.isTryStatement(node)) {
    const { catchClause, finallyBlock, tryBlock } = node;
    const { variableDeclaration } = catchClause ?? {};
    if (variableDeclaration !== undefined) poisonNames(f, variableDeclaration);
    for (const block of [tryBlock, catchClause?.block, finallyBlock]) {
      if (block !== undefined) statementBlock(f, block);
    }
  }
  return f.context.giveUp('the statement is reported');
}

/** Reports a declaration by `var`; its variables are lowered as if declared by `let`. */
export function refuseVar(f: FunctionLowering, list: ts.VariableDeclarationList): void {
  if ((list.flags & ts.NodeFlags.BlockScoped) !== 0) return;
  f.context.report('KD0101', list, '`var` is not part of the dialect', 'use const or let');
}

/** Lowers `const` and `let` inside a function. */
export function variables(f: FunctionLowering, list: ts.VariableDeclarationList): void {
  refuseVar(f, list);
  if (isAwaitUsingDeclaration(list)) {
    for (const declaration of list.declarations) poisonNames(f, declaration);
    f.context.refuse('KD0101', list, '`await using` is not part of the dialect', 'use `using`');
  }
  for (const declaration of list.declarations) {
    if (!f.context.attempt(() => variable(f, declaration), declaration)) {
      poisonNames(f, declaration);
    }
  }
}

function variable(f: FunctionLowering, declaration: ts.VariableDeclaration): void {
  const { context } = f;
  const { name, initializer } = declaration;
  if (!ts.isIdentifier(name)) {
    return context.refuse(
      'KD0102',
      name,
      'destructuring is not part of the dialect',
      'read the fields one by one',
    );
  }
  if (declaration.exclamationToken !== undefined) {
    return context.refuse(
      'KD0109',
      declaration.exclamationToken,
      `\`!\` would hide that ${name.text} has no value yet`,
      'leave it out when every path gives a value before it is read; else write a first value',
    );
  }
  const declared = context.whenRefused(
    () =>
      declaration.type === undefined
        ? null
        : variableType(context, declaration.type, f.environment),
    () => (initializer === undefined ? undefined : lookAt(f, initializer)),
  );
  if (initializer === undefined) {
    if (declared === null) {
      return context.refuse(
        'KD0201',
        name,
        `the variable ${name.text} has no type`,
        `write its type or its first value: \`let ${name.text}: u32 = 0\``,
      );
    }
    const local = f.newLocal(name.text, declared);
    local.mutable = true;
    f.emit(declaration, { op: 'declare', local, value: null });
    f.locals.set(declaration, local);
    checkIsRead(f, declaration, name, declared);
    return;
  }
  const isUncertain =
    (declared === null || withoutNull(declared) !== null) && keepsNull(f, declaration, initializer);
  const firstValue = (): Operand => {
    const value = isUncertain ? unnarrowed(f, initializer) : expression(f, initializer, declared);
    return declared === null ? value : coerce(f, value, declared, initializer);
  };
  const value = f.context.whenRefused(firstValue, () => {
    // What is done with the variable is right or wrong by its type, whatever its value is.
    if (declared !== null) f.locals.set(declaration, f.newLocal(name.text, declared));
  });
  const type = declared ?? operandType(value);
  if (type.kind === 'void' || type.kind === 'never') {
    context.refuse('KD0203', initializer, `a variable cannot be ${typeName(type)}`);
  }
  const local = f.newLocal(name.text, type);
  f.emit(declaration, { op: 'declare', local, value });
  f.locals.set(declaration, local);
  if (isUncertain) f.uncertain.add(local);
  if (ts.isVariableDeclarationList(declaration.parent) && isUsingDeclaration(declaration.parent)) {
    bindDisposal(f, declaration, local);
    return;
  }
  checkIsRead(f, declaration, name, type);
}

/**
 * Reports a local of a type that must be read when nothing does: its values are dropped. Where and
 * when it is read is checked behind the body.
 */
function checkIsRead(
  f: FunctionLowering,
  declaration: ts.VariableDeclaration,
  name: ts.Identifier,
  type: Type,
): void {
  if (!mustBeRead(type)) return;
  if (isRead(f.context.checker, declaration, name)) {
    if (tellsOutcome(type)) f.keepers.add(declaration);
    return;
  }
  const { initializer } = declaration;
  const value = initializer !== undefined && ts.isCallExpression(initializer) ? initializer : name;
  f.context.report(
    'KD0601',
    name,
    `${name.text}, of type ${typeName(type)}, is never read`,
    `test it, or write ignore(${quoted(value)}, 'why') when it does not matter`,
  );
}

/** Lowers a call whose result is dropped, and refuses it where that must be read. */
export function callForEffect(f: FunctionLowering, node: ts.CallExpression): void {
  const result = callExpression(f, node, null);
  if (result === null) return;
  const type = operandType(result);
  // What nobody owns any more, and nobody knows, is lost.
  const isGivenUp = preludeName(f.context.checker, node.expression) === 'disown';
  if (!mustBeRead(type) && !isGivenUp) return;
  // What has an owner must be consumed, which is reported.
  if (carriesOwnership(f.context.checker, f.context.checker.getTypeAtLocation(node))) return;
  f.context.refuse(
    'KD0601',
    node,
    `the result, ${typeName(operandType(result))}, is not read`,
    `test it, or write ignore(${quoted(node)}, 'why') when it does not matter`,
  );
}

/** Lowers an expression that stands for its effect: a call, an assignment, `++` or `--`. */
export function expressionStatement(f: FunctionLowering, node: ts.Expression): void {
  if (ts.isParenthesizedExpression(node)) return expressionStatement(f, node.expression);
  if (ts.isAwaitExpression(node) && followsFromKind(node)) {
    return expressionStatement(f, node.expression);
  }
  if (ts.isStringLiteral(node)) {
    return f.context.refuse(
      'KD0503',
      node,
      'a directive stands first in the body of a function',
      'move it up, before everything else',
    );
  }
  if (ts.isCallExpression(node)) return callForEffect(f, node);
  const { PlusPlusToken, MinusMinusToken, EqualsToken } = ts.SyntaxKind;
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
    if (node.operator === PlusPlusToken || node.operator === MinusMinusToken) {
      return increment(f, node);
    }
  }
  if (ts.isBinaryExpression(node)) {
    const token = node.operatorToken.kind;
    if (token === EqualsToken || compoundOperator(token) !== null) return assignment(f, node);
  }
  if (isBranch(node)) {
    return f.context.refuse('KD0101', node, 'this expression has no value', 'write an `if`');
  }
  // Lowered for its own errors first: `a == b;` is a loose equality before it is useless.
  expression(f, node, null);
  f.context.refuse(
    'KD0101',
    node,
    'this expression has no effect',
    'a statement is a call, an assignment, or `++`/`--`',
  );
}

/** Whether an expression does one thing or another, which is what statements are for. */
function isBranch(node: ts.Expression): boolean {
  if (ts.isConditionalExpression(node)) return true;
  if (!ts.isBinaryExpression(node)) return false;
  const { AmpersandAmpersandToken, BarBarToken } = ts.SyntaxKind;
  const token = node.operatorToken.kind;
  return token === AmpersandAmpersandToken || token === BarBarToken;
}

function ifStatement(f: FunctionLowering, node: ts.IfStatement): void {
  const [test, [then, otherwise]] = f.context.both(
    () => condition(f, node.expression),
    () => [
      statementBlock(f, node.thenStatement),
      node.elseStatement === undefined ? [] : statementBlock(f, node.elseStatement),
    ],
  );
  f.emit(node, { op: 'if', condition: test, then, otherwise });
}

function returnStatement(f: FunctionLowering, node: ts.ReturnStatement): void {
  const { result } = f.function;
  if (f.isResultRefused) {
    if (node.expression !== undefined) lookAt(f, node.expression);
    return;
  }
  if (node.expression === undefined) {
    if (result.kind !== 'void' && result.kind !== 'never') {
      f.context.refuse('KD0203', node, `this function returns a ${typeName(result)}`);
    }
    releaseScopes(f, 0);
    f.emit(node, { op: 'return', value: null });
    return;
  }
  if (result.kind === 'void' || result.kind === 'never') {
    if (!ts.isCallExpression(node.expression)) {
      f.context.refuse(
        'KD0203',
        node.expression,
        'this function has no result',
        'leave the value out, or give the function a result type',
      );
    }
    expressionStatement(f, node.expression);
    // Nothing comes after a call of a function that does not return.
    if (endsControl(f.block.at(-1))) return;
    releaseScopes(f, 0);
    f.emit(node, { op: 'return', value: null });
    return;
  }
  const value = coerce(f, expression(f, node.expression, result), result, node.expression);
  releaseScopes(f, 0);
  f.emit(node, { op: 'return', value });
}

/** A labelled statement; loops and switches know their labels themselves. */
function labeled(f: FunctionLowering, node: ts.LabeledStatement): void {
  const { statement: inner } = node;
  if (
    ts.isLabeledStatement(inner) ||
    ts.isIterationStatement(inner, /* look through labels */ false) ||
    ts.isSwitchStatement(inner)
  ) {
    return lowerStatement(f, inner);
  }
  const label = f.newLabel();
  const body = f.inTarget({ label, statement: inner, kind: 'block' }, () => statement(f, inner));
  f.emit(node, { op: 'block', label, body });
}
