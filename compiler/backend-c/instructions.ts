/**
 * The operations of a body in C, one after the other, and the structured control flow between them.
 *
 * IR labels become C labels only where `break` and `continue` of C do not mean the same place.
 *
 * Used by: `function.ts`.            Uses: the files of each group of operations.
 */

import { type Instruction, type InstructionOf, operandType } from '../ir/program.ts';
import { call, callReference, linkerSymbol } from './calls.ts';
import { emitChoice } from './choice.ts';
import type { FunctionEmitter, JumpTarget } from './function.ts';
import {
  arithmetic,
  bitwise,
  compare,
  complement,
  convert,
  intKind,
  negate,
  pure,
  shift,
} from './integers.ts';
import {
  addressOf,
  checkAligned,
  checkIndex,
  checkNotNull,
  checkPowerOfTwo,
  checkViewRange,
  elementReference,
  fieldReference,
  isNull,
  loadElement,
  loadField,
  loadStatic,
  makeRecord,
  makeVariant,
  makeView,
  recordField,
  referenceAt,
  storeElement,
  storeField,
  storeStatic,
  textByte,
  textLength,
  unwrapNullable,
  variantField,
  variantIndex,
  viewLength,
  viewLoad,
  viewStore,
  wrapNullable,
} from './memory.ts';
import { cInteger } from './operands.ts';
import { enumValue } from './types.ts';

/** Writes the first `count` operations of `body`, in the scope that is open. */
export function emitInstructions(
  f: FunctionEmitter,
  body: readonly Instruction[],
  count = body.length,
): void {
  for (let index = 0; index < count; index++) {
    const op = body[index];
    if (op === undefined || f.isTrialOver()) return;
    const next = body[index + 1];
    if (isDeclaration(op) && next?.op === 'if' && index + 1 < count) {
      f.next = executedNext(body, index + 2);
      if (emitChoice(f, op.local, next)) {
        index += 1;
        continue;
      }
    }
    f.next = executedNext(body, index + 1);
    emitInstruction(f, op);
  }
}

/** A declaration without a value, which does nothing when it is executed. */
function isDeclaration(op: Instruction): op is InstructionOf<'declare'> {
  return op.op === 'declare' && op.value === null;
}

/** The first operation from `index` on that does something. */
function executedNext(body: readonly Instruction[], index: number): Instruction | null {
  let at = index;
  for (let op = body[at]; op !== undefined && isDeclaration(op); op = body[at]) at += 1;
  return body[at] ?? null;
}

