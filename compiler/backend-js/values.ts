/**
 * Values that are no integers: nullables, records, unions, texts.
 *
 * A nullable is its value or null; a nullable reference is its address or 0n. Records are objects;
 * unions objects with the discriminant of the source, so that a host test reads both as TypeScript.
 * Nothing ever writes to them after they are made.
 *
 * Used by: `instructions.ts`.            Uses: `function.ts`.
 */

import { type InstructionOf, type Operand, operandType } from '../ir/program.ts';
import { type RecordField, typeName, type UnionType } from '../ir/types.ts';
import type { FunctionEmitter } from './function.ts';
import { propertyAccess, propertyName } from './names.ts';

export function emitIsNull(f: FunctionEmitter, operation: InstructionOf<'isNull'>): void {
  const { position, result, value } = operation;
  const nothing = operandType(value).kind === 'ref' ? '0n' : 'null';
  f.define(position, result, `${f.operand(value)} === ${nothing}`);
}

function properties(
  f: FunctionEmitter,
  fields: readonly RecordField[],
  values: readonly Operand[],
): string[] {
  return fields.map((field, index) => {
    const value = values[index];
    if (value === undefined) throw new Error(`no value for ${field.name}`);
    return `${propertyName(field.name)}: ${f.operand(value)}`;
  });
}

function objectLiteral(parts: readonly string[]): string {
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`;
}

export function emitMakeRecord(f: FunctionEmitter, operation: InstructionOf<'makeRecord'>): void {
  const { position, result, fields } = operation;
  if (result.type.kind !== 'record') throw new Error(`no record: ${typeName(result.type)}`);
  f.define(position, result, objectLiteral(properties(f, result.type.fields, fields)));
}

export function emitRecordField(f: FunctionEmitter, operation: InstructionOf<'recordField'>): void {
  const { position, result, value, field } = operation;
  f.define(position, result, propertyAccess(f.operand(value), field));
}

function unionOf(operand: Operand): UnionType {
  const type = operandType(operand);
  if (type.kind === 'union') return type;
  throw new Error(`no union: ${typeName(type)}`);
}

export function emitMakeVariant(f: FunctionEmitter, operation: InstructionOf<'makeVariant'>): void {
  const { position, result, fields } = operation;
  if (result.type.kind !== 'union') throw new Error(`no union: ${typeName(result.type)}`);
  const variant = result.type.variants[operation.variant];
  if (variant === undefined) throw new Error(`no variant ${operation.variant}`);
  const tag = `${propertyName(result.type.discriminant)}: ${JSON.stringify(variant.tag)}`;
  f.define(position, result, objectLiteral([tag, ...properties(f, variant.fields, fields)]));
}

export function emitVariantIndex(
  f: FunctionEmitter,
  operation: InstructionOf<'variantIndex'>,
): void {
  const { position, result, value } = operation;
  const { discriminant, variants } = unionOf(value);
  const tag = propertyAccess(f.operand(value), discriminant);
  const tests = variants
    .slice(0, -1)
    .map((variant, index) => `${tag} === ${JSON.stringify(variant.tag)} ? ${index} : `);
  f.define(position, result, `${tests.join('')}${variants.length - 1}`);
}

export function emitVariantField(
  f: FunctionEmitter,
  operation: InstructionOf<'variantField'>,
): void {
  const { position, result, value, field } = operation;
  f.define(position, result, propertyAccess(f.operand(value), field));
}

export function emitTextLength(f: FunctionEmitter, operation: InstructionOf<'textLength'>): void {
  f.define(operation.position, operation.result, `${f.operand(operation.text)}.length`);
}

export function emitTextByte(f: FunctionEmitter, operation: InstructionOf<'textByte'>): void {
  const [text, index] = [f.operand(operation.text), f.operand(operation.index)];
  f.define(operation.position, operation.result, `${text}.charCodeAt(${index})`);
}
