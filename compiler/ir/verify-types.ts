/**
 * The operand and result types of every operation: invariant I3 of `program.ts`.
 *
 * Used by: `verify.ts`.            Uses: `types.ts`.
 */

import type { Function, Instruction, InstructionOf, Local, Operand } from './program.ts';
import { functionType, operandType } from './program.ts';
import {
  BOOL,
  isSigned,
  maxValue,
  minValue,
  type RecordField,
  type RefType,
  sameType,
  TEXT,
  type Type,
  typeName,
  U32,
  U64,
  VIEW,
  VIRT_ADDR,
} from './types.ts';

/** Collects what is wrong with one operation. */
class Problems {
  readonly found: string[] = [];

  add(what: string): void {
    this.found.push(what);
  }

  require(holds: boolean, what: string): void {
    if (!holds) this.add(what);
  }

  same(what: string, actual: Type, wanted: Type): void {
    if (!sameType(actual, wanted)) {
      this.add(`${what} is ${typeName(actual)}, not ${typeName(wanted)}`);
    }
  }

  operand(what: string, operand: Operand, wanted: Type): void {
    this.same(what, operandType(operand), wanted);
  }

  result(result: Local, wanted: Type): void {
    this.same('the result', result.type, wanted);
  }

  kind(what: string, type: Type, ...kinds: readonly Type['kind'][]): void {
    if (!kinds.includes(type.kind)) {
      this.add(`${what} is ${typeName(type)}, not ${kinds.join(' or ')}`);
    }
  }
}

/** What is wrong with the types of `op`, an operation of `owner`. */
export function typeProblems(op: Instruction, owner: Function): readonly string[] {
  const problems = new Problems();
  check(problems, op, owner);
  return problems.found;
}

function check(problems: Problems, op: Instruction, owner: Function): void {
  switch (op.op) {
    case 'declare':
      if (op.value !== null) problems.operand('the value', op.value, op.local.type);
      break;
    case 'assign':
      problems.operand('the value', op.value, op.local.type);
      break;
    case 'arithmetic':
    case 'bitwise':
      problems.kind('the result', op.result.type, 'int');
      problems.operand('the left side', op.left, op.result.type);
      problems.operand('the right side', op.right, op.result.type);
      break;
    case 'shift':
      problems.kind('the result', op.result.type, 'int');
      problems.operand('the value', op.value, op.result.type);
      problems.operand('the count', op.count, op.result.type);
      break;
    case 'negate':
    case 'complement':
      problems.kind('the result', op.result.type, 'int');
      problems.operand('the value', op.value, op.result.type);
      if (op.op === 'negate' && op.result.type.kind === 'int') {
        problems.require(isSigned(op.result.type.int), 'an unsigned value');
      }
      break;
    case 'not':
      problems.operand('the value', op.value, BOOL);
      problems.result(op.result, BOOL);
      break;
    case 'compare':
      checkCompare(problems, op);
      break;
    case 'convert':
      checkConvert(problems, op);
      break;
    case 'pure':
      checkPure(problems, op);
      break;
    case 'loadStatic':
      problems.require(!isInline(op.static.type), 'the static is not a scalar');
      problems.result(op.result, op.static.type);
      break;
    case 'storeStatic':
      problems.require(!isInline(op.static.type), 'the static is not a scalar');
      problems.require(!op.static.constant, `${op.static.name} is constant`);
      problems.operand('the value', op.value, op.static.type);
      break;
    case 'loadField':
    case 'storeField':
    case 'fieldReference':
      checkField(problems, op);
      break;
    case 'loadElement':
    case 'storeElement':
    case 'elementReference':
      checkElement(problems, op);
      break;
    case 'referenceAt': {
      const type = operandType(op.address);
      problems.require(type.kind === 'int' && type.int === 'u64', 'the address is not a u64');
      problems.require(isReference(op.result.type), 'the result is not a non-null reference');
      break;
    }
    case 'addressOf':
      problems.kind('the value', operandType(op.value), 'ref', 'view');
      problems.result(op.result, VIRT_ADDR);
      break;
    case 'checkIndex':
      problems.operand('the index', op.index, U32);
      problems.operand('the length', op.length, U32);
      break;
    case 'checkNotNull': {
      const type = operandType(op.value);
      problems.require(
        type.kind === 'int' || type.kind === 'function' || isNullable(type),
        'the value is never null',
      );
      break;
    }
    case 'checkAligned':
      problems.kind('the value', operandType(op.value), 'int');
      problems.require(
        op.alignBytes > 0 && Number.isInteger(Math.log2(op.alignBytes)),
        `${op.alignBytes} is not a power of two`,
      );
      break;
    case 'checkPowerOfTwo':
      problems.kind('the value', operandType(op.value), 'int');
      break;
    case 'wrapNullable':
      checkNullable(problems, op.result.type, operandType(op.value));
      break;
    case 'isNull':
      problems.require(isNullable(operandType(op.value)), 'the value is never null');
      problems.result(op.result, BOOL);
      break;
    case 'unwrapNullable':
      checkNullable(problems, operandType(op.value), op.result.type);
      break;
    case 'makeRecord':
      problems.kind('the result', op.result.type, 'record');
      if (op.result.type.kind === 'record') {
        checkFields(problems, op.fields, op.result.type.fields);
      }
      break;
    case 'recordField': {
      const type = operandType(op.value);
      problems.kind('the value', type, 'record');
      if (type.kind === 'record') checkFieldOf(problems, type.fields, op.field, op.result.type);
      break;
    }
    case 'makeVariant': {
      const { type } = op.result;
      problems.kind('the result', type, 'union');
      if (type.kind !== 'union') break;
      const variant = type.variants[op.variant];
      if (variant === undefined) problems.add(`no variant ${op.variant}`);
      else checkFields(problems, op.fields, variant.fields);
      break;
    }
    case 'variantIndex':
      problems.kind('the value', operandType(op.value), 'union');
      problems.result(op.result, U32);
      break;
    case 'variantField': {
      const type = operandType(op.value);
      problems.kind('the value', type, 'union');
      if (type.kind !== 'union') break;
      const variant = type.variants[op.variant];
      if (variant === undefined) problems.add(`no variant ${op.variant}`);
      else checkFieldOf(problems, variant.fields, op.field, op.result.type);
      break;
    }
    case 'makeView':
      problems.operand('the address', op.address, VIRT_ADDR);
      problems.operand('the length', op.lengthBytes, U32);
      problems.result(op.result, VIEW);
      break;
    case 'viewLength':
      problems.operand('the view', op.view, VIEW);
      problems.result(op.result, U32);
      break;
    case 'checkViewRange':
      problems.operand('the view', op.view, VIEW);
      problems.operand('the offset', op.offset, U32);
      problems.operand('the number of bytes', op.bytes, U32);
      break;
    case 'viewLoad':
      problems.operand('the view', op.view, VIEW);
      problems.operand('the offset', op.offset, U32);
      problems.operand('the byte order', op.littleEndian, BOOL);
      problems.kind('the result', op.result.type, 'int');
      break;
    case 'viewStore':
      problems.operand('the view', op.view, VIEW);
      problems.operand('the offset', op.offset, U32);
      problems.operand('the byte order', op.littleEndian, BOOL);
      problems.kind('the value', operandType(op.value), 'int');
      break;
    case 'textLength':
      problems.operand('the text', op.text, TEXT);
      problems.result(op.result, U32);
      break;
    case 'textByte':
      problems.operand('the text', op.text, TEXT);
      problems.operand('the index', op.index, U32);
      problems.result(op.result, U32);
      break;
    case 'call':
      checkCall(problems, op.arguments, functionType(op.function), op.result);
      break;
    case 'callReference':
      problems.operand('the callee', op.callee, op.type);
      checkCall(problems, op.arguments, op.type, op.result);
      break;
    case 'linkerSymbol':
      problems.result(op.result, VIRT_ADDR);
      break;
    case 'if':
      problems.operand('the condition', op.condition, BOOL);
      break;
    case 'switch':
      checkSwitch(problems, op);
      break;
    case 'return':
      if (op.value !== null) problems.operand('the value', op.value, owner.result);
      else problems.same('the result of the function', owner.result, { kind: 'void' });
      break;
    case 'loop':
    case 'block':
    case 'break':
    case 'continue':
    case 'unreachable':
      break;
  }
}

