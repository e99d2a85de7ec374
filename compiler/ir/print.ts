/**
 * Programs as text, for people and golden tests: one operation per line, structure by indentation.
 *
 * The text is stable: it depends on the program alone, and names follow the source. Positions are
 * left out, so that moving code does not change golden files.
 *
 * Used by: tests, `compiler/main.ts`.            Uses: `types.ts`.
 */

import type { Function, Instruction, Local, Operand, Program, Static } from './program.ts';
import { initialOperands } from './reachable.ts';
import { type StructType, type Type, typeName } from './types.ts';

/** A whole program: types, then each module with its statics and functions. */
export function printProgram(program: Program): string {
  const types = program.types.map(printType);
  const modules = program.modules.map((module) =>
    [
      `module ${module.path}`,
      ...module.statics.map(printStatic),
      ...module.functions.map((each) => `\n${printFunction(each)}`),
    ].join('\n'),
  );
  return `${[...types, ...modules].join('\n\n')}\n`;
}

function printType(type: Program['types'][number]): string {
  switch (type.kind) {
    case 'struct':
      return printStruct(type);
    case 'record': {
      const fields = type.fields.map((field) => `  ${field.name}: ${typeName(field.type)}`);
      return [`record ${type.name}${mustUse(type)}`, ...fields].join('\n');
    }
    case 'union': {
      const variants = type.variants.map(({ tag, fields }) => {
        const list = fields.map((field) => `${field.name}: ${typeName(field.type)}`);
        return list.length === 0 ? `  ${tag}` : `  ${tag} { ${list.join(', ')} }`;
      });
      return [`union ${type.name} by ${type.discriminant}${mustUse(type)}`, ...variants].join('\n');
    }
    case 'enum': {
      const members = type.members.map((member) => `${member.name} = ${member.value}`);
      return `enum ${type.name} { ${members.join(', ')} }${mustUse(type)}`;
    }
  }
}

function mustUse(type: { readonly mustUse: boolean }): string {
  return type.mustUse ? ', must be used' : '';
}

function printStruct(type: StructType): string {
  const packed = type.packed ? ', packed' : '';
  const fields = type.fields.map(
    (field) => `  ${field.offsetBytes}: ${field.name}: ${typeName(field.type)}`,
  );
  const layout = `${type.sizeBytes} bytes, aligned to ${type.alignBytes}${packed}`;
  return [`struct ${type.name}: ${layout}`, ...fields].join('\n');
}

function printStatic(declared: Static): string {
  const constant = declared.constant ? 'constant' : 'static';
  const values = initialOperands(declared).map(printOperand);
  const isArray = declared.type.kind === 'array';
  const initial = isArray ? `[${values.join(', ')}]` : values.join(', ');
  const value = values.length === 0 ? '' : ` = ${initial}`;
  return `${constant} ${declared.name}: ${typeName(declared.type)}${value}`;
}

/** One function: its head, then its body. */
export function printFunction(declared: Function): string {
  const parameters = declared.parameters.map(
    (each) => `${localName(each)}: ${typeName(each.type)}`,
  );
  const marks = [
    declared.exported ? 'export ' : '',
    declared.unsafe ? 'unsafe ' : '',
    declared.linkage === 'contract' ? 'contract ' : '',
  ].join('');
  const head = `${marks}function ${declared.name}(${parameters.join(', ')}): ${typeName(declared.result)}`;
  return [head, ...printBody(declared.body, 1)].join('\n');
}

function printBody(body: readonly Instruction[], depth: number): string[] {
  return body.flatMap((instruction) => printInstruction(instruction, depth));
}

function printInstruction(op: Instruction, depth: number): string[] {
  const indent = '  '.repeat(depth);
  switch (op.op) {
    case 'if': {
      const lines = [`${indent}if ${printOperand(op.condition)}`, ...printBody(op.then, depth + 1)];
      if (op.otherwise.length === 0) return lines;
      return [...lines, `${indent}else`, ...printBody(op.otherwise, depth + 1)];
    }
    case 'loop': {
      const lines = [`${indent}loop ${op.label}`, ...printBody(op.body, depth + 1)];
      if (op.step.length === 0) return lines;
      return [...lines, `${indent}step ${op.label}`, ...printBody(op.step, depth + 1)];
    }
    case 'block':
      return [`${indent}block ${op.label}`, ...printBody(op.body, depth + 1)];
    case 'switch': {
      const cases = op.cases.flatMap((each) => [
        `${indent}case ${each.values.join(', ')}`,
        ...printBody(each.body, depth + 1),
      ]);
      const otherwise = [`${indent}otherwise`, ...printBody(op.otherwise, depth + 1)];
      return [`${indent}switch ${printOperand(op.value)}`, ...cases, ...otherwise];
    }
    default:
      return [`${indent}${printSimple(op)}`];
  }
}

type Simple = Exclude<Instruction, { op: 'if' | 'loop' | 'block' | 'switch' }>;

