/**
 * Calls: of functions, function references, the prelude, and methods of views and strings.
 *
 * Used by: `expressions.ts`, `statements.ts`.            Uses: `builtins.ts`, `views.ts`,
 * `messages.ts`, `generics.ts`.
 */

import ts from 'typescript';

import { skipParentheses } from '../frontend/nodes.ts';
import { declarationOf, originOf } from '../frontend/symbols.ts';
import type { Function, Operand } from '../ir/program.ts';
import { type Type, typeName, U32 } from '../ir/types.ts';
import { coerce } from './convert.ts';
import { functionOf } from './declarations.ts';
import { expression } from './expressions.ts';
import { constant, type FunctionLowering, operandType, text } from './function.ts';
import { genericCall } from './generics.ts';
import { lookAt } from './look.ts';
import { isQualifiedName, refuseNull } from './members.ts';
import { messageMethod } from './messages.ts';
import { outside } from './outside.ts';
import { textMethod, viewMethod } from './views.ts';

/** Lowers a call; null when it has no result. */
export function callExpression(
  f: FunctionLowering,
  node: ts.CallExpression,
  expected: Type | null,
): Operand | null {
  if (node.questionDotToken !== undefined) {
    return f.context.refuse('KD0102', node, '`?.` is not part of the dialect');
  }
  const spread = node.arguments.find((argument) => ts.isSpreadElement(argument));
  if (spread !== undefined) {
    const { name: what, help } = outside(spread);
    lookAt(f, ...node.arguments.filter((argument) => argument !== spread));
    return f.context.refuse('KD0102', spread, `${what} is not part of the dialect`, help);
  }
  const callee = skipParentheses(node.expression);
  const name = calleeName(f, callee);
  const declaration = name === null ? null : declarationOf(f.context.checker, name);
  if (declaration !== null && ts.isFunctionDeclaration(declaration)) {
    if (originOf(declaration) === 'prelude') {
      return preludeCall(f, node, declaration.name?.text ?? '', expected);
    }
    if (declaration.typeParameters !== undefined) {
      return genericCall(f, node, declaration, expected);
    }
    const called = f.context.whenRefused(
      () => functionOf(f.context, declaration),
      () => lookAt(f, ...node.arguments),
    );
    return callFunction(f, node, called);
  }
  if (ts.isPropertyAccessExpression(callee) && !isQualifiedName(f, callee)) {
    return methodCall(f, node, callee);
  }
  return callReference(f, node, callee);
}

/** Functions of the prelude that mean something in one place only. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ['range', 'range(…) is what `for (const i of range(a, b))` goes through'],
  ['zeroed', 'zeroed() is the value of a module-level constant'],
  ['tabulate', 'tabulate(…) is the value of a module-level constant'],
  ['hex', 'hex(…) formats a value inside the template of a message'],
  ['hexPadded', 'hexPadded(…) formats a value inside the template of a message'],
  ['right', 'right(…) formats a value inside the template of a message'],
  ['left', 'left(…) formats a value inside the template of a message'],
]);

/** Lowers the call of the prelude function `name`. */
function preludeCall(
  f: FunctionLowering,
  node: ts.CallExpression,
  name: string,
  expected: Type | null,
): Operand | null {
  const builtin = f.context.builtins.get(name);
  if (builtin !== undefined) return builtin(f, node, expected);
  return f.context.refuse(
    'KD0310',
    node,
    `${name}() cannot be called here`,
    ELSEWHERE.get(name) ?? null,
  );
}

function calleeName(f: FunctionLowering, callee: ts.Expression): ts.Identifier | null {
  if (ts.isIdentifier(callee)) return callee;
  if (
    ts.isPropertyAccessExpression(callee) &&
    ts.isIdentifier(callee.name) &&
    isQualifiedName(f, callee)
  ) {
    return callee.name;
  }
  return null;
}

/** The arguments of a call, each of its parameter's type. */
export function argumentsOf(
  f: FunctionLowering,
  node: ts.CallExpression,
  parameters: readonly Type[],
): readonly Operand[] {
  const values = f.context.each(node.arguments, (argument, index) => {
    const type = parameters[index];
    if (type !== undefined) return coerce(f, expression(f, argument, type), type, argument);
    lookAt(f, argument);
    return f.context.giveUp('TypeScript reports the number of arguments');
  });
  if (values.length === parameters.length) return values;
  return f.context.giveUp('TypeScript reports the number of arguments');
}

