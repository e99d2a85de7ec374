/**
 * Checks that are operations of their own: index, null, alignment, power of two, view range.
 *
 * Used by: `instructions.ts`.            Uses: `function.ts`.
 */

import { type InstructionOf, operandType } from '../ir/program.ts';
import type { IntKind, Type } from '../ir/types.ts';
import type { FunctionEmitter } from './function.ts';
import { intLiteral, isBig } from './literals.ts';

function intKind(type: Type): IntKind {
  return type.kind === 'int' ? type.int : 'u64';
}

export function emitCheckIndex(f: FunctionEmitter, operation: InstructionOf<'checkIndex'>): void {
  const [index, length] = [f.operand(operation.index), f.operand(operation.length)];
  f.check('index', 'u32', operation.position, `${index} >= ${length}`, index, length);
}

export function emitCheckNotNull(
  f: FunctionEmitter,
  operation: InstructionOf<'checkNotNull'>,
): void {
  const type = operandType(operation.value);
  const value = f.operand(operation.value);
  const nothing =
    type.kind === 'nullable' || type.kind === 'function'
      ? 'null'
      : type.kind === 'int'
        ? intLiteral(type.int, 0n)
        : '0n';
  f.check('null', 'u64', operation.position, `${value} === ${nothing}`, '0', '0');
}

export function emitCheckAligned(
  f: FunctionEmitter,
  operation: InstructionOf<'checkAligned'>,
): void {
  const { position, alignBytes } = operation;
  if (alignBytes === 1) return;
  const kind = intKind(operandType(operation.value));
  const value = f.operand(operation.value);
  const mask = intLiteral(kind, BigInt(alignBytes - 1));
  const failed = `(${value} & ${mask}) !== ${intLiteral(kind, 0n)}`;
  f.check('alignment', kind, position, failed, value, `${alignBytes}`);
}

export function emitCheckPowerOfTwo(
  f: FunctionEmitter,
  operation: InstructionOf<'checkPowerOfTwo'>,
): void {
  const kind = intKind(operandType(operation.value));
  const value = f.operand(operation.value);
  const test = f.unit.runtimeFunction(isBig(kind) ? 'isPowerOfTwo64' : 'isPowerOfTwo');
  f.check('alignmentArgument', kind, operation.position, `!${test}(${value})`, value, '0');
}

export function emitCheckViewRange(
  f: FunctionEmitter,
  operation: InstructionOf<'checkViewRange'>,
): void {
  const { position } = operation;
  const end = `${f.operand(operation.offset)} + ${f.operand(operation.bytes)}`;
  const length = `${f.operand(operation.view)}.length`;
  f.check('viewRange', 'u32', position, `${end} > ${length}`, end, length);
}
