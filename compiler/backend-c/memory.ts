/**
 * Memory in C: statics, fields, elements, references, views and texts.
 *
 * Used by: `instructions.ts`.            Uses: `function.ts`.
 * Invariants:
 *   I1. A bool in memory is one byte that is true when it is not 0, whatever wrote it.
 *   I2. Views are read and written byte by byte as far as C is concerned: no alignment is assumed.
 */

import { type InstructionOf, type Operand, operandType } from '../ir/program.ts';
import {
  type ArrayType,
  maxValue,
  minValue,
  type RefType,
  type StructType,
  type Type,
} from '../ir/types.ts';
import type { FunctionEmitter } from './function.ts';
import { intKind } from './integers.ts';
import { cInteger } from './operands.ts';

function target(base: Operand): StructType | ArrayType {
  const type = operandType(base);
  if (type.kind !== 'ref') throw new Error(`${type.kind} is not a reference`);
  return type.target;
}

/** The type of a field or element that holds `type`, as a value. */
function fromMemory(type: Type, place: string): string {
  return type.kind === 'bool' ? `${place} != 0` : place;
}

/** `base.field` as a C place; static storage is named, so that clang sees what is accessed. */
function fieldPlace(f: FunctionEmitter, base: Operand, field: string): string {
  const struct = target(base);
  if (struct.kind !== 'struct') throw new Error('the base of a field is not a struct');
  const name = f.unit.types.field(struct, field);
  return base.kind === 'static' ? `${base.static.symbol}.${name}` : `${f.operand(base)}->${name}`;
}

function elementPlace(f: FunctionEmitter, base: Operand, index: Operand): string {
  const array = base.kind === 'static' ? base.static.symbol : `(*${f.operand(base)})`;
  return `${array}[${f.operand(index)}]`;
}

export function loadStatic(f: FunctionEmitter, op: InstructionOf<'loadStatic'>): void {
  assumeRange(f, op);
  f.define(op, op.result, op.static.symbol, 'effect');
}

/** Tells the C compiler what is known of a static, which no code near this shows. */
function assumeRange(f: FunctionEmitter, op: InstructionOf<'loadStatic'>): void {
  const { type, symbol } = op.static;
  const range = f.unit.proofs.staticRange(op.static);
  if (range === null || type.kind !== 'int' || range.lowest === range.highest) return;
  const { lowest, highest, zeroBits } = range;
  const conditions = [
    ...(lowest > minValue(type.int) ? [`${symbol} >= ${cInteger(type.int, lowest)}`] : []),
    ...(highest < maxValue(type.int) ? [`${symbol} <= ${cInteger(type.int, highest)}`] : []),
    ...(zeroBits > 0
      ? [`(${symbol} & ${cInteger(type.int, (1n << BigInt(zeroBits)) - 1n)}) == 0`]
      : []),
  ];
  for (const each of conditions) f.write(op.position, `KX_ASSUME(${each});`);
}

export function storeStatic(f: FunctionEmitter, op: InstructionOf<'storeStatic'>): void {
  f.write(op.position, `${op.static.symbol} = ${f.expression(op.value)};`);
}

export function loadField(f: FunctionEmitter, op: InstructionOf<'loadField'>): void {
  const place = fieldPlace(f, op.base, op.field);
  f.define(op, op.result, fromMemory(op.result.type, place), 'effect');
}

export function storeField(f: FunctionEmitter, op: InstructionOf<'storeField'>): void {
  f.write(op.position, `${fieldPlace(f, op.base, op.field)} = ${f.expression(op.value)};`);
}

export function loadElement(f: FunctionEmitter, op: InstructionOf<'loadElement'>): void {
  const place = elementPlace(f, op.base, op.index);
  f.define(op, op.result, fromMemory(op.result.type, place), 'effect');
}

export function storeElement(f: FunctionEmitter, op: InstructionOf<'storeElement'>): void {
  f.write(op.position, `${elementPlace(f, op.base, op.index)} = ${f.expression(op.value)};`);
}

/** The address of an inline struct or array; cast because packed structs and constants have types of their own. */
function reference(f: FunctionEmitter, type: RefType, place: string): string {
  return `(${f.unit.types.value(type)})(u64)&${place}`;
}

function resultReference(op: InstructionOf<'fieldReference' | 'elementReference'>): RefType {
  if (op.result.type.kind !== 'ref') throw new Error('the result is not a reference');
  return op.result.type;
}

export function fieldReference(f: FunctionEmitter, op: InstructionOf<'fieldReference'>): void {
  const place = fieldPlace(f, op.base, op.field);
  f.define(op, op.result, reference(f, resultReference(op), place));
}

