/**
 * Running a function when the program is compiled.
 *
 * An interpreter of the IR for pure functions: integers, booleans, enums, records, constant tables,
 * calls. It fills tables (`tabulate`), so it need not be fast, but it has the semantics of the back
 * ends to the bit: a check that would fail when the program runs fails the compilation.
 *
 * Used by: `compiler/lower/tables.ts`.            Uses: `program.ts`, `types.ts`.
 * Not handled here: memory, contract functions, messages; they are refused with their position.
 */

import {
  type ArithmeticOperator,
  type BitwiseOperator,
  type Comparison,
  type Function,
  type Instruction,
  type InstructionOf,
  type Local,
  type Operand,
  operandType,
  type Position,
} from './program.ts';
import { initialOperands } from './reachable.ts';
import {
  type IntType,
  maxValue,
  minValue,
  type Type,
  typeName,
  U32,
  widthBits,
  wrapToKind,
} from './types.ts';

/** Why a function could not be run, and where. */
export class EvaluationError extends Error {
  readonly position: Position;

  constructor(position: Position, message: string) {
    super(message);
    this.position = position;
  }
}

/** An integer, bool (0 or 1), enum; a record; a text; null. */
export type Value = bigint | string | null | readonly Value[];

/** How the operations of a block ended. */
type Flow =
  | { readonly kind: 'next' }
  | { readonly kind: 'return'; readonly value: Value }
  | { readonly kind: 'break' | 'continue'; readonly label: number };

const NEXT: Flow = { kind: 'next' };

/** Operations after which the computation of a table is given up: some seconds. */
const STEP_LIMIT = 10_000_000;
/** Bodies of functions, loops and conditions inside each other: each takes some of this process's stack. */
const DEPTH_LIMIT = 500;

/**
 * `callee(0)` to `callee(length - 1)`.
 *
 * @throws EvaluationError when it is not pure, a check fails, or all of them together take too long
 */
export function evaluateTable(callee: Function, length: number): readonly Value[] {
  const evaluator = new Evaluator();
  return Array.from({ length }, (_, index) =>
    evaluator.call(callee, [BigInt(index)], callee.position),
  );
}

/** What an operation does that cannot be done while the program is compiled. */
function deed(at: Instruction): string {
  switch (at.op) {
    case 'loadStatic':
      return 'reads a variable';
    case 'storeStatic':
      return 'writes a variable';
    case 'loadField':
    case 'viewLoad':
      return 'reads memory';
    case 'storeField':
    case 'storeElement':
    case 'viewStore':
      return 'writes memory';
    case 'makeVariant':
    case 'variantIndex':
    case 'variantField':
      return 'uses a union';
    case 'callReference':
      return 'calls a function through a reference';
    default:
      return 'uses an address';
  }
}

class Evaluator {
  private steps = 0;
  private depth = 0;

  call(callee: Function, values: readonly Value[], position: Position): Value {
    if (callee.linkage === 'contract') {
      throw new EvaluationError(position, `${callee.name}() talks to the machine`);
    }
    const frame = new Map<Local, Value>();
    callee.parameters.forEach((parameter, index) => frame.set(parameter, values[index] ?? null));
    const flow = this.block(callee.body, frame);
    return flow.kind === 'return' ? flow.value : null;
  }

  private countStep(position: Position): void {
    this.steps += 1;
    if (this.depth > DEPTH_LIMIT) {
      throw new EvaluationError(position, `calls go more than ${DEPTH_LIMIT} levels deep`);
    }
    if (this.steps <= STEP_LIMIT) return;
    const limit = STEP_LIMIT.toLocaleString('en');
    throw new EvaluationError(position, `it takes more than ${limit} operations, or has no end`);
  }

  private block(body: readonly Instruction[], frame: Map<Local, Value>): Flow {
    this.depth += 1;
    let flow = NEXT;
    for (const instruction of body) {
      this.countStep(instruction.position);
      flow = this.step(instruction, frame);
      if (flow.kind !== 'next') break;
    }
    this.depth -= 1;
    return flow;
  }

