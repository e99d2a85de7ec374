/**
 * Messages: `print`, `log` and `panic`, whose template is taken apart when the program is compiled.
 *
 * Each part becomes a call of a dialect function in `kernel/console/message.ts` or
 * `kernel/panic.ts`; nothing is allocated and no text is put together in memory.
 *
 * Used by: `builtins.ts`, `calls.ts`, `assertions.ts`.            Uses: `support.ts`.
 */

import ts from 'typescript';

import { preludeName } from '../frontend/symbols.ts';
import type { Instruction, Local, Operand } from '../ir/program.ts';
import { type EnumType, I64, TEXT, type Type, typeName, U32, U64 } from '../ir/types.ts';
import { argumentAt, type Builtin } from './builtin.ts';
import { emitCall } from './calls.ts';
import { coerce, convertChecked, rebrand } from './convert.ts';
import { expression } from './expressions.ts';
import { constant, type FunctionLowering, operandType, text } from './function.ts';
import { supportFunction } from './support.ts';
import { withoutBrand } from './types.ts';

const LEVELS: readonly string[] = ['debug', 'info', 'warn', 'error'];

/** `print(…)` and `panic(…)`. */
export const messageCall: Builtin = (f, node) => {
  const message = argumentAt(f, node, 0);
  if (preludeName(f.context.checker, node.expression) === 'panic') {
    const { file, line } = f.position(node);
    callSupport(f, node, 'panic', 'beginPanic', [text(file), constant(U32, BigInt(line))]);
    template(f, message);
    callSupport(f, node, 'panic', 'endPanic', []);
  } else {
    callSupport(f, node, 'message', 'beginLine', []);
    template(f, message);
    callSupport(f, node, 'message', 'endLine', []);
  }
  return null;
};

/** `log.info(…)` and its like. Whether `node` is such a call. */
export function messageMethod(
  f: FunctionLowering,
  node: ts.CallExpression,
  callee: ts.PropertyAccessExpression,
): boolean {
  if (preludeName(f.context.checker, callee.expression) !== 'log') return false;
  const level = LEVELS.indexOf(callee.name.text);
  if (level < 0) return f.context.giveUp('TypeScript reports the unknown level');
  const number = constant(U32, BigInt(level));
  const enabled = callSupport(f, node, 'message', 'isEnabled', [number]);
  if (enabled === null) return f.context.giveUp('isEnabled has a result');
  const then = f.inBlock(() => {
    callSupport(f, node, 'message', 'beginMessage', [number]);
    template(f, argumentAt(f, node, 0));
    callSupport(f, node, 'message', 'endMessage', []);
  });
  f.emit(node, { op: 'if', condition: enabled, then, otherwise: [] });
  return true;
}

function callSupport(
  f: FunctionLowering,
  node: ts.Node,
  module: 'message' | 'panic',
  name: string,
  values: readonly Operand[],
): Operand | null {
  return emitCall(f, node, supportFunction(f.context, node, module, name), values);
}

/** Appends the parts of a message. */
function template(f: FunctionLowering, node: ts.Expression): void {
  if (ts.isParenthesizedExpression(node)) return template(f, node.expression);
  if (!ts.isTemplateExpression(node)) {
    const value = expression(f, node, TEXT);
    callSupport(f, node, 'message', 'appendText', [coerce(f, value, TEXT, node)]);
    return;
  }
  appendLiteral(f, node.head);
  for (const span of node.templateSpans) {
    appendValue(f, span.expression);
    appendLiteral(f, span.literal);
  }
}

function appendLiteral(f: FunctionLowering, node: ts.TemplateLiteralLikeNode): void {
  if (node.text.length === 0) return;
  const bad = [...node.text].find((character) => character > '\u007f');
  if (bad !== undefined) f.context.refuse('KD0804', node, `the character ${bad} is not ASCII`);
  callSupport(f, node, 'message', 'appendText', [text(node.text)]);
}

