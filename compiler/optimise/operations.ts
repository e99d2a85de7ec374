/**
 * What each operation says of values: of its result, and of its operands once its checks passed.
 *
 * Used by: `function.ts`.            Uses: `integers.ts`, `state.ts`, `range.ts`.
 * Invariants:
 *   I1. An operation of which nothing is said gives a new value, known by its type only.
 *   I2. Whatever may write memory makes what was read from it unknown.
 */

import {
  type Instruction,
  type InstructionOf,
  type Local,
  type Operand,
  operandType,
} from '../ir/program.ts';
import { initialOperands } from '../ir/reachable.ts';
import { memoryLayout, type RefType, type Type, U32 } from '../ir/types.ts';
import type { FunctionAnalysis } from './function.ts';
import * as Integers from './integers.ts';
import { exactly, type Range, rangeOf, sum, trailingZeroBits, union, wholeRange } from './range.ts';
import { operandValue } from './operands.ts';
import { checkKey, negated, type State } from './state.ts';
import { knownOf, partTypes, valueOf } from './summary.ts';
import { type Assumption, rangeOfType } from './values.ts';

/** Executes `op`. @returns what is known after it; null when nothing follows */
export function step(f: FunctionAnalysis, state: State, op: Instruction): State | null {
  const { values } = state;
  switch (op.op) {
    case 'declare':
      if (op.value !== null) return define(state, op.local, operandValue(op.value, state));
      state.locals.delete(op.local);
      return state;
    case 'assign':
      return define(state, op.local, operandValue(op.value, state));
    case 'arithmetic':
      return Integers.arithmetic(f, state, op);
    case 'bitwise':
      return Integers.bitwise(state, op);
    case 'shift':
      return Integers.shift(f, state, op);
    case 'negate':
      return Integers.negate(f, state, op);
    case 'complement':
      return Integers.complement(state, op);
    case 'convert':
      return Integers.convert(f, state, op);
    case 'pure':
      return Integers.pure(state, op);
    case 'not': {
      const value = operandValue(op.value, state);
      const result = values.keyed(`not ${value}`, rangeOfType(op.result.type));
      values.setCondition(result, {
        whenTrue: [{ condition: value, isTrue: false }],
        whenFalse: [{ condition: value, isTrue: true }],
      });
      return define(state, op.result, result);
    }
    case 'compare':
      return define(state, op.result, comparison(state, op));
    case 'loadStatic': {
      const least = f.surroundings.static(op.static) ?? rangeOfType(op.result.type);
      return define(state, op.result, values.keyed(staticKey(state, op.static.symbol), least));
    }
    case 'storeStatic': {
      const value = operandValue(op.value, state);
      const { onStore } = f.findings;
      const range = state.range(value);
      if (onStore !== undefined) f.find(() => onStore(op.static, range));
      state.forgetMemory();
      values.setKey(staticKey(state, op.static.symbol), value);
      return state;
    }
    case 'loadField':
      return describe(state, op.result, fieldKey(state, op));
    case 'storeField': {
      const value = operandValue(op.value, state);
      const type = typeKey(operandType(op.value));
      state.forgetMemory();
      values.setKey(`${fieldKey(state, op)} ${type}`, value);
      return state;
    }
    case 'loadElement':
      return loadElement(state, op);
    case 'storeElement':
    case 'viewStore':
      state.forgetMemory();
      return state;
    case 'fieldReference':
    case 'elementReference':
      return define(state, op.result, innerReference(state, op));
    case 'referenceAt':
      return define(state, op.result, operandValue(op.address, state));
    case 'addressOf': {
      const value = operandValue(op.value, state);
      if (operandType(op.value).kind !== 'view') return define(state, op.result, value);
      return define(state, op.result, part(state, value, 0, `address ${value}`, op.result.type));
    }
    case 'checkIndex':
    case 'checkNotNull':
    case 'checkAligned':
    case 'checkPowerOfTwo':
    case 'checkViewRange':
      return check(f, state, op);
    case 'wrapNullable': {
      const value = operandValue(op.value, state);
      const { type } = op.result;
      if (type.kind === 'ref' || partTypes(type) === null) return define(state, op.result, value);
      const wrapped = values.keyed(`wrap ${value} ${typeKey(type)}`, exactly(1n));
      values.setParts(wrapped, [value]);
      return define(state, op.result, wrapped);
    }
    case 'isNull': {
      const value = operandValue(op.value, state);
      const result = values.keyed(`isNull ${value}`, rangeOfType(op.result.type));
      const zero = values.constant(0n);
      values.setCondition(result, {
        whenTrue: [{ comparison: 'eq', left: value, right: zero }],
        whenFalse: [{ comparison: 'ne', left: value, right: zero }],
      });
      return define(state, op.result, result);
    }
    case 'unwrapNullable': {
      const value = operandValue(op.value, state);
      if (!state.assumeComparison('ne', value, values.constant(0n))) return null;
      if (partTypes(operandType(op.value)) === null) return define(state, op.result, value);
      return define(state, op.result, part(state, value, 0, `unwrap ${value}`, op.result.type));
    }
    case 'makeRecord': {
      const fields = op.fields.map((each) => operandValue(each, state));
      const record = values.fresh(rangeOfType(op.result.type));
      values.setParts(record, fields);
      return define(state, op.result, record);
    }
    case 'recordField': {
      const value = operandValue(op.value, state);
      const type = operandType(op.value);
      const index =
        type.kind === 'record' ? type.fields.findIndex(({ name }) => name === op.field) : -1;
      return define(
        state,
        op.result,
        part(state, value, index, `field ${op.field} of ${value}`, op.result.type),
      );
    }
    case 'variantIndex':
      return describe(state, op.result, `variant of ${operandValue(op.value, state)}`);
    case 'variantField':
      return describe(
        state,
        op.result,
        `variant ${op.variant} ${op.field} of ${operandValue(op.value, state)}`,
      );
    case 'makeView': {
      const view = values.fresh(rangeOfType(op.result.type));
      values.setParts(view, [operandValue(op.address, state), operandValue(op.lengthBytes, state)]);
      return define(state, op.result, view);
    }
    case 'viewLength':
      return define(state, op.result, lengthOf(state, operandValue(op.view, state)));
    case 'textLength': {
      const text = operandValue(op.text, state);
      return define(state, op.result, part(state, text, 0, `length ${text}`, op.result.type));
    }
    case 'textByte': {
      const result = values.fresh(rangeOfType(op.result.type));
      return state.narrow(result, wholeRange('u8')) ? define(state, op.result, result) : null;
    }
    case 'call':
      return call(f, state, op);
    case 'callReference':
      state.forgetMemory();
      if (op.type.result.kind === 'never') return null;
      return op.result === null ? state : define(state, op.result, fresh(state, op.result));
    default:
      if ('result' in op) return define(state, op.result, fresh(state, op.result));
      throw new Error(`${op.op} is not a step`);
  }
}

