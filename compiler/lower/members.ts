/**
 * Members: fields of structs and records, elements of arrays, lengths, names of modules and enums.
 *
 * Used by: `expressions.ts`, `assignments.ts`.            Uses: `names.ts`, `narrowing.ts`.
 */

import ts from 'typescript';

import type { Suggestion } from '../diagnostics/diagnostic.ts';
import { declarationOf } from '../frontend/symbols.ts';
import type { Operand } from '../ir/program.ts';
import {
  type ArrayType,
  type RecordType,
  type StructField,
  type StructType,
  type Type,
  typeName,
  U32,
  widthBits,
} from '../ir/types.ts';
import { convertChecked } from './convert.ts';
import { expression } from './expressions.ts';
import { constant, type FunctionLowering, operandType } from './function.ts';
import { lookAt } from './look.ts';
import { loadStatic, resolveName } from './names.ts';
import { narrow, narrowedVariant, Stability, withoutNull } from './narrowing.ts';
import { isUntyped } from './untyped.ts';
import { instead, quoted } from './wording.ts';

/** Whether a read takes what control flow knows into account. */
export type Reading = 'narrowed' | 'as declared';

/** Whether `a.b` is a name (of a module or an enum) and not a member of a value. */
export function isQualifiedName(f: FunctionLowering, node: ts.PropertyAccessExpression): boolean {
  const owner = node.expression;
  const isName =
    ts.isIdentifier(owner) || (ts.isPropertyAccessExpression(owner) && isQualifiedName(f, owner));
  if (!isName) return false;
  const declaration = declarationOf(
    f.context.checker,
    ts.isPropertyAccessExpression(owner) ? owner.name : owner,
  );
  return (
    declaration !== null && (ts.isSourceFile(declaration) || ts.isEnumDeclaration(declaration))
  );
}

/** `a.b` as a value. */
export function propertyAccess(
  f: FunctionLowering,
  node: ts.PropertyAccessExpression,
  reading: Reading = 'narrowed',
): Operand {
  if (node.questionDotToken !== undefined) {
    return f.context.refuse(
      'KD0102',
      node,
      '`?.` is not part of the dialect',
      'test with `!== null` and say what happens otherwise',
    );
  }
  if (!ts.isIdentifier(node.name)) {
    return f.context.refuse('KD0102', node.name, 'private names are not part of the dialect');
  }
  if (isQualifiedName(f, node)) return qualifiedName(f, node, node.name, reading);
  const base = expression(f, node.expression, null);
  const type = operandType(base);
  const name = node.name.text;
  switch (type.kind) {
    case 'ref': {
      if (type.nullable) return refuseNull(f, node.expression, type);
      if (type.target.kind === 'array') return arrayMember(f, node, type.target);
      const loaded = loadField(f, node, base, fieldOf(f, type.target, node.name));
      return reading === 'narrowed' ? narrow(f, node, loaded, Stability.Memory) : loaded;
    }
    case 'record': {
      const field = type.fields.find((candidate) => candidate.name === name);
      if (field === undefined) return refuseField(f, type, node.name);
      const value = f.compute(node, field.type, (result) => ({
        op: 'recordField',
        result,
        value: base,
        field: name,
      }));
      return reading === 'narrowed' ? narrow(f, node, value, Stability.Local) : value;
    }
    case 'union': {
      const value = variantField(f, node, base, name);
      return reading === 'narrowed' ? narrow(f, node, value, Stability.Local) : value;
    }
    case 'text':
      if (name === 'length') {
        if (base.kind === 'text') return constant(U32, BigInt(base.value.length));
        return f.compute(node, U32, (result) => ({ op: 'textLength', result, text: base }));
      }
      break;
    case 'view':
      if (name === 'byteLength') {
        return f.compute(node, U32, (result) => ({ op: 'viewLength', result, view: base }));
      }
      break;
    case 'nullable':
      return refuseNull(f, node.expression, type);
    default:
      break;
  }
  return f.context.refuse('KD0112', node.name, `${typeName(type)} has no property ${name}`);
}

/** Refuses the use of a value that may be null. */
export function refuseNull(f: FunctionLowering, node: ts.Node, type: Type): never {
  return f.context.refuse(
    'KD0214',
    node,
    `${quoted(node)} is ${typeName(type)} and may be null here`,
    'test it with `!== null` first',
  );
}