function isInline(type: Type): boolean {
  return type.kind === 'struct' || type.kind === 'array';
}

function isNullable(type: Type): boolean {
  return type.kind === 'nullable' || (type.kind === 'ref' && type.nullable);
}

function isReference(type: Type): type is RefType {
  return type.kind === 'ref' && !type.nullable;
}

function checkCompare(problems: Problems, op: InstructionOf<'compare'>): void {
  const left = operandType(op.left);
  const right = operandType(op.right);
  problems.result(op.result, BOOL);
  // A nullable reference compares with one that is not: both are addresses.
  const bothReferences = left.kind === 'ref' && right.kind === 'ref';
  if (bothReferences) problems.same('the right target', right.target, left.target);
  else problems.same('the right side', right, left);
  if (op.comparison === 'eq' || op.comparison === 'ne') {
    problems.kind('the left side', left, 'int', 'bool', 'enum', 'ref', 'function');
  } else {
    problems.kind('the left side', left, 'int');
  }
}

function checkConvert(problems: Problems, op: InstructionOf<'convert'>): void {
  const source = operandType(op.value);
  const { type } = op.result;
  problems.kind('the value', source, 'int', 'bool', 'enum');
  problems.kind('the result', type, 'int', 'enum');
  if (type.kind === 'enum') problems.same('the value', source, U32);
  if (op.mode !== 'exact' || type.kind !== 'int') return;
  if (source.kind === 'bool') return;
  // An enum that was read from memory may be any u32, not only a member.
  const { int } = source.kind === 'int' ? source : U32;
  problems.require(
    minValue(int) >= minValue(type.int) && maxValue(int) <= maxValue(type.int),
    `not every ${typeName(source)} is a ${typeName(type)}`,
  );
}

