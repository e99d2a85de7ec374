/**
 * Loops, and the jumps out of them.
 *
 * All become the one loop of the IR: body, then step, for ever; the condition is a `break` at the
 * place where the language evaluates it.
 *
 * Used by: `statements.ts`.            Uses: `expressions.ts`.
 */

import ts from 'typescript';

import { isLabelled } from '../frontend/flow.ts';
import { isUsingDeclaration, preludeName } from '../frontend/symbols.ts';
import type { Local, Operand } from '../ir/program.ts';
import { BOOL, type Type, typeName, U32 } from '../ir/types.ts';
import { argumentAt } from './builtin.ts';
import { coerce } from './convert.ts';
import { bothSides, condition, expression } from './expressions.ts';
import { constant, type FunctionLowering, operandType } from './function.ts';
import { loadElement, refuseNull } from './members.ts';
import { commonIntType } from './operators.ts';
import { inScope, releaseScopes } from './scopes.ts';
import { expressionStatement, poisonNames, refuseVar, statement, variables } from './statements.ts';

/** Emits a loop whose parts are emitted by the functions given. */
function emitLoop(
  f: FunctionLowering,
  node: ts.IterationStatement,
  body: (label: number) => void,
  step: (label: number) => void,
): void {
  const label = f.newLabel();
  const [bodyBlock, stepBlock] = f.context.both(
    () => f.inTarget({ label, statement: node, kind: 'loop' }, () => body(label)),
    () => f.inBlock(() => step(label)),
  );
  f.emit(node, { op: 'loop', label, body: bodyBlock, step: stepBlock });
}

/** Reports the errors in the body of a loop whose head is refused. */
export function lookAtBody(f: FunctionLowering, node: ts.ForInStatement | ts.ForOfStatement): void {
  const { initializer } = node;
  if (ts.isVariableDeclarationList(initializer)) {
    for (const declaration of initializer.declarations) poisonNames(f, declaration);
  }
  f.inTarget({ label: f.newLabel(), statement: node, kind: 'loop' }, () =>
    statement(f, node.statement),
  );
}

/** Leaves the loop unless the condition holds. */
function breakUnless(f: FunctionLowering, node: ts.Expression, label: number): void {
  const test = condition(f, node);
  if (test.kind === 'constant' && test.value !== 0n) return;
  const leave = f.inBlock(() => f.emit(node, { op: 'break', label }));
  f.emit(node, { op: 'if', condition: test, then: [], otherwise: leave });
}

export function whileLoop(f: FunctionLowering, node: ts.WhileStatement): void {
  emitLoop(
    f,
    node,
    (label) => {
      f.context.both(
        () => breakUnless(f, node.expression, label),
        () => statement(f, node.statement),
      );
    },
    () => undefined,
  );
}

export function doLoop(f: FunctionLowering, node: ts.DoStatement): void {
  emitLoop(
    f,
    node,
    () => statement(f, node.statement),
    (label) => breakUnless(f, node.expression, label),
  );
}

export function forLoop(f: FunctionLowering, node: ts.ForStatement): void {
  const { initializer } = node;
  // What `using` binds in the head is released when the loop is left.
  const isScope = initializer !== undefined && ts.isVariableDeclarationList(initializer);
  if (isScope) inScope(f, () => forLoopFrom(f, node));
  else forLoopFrom(f, node);
}

function forLoopFrom(f: FunctionLowering, node: ts.ForStatement): void {
  const { initializer, condition: test, incrementor } = node;
  f.context.both(
    () => {
      if (initializer === undefined) return;
      if (ts.isVariableDeclarationList(initializer)) variables(f, initializer);
      else effect(f, initializer);
    },
    () =>
      emitLoop(
        f,
        node,
        (label) => {
          f.context.both(
            () => (test === undefined ? undefined : breakUnless(f, test, label)),
            () => statement(f, node.statement),
          );
        },
        () => {
          if (incrementor !== undefined) effect(f, incrementor);
        },
      ),
  );
}

/** An expression evaluated for its effect: assignments, `++`, calls. */
function effect(f: FunctionLowering, node: ts.Expression): void {
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.CommaToken) {
    f.context.refuse('KD0105', node.operatorToken, '`,` is not part of the dialect');
  }
  expressionStatement(f, node);
}

/** `for (const x of range(a, b))` and `for (const x of array)`. */
export function forOfLoop(f: FunctionLowering, node: ts.ForOfStatement): void {
  const counting = f.context.whenRefused(
    () => countingOf(f, node),
    () => lookAtBody(f, node),
  );
  countingLoop(f, node, counting);
}

/** What a `for…of` loop counts over, from its head. */
function countingOf(f: FunctionLowering, node: ts.ForOfStatement): Counting {
  const { initializer } = node;
  const [declaration] = ts.isVariableDeclarationList(initializer) ? initializer.declarations : [];
  if (declaration === undefined || !ts.isIdentifier(declaration.name)) {
    return f.context.refuse(
      'KD0101',
      initializer,
      'the variable of a for…of loop is declared in it',
      'write `for (const x of …)`',
    );
  }
  if (ts.isVariableDeclarationList(initializer) && isUsingDeclaration(initializer)) {
    return f.context.refuse(
      'KD0101',
      initializer,
      '`using` in the head of for…of is not part of the dialect',
      'the elements belong to the array; bind one in the body of the loop',
    );
  }
  if (ts.isVariableDeclarationList(initializer)) refuseVar(f, initializer);
  if (node.awaitModifier !== undefined) {
    return f.context.refuse(
      'KD0101',
      node.awaitModifier,
      '`await` is not part of the dialect',
      'leave it out',
    );
  }
  const source = node.expression;
  if (ts.isCallExpression(source)) {
    if (preludeName(f.context.checker, source.expression) === 'range') {
      return rangeCounting(f, declaration, source);
    }
  }
  return arrayCounting(f, node, declaration);
}

