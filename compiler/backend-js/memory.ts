/**
 * Operations on memory: statics, fields, elements, references, views.
 *
 * A reference is its address, a BigInt. Loads and stores take it and a byte offset as a number, so
 * that reading a field costs no BigInt arithmetic.
 *
 * Used by: `instructions.ts`.            Uses: `function.ts`; the runtime's `memory.ts`.
 * Not handled here: whether an access is allowed: that is for the checks before it and for the
 * simulated machine.
 */

import { type InstructionOf, type Operand, operandType } from '../ir/program.ts';
import {
  type ArrayType,
  type IntKind,
  isSigned,
  memoryLayout,
  type StructField,
  type StructType,
  type Type,
  typeName,
  widthBits,
} from '../ir/types.ts';
import { type FunctionEmitter, offsetExpression, type Place } from './function.ts';
import { isBig } from './literals.ts';

/** The runtime functions that load and store a value of a type. */
interface Accessors {
  readonly load: string;
  readonly store: string;
}

function intAccessors(kind: IntKind): Accessors {
  const width = widthBits(kind);
  return { load: isSigned(kind) ? `loadSigned${width}` : `load${width}`, store: `store${width}` };
}

function accessorsOf(type: Type): Accessors {
  switch (type.kind) {
    case 'int':
      return intAccessors(type.int);
    case 'bool':
      return { load: 'loadBool', store: 'storeBool' };
    case 'enum':
      return intAccessors('u32');
    case 'ref':
      return intAccessors('u64');
    case 'function':
      return { load: 'loadFunction', store: 'storeFunction' };
    case 'nullable':
      if (type.inner.kind === 'function') return accessorsOf(type.inner);
      break;
    default:
  }
  throw new Error(`${typeName(type)} cannot lie in memory`);
}

function structOf(operand: Operand): StructType {
  const type = operandType(operand);
  if (type.kind === 'ref' && type.target.kind === 'struct') return type.target;
  throw new Error(`not a reference to a struct: ${typeName(type)}`);
}

function arrayOf(operand: Operand): ArrayType {
  const type = operandType(operand);
  if (type.kind === 'ref' && type.target.kind === 'array') return type.target;
  throw new Error(`not a reference to an array: ${typeName(type)}`);
}

function fieldOf(base: Operand, name: string): StructField {
  const struct = structOf(base);
  const field = struct.fields.find((candidate) => candidate.name === name);
  if (field === undefined) throw new Error(`${struct.name} has no field ${name}`);
  return field;
}

/** The place `offsetBytes` from where `base` points. */
function fieldPlace(f: FunctionEmitter, base: Operand, offsetBytes: number): Place {
  const place = f.place(base);
  return { ...place, offsetBytes: place.offsetBytes + offsetBytes };
}

function elementPlace(f: FunctionEmitter, base: Operand, index: Operand): Place {
  const bytes = memoryLayout(arrayOf(base).element)?.sizeBytes ?? 0;
  if (index.kind === 'constant') return fieldPlace(f, base, Number(index.value) * bytes);
  const place = f.place(base);
  const added = bytes === 1 ? f.operand(index) : `${f.operand(index)} * ${bytes}`;
  const { dynamicOffset } = place;
  return {
    ...place,
    dynamicOffset: dynamicOffset === null ? added : `${dynamicOffset} + ${added}`,
  };
}

function load(f: FunctionEmitter, type: Type, place: Place): string {
  const name = f.unit.runtimeFunction(accessorsOf(type).load);
  return `${name}(${place.base}, ${offsetExpression(place)})`;
}

function store(f: FunctionEmitter, type: Type, place: Place, value: Operand): string {
  const name = f.unit.runtimeFunction(accessorsOf(type).store);
  return `${name}(${place.base}, ${offsetExpression(place)}, ${f.operand(value)});`;
}

export function emitLoadStatic(f: FunctionEmitter, operation: InstructionOf<'loadStatic'>): void {
  f.define(operation.position, operation.result, f.unit.variable(operation.static));
}

export function emitStoreStatic(f: FunctionEmitter, operation: InstructionOf<'storeStatic'>): void {
  const value = f.operand(operation.value);
  f.write(operation.position, f.unit.assignVariable(operation.static, value));
}

export function emitLoadField(f: FunctionEmitter, operation: InstructionOf<'loadField'>): void {
  const { position, result, base } = operation;
  const field = fieldOf(base, operation.field);
  f.define(position, result, load(f, field.type, fieldPlace(f, base, field.offsetBytes)));
}

