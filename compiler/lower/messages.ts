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
import { type EnumType, I64, TEXT, type Type, typeName, U32, U64, widthBits } from '../ir/types.ts';
import { argumentAt, type Builtin } from './builtin.ts';
import { emitCall } from './calls.ts';
import { coerce, convertChecked, rebrand } from './convert.ts';
import { expression } from './expressions.ts';
import { constant, type FunctionLowering, operandType, text } from './function.ts';
import { refuseNull } from './members.ts';
import { withoutNull } from './narrowing.ts';
import { supportFunction } from './support.ts';
import { withoutBrand } from './types.ts';
import { quoted } from './wording.ts';

const LEVELS: readonly string[] = ['debug', 'info', 'warn', 'error'];

/** Appends one part of a message whose value is already computed. */
type Append = () => void;

/** `print(…)` and `panic(…)`. */
export const messageCall: Builtin = (f, node) => {
  const parts = template(f, argumentAt(f, node, 0));
  if (preludeName(f.context.checker, node.expression) === 'panic') {
    const { file, line } = f.position(node);
    callSupport(f, node, 'panic', 'beginPanic', [text(file), constant(U32, BigInt(line))]);
    appendAll(parts);
    callSupport(f, node, 'panic', 'endPanic', []);
  } else {
    callSupport(f, node, 'message', 'beginLine', []);
    appendAll(parts);
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
  if (level < 0) {
    return f.context.refuse(
      'KD0112',
      callee.name,
      `log has no level ${callee.name.text}`,
      'the levels are debug, info, warn and error',
    );
  }
  const number = constant(U32, BigInt(level));
  const parts = template(f, argumentAt(f, node, 0));
  const enabled = callSupport(f, node, 'message', 'isEnabled', [number]);
  if (enabled === null) return f.context.giveUp('isEnabled has a result');
  const then = f.inBlock(() => {
    callSupport(f, node, 'message', 'beginMessage', [number]);
    appendAll(parts);
    callSupport(f, node, 'message', 'endMessage', []);
  });
  f.emit(node, { op: 'if', condition: enabled, then, otherwise: [] });
  return true;
}

function appendAll(parts: readonly Append[]): void {
  for (const append of parts) append();
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

/**
 * The parts of a message. All values are computed here, before the first part is written, as a
 * template literal is in JavaScript.
 */
function template(f: FunctionLowering, node: ts.Expression): readonly Append[] {
  if (ts.isParenthesizedExpression(node)) return template(f, node.expression);
  if (!ts.isTemplateExpression(node)) {
    const value = expression(f, node, TEXT);
    if (operandType(value).kind !== 'text') {
      const type = operandType(value);
      f.context.refuse(
        'KD0203',
        node,
        `a message is a string, not a ${typeName(type)}`,
        type.kind === 'int' || type.kind === 'bool' || type.kind === 'enum'
          ? `write it in a template: \`\${${quoted(node)}}\``
          : printingHelp(type, node),
      );
    }
    return [() => callSupport(f, node, 'message', 'appendText', [value])];
  }
  const [head, parts] = f.context.both(
    () => literalPart(f, node.head),
    () =>
      f.context.each(node.templateSpans, (span) =>
        f.context.both(
          () => valuePart(f, span.expression),
          () => literalPart(f, span.literal),
        ),
      ),
  );
  return [...head, ...parts.flatMap(([value, literal]) => [value, ...literal])];
}

function literalPart(f: FunctionLowering, node: ts.TemplateLiteralLikeNode): readonly Append[] {
  if (node.text.length === 0) return [];
  const bad = notAscii(node.text);
  if (bad !== null) f.context.refuse('KD0804', node, `the character ${bad} is not ASCII`);
  return [() => callSupport(f, node, 'message', 'appendText', [text(node.text)])];
}

/** The first character of `text` that is not ASCII; null when all are. */
function notAscii(text: string): string | null {
  return [...text].find((character) => character > '\u007f') ?? null;
}

function valuePart(f: FunctionLowering, node: ts.Expression): Append {
  const append =
    (name: string, ...values: readonly Operand[]): Append =>
    () =>
      callSupport(f, node, 'message', name, values);
  if (ts.isCallExpression(node)) {
    switch (preludeName(f.context.checker, node.expression)) {
      case 'hex':
        return append('appendHex', unsignedArgument(f, node));
      case 'hexPadded':
        return append('appendHexPadded', unsignedArgument(f, node), sizeArgument(f, node));
      case 'right':
        return append('appendUnsignedRight', unsignedArgument(f, node), sizeArgument(f, node));
      case 'left':
        return append('appendTextLeft', textArgument(f, node), sizeArgument(f, node));
      default:
        break;
    }
  }
  const value = expression(f, node, null);
  const type = operandType(value);
  switch (type.kind) {
    case 'text':
      return append('appendText', value);
    case 'bool':
      return append('appendBool', value);
    case 'enum':
      return append('appendText', enumName(f, node, value, type));
    case 'int':
      if (type.brand === 'PhysAddr') return append('appendPhys', value);
      if (type.brand === 'VirtAddr') return append('appendVirt', value);
      if (type.int.startsWith('i')) {
        return append('appendSigned', convertChecked(f, plain(f, value, node), I64, node));
      }
      return append('appendUnsigned', convertChecked(f, plain(f, value, node), U64, node));
    default:
      return refuseUnprintable(f, node, type);
  }
}

function refuseUnprintable(f: FunctionLowering, node: ts.Node, type: Type): never {
  if (withoutNull(type) !== null) return refuseNull(f, node, type);
  return f.context.refuse(
    'KD0802',
    node,
    `${typeName(type)} cannot be printed`,
    printingHelp(type, node),
  );
}

function printingHelp(type: Type, node: ts.Node): string | null {
  switch (type.kind) {
    case 'ref':
      return `print its address, addressOf(${quoted(node)}), or its fields`;
    case 'record':
    case 'union':
      return 'print its fields';
    case 'view':
      return 'print what it reads, or its byteLength';
    default:
      return null;
  }
}

function plain(f: FunctionLowering, value: Operand, node: ts.Node): Operand {
  const type = withoutBrand(operandType(value));
  return type.kind === 'int' ? rebrand(f, value, type, node) : value;
}

/** The first argument of a formatter as u64: an unsigned integer or an address. */
function unsignedArgument(f: FunctionLowering, node: ts.CallExpression): Operand {
  const argument = argumentAt(f, node, 0);
  const value = plain(f, expression(f, argument, null), argument);
  const type = operandType(value);
  if (type.kind !== 'int' || type.int.startsWith('i')) {
    return f.context.refuse(
      'KD0802',
      argument,
      `${node.expression.getText()}() takes an unsigned integer, not ${typeName(type)}`,
      type.kind === 'int'
        ? `write ${node.expression.getText()}(truncate<u${widthBits(type.int)}>(…)) for its bits`
        : null,
    );
  }
  return convertChecked(f, value, U64, argument);
}

/** The second argument of a formatter: a number of digits or columns. */
function sizeArgument(f: FunctionLowering, node: ts.CallExpression): Operand {
  const size = argumentAt(f, node, 1);
  return coerce(f, expression(f, size, U32), U32, size);
}

/** The first argument of `left`: a text, or an enum by the name of its member. */
function textArgument(f: FunctionLowering, node: ts.CallExpression): Operand {
  const argument = argumentAt(f, node, 0);
  const value = expression(f, argument, TEXT);
  const type = operandType(value);
  const shown = type.kind === 'enum' ? enumName(f, argument, value, type) : value;
  return coerce(f, shown, TEXT, argument);
}

/** The name of the member that an enum value is. */
function enumName(f: FunctionLowering, node: ts.Node, value: Operand, type: EnumType): Operand {
  for (const name of [type.name, ...type.members.map((member) => member.name)]) {
    const bad = notAscii(name);
    if (bad === null) continue;
    f.context.refuse(
      'KD0804',
      node,
      `the character ${bad} in ${name} is not ASCII, so ${type.name} cannot be printed`,
      'print u32(…) of it, or name it in ASCII',
    );
  }
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