function qualifiedName(
  f: FunctionLowering,
  node: ts.PropertyAccessExpression,
  name: ts.Identifier,
  reading: Reading,
): Operand {
  if (declarationOf(f.context.checker, name) === null) refuseMember(f, node, name);
  const named = resolveName(f, name, node);
  switch (named.kind) {
    case 'local':
      return { kind: 'local', local: named.local };
    case 'static': {
      const loaded = loadStatic(f, node, named.static);
      return reading === 'narrowed' ? narrow(f, node, loaded, Stability.Memory) : loaded;
    }
    case 'value':
      return named.operand;
  }
}

/** Refuses `Enum.name` or `Module.name` where there is no such name. */
function refuseMember(
  f: FunctionLowering,
  node: ts.PropertyAccessExpression,
  name: ts.Identifier,
): never {
  const owner = declarationOf(f.context.checker, node.expression);
  if (owner !== null && ts.isEnumDeclaration(owner)) {
    return f.context.refuse(
      'KD0404',
      name,
      `${owner.name.text} has no member ${name.text}`,
      `its members are ${owner.members.map((member) => member.name.getText()).join(', ')}`,
    );
  }
  return f.context.refuse(
    'KD0003',
    name,
    `${quoted(node.expression)} exports no ${name.text}`,
    'check the spelling, or write `export` before its declaration',
  );
}

function arrayMember(
  f: FunctionLowering,
  node: ts.PropertyAccessExpression,
  array: ArrayType,
): Operand {
  if (node.name.text === 'length') return constant(U32, BigInt(array.length));
  return f.context.refuse(
    'KD0112',
    node.name,
    `${typeName(array)} has no property ${node.name.text}`,
    'a FixedArray has its length and its elements, and `for…of` goes through them',
  );
}

/** Refuses a field that a struct or record does not have, or whose type is already refused. */
function refuseField(
  f: FunctionLowering,
  owner: StructType | RecordType,
  name: ts.MemberName,
): never {
  const { checker } = f.context;
  if (checker.getSymbolAtLocation(name) !== undefined) {
    return f.context.giveUp('the declaration of the field is reported');
  }
  return f.context.refuse(
    'KD0404',
    name,
    `${owner.name} has no field ${name.text}`,
    `its fields are ${owner.fields.map((field) => field.name).join(', ')}`,
  );
}

/** The field that `name` means in `struct`. */
export function fieldOf(f: FunctionLowering, struct: StructType, name: ts.MemberName): StructField {
  const field = struct.fields.find((candidate) => candidate.name === name.text);
  return field ?? refuseField(f, struct, name);
}

/** `base.field`: its value, or a reference to it when it lies inline. */
export function loadField(
  f: FunctionLowering,
  node: ts.Node,
  base: Operand,
  field: StructField,
): Operand {
  const { name, type } = field;
  if (type.kind === 'struct' || type.kind === 'array') {
    const reference: Type = { kind: 'ref', target: type, nullable: false };
    return f.compute(node, reference, (result) => ({
      op: 'fieldReference',
      result,
      base,
      field: name,
    }));
  }
  const value = f.compute(node, type, (result) => ({ op: 'loadField', result, base, field: name }));
  return checkFunction(f, node, value);
}

/**
 * Checks a function that was loaded from memory: `zeroed()` memory holds 0 until something is
 * stored there. Values of other types are what they are.
 */
function checkFunction(f: FunctionLowering, node: ts.Node, value: Operand): Operand {
  if (operandType(value).kind === 'function') f.emit(node, { op: 'checkNotNull', value });
  return value;
}

function variantField(
  f: FunctionLowering,
  node: ts.PropertyAccessExpression,
  base: Operand,
  name: string,
): Operand {
  const type = operandType(base);
  if (type.kind !== 'union') return f.context.giveUp('not a union');
  if (name === type.discriminant) {
    return f.context.refuse(
      'KD0311',
      node,
      `${name} can only be compared with a constant or switched on`,
      `write \`${quoted(node)} === '${type.variants[0]?.tag ?? ''}'\`, or a switch`,
    );
  }
  const variant = narrowedVariant(f, node.expression, type);
  const field =
    variant === null
      ? undefined
      : type.variants[variant]?.fields.find((candidate) => candidate.name === name);
  if (field === undefined && f.context.incomplete.has(type)) {
    return f.context.giveUp('the field is reported where it is declared');
  }
  if (variant !== null && field === undefined) {
    return f.context.refuse(
      'KD0404',
      node.name,
      `the variant '${type.variants[variant]?.tag ?? ''}' of ${typeName(type)} has no field ${name}`,
    );
  }
  if (variant === null || field === undefined) {
    return f.context.refuse(
      'KD0311',
      node,
      `which variant of ${typeName(type)} this is, is not known here`,
      `test \`${node.expression.getText()}.${type.discriminant} === '…'\` first`,
    );
  }
  return f.compute(node, field.type, (result) => ({
    op: 'variantField',
    result,
    value: base,
    variant,
    field: name,
  }));
}