/** Declares the loop variable with `value`. */
function bindVariable(
  f: FunctionLowering,
  declaration: ts.VariableDeclaration,
  value: Operand,
): void {
  const local = f.newLocal(declaration.name.getText(), operandType(value));
  f.emit(declaration, { op: 'declare', local, value });
  f.locals.set(declaration, local);
}

/** A counter that runs over `[start, end)`; `bind` gets it in each round. */
interface Counting {
  readonly counterName: string;
  readonly start: Operand;
  readonly end: Operand;
  readonly type: Type;
  bind(counter: Local): void;
}

function countingLoop(f: FunctionLowering, node: ts.ForOfStatement, counting: Counting): void {
  const { counterName, end, start, type } = counting;
  const counter = f.newLocal(counterName, type);
  counter.mutable = true;
  f.emit(node, { op: 'declare', local: counter, value: start });
  const current: Operand = { kind: 'local', local: counter };
  emitLoop(
    f,
    node,
    (label) => {
      const more = f.compute(node, BOOL, (result) => ({
        op: 'compare',
        result,
        comparison: 'lt',
        left: current,
        right: end,
      }));
      const leave = f.inBlock(() => f.emit(node, { op: 'break', label }));
      f.emit(node, { op: 'if', condition: more, then: [], otherwise: leave });
      counting.bind(counter);
      statement(f, node.statement);
    },
    () => {
      // Below `end` there is always a next value, so this cannot wrap.
      const next = f.compute(node, type, (result) => ({
        op: 'arithmetic',
        result,
        operator: 'add',
        overflow: 'wrap',
        left: current,
        right: constant(type, 1n),
      }));
      f.emit(node, { op: 'assign', local: counter, value: next });
    },
  );
}

/** The value that `operand` has now: what a loop goes over is read once, before the first round. */
function settled(f: FunctionLowering, node: ts.Node, operand: Operand): Operand {
  if (operand.kind !== 'local' || operand.local.name === null) return operand;
  const copy = f.newLocal(null, operand.local.type);
  f.emit(node, { op: 'declare', local: copy, value: operand });
  return { kind: 'local', local: copy };
}

function rangeCounting(
  f: FunctionLowering,
  declaration: ts.VariableDeclaration,
  call: ts.CallExpression,
): Counting {
  const [start, end] = bothSides(f, argumentAt(f, call, 0), argumentAt(f, call, 1), null);
  const type = commonIntType(f, operandType(start), operandType(end), call, 'range');
  const variable = declaration.name.getText();
  const isConst = (declaration.parent.flags & ts.NodeFlags.Const) !== 0;
  return {
    counterName: isConst ? variable : `${variable}_next`,
    start: coerce(f, start, type, call),
    end: settled(f, call, coerce(f, end, type, call)),
    type,
    bind(counter) {
      // A constant loop variable cannot be told from the counter, so it is the counter.
      if (isConst) f.locals.set(declaration, counter);
      else bindVariable(f, declaration, { kind: 'local', local: counter });
    },
  };
}

function arrayCounting(
  f: FunctionLowering,
  node: ts.ForOfStatement,
  declaration: ts.VariableDeclaration,
): Counting {
  const base = settled(f, node.expression, expression(f, node.expression, null));
  const type = operandType(base);
  if (type.kind === 'ref' && type.nullable) return refuseNull(f, node.expression, type);
  if (type.kind !== 'ref' || type.target.kind !== 'array') {
    return f.context.refuse(
      'KD0302',
      node.expression,
      `for…of goes over range(a, b) and FixedArrays, not over ${typeName(type)}`,
      type.kind === 'text' ? 'count with range(0, text.length), and read text.charCodeAt(i)' : null,
    );
  }
  const array = type.target;
  return {
    counterName: `${declaration.name.getText()}_index`,
    start: constant(U32, 0n),
    end: constant(U32, BigInt(array.length)),
    type: U32,
    bind(counter) {
      const index: Operand = { kind: 'local', local: counter };
      bindVariable(f, declaration, loadElement(f, node, { base, index, type: array.element }));
    },
  };
}

/** Refuses a jump that leads nowhere. */
function refuseJump(
  f: FunctionLowering,
  node: ts.BreakStatement | ts.ContinueStatement,
  name: string | null,
): never {
  const word = ts.isContinueStatement(node) ? 'continue' : 'break';
  const place = word === 'continue' ? 'a loop' : 'a loop or switch';
  return f.context.refuse(
    'KD0312',
    node,
    name === null ? `\`${word}\` stands outside ${place}` : `no loop here has the label ${name}`,
    'a jump stays in its function: leave that with return',
  );
}

/** `break` and `continue`. */
export function jump(f: FunctionLowering, node: ts.BreakStatement | ts.ContinueStatement): void {
  const name = node.label?.text ?? null;
  const isContinue = ts.isContinueStatement(node);
  const target = f.targets.findLast((candidate) => {
    if (name !== null) return isLabelled(candidate.statement, name);
    return isContinue ? candidate.kind === 'loop' : candidate.kind !== 'block';
  });
  if (target === undefined) return refuseJump(f, node, name);
  releaseScopes(f, target.scopeDepth);
  f.emit(node, { op: isContinue ? 'continue' : 'break', label: target.label });
}