  private step(at: Instruction, frame: Map<Local, Value>): Flow {
    const set = (local: Local, value: Value): Flow => {
      frame.set(local, value);
      return NEXT;
    };
    const read = (operand: Operand): Value => this.read(operand, frame, at.position);
    const integer = (operand: Operand): bigint => this.integer(operand, frame, at.position);
    switch (at.op) {
      case 'declare':
        return at.value === null ? NEXT : set(at.local, read(at.value));
      case 'assign':
        return set(at.local, read(at.value));
      case 'arithmetic':
        return set(at.result, arithmetic(at, integer(at.left), integer(at.right)));
      case 'bitwise':
        return set(at.result, bitwise(at.operator, integer(at.left), integer(at.right)));
      case 'shift':
        return set(at.result, shift(at, integer(at.value), integer(at.count)));
      case 'negate':
        return set(at.result, fit(at.result.type, -integer(at.value), at.position));
      case 'complement':
        return set(at.result, wrapTo(at.result.type, ~integer(at.value)));
      case 'not':
        return set(at.result, integer(at.value) === 0n ? 1n : 0n);
      case 'compare':
        return set(at.result, compare(at.comparison, integer(at.left), integer(at.right)));
      case 'convert': {
        const value = integer(at.value);
        if (at.mode === 'truncate') return set(at.result, wrapTo(at.result.type, value));
        return set(
          at.result,
          at.mode === 'check' ? fit(at.result.type, value, at.position) : value,
        );
      }
      case 'pure':
        return set(at.result, pure(at, at.operands.map(integer)));
      case 'checkIndex':
        if (integer(at.index) < integer(at.length)) return NEXT;
        throw new EvaluationError(at.position, `the index ${integer(at.index)} is outside`);
      case 'checkNotNull':
        if (read(at.value) !== null) return NEXT;
        throw new EvaluationError(at.position, 'the value is null');
      case 'checkPowerOfTwo': {
        const value = integer(at.value);
        if (value > 0n && (value & (value - 1n)) === 0n) return NEXT;
        throw new EvaluationError(at.position, `${value} is no power of two`);
      }
      case 'loadElement':
        return set(at.result, this.element(at, integer(at.index), frame));
      case 'wrapNullable':
      case 'unwrapNullable':
        return set(at.result, read(at.value));
      case 'isNull':
        return set(at.result, read(at.value) === null ? 1n : 0n);
      case 'makeRecord':
        return set(at.result, at.fields.map(read));
      case 'recordField':
        return set(at.result, recordField(at, read(at.value)));
      case 'textLength':
        return set(at.result, BigInt(this.text(at.text, frame, at.position).length));
      case 'textByte': {
        const text = this.text(at.text, frame, at.position);
        return set(at.result, BigInt(text.charCodeAt(Number(integer(at.index)))));
      }
      case 'call': {
        const value = this.call(at.function, at.arguments.map(read), at.position);
        return at.result === null ? NEXT : set(at.result, value);
      }
      default:
        return this.control(at, frame);
    }
  }

  private control(at: Instruction, frame: Map<Local, Value>): Flow {
    switch (at.op) {
      case 'if':
        return this.block(
          this.integer(at.condition, frame, at.position) !== 0n ? at.then : at.otherwise,
          frame,
        );
      case 'loop':
        return this.loop(at, frame);
      case 'block': {
        const flow = this.block(at.body, frame);
        return flow.kind === 'break' && flow.label === at.label ? NEXT : flow;
      }
      case 'switch': {
        const value = this.integer(at.value, frame, at.position);
        const found = at.cases.find((entry) => entry.values.includes(value));
        return this.block(found?.body ?? at.otherwise, frame);
      }
      case 'break':
      case 'continue':
        return { kind: at.op, label: at.label };
      case 'return':
        return {
          kind: 'return',
          value: at.value === null ? null : this.read(at.value, frame, at.position),
        };
      default:
        throw new EvaluationError(at.position, `this ${deed(at)}, and nothing runs yet`);
    }
  }

  private loop(at: InstructionOf<'loop'>, frame: Map<Local, Value>): Flow {
    for (;;) {
      for (const part of [at.body, at.step]) {
        const flow = this.block(part, frame);
        if (flow.kind === 'next') continue;
        if (flow.kind === 'continue' && flow.label === at.label) continue;
        return flow.kind === 'break' && flow.label === at.label ? NEXT : flow;
      }
      this.countStep(at.position);
    }
  }

  private read(operand: Operand, frame: Map<Local, Value>, position: Position): Value {
    switch (operand.kind) {
      case 'local': {
        const value = frame.get(operand.local);
        if (value === undefined) throw new EvaluationError(position, 'a value is not known');
        return value;
      }
      case 'constant':
        return operand.value;
      case 'text':
        return operand.value;
      case 'null':
        return null;
      default:
        throw new EvaluationError(position, 'an address is not known before the program runs');
    }
  }

  private integer(operand: Operand, frame: Map<Local, Value>, position: Position): bigint {
    const value = this.read(operand, frame, position);
    if (typeof value === 'bigint') return value;
    const type = typeName(operandType(operand));
    throw new EvaluationError(position, `a value of type ${type} is not a number`);
  }

  private text(operand: Operand, frame: Map<Local, Value>, position: Position): string {
    const value = this.read(operand, frame, position);
    if (typeof value === 'string') return value;
    throw new EvaluationError(position, 'a text is not known');
  }

  /** An element of a constant table. */
  private element(
    at: InstructionOf<'loadElement'>,
    index: bigint,
    frame: Map<Local, Value>,
  ): Value {
    const { base } = at;
    if (base.kind === 'static' && base.static.constant) {
      const found = initialOperands(base.static)[Number(index)];
      if (found !== undefined) return this.read(found, frame, at.position);
    }
    throw new EvaluationError(at.position, 'memory is not known before the program runs');
  }
}