/** An operation without a body: `result: type = operation operands`. */
function printSimple(op: Simple): string {
  const [operation, ...rest] = describe(op);
  const result = 'result' in op ? op.result : null;
  const target = result === null ? '' : `${localName(result)}: ${typeName(result.type)} = `;
  return `${target}${[operation, rest.join(', ')].join(' ').trimEnd()}`;
}

/** The operation, then its operands. */
function describe(op: Simple): readonly string[] {
  switch (op.op) {
    case 'declare': {
      const value = op.value === null ? '' : ` = ${printOperand(op.value)}`;
      return [`declare ${localName(op.local)}: ${typeName(op.local.type)}${value}`];
    }
    case 'assign':
      return [`${localName(op.local)} = ${printOperand(op.value)}`];
    case 'arithmetic':
      return [`${op.overflow} ${op.operator}`, printOperand(op.left), printOperand(op.right)];
    case 'bitwise':
      return [op.operator, printOperand(op.left), printOperand(op.right)];
    case 'shift':
      return [`${op.overflow} ${op.operator}`, printOperand(op.value), printOperand(op.count)];
    case 'compare':
      return [op.comparison, printOperand(op.left), printOperand(op.right)];
    case 'convert':
      return [`convert ${op.mode}`, printOperand(op.value)];
    case 'pure':
      return [op.operation, ...op.operands.map(printOperand)];
    case 'loadStatic':
      return [op.op, op.static.name];
    case 'storeStatic':
      return [op.op, op.static.name, printOperand(op.value)];
    case 'loadField':
    case 'fieldReference':
      return [op.op, `${printOperand(op.base)}.${op.field}`];
    case 'storeField':
      return [op.op, `${printOperand(op.base)}.${op.field}`, printOperand(op.value)];
    case 'loadElement':
    case 'elementReference':
      return [op.op, `${printOperand(op.base)}[${printOperand(op.index)}]`];
    case 'storeElement':
      return [op.op, `${printOperand(op.base)}[${printOperand(op.index)}]`, printOperand(op.value)];
    case 'referenceAt':
      return [op.op, printOperand(op.address)];
    case 'checkIndex':
      return [op.op, printOperand(op.index), printOperand(op.length)];
    case 'checkAligned':
      return [op.op, printOperand(op.value), `${op.alignBytes}`];
    case 'makeRecord':
      return [op.op, ...op.fields.map(printOperand)];
    case 'recordField':
      return [op.op, `${printOperand(op.value)}.${op.field}`];
    case 'makeVariant':
      return [`${op.op} ${variantTag(op.result.type, op.variant)}`, ...op.fields.map(printOperand)];
    case 'variantField':
      return [op.op, `${printOperand(op.value)}.${op.variant}.${op.field}`];
    case 'makeView':
      return [op.op, printOperand(op.address), printOperand(op.lengthBytes)];
    case 'viewLength':
      return [op.op, printOperand(op.view)];
    case 'checkViewRange':
      return [op.op, printOperand(op.view), printOperand(op.offset), printOperand(op.bytes)];
    case 'viewLoad':
      return [op.op, printOperand(op.view), printOperand(op.offset), printOperand(op.littleEndian)];
    case 'viewStore':
      return [
        op.op,
        printOperand(op.view),
        printOperand(op.offset),
        printOperand(op.value),
        printOperand(op.littleEndian),
      ];
    case 'textLength':
      return [op.op, printOperand(op.text)];
    case 'textByte':
      return [op.op, printOperand(op.text), printOperand(op.index)];
    case 'call':
      return [`call ${op.function.name}(${op.arguments.map(printOperand).join(', ')})`];
    case 'callReference':
      return [
        `callReference ${printOperand(op.callee)}(${op.arguments.map(printOperand).join(', ')})`,
      ];
    case 'linkerSymbol':
      return [op.op, op.name];
    case 'break':
    case 'continue':
      return [op.op, `${op.label}`];
    case 'return':
      return op.value === null ? ['return'] : ['return', printOperand(op.value)];
    case 'unreachable':
      return ['unreachable'];
    case 'negate':
    case 'complement':
    case 'not':
    case 'addressOf':
    case 'checkNotNull':
    case 'checkPowerOfTwo':
    case 'wrapNullable':
    case 'isNull':
    case 'unwrapNullable':
    case 'variantIndex':
      return [op.op, printOperand(op.value)];
  }
}

function variantTag(type: Type, variant: number): string {
  return (type.kind === 'union' ? type.variants[variant]?.tag : undefined) ?? `${variant}`;
}

function localName(local: Local): string {
  return local.name === null ? `%${local.id}` : `${local.name}%${local.id}`;
}

/** An operand: constants with their type, locals with their id. */
export function printOperand(operand: Operand): string {
  switch (operand.kind) {
    case 'local':
      return localName(operand.local);
    case 'constant':
      return `${operand.value}:${typeName(operand.type)}`;
    case 'text':
      return JSON.stringify(operand.value);
    case 'null':
      return 'null';
    case 'function':
      return `&${operand.function.name}`;
    case 'static':
      return `&${operand.static.name}`;
  }
}