function emitInstruction(f: FunctionEmitter, op: Instruction): void {
  switch (op.op) {
    case 'declare':
      if (op.value === null) f.declare(op.position, op.local);
      else f.define(op, op.local, f.expression(op.value));
      break;
    case 'assign': {
      const isSelf = op.value.kind === 'local' && op.value.local === op.local;
      if (!isSelf) f.write(op.position, `${f.target(op.local)} = ${f.expression(op.value)};`);
      break;
    }
    case 'arithmetic':
      arithmetic(f, op);
      break;
    case 'bitwise':
      bitwise(f, op);
      break;
    case 'shift':
      shift(f, op);
      break;
    case 'negate':
      negate(f, op);
      break;
    case 'complement':
      complement(f, op);
      break;
    case 'not':
      f.define(op, op.result, `!${f.operand(op.value)}`);
      break;
    case 'compare':
      compare(f, op);
      break;
    case 'convert':
      convert(f, op);
      break;
    case 'pure':
      pure(f, op);
      break;
    case 'loadStatic':
      loadStatic(f, op);
      break;
    case 'storeStatic':
      storeStatic(f, op);
      break;
    case 'loadField':
      loadField(f, op);
      break;
    case 'storeField':
      storeField(f, op);
      break;
    case 'fieldReference':
      fieldReference(f, op);
      break;
    case 'loadElement':
      loadElement(f, op);
      break;
    case 'storeElement':
      storeElement(f, op);
      break;
    case 'elementReference':
      elementReference(f, op);
      break;
    case 'referenceAt':
      referenceAt(f, op);
      break;
    case 'addressOf':
      addressOf(f, op);
      break;
    case 'checkIndex':
      checkIndex(f, op);
      break;
    case 'checkNotNull':
      checkNotNull(f, op);
      break;
    case 'checkAligned':
      checkAligned(f, op);
      break;
    case 'checkPowerOfTwo':
      checkPowerOfTwo(f, op);
      break;
    case 'wrapNullable':
      wrapNullable(f, op);
      break;
    case 'isNull':
      isNull(f, op);
      break;
    case 'unwrapNullable':
      unwrapNullable(f, op);
      break;
    case 'makeRecord':
      makeRecord(f, op);
      break;
    case 'recordField':
      recordField(f, op);
      break;
    case 'makeVariant':
      makeVariant(f, op);
      break;
    case 'variantIndex':
      variantIndex(f, op);
      break;
    case 'variantField':
      variantField(f, op);
      break;
    case 'makeView':
      makeView(f, op);
      break;
    case 'viewLength':
      viewLength(f, op);
      break;
    case 'checkViewRange':
      checkViewRange(f, op);
      break;
    case 'viewLoad':
      viewLoad(f, op);
      break;
    case 'viewStore':
      viewStore(f, op);
      break;
    case 'textLength':
      textLength(f, op);
      break;
    case 'textByte':
      textByte(f, op);
      break;
    case 'call':
      call(f, op);
      break;
    case 'callReference':
      callReference(f, op);
      break;
    case 'linkerSymbol':
      linkerSymbol(f, op);
      break;
    case 'if':
      emitIf(f, op);
      break;
    case 'loop':
      emitLoop(f, op);
      break;
    case 'block':
      emitBlock(f, op);
      break;
    case 'switch':
      emitSwitch(f, op);
      break;
    case 'break':
      emitBreak(f, op);
      break;
    case 'continue':
      emitContinue(f, op);
      break;
    case 'return':
      f.write(op.position, op.value === null ? 'return;' : `return ${f.expression(op.value)};`);
      break;
    case 'unreachable':
      // A trap and not `__builtin_unreachable`: memory may hold an enum value that is no member.
      f.write(op.position, '__builtin_trap();');
      break;
  }
}

/** Writes a nested body in a scope of its own. */
function scoped(f: FunctionEmitter, body: readonly Instruction[]): void {
  f.pushScope();
  emitInstructions(f, body);
  f.popScope();
}

function emitIf(f: FunctionEmitter, op: InstructionOf<'if'>): void {
  f.writer.open(op.position, ifText(f, op));
  let link = op;
  // A chain is a loop here and flat in C, where brackets can be nested only so deep.
  for (let next = emitLink(f, link); next !== null; next = emitLink(f, link)) {
    f.writer.closeAndOpen(`else ${ifText(f, next)}`, next.position);
    link = next;
  }
  f.writer.close();
}

function isInverted(op: InstructionOf<'if'>): boolean {
  return op.then.length === 0 && op.otherwise.length > 0;
}

function ifText(f: FunctionEmitter, op: InstructionOf<'if'>): string {
  return isInverted(op) ? `if (!${f.operand(op.condition)})` : `if (${f.expression(op.condition)})`;
}

/**
 * Writes what is in the braces of an `if`, and its `else` unless that is an `else if`.
 *
 * @returns the `if` of the `else if`, which follows
 */
function emitLink(f: FunctionEmitter, op: InstructionOf<'if'>): InstructionOf<'if'> | null {
  scoped(f, isInverted(op) ? op.otherwise : op.then);
  if (isInverted(op) || op.otherwise.length === 0) return null;
  const next = chained(f, op.otherwise);
  if (next !== null) return next;
  f.writer.closeAndOpen('else');
  scoped(f, op.otherwise);
  return null;
}