function appendValue(f: FunctionLowering, node: ts.Expression): void {
  const format = ts.isCallExpression(node) ? preludeName(f.context.checker, node.expression) : null;
  if (ts.isCallExpression(node)) {
    if (format === 'hex') return appendHex(f, node);
    if (format === 'hexPadded') return appendSized(f, node, 'appendHexPadded');
    if (format === 'right') return appendSized(f, node, 'appendUnsignedRight');
    if (format === 'left') return appendLeft(f, node);
  }
  const value = expression(f, node, null);
  const type = operandType(value);
  switch (type.kind) {
    case 'text':
      callSupport(f, node, 'message', 'appendText', [value]);
      return;
    case 'bool':
      callSupport(f, node, 'message', 'appendBool', [value]);
      return;
    case 'enum':
      appendEnum(f, node, value, type);
      return;
    case 'int': {
      if (type.brand === 'PhysAddr' || type.brand === 'VirtAddr') {
        const name = type.brand === 'PhysAddr' ? 'appendPhys' : 'appendVirt';
        callSupport(f, node, 'message', name, [value]);
      } else if (type.int.startsWith('i')) {
        const wide = convertChecked(f, plain(f, value, node), I64, node);
        callSupport(f, node, 'message', 'appendSigned', [wide]);
      } else {
        const wide = convertChecked(f, plain(f, value, node), U64, node);
        callSupport(f, node, 'message', 'appendUnsigned', [wide]);
      }
      return;
    }
    default:
      refuseUnprintable(f, node, type);
  }
}

function refuseUnprintable(f: FunctionLowering, node: ts.Node, type: Type): never {
  return f.context.refuse(
    'KD0802',
    node,
    `${typeName(type)} cannot be printed`,
    type.kind === 'ref' ? 'print its address, addressOf(…), or its fields' : 'print its parts',
  );
}

function plain(f: FunctionLowering, value: Operand, node: ts.Node): Operand {
  const type = withoutBrand(operandType(value));
  return type.kind === 'int' ? rebrand(f, value, type, node) : value;
}

/** The argument of a formatter as u64: an unsigned integer or an address. */
function unsignedArgument(f: FunctionLowering, node: ts.CallExpression): Operand {
  const argument = argumentAt(f, node, 0);
  const value = plain(f, expression(f, argument, null), argument);
  const type = operandType(value);
  if (type.kind !== 'int' || type.int.startsWith('i')) {
    return f.context.refuse(
      'KD0802',
      argument,
      `${node.expression.getText()}() takes an unsigned integer, not ${typeName(type)}`,
    );
  }
  return convertChecked(f, value, U64, argument);
}

function appendHex(f: FunctionLowering, node: ts.CallExpression): void {
  callSupport(f, node, 'message', 'appendHex', [unsignedArgument(f, node)]);
}

function appendSized(f: FunctionLowering, node: ts.CallExpression, name: string): void {
  const value = unsignedArgument(f, node);
  const size = argumentAt(f, node, 1);
  const number = coerce(f, expression(f, size, U32), U32, size);
  callSupport(f, node, 'message', name, [value, number]);
}

function appendLeft(f: FunctionLowering, node: ts.CallExpression): void {
  const argument = argumentAt(f, node, 0);
  const width = argumentAt(f, node, 1);
  const value = expression(f, argument, TEXT);
  const type = operandType(value);
  const shown = type.kind === 'enum' ? enumName(f, argument, value, type) : value;
  const number = coerce(f, expression(f, width, U32), U32, width);
  callSupport(f, node, 'message', 'appendTextLeft', [coerce(f, shown, TEXT, argument), number]);
}

function appendEnum(f: FunctionLowering, node: ts.Node, value: Operand, type: EnumType): void {
  callSupport(f, node, 'message', 'appendText', [enumName(f, node, value, type)]);
}

/** The name of the member that an enum value is. */
function enumName(f: FunctionLowering, node: ts.Node, value: Operand, type: EnumType): Operand {
  const name: Local = f.temporary(TEXT);
  f.emit(node, { op: 'declare', local: name, value: null });
  const assign = (shown: string): Instruction[] =>
    f.inBlock(() => f.emit(node, { op: 'assign', local: name, value: text(shown) }));
  const seen = new Set<bigint>();
  const members = type.members.filter((member) => {
    const isNew = !seen.has(member.value);
    seen.add(member.value);
    return isNew;
  });
  f.emit(node, {
    op: 'switch',
    value,
    cases: members.map((member) => ({ values: [member.value], body: assign(member.name) })),
    otherwise: assign(`not a ${type.name}`),
  });
  return { kind: 'local', local: name };
}