/** Gives `result` its value. */
function define(state: State, result: Local, value: number): State {
  state.locals.set(result, value);
  return state;
}

/** Gives `result` the value that `key` describes. */
function describe(state: State, result: Local, key: string): State {
  const { type } = result;
  return define(state, result, state.values.keyed(`${key} ${typeKey(type)}`, rangeOfType(type)));
}

function fresh(state: State, local: Local): number {
  return state.values.fresh(rangeOfType(local.type));
}

/** Tells types with different values apart. */
function typeKey(type: Type): string {
  return type.kind === 'int' ? type.int : type.kind;
}

function comparison(state: State, op: InstructionOf<'compare'>): number {
  const { values } = state;
  const left = operandValue(op.left, state);
  const right = operandValue(op.right, state);
  const result = values.keyed(`${op.comparison} ${left} ${right}`, rangeOfType(op.result.type));
  const holds: Assumption = { comparison: op.comparison, left, right };
  const fails: Assumption = { comparison: negated(op.comparison), left, right };
  const lowBits = values.lowBits(left);
  const isZero = values.least(right).highest === 0n && values.least(right).lowest === 0n;
  const multiple =
    lowBits !== undefined && isZero ? [{ multiple: lowBits.of, zeroBits: lowBits.count }] : [];
  values.setCondition(result, {
    whenTrue: [holds, ...(op.comparison === 'eq' ? multiple : [])],
    whenFalse: [fails, ...(op.comparison === 'ne' ? multiple : [])],
  });
  return result;
}

// ── Memory ──────────────────────────────────────────────────────────────────────────────────────

function staticKey(state: State, symbol: string): string {
  return `load ${state.memory} ${symbol}`;
}

/** A field by its distance: the same bytes may be looked at as structs of several types. */
function fieldKey(state: State, op: InstructionOf<'loadField' | 'storeField'>): string {
  return `load ${state.memory} ${operandValue(op.base, state)} +${fieldOffset(op.base, op.field)}`;
}

function targetOf(base: Operand): RefType['target'] {
  const type = operandType(base);
  if (type.kind !== 'ref') throw new Error(`${type.kind} is not a reference`);
  return type.target;
}

/** Distance in bytes of a field from the start of its struct. */
function fieldOffset(base: Operand, field: string): bigint {
  const target = targetOf(base);
  const found = target.kind === 'struct' ? target.fields.find(({ name }) => name === field) : null;
  if (found === null || found === undefined) throw new Error(`no field ${field}`);
  return BigInt(found.offsetBytes);
}

function loadElement(state: State, op: InstructionOf<'loadElement'>): State | null {
  const { values } = state;
  const base = operandValue(op.base, state);
  const index = operandValue(op.index, state);
  const key = `load ${state.memory} ${base} [${index}] ${typeKey(op.result.type)}`;
  const result = values.keyed(key, tableRange(op) ?? rangeOfType(op.result.type));
  state.locals.set(op.result, result);
  return state;
}

/** The values in a constant table. */
function tableRange(op: InstructionOf<'loadElement'>): Range | null {
  if (op.base.kind !== 'static' || !op.base.static.constant) return null;
  let range: Range | null = null;
  for (const operand of initialOperands(op.base.static)) {
    if (operand.kind !== 'constant') return null;
    const value = exactly(operand.value);
    range = range === null ? value : union(range, value);
  }
  return range;
}