export function elementReference(f: FunctionEmitter, op: InstructionOf<'elementReference'>): void {
  const place = elementPlace(f, op.base, op.index);
  f.define(op, op.result, reference(f, resultReference(op), place));
}

export function referenceAt(f: FunctionEmitter, op: InstructionOf<'referenceAt'>): void {
  const type = f.unit.types.value(op.result.type);
  f.define(op, op.result, `(${type})${f.operand(op.address)}`);
}

export function addressOf(f: FunctionEmitter, op: InstructionOf<'addressOf'>): void {
  const value = f.operand(op.value);
  const isView = operandType(op.value).kind === 'view';
  f.define(op, op.result, isView ? `${value}.address` : `(u64)${value}`);
}

// ── Checks that guard an access ─────────────────────────────────────────────────────────────────

export function checkIndex(f: FunctionEmitter, op: InstructionOf<'checkIndex'>): void {
  const index = f.operand(op.index);
  const length = f.operand(op.length);
  const isProven =
    op.index.kind === 'constant' &&
    op.length.kind === 'constant' &&
    op.index.value < op.length.value;
  if (!isProven) f.check('index', 'u32', op, `${index} >= ${length}`, index, length);
}

export function checkNotNull(f: FunctionEmitter, op: InstructionOf<'checkNotNull'>): void {
  f.check('null', 'u64', op, isNullCondition(f, op.value), '0', '0');
}

export function checkAligned(f: FunctionEmitter, op: InstructionOf<'checkAligned'>): void {
  if (op.alignBytes === 1) return;
  const value = f.operand(op.value);
  const kind = intKind(operandType(op.value));
  const failed = `(${value} & ${op.alignBytes - 1}u) != 0`;
  f.check('alignment', kind, op, failed, value, `${op.alignBytes}u`);
}

export function checkPowerOfTwo(f: FunctionEmitter, op: InstructionOf<'checkPowerOfTwo'>): void {
  const value = f.operand(op.value);
  const kind = intKind(operandType(op.value));
  if (op.value.kind === 'constant') {
    const known = op.value.value;
    if (known > 0n && (known & (known - 1n)) === 0n) return;
  }
  const failed = `${value} == 0 || (${value} & (${value} - 1u)) != 0`;
  f.check('alignmentArgument', kind, op, failed, value, '0');
}

// ── Nullable values ─────────────────────────────────────────────────────────────────────────────

/** Whether a type is a pointer in C, whose null is its own. */
function isPointer(type: Type): boolean {
  const { kind } = type.kind === 'nullable' ? type.inner : type;
  return type.kind === 'ref' || kind === 'function';
}

/** The condition that a nullable value is null, or an address 0. */
function isNullCondition(f: FunctionEmitter, operand: Operand): string {
  if (operand.kind === 'null') return '1';
  const type = operandType(operand);
  const value = f.operand(operand);
  return type.kind === 'int' || isPointer(type) ? `${value} == 0` : `!${value}.present`;
}

export function wrapNullable(f: FunctionEmitter, op: InstructionOf<'wrapNullable'>): void {
  const value = f.operand(op.value);
  const { type } = op.result;
  const wrapped = isPointer(type) ? value : `(${f.unit.types.value(type)}){ ${value}, 1 }`;
  f.define(op, op.result, wrapped, isPointer(type) ? 'computed' : 'aggregate');
}

export function isNull(f: FunctionEmitter, op: InstructionOf<'isNull'>): void {
  f.define(op, op.result, isNullCondition(f, op.value));
}

export function unwrapNullable(f: FunctionEmitter, op: InstructionOf<'unwrapNullable'>): void {
  const value = f.operand(op.value);
  f.define(op, op.result, isPointer(operandType(op.value)) ? value : `${value}.value`);
}

// ── Records and unions ──────────────────────────────────────────────────────────────────────────

export function makeRecord(f: FunctionEmitter, op: InstructionOf<'makeRecord'>): void {
  const { type } = op.result;
  if (type.kind !== 'record') throw new Error('the result is not a record');
  const cType = f.unit.types.value(type);
  const fields = type.fields.map((field, index) => {
    const operand = op.fields[index];
    if (operand === undefined) throw new Error(`${type.name}.${field.name} has no value`);
    return `.${f.unit.types.field(type, field.name)} = ${f.operand(operand)}`;
  });
  const members = fields.length === 0 ? '0' : fields.join(', ');
  f.define(op, op.result, `(${cType}){ ${members} }`, 'aggregate');
}