function intOf(type: Type): IntType {
  if (type.kind === 'int') return type;
  return type.kind === 'bool' ? { ...U32, int: 'u8' } : U32;
}

function wrapTo(type: Type, value: bigint): bigint {
  return wrapToKind(intOf(type).int, value);
}

function fit(type: Type, value: bigint, position: Position): bigint {
  const { int } = intOf(type);
  const isMember = type.kind !== 'enum' || type.members.some((member) => member.value === value);
  if (value >= minValue(int) && value <= maxValue(int) && isMember) return value;
  throw new EvaluationError(position, `${value} does not fit ${typeName(type)}`);
}

function divide(
  operator: ArithmeticOperator,
  left: bigint,
  right: bigint,
  at: Instruction,
): bigint {
  if (right === 0n) throw new EvaluationError(at.position, 'division by zero');
  return operator === 'div' ? left / right : left % right;
}

function arithmetic(at: InstructionOf<'arithmetic'>, left: bigint, right: bigint): bigint {
  const exact = ((): bigint => {
    switch (at.operator) {
      case 'add':
        return left + right;
      case 'sub':
        return left - right;
      case 'mul':
        return left * right;
      case 'div':
      case 'rem':
        return divide(at.operator, left, right, at);
    }
  })();
  const { type } = at.result;
  return at.overflow === 'wrap' ? wrapTo(type, exact) : fit(type, exact, at.position);
}

function bitwise(operator: BitwiseOperator, left: bigint, right: bigint): bigint {
  if (operator === 'and') return left & right;
  return operator === 'or' ? left | right : left ^ right;
}

function shift(at: InstructionOf<'shift'>, value: bigint, count: bigint): bigint {
  const { type } = at.result;
  if (count < 0n || count >= BigInt(widthBits(intOf(type).int))) {
    throw new EvaluationError(at.position, `the shift count ${count} is outside the width`);
  }
  if (at.operator === 'shr') return value >> count;
  const exact = value << count;
  return at.overflow === 'wrap' ? wrapTo(type, exact) : fit(type, exact, at.position);
}

function compare(comparison: Comparison, left: bigint, right: bigint): bigint {
  const holds = {
    eq: left === right,
    ne: left !== right,
    lt: left < right,
    le: left <= right,
    gt: left > right,
    ge: left >= right,
  }[comparison];
  return holds ? 1n : 0n;
}

function clamp(type: Type, value: bigint): bigint {
  const { int } = intOf(type);
  if (value < minValue(int)) return minValue(int);
  return value > maxValue(int) ? maxValue(int) : value;
}

function pure(at: InstructionOf<'pure'>, operands: readonly bigint[]): bigint {
  const [left = 0n, right = 0n] = operands;
  const first = at.operands[0];
  const source = intOf(first === undefined ? at.result.type : operandType(first));
  const { type } = at.result;
  const width = BigInt(widthBits(source.int));
  const fits = (value: bigint): boolean =>
    value >= minValue(source.int) && value <= maxValue(source.int);
  const bits = (): string =>
    BigInt.asUintN(Number(width), left).toString(2).padStart(Number(width), '0');
  const rotate = (count: bigint): bigint =>
    wrapTo(type, (left << count) | (left >> (width - count)));
  switch (at.operation) {
    case 'wrappingAdd':
      return wrapTo(type, left + right);
    case 'wrappingSub':
      return wrapTo(type, left - right);
    case 'wrappingMul':
      return wrapTo(type, left * right);
    case 'saturatingAdd':
      return clamp(type, left + right);
    case 'saturatingSub':
      return clamp(type, left - right);
    case 'saturatingMul':
      return clamp(type, left * right);
    case 'addOverflows':
      return fits(left + right) ? 0n : 1n;
    case 'subOverflows':
      return fits(left - right) ? 0n : 1n;
    case 'mulOverflows':
      return fits(left * right) ? 0n : 1n;
    case 'multiplyHigh':
      return (left * right) >> 64n;
    case 'rotateLeft':
      return rotate(right % width);
    case 'rotateRight':
      return rotate((width - (right % width)) % width);
    case 'countLeadingZeros':
      return BigInt(/^0*/.exec(bits())?.[0].length ?? 0);
    case 'countTrailingZeros':
      return BigInt(/0*$/.exec(bits())?.[0].length ?? 0);
    case 'countOnes':
      return BigInt(bits().replaceAll('0', '').length);
    case 'min':
      return left < right ? left : right;
    case 'max':
      return left > right ? left : right;
  }
}

function recordField(at: InstructionOf<'recordField'>, value: Value): Value {
  const type = operandType(at.value);
  if (type.kind !== 'record' || !Array.isArray(value)) {
    throw new EvaluationError(at.position, 'a record is not known');
  }
  const index = type.fields.findIndex((field) => field.name === at.field);
  const fields: readonly Value[] = value;
  return fields[index] ?? null;
}