/** The address of an inline field or element: aligned as base and distance are. */
function innerReference(
  state: State,
  op: InstructionOf<'fieldReference' | 'elementReference'>,
): number {
  const base = operandValue(op.base, state);
  let unit: bigint;
  let place: string;
  if (op.op === 'fieldReference') {
    unit = fieldOffset(op.base, op.field);
    if (unit === 0n) return base;
    place = `+${unit}`;
  } else {
    const target = targetOf(op.base);
    const layout = target.kind === 'array' ? memoryLayout(target.element) : null;
    unit = BigInt(layout?.sizeBytes ?? 1);
    place = `+${unit} * ${operandValue(op.index, state)}`;
  }
  const whole = wholeRange('u64');
  const value = state.values.keyed(`place ${base} ${place}`, whole);
  const zeroBits = Math.min(state.range(base).zeroBits, trailingZeroBits(unit));
  const aligned = rangeOf(0n, whole.highest, zeroBits);
  if (aligned !== null) state.narrow(value, aligned);
  return value;
}

/** A part of `value`, or else what `key` describes. */
function part(state: State, value: number, index: number, key: string, type: Type): number {
  const known = state.values.parts(value)?.[index];
  return known ?? state.values.keyed(`${key} ${typeKey(type)}`, rangeOfType(type));
}

function lengthOf(state: State, view: number): number {
  return part(state, view, 1, `length ${view}`, U32);
}

// ── Checks ──────────────────────────────────────────────────────────────────────────────────────

type Check = InstructionOf<
  'checkIndex' | 'checkNotNull' | 'checkAligned' | 'checkPowerOfTwo' | 'checkViewRange'
>;

function check(f: FunctionAnalysis, state: State, op: Check): State | null {
  const { values } = state;
  switch (op.op) {
    case 'checkIndex': {
      const index = operandValue(op.index, state);
      const length = operandValue(op.length, state);
      f.report(op, 'index', state.isOrdered(index, length, true));
      return state.assumeComparison('lt', index, length) ? state : null;
    }
    case 'checkNotNull': {
      const value = operandValue(op.value, state);
      f.report(op, 'null', state.range(value).lowest > 0n);
      return state.assumeComparison('ne', value, values.constant(0n)) ? state : null;
    }
    case 'checkAligned': {
      const value = operandValue(op.value, state);
      const zeroBits = trailingZeroBits(BigInt(op.alignBytes));
      f.report(op, 'alignment', state.range(value).zeroBits >= zeroBits);
      return state.assumeMultiple({ multiple: value, zeroBits }) ? state : null;
    }
    case 'checkPowerOfTwo': {
      const value = operandValue(op.value, state);
      const key = `powerOfTwo ${value}`;
      const { lowest, highest } = state.range(value);
      const isPower = lowest === highest && lowest > 0n && (lowest & (lowest - 1n)) === 0n;
      f.report(op, 'alignmentArgument', isPower || state.hasPassed(key));
      state.setPassed(key);
      return state.assumeComparison('ne', value, values.constant(0n)) ? state : null;
    }
    case 'checkViewRange':
      return checkViewRange(f, state, op);
  }
}

function checkViewRange(
  f: FunctionAnalysis,
  state: State,
  op: InstructionOf<'checkViewRange'>,
): State | null {
  const offset = operandValue(op.offset, state);
  const bytes = operandValue(op.bytes, state);
  const length = lengthOf(state, operandValue(op.view, state));
  const key = `${checkKey('viewRange', 'u32', offset, bytes)} ${length}`;
  const end = sum(state.range(offset), state.range(bytes));
  const isOneByte = state.range(bytes).highest <= 1n;
  const holds =
    end.highest <= state.range(length).lowest ||
    state.hasPassed(key) ||
    (isOneByte && state.isOrdered(offset, length, true));
  f.report(op, 'viewRange', holds);
  state.setPassed(key);
  const isSome = state.range(bytes).lowest > 0n;
  return state.assumeComparison(isSome ? 'lt' : 'le', offset, length) &&
    state.assumeComparison('le', bytes, length) &&
    state.narrow(offset, {
      lowest: 0n,
      highest: state.range(length).highest - state.range(bytes).lowest,
      zeroBits: 0,
    })
    ? state
    : null;
}

// ── Calls ───────────────────────────────────────────────────────────────────────────────────────

function call(f: FunctionAnalysis, state: State, op: InstructionOf<'call'>): State | null {
  const callee = op.function;
  const { onCall } = f.findings;
  if (onCall !== undefined) {
    const known = op.arguments.map((argument) => knownOf(state, operandValue(argument, state)));
    f.find(() => onCall(callee, known));
  }
  if (f.surroundings.writes(callee)) state.forgetMemory();
  if (callee.result.kind === 'never') return null;
  if (op.result !== null) {
    state.locals.set(op.result, valueOf(state, op.result.type, f.surroundings.result(callee)));
  }
  return state;
}
