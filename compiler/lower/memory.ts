/**
 * The prelude's functions on memory: sizes, offsets, addresses, raw access, views.
 *
 * Used by: `builtins.ts`.            Uses: `types.ts`, `function.ts`.
 */

import ts from 'typescript';

import type { Operand } from '../ir/program.ts';
import { memoryLayout, type Type, typeName, U32, U64, VIEW, VIRT_ADDR } from '../ir/types.ts';
import { hasLayout } from './aggregates.ts';
import { argumentAt, type Builtin } from './builtin.ts';
import { coerce, convertChecked } from './convert.ts';
import { expression } from './expressions.ts';
import { constant, type FunctionLowering, operandType } from './function.ts';
import { refuseNull } from './members.ts';
import { memoryType, valueType } from './types.ts';

function typeArgumentNode(f: FunctionLowering, node: ts.CallExpression): ts.TypeNode {
  const [argument] = node.typeArguments ?? [];
  const name = node.expression.getText();
  return (
    argument ??
    f.context.refuse('KD0209', node, `${name}() needs a type argument`, `write ${name}<T>(…)`)
  );
}

/** `sizeOf<T>()`. */
export const sizeOfCall: Builtin = (f, node) => {
  const argument = typeArgumentNode(f, node);
  const type = memoryType(f.context, argument, f.environment);
  if (!hasLayout(f.context, type)) f.context.giveUp('a field of the type is reported');
  const layout = memoryLayout(type);
  if (layout === null) {
    return f.context.refuse('KD0205', argument, `${typeName(type)} does not lie in memory`);
  }
  return constant(U64, BigInt(layout.sizeBytes));
};

/** `offsetOf<T>('field')`. */
export const offsetOfCall: Builtin = (f, node) => {
  const argument = typeArgumentNode(f, node);
  const type = memoryType(f.context, argument, f.environment);
  const name = argumentAt(f, node, 0);
  if (!hasLayout(f.context, type)) f.context.giveUp('a field of the type is reported');
  if (type.kind !== 'struct') {
    return f.context.refuse('KD0310', argument, `${typeName(type)} is not a struct`);
  }
  if (!ts.isStringLiteral(name)) {
    return f.context.refuse('KD0803', name, 'the name of the field is a string constant');
  }
  const field = type.fields.find((candidate) => candidate.name === name.text);
  if (field === undefined) {
    return f.context.refuse('KD0404', name, `${type.name} has no field ${name.text}`);
  }
  return constant(U64, BigInt(field.offsetBytes));
};

/** `addressOf(x)`. */
export const addressOfCall: Builtin = (f, node) => {
  const argument = argumentAt(f, node, 0);
  const value = expression(f, argument, null);
  const type = operandType(value);
  if (type.kind === 'ref' && type.nullable) return refuseNull(f, argument, type);
  if (type.kind !== 'view' && type.kind !== 'ref') {
    return f.context.refuse('KD0310', argument, `${typeName(type)} has no address`);
  }
  return f.compute(node, VIRT_ADDR, (result) => ({ op: 'addressOf', result, value }));
};

/** `at<T>(address)`: unsafe; checks null and alignment. */
export const atCall: Builtin = (f, node) => {
  f.requireUnsafe(node, 'at()');
  const argument = typeArgumentNode(f, node);
  const type = valueType(f.context, argument, f.environment);
  if (type.kind !== 'ref' || type.nullable) {
    return f.context.refuse('KD0310', argument, `${typeName(type)} is neither struct nor array`);
  }
  const place = argumentAt(f, node, 0);
  const address = coerce(f, expression(f, place, VIRT_ADDR), VIRT_ADDR, place);
  f.emit(node, { op: 'checkNotNull', value: address });
  const layout = memoryLayout(type.target);
  if (layout !== null && layout.alignBytes > 1) {
    f.emit(node, { op: 'checkAligned', value: address, alignBytes: layout.alignBytes });
  }
  return f.compute(node, type, (result) => ({ op: 'referenceAt', result, address }));
};

/** `dataViewAt(address, lengthBytes)`: unsafe. */
export const dataViewAtCall: Builtin = (f, node) => {
  f.requireUnsafe(node, 'dataViewAt()');
  const place = argumentAt(f, node, 0);
  const size = argumentAt(f, node, 1);
  const address = coerce(f, expression(f, place, VIRT_ADDR), VIRT_ADDR, place);
  const bytes = coerce(f, expression(f, size, U64), U64, size);
  const lengthBytes = convertChecked(f, bytes, U32, size);
  return f.compute(node, VIEW, (result) => ({ op: 'makeView', result, address, lengthBytes }));
};

/** `subView(view, byteOffset, lengthBytes)`: checked. */
export const subViewCall: Builtin = (f, node) => {
  const view = operandOf(f, argumentAt(f, node, 0), VIEW);
  const offset = operandOf(f, argumentAt(f, node, 1), U32);
  const bytes = operandOf(f, argumentAt(f, node, 2), U32);
  f.emit(node, { op: 'checkViewRange', view, offset, bytes });
  const base = f.compute(node, VIRT_ADDR, (result) => ({ op: 'addressOf', result, value: view }));
  const plain = coerce(f, base, U64, node);
  const distance = convertChecked(f, offset, U64, node);
  const sum = f.compute(node, U64, (result) => ({
    op: 'arithmetic',
    result,
    operator: 'add',
    overflow: 'wrap',
    left: plain,
    right: distance,
  }));
  const address = f.compute(node, VIRT_ADDR, (result) => ({
    op: 'convert',
    result,
    mode: 'exact',
    value: sum,
  }));
  return f.compute(node, VIEW, (result) => ({
    op: 'makeView',
    result,
    address,
    lengthBytes: bytes,
  }));
};

function operandOf(f: FunctionLowering, node: ts.Expression, type: Type): Operand {
  return coerce(f, expression(f, node, type), type, node);
}