export function recordField(f: FunctionEmitter, op: InstructionOf<'recordField'>): void {
  const type = operandType(op.value);
  if (type.kind !== 'record') throw new Error('the value is not a record');
  const name = f.unit.types.field(type, op.field);
  f.define(op, op.result, `${f.operand(op.value)}.${name}`);
}

export function makeVariant(f: FunctionEmitter, op: InstructionOf<'makeVariant'>): void {
  const { type } = op.result;
  const variant = type.kind === 'union' ? type.variants[op.variant] : undefined;
  if (type.kind !== 'union' || variant === undefined) {
    throw new Error('the result is not a union with that variant');
  }
  const cType = f.unit.types.value(type);
  const members = variant.fields.map((field, index) => {
    const operand = op.fields[index];
    if (operand === undefined) throw new Error(`${type.name}.${field.name} has no value`);
    return `.${f.unit.types.variantField(type, op.variant, field.name)} = ${f.operand(operand)}`;
  });
  const discriminant = `.${f.unit.types.discriminant(type)} = ${op.variant}u`;
  f.define(op, op.result, `(${cType}){ ${[discriminant, ...members].join(', ')} }`, 'aggregate');
}

export function variantIndex(f: FunctionEmitter, op: InstructionOf<'variantIndex'>): void {
  const type = operandType(op.value);
  if (type.kind !== 'union') throw new Error('the value is not a union');
  const name = f.unit.types.discriminant(type);
  f.define(op, op.result, `(u32)${f.operand(op.value)}.${name}`);
}

export function variantField(f: FunctionEmitter, op: InstructionOf<'variantField'>): void {
  const type = operandType(op.value);
  if (type.kind !== 'union') throw new Error('the value is not a union');
  const path = f.unit.types.variantField(type, op.variant, op.field);
  f.define(op, op.result, `${f.operand(op.value)}.${path}`);
}

// ── Views and texts ─────────────────────────────────────────────────────────────────────────────

export function makeView(f: FunctionEmitter, op: InstructionOf<'makeView'>): void {
  const value = `(struct DataView){ ${f.operand(op.address)}, ${f.operand(op.lengthBytes)} }`;
  f.define(op, op.result, value, 'aggregate');
}

export function viewLength(f: FunctionEmitter, op: InstructionOf<'viewLength'>): void {
  f.define(op, op.result, `${f.operand(op.view)}.length`);
}

export function checkViewRange(f: FunctionEmitter, op: InstructionOf<'checkViewRange'>): void {
  const end = `(u64)${f.operand(op.offset)} + ${f.operand(op.bytes)}`;
  const length = `${f.operand(op.view)}.length`;
  f.check('viewRange', 'u32', op, `${end} > ${length}`, end, length);
}

/** A place in a view. Clang addresses memory better from a pointer than from a sum. */
function viewPlace(f: FunctionEmitter, op: InstructionOf<'viewLoad' | 'viewStore'>): string {
  return `(u8 *)${f.operand(op.view)}.address + ${f.operand(op.offset)}`;
}

export function viewLoad(f: FunctionEmitter, op: InstructionOf<'viewLoad'>): void {
  const kind = intKind(op.result.type);
  const place = viewPlace(f, op);
  const value = byOrder(
    f,
    op.littleEndian,
    (isLittle) => `${f.unit.helpers.load(kind, isLittle)}(${place})`,
  );
  f.define(op, op.result, value, 'effect');
}

export function viewStore(f: FunctionEmitter, op: InstructionOf<'viewStore'>): void {
  const kind = intKind(operandType(op.value));
  const place = viewPlace(f, op);
  const value = f.operand(op.value);
  const call = byOrder(
    f,
    op.littleEndian,
    (isLittle) => `${f.unit.helpers.store(kind, isLittle)}(${place}, ${value})`,
  );
  f.write(op.position, `${call};`);
}

/** An expression for the byte order that `littleEndian` says, a constant nearly always. */
function byOrder(
  f: FunctionEmitter,
  littleEndian: Operand,
  make: (isLittle: boolean) => string,
): string {
  if (littleEndian.kind === 'constant') return make(littleEndian.value !== 0n);
  return `(${f.operand(littleEndian)} ? ${make(true)} : ${make(false)})`;
}

export function textLength(f: FunctionEmitter, op: InstructionOf<'textLength'>): void {
  f.define(op, op.result, `${f.operand(op.text)}.length`);
}

export function textByte(f: FunctionEmitter, op: InstructionOf<'textByte'>): void {
  const byte = `${f.operand(op.text)}.bytes[${f.operand(op.index)}]`;
  f.define(op, op.result, `(u8)${byte}`, 'effect');
}