/** An array and an index into it that was checked. */
export interface Element {
  readonly base: Operand;
  readonly index: Operand;
  readonly type: Type;
}

/** Lowers `array[index]` up to the access itself. */
export function elementOf(f: FunctionLowering, node: ts.ElementAccessExpression): Element {
  if (node.questionDotToken !== undefined) {
    return f.context.refuse('KD0102', node, '`?.` is not part of the dialect');
  }
  const base = f.context.whenRefused(
    () => expression(f, node.expression, null),
    () => lookAt(f, node.argumentExpression),
  );
  const type = operandType(base);
  if (type.kind === 'ref' && type.nullable) return refuseNull(f, node.expression, type);
  if (type.kind !== 'ref' || type.target.kind !== 'array') {
    return f.context.refuse(
      'KD0302',
      node,
      `${typeName(type)} has no elements`,
      elementHelp(type, node),
    );
  }
  const array = type.target;
  const index = arrayIndex(f, node.argumentExpression);
  checkIndex(f, node.argumentExpression, index, constant(U32, BigInt(array.length)));
  return { base, index, type: array.element };
}

function elementHelp(type: Type, node: ts.ElementAccessExpression): string | Suggestion | null {
  if (type.kind === 'text') return 'read a character with charCodeAt(i)';
  const { argumentExpression: name, expression: owner } = node;
  const isField = type.kind === 'ref' || type.kind === 'record';
  return isField && ts.isStringLiteral(name)
    ? {
        help: `write ${quoted(owner)}.${name.text}`,
        replacement: `${owner.getText()}.${name.text}`,
      }
    : null;
}

/** An index as u32: narrower unsigned types widen, anything else must be converted. */
export function arrayIndex(f: FunctionLowering, node: ts.Expression): Operand {
  const index = expression(f, node, isUntyped(node) ? U32 : null);
  const type = operandType(index);
  if (withoutNull(type) !== null) return refuseNull(f, node, type);
  if (type.kind !== 'int' || type.int.startsWith('i') || widthBits(type.int) > 32) {
    return f.context.refuse(
      'KD0310',
      node,
      `an index is u32, not ${typeName(type)}`,
      type.kind === 'int' || type.kind === 'enum'
        ? instead(
            node,
            (source) => `u32(${source})`,
            (written) => `convert it: ${written}`,
          )
        : null,
    );
  }
  return convertChecked(f, index, U32, node);
}

export function checkIndex(
  f: FunctionLowering,
  node: ts.Node,
  index: Operand,
  length: Operand,
): void {
  if (index.kind === 'constant' && length.kind === 'constant') {
    if (index.value < length.value || f.isUnevaluated) return;
    f.context.refuse('KD0401', node, `the index ${index.value} is outside [0, ${length.value})`);
  }
  f.emit(node, { op: 'checkIndex', index, length });
}

/** `array[index]`: its value, or a reference to it when it lies inline. */
export function elementAccess(
  f: FunctionLowering,
  node: ts.ElementAccessExpression,
  reading: Reading = 'narrowed',
): Operand {
  const element = elementOf(f, node);
  const loaded = loadElement(f, node, element);
  return reading === 'narrowed' ? narrow(f, node, loaded, Stability.Memory) : loaded;
}

export function loadElement(f: FunctionLowering, node: ts.Node, element: Element): Operand {
  const { base, index, type } = element;
  if (type.kind === 'struct' || type.kind === 'array') {
    const reference: Type = { kind: 'ref', target: type, nullable: false };
    return f.compute(node, reference, (result) => ({
      op: 'elementReference',
      result,
      base,
      index,
    }));
  }
  const value = f.compute(node, type, (result) => ({ op: 'loadElement', result, base, index }));
  // Every element of a constant table was written by the compiler.
  const isConstant = base.kind === 'static' && base.static.constant;
  return isConstant ? value : checkFunction(f, node, value);
}