/** The last operation of `body`, if it is an `if` and all before it becomes a part of its condition. */
function chained(
  f: FunctionEmitter,
  body: InstructionOf<'if'>['otherwise'],
): InstructionOf<'if'> | null {
  const last = body.at(-1);
  if (last?.op !== 'if' || f.isTrialOver()) return null;
  if (f.isFirstEmission()) {
    // Nothing is folded yet. The text is no program, but reads what the later one may read.
    emitInstructions(f, body, body.length - 1);
    return last;
  }
  return f.isSilent(() => emitInstructions(f, body, body.length - 1)) ? last : null;
}

function enter(
  f: FunctionEmitter,
  kind: JumpTarget['kind'],
  label: number | null,
  hasStep: boolean,
): JumpTarget {
  const target: JumpTarget = {
    kind,
    label,
    hasStep,
    isBreakLabelUsed: false,
    isContinueLabelUsed: false,
  };
  f.targets.push(target);
  return target;
}

function emitLoop(f: FunctionEmitter, op: InstructionOf<'loop'>): void {
  const target = enter(f, 'loop', op.label, op.step.length > 0);
  f.writer.open(op.position, 'for (;;)');
  f.pushScope();
  emitInstructions(f, op.body);
  const stepPosition = op.step[0]?.position ?? op.position;
  if (target.isContinueLabelUsed) f.write(stepPosition, `continue_${op.label}:;`);
  emitInstructions(f, op.step);
  f.popScope();
  f.writer.close(target.isBreakLabelUsed ? ` break_${op.label}:;` : '');
  f.targets.pop();
}

function emitBlock(f: FunctionEmitter, op: InstructionOf<'block'>): void {
  const target = enter(f, 'block', op.label, false);
  f.writer.open(op.position, '');
  scoped(f, op.body);
  f.writer.close(target.isBreakLabelUsed ? ` break_${op.label}:;` : '');
  f.targets.pop();
}

function emitSwitch(f: FunctionEmitter, op: InstructionOf<'switch'>): void {
  const type = operandType(op.value);
  const kind = intKind(type);
  const value = f.operand(op.value);
  enter(f, 'switch', null, false);
  f.writer.open(op.position, `switch (${type.kind === 'enum' ? `(u32)${value}` : value})`);
  for (const each of op.cases) {
    const labels = each.values.map((label) => {
      const constant = cInteger(kind, type.kind === 'enum' ? enumValue(label) : label);
      return `case ${constant}:`;
    });
    emitCase(f, each.body[0]?.position ?? op.position, labels.join(' '), each.body);
  }
  emitCase(f, op.otherwise[0]?.position ?? op.position, 'default:', op.otherwise);
  f.writer.close();
  f.targets.pop();
}

function emitCase(
  f: FunctionEmitter,
  position: Instruction['position'],
  labels: string,
  body: readonly Instruction[],
): void {
  f.writer.open(position, labels);
  scoped(f, body);
  f.writer.close(endsWithJump(body) ? '' : ' break;');
}

/** Whether nothing follows the last operation of `body`. */
function endsWithJump(body: readonly Instruction[]): boolean {
  const last = body.at(-1)?.op;
  return last === 'return' || last === 'break' || last === 'continue' || last === 'unreachable';
}

function findTarget(f: FunctionEmitter, label: number): JumpTarget {
  const target = f.targets.find((each) => each.label === label);
  if (target === undefined) throw new Error(`no enclosing label ${label}`);
  return target;
}

function emitBreak(f: FunctionEmitter, op: InstructionOf<'break'>): void {
  const target = findTarget(f, op.label);
  // The break of C leaves the innermost loop or switch.
  const innermost = f.targets.findLast((each) => each.kind !== 'block');
  if (target.kind === 'loop' && innermost === target) {
    f.write(op.position, 'break;');
    return;
  }
  target.isBreakLabelUsed = true;
  f.write(op.position, `goto break_${op.label};`);
}

function emitContinue(f: FunctionEmitter, op: InstructionOf<'continue'>): void {
  const target = findTarget(f, op.label);
  const innermost = f.targets.findLast((each) => each.kind === 'loop');
  if (innermost === target && !target.hasStep) {
    f.write(op.position, 'continue;');
    return;
  }
  target.isContinueLabelUsed = true;
  f.write(op.position, `goto continue_${op.label};`);
}