export function emitStoreField(f: FunctionEmitter, operation: InstructionOf<'storeField'>): void {
  const { position, base, value } = operation;
  const field = fieldOf(base, operation.field);
  f.write(position, store(f, field.type, fieldPlace(f, base, field.offsetBytes), value));
}

export function emitFieldReference(
  f: FunctionEmitter,
  operation: InstructionOf<'fieldReference'>,
): void {
  const { position, result, base } = operation;
  const place = fieldPlace(f, base, fieldOf(base, operation.field).offsetBytes);
  f.definePlace(position, result, place, [base]);
}

export function emitLoadElement(f: FunctionEmitter, operation: InstructionOf<'loadElement'>): void {
  const { position, result, base, index } = operation;
  f.define(position, result, load(f, arrayOf(base).element, elementPlace(f, base, index)));
}

export function emitStoreElement(
  f: FunctionEmitter,
  operation: InstructionOf<'storeElement'>,
): void {
  const { position, base, index, value } = operation;
  f.write(position, store(f, arrayOf(base).element, elementPlace(f, base, index), value));
}

export function emitElementReference(
  f: FunctionEmitter,
  operation: InstructionOf<'elementReference'>,
): void {
  const { position, result, base, index } = operation;
  f.definePlace(position, result, elementPlace(f, base, index), [base, index]);
}

export function emitReferenceAt(f: FunctionEmitter, operation: InstructionOf<'referenceAt'>): void {
  f.define(operation.position, operation.result, f.operand(operation.address));
}

export function emitAddressOf(f: FunctionEmitter, operation: InstructionOf<'addressOf'>): void {
  const value = f.operand(operation.value);
  const isView = operandType(operation.value).kind === 'view';
  f.define(operation.position, operation.result, isView ? `${value}.address` : value);
}

// ── Views ───────────────────────────────────────────────────────────────────────────────────────

export function emitMakeView(f: FunctionEmitter, operation: InstructionOf<'makeView'>): void {
  const [address, length] = [f.operand(operation.address), f.operand(operation.lengthBytes)];
  f.define(operation.position, operation.result, `{ address: ${address}, length: ${length} }`);
}

export function emitViewLength(f: FunctionEmitter, operation: InstructionOf<'viewLength'>): void {
  f.define(operation.position, operation.result, `${f.operand(operation.view)}.length`);
}

function viewKind(type: Type): IntKind {
  if (type.kind === 'int') return type.int;
  throw new Error(`a view holds integers, not ${typeName(type)}`);
}

export function emitViewLoad(f: FunctionEmitter, operation: InstructionOf<'viewLoad'>): void {
  const { position, result, littleEndian } = operation;
  const kind = viewKind(result.type);
  const width = widthBits(kind);
  const [view, offset] = [f.operand(operation.view), f.operand(operation.offset)];
  if (width === 8 || isLittle(littleEndian)) {
    const name = f.unit.runtimeFunction(intAccessors(kind).load);
    f.define(position, result, `${name}(${view}.address, ${offset})`);
    return;
  }
  const name = f.unit.runtimeFunction(`viewLoad${width}`);
  const value = `${name}(${view}, ${offset}, ${f.operand(littleEndian)})`;
  f.define(position, result, isSigned(kind) ? signed(kind, value) : value);
}

function signed(kind: IntKind, value: string): string {
  if (isBig(kind)) return `BigInt.asIntN(64, ${value})`;
  return kind === 'i32' ? `${value} | 0` : `(${value} << 16) >> 16`;
}

export function emitViewStore(f: FunctionEmitter, operation: InstructionOf<'viewStore'>): void {
  const { position, littleEndian } = operation;
  const kind = viewKind(operandType(operation.value));
  const width = widthBits(kind);
  const [view, offset] = [f.operand(operation.view), f.operand(operation.offset)];
  const value = f.operand(operation.value);
  if (width === 8 || isLittle(littleEndian)) {
    const name = f.unit.runtimeFunction(intAccessors(kind).store);
    f.write(position, `${name}(${view}.address, ${offset}, ${value});`);
    return;
  }
  const name = f.unit.runtimeFunction(`viewStore${width}`);
  f.write(position, `${name}(${view}, ${offset}, ${value}, ${f.operand(littleEndian)});`);
}

function isLittle(littleEndian: Operand): boolean {
  return littleEndian.kind === 'constant' && littleEndian.value !== 0n;
}