/** Emits the call of a known function. */
export function callFunction(
  f: FunctionLowering,
  node: ts.CallExpression,
  callee: Function,
): Operand | null {
  if (callee.linkage === 'contract' && callee.unsafe) {
    f.requireUnsafe(node, `${callee.name}()`);
  }
  const symbolName = linkerSymbolName(f, node, callee);
  if (symbolName !== null) {
    return f.compute(node, callee.result, (result) => ({
      op: 'linkerSymbol',
      result,
      name: symbolName,
    }));
  }
  const place = f.context.trackers.get(callee);
  const declared = callee.parameters.filter(
    (parameter) => parameter !== place?.file && parameter !== place?.line,
  );
  const values = argumentsOf(
    f,
    node,
    declared.map((parameter) => parameter.type),
  );
  return emitCall(f, node, callee, values);
}

/** Emits a call with the arguments given, and the place of the call for a callee that tracks it. */
export function emitCall(
  f: FunctionLowering,
  node: ts.Node,
  callee: Function,
  values: readonly Operand[],
): Operand | null {
  const { context } = f;
  const calls = context.calls.get(f.function) ?? [];
  calls.push({ callee, node });
  context.calls.set(f.function, calls);
  const hasResult = callee.result.kind !== 'void' && callee.result.kind !== 'never';
  const result = hasResult ? f.temporary(callee.result) : null;
  const place = context.trackers.has(callee) ? placeOf(f, node) : [];
  f.emit(node, { op: 'call', result, function: callee, arguments: [...values, ...place] });
  if (callee.result.kind === 'never') f.emit(node, { op: 'unreachable' });
  return result === null ? null : { kind: 'local', local: result };
}

/** File and line of `node`; in a function that tracks its caller, those of the caller. */
function placeOf(f: FunctionLowering, node: ts.Node): readonly Operand[] {
  const outer = f.context.trackers.get(f.function);
  if (outer !== undefined) {
    return [outer.file, outer.line].map((local) => ({ kind: 'local', local }));
  }
  const { file, line } = f.position(node);
  return [text(file), constant(U32, BigInt(line))];
}

/** `linkerSymbol('name')`: the name, which must be a constant. */
function linkerSymbolName(
  f: FunctionLowering,
  node: ts.CallExpression,
  callee: Function,
): string | null {
  if (callee.linkage !== 'contract' || callee.name !== 'linkerSymbol') return null;
  const [argument] = node.arguments;
  const value = argument === undefined ? null : expression(f, argument, null);
  if (value === null || value.kind !== 'text' || !/^[A-Za-z_][A-Za-z0-9_]*$/.test(value.value)) {
    return f.context.refuse('KD0803', argument ?? node, 'the name of a symbol is a constant');
  }
  return value.value;
}

function methodCall(
  f: FunctionLowering,
  node: ts.CallExpression,
  callee: ts.PropertyAccessExpression,
): Operand | null {
  if (messageMethod(f, node, callee)) return null;
  const receiver = f.context.whenRefused(
    () => expression(f, callee.expression, null),
    () => lookAt(f, ...node.arguments),
  );
  const type = operandType(receiver);
  if (type.kind === 'view') return viewMethod(f, node, callee, receiver);
  if (type.kind === 'text') return textMethod(f, node, callee, receiver);
  if (type.kind === 'ref' || type.kind === 'record' || type.kind === 'union') {
    return callReference(f, node, callee);
  }
  lookAt(f, ...node.arguments);
  return f.context.refuse(
    'KD0112',
    callee.name,
    `${typeName(type)} has no method ${callee.name.text}`,
    callee.name.text.startsWith('to') && callee.name.text.endsWith('String')
      ? 'values become text only in the template of a message: print(`${x} ${hex(y)}`)'
      : null,
  );
}

/** Calls a function reference held in a variable or field. */
function callReference(
  f: FunctionLowering,
  node: ts.CallExpression,
  callee: ts.Expression,
): Operand | null {
  const target = f.context.whenRefused(
    () => expression(f, callee, null),
    () => lookAt(f, ...node.arguments),
  );
  const type = operandType(target);
  if (type.kind !== 'function') {
    lookAt(f, ...node.arguments);
    if (type.kind === 'nullable') return refuseNull(f, callee, type);
    return f.context.refuse('KD0302', callee, `${typeName(type)} cannot be called`);
  }
  const values = argumentsOf(f, node, type.parameters);
  const hasResult = type.result.kind !== 'void' && type.result.kind !== 'never';
  const result = hasResult ? f.temporary(type.result) : null;
  const indirect = f.context.indirectCalls.get(f.function) ?? [];
  indirect.push({ type, node });
  f.context.indirectCalls.set(f.function, indirect);
  f.emit(node, { op: 'callReference', result, callee: target, type, arguments: values });
  if (type.result.kind === 'never') f.emit(node, { op: 'unreachable' });
  return result === null ? null : { kind: 'local', local: result };
}