function checkPure(problems: Problems, op: InstructionOf<'pure'>): void {
  const [first] = op.operands;
  if (first === undefined) {
    problems.add('no operands');
    return;
  }
  const type = operandType(first);
  problems.kind('the first operand', type, 'int');
  for (const operand of op.operands) problems.operand('an operand', operand, type);
  const isUnary = op.operation.startsWith('count');
  problems.require(op.operands.length === (isUnary ? 1 : 2), `${op.operands.length} operands`);
  if (isUnary) problems.result(op.result, U32);
  else if (op.operation.endsWith('Overflows')) problems.result(op.result, BOOL);
  else problems.result(op.result, type);
  if (op.operation === 'multiplyHigh') problems.same('the first operand', type, U64);
  if (op.operation.startsWith('rotate') && type.kind === 'int') {
    problems.require(!isSigned(type.int), 'a signed value');
  }
}

function checkField(
  problems: Problems,
  op: InstructionOf<'loadField' | 'storeField' | 'fieldReference'>,
): void {
  const base = operandType(op.base);
  if (!isReference(base) || base.target.kind !== 'struct') {
    problems.add(`the base is ${typeName(base)}, not a non-null reference to a struct`);
    return;
  }
  const field = base.target.fields.find((each) => each.name === op.field);
  if (field === undefined) problems.add(`${base.target.name} has no field ${op.field}`);
  else checkPlace(problems, op, field.type);
}

function checkElement(
  problems: Problems,
  op: InstructionOf<'loadElement' | 'storeElement' | 'elementReference'>,
): void {
  const base = operandType(op.base);
  problems.operand('the index', op.index, U32);
  if (isReference(base) && base.target.kind === 'array') {
    checkPlace(problems, op, base.target.element);
  } else {
    problems.add(`the base is ${typeName(base)}, not a non-null reference to an array`);
  }
}

/** A place in memory of type `type`, and what is done with it. */
function checkPlace(
  problems: Problems,
  op: InstructionOf<
    | 'loadField'
    | 'storeField'
    | 'fieldReference'
    | 'loadElement'
    | 'storeElement'
    | 'elementReference'
  >,
  type: Type,
): void {
  switch (op.op) {
    case 'loadField':
    case 'loadElement':
      problems.require(!isInline(type), 'what is loaded is not a scalar');
      problems.result(op.result, type);
      break;
    case 'storeField':
    case 'storeElement':
      problems.require(!isInline(type), 'what is stored is not a scalar');
      problems.operand('the value', op.value, type);
      break;
    case 'fieldReference':
    case 'elementReference':
      if (type.kind !== 'struct' && type.kind !== 'array') {
        problems.add('a reference to a scalar');
      } else {
        problems.result(op.result, { kind: 'ref', target: type, nullable: false });
      }
      break;
  }
}

/** `nullable` is `inner | null`. */
function checkNullable(problems: Problems, nullable: Type, inner: Type): void {
  if (nullable.kind === 'nullable') {
    problems.same('the value that may be null', nullable.inner, inner);
    return;
  }
  if (nullable.kind === 'ref' && nullable.nullable) {
    problems.same('the reference', inner, { ...nullable, nullable: false });
    return;
  }
  problems.add(`${typeName(nullable)} is not nullable`);
}

function checkFields(
  problems: Problems,
  operands: readonly Operand[],
  fields: readonly RecordField[],
): void {
  problems.require(
    operands.length === fields.length,
    `${operands.length} values for ${fields.length} fields`,
  );
  fields.forEach((field, index) => {
    const operand = operands[index];
    if (operand !== undefined) problems.operand(`the field ${field.name}`, operand, field.type);
  });
}

function checkFieldOf(
  problems: Problems,
  fields: readonly RecordField[],
  name: string,
  result: Type,
): void {
  const field = fields.find((each) => each.name === name);
  if (field === undefined) problems.add(`no field ${name}`);
  else problems.same('the result', result, field.type);
}

function checkCall(
  problems: Problems,
  operands: readonly Operand[],
  type: { readonly parameters: readonly Type[]; readonly result: Type },
  result: Local | null,
): void {
  problems.require(
    operands.length === type.parameters.length,
    `${operands.length} arguments for ${type.parameters.length} parameters`,
  );
  type.parameters.forEach((parameter, index) => {
    const operand = operands[index];
    if (operand !== undefined) problems.operand(`argument ${index + 1}`, operand, parameter);
  });
  if (result === null) return;
  problems.require(
    type.result.kind !== 'void' && type.result.kind !== 'never',
    'a result of a function without one',
  );
  problems.result(result, type.result);
}

function checkSwitch(problems: Problems, op: InstructionOf<'switch'>): void {
  const type = operandType(op.value);
  problems.kind('the value', type, 'int', 'enum');
  const seen = new Set<bigint>();
  for (const label of op.cases.flatMap((each) => each.values)) {
    problems.require(!seen.has(label), `the case ${label} is there twice`);
    seen.add(label);
    if (type.kind === 'int') {
      problems.require(
        label >= minValue(type.int) && label <= maxValue(type.int),
        `the case ${label} is not a value of ${typeName(type)}`,
      );
    }
  }
}
