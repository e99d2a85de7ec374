/**
 * Control flow: branches, loops, blocks, switches, jumps, calls.
 *
 * Loops and blocks become labelled JavaScript statements, `continue` in a loop that has a step
 * leaves an inner block around the body.
 *
 * Used by: `instructions.ts`.            Uses: `function.ts`.
 */

import type { Instruction, InstructionOf, Operand } from '../ir/program.ts';
import { operandType } from '../ir/program.ts';
import { bodiesOf } from '../ir/visit.ts';
import type { FunctionEmitter } from './function.ts';
import { emitInstructions } from './instructions.ts';
import { constantLiteral } from './literals.ts';

function emitBody(f: FunctionEmitter, body: readonly Instruction[]): void {
  f.scope(() => emitInstructions(f, body));
}

export function emitIf(f: FunctionEmitter, operation: InstructionOf<'if'>): void {
  const condition = f.operand(operation.condition);
  const { then, otherwise, position } = operation;
  if (then.length === 0 && otherwise.length > 0) {
    f.writer.open(position, `if (!${condition}) {`);
    emitBody(f, otherwise);
  } else {
    f.writer.open(position, `if (${condition}) {`);
    emitBody(f, then);
    if (otherwise.length > 0) {
      f.writer.reopen('} else {');
      emitBody(f, otherwise);
    }
  }
  f.writer.close();
}

/** Whether `body` has a jump of this kind to `label`. */
function hasJump(body: readonly Instruction[], op: 'break' | 'continue', label: number): boolean {
  return body.some(
    (instruction) =>
      (instruction.op === op && instruction.label === label) ||
      bodiesOf(instruction).some((nested) => hasJump(nested, op, label)),
  );
}

export function emitLoop(f: FunctionEmitter, operation: InstructionOf<'loop'>): void {
  const { position, label, body, step } = operation;
  const loop = `$l${label}`;
  const needsInner = step.length > 0 && hasJump(body, 'continue', label);
  const inner = `$c${label}`;
  f.targets.set(label, {
    breakStatement: `break ${loop};`,
    continueStatement: needsInner ? `break ${inner};` : `continue ${loop};`,
  });
  const all = [...body, ...step];
  const isNamed = hasJump(all, 'break', label) || hasJump(all, 'continue', label);
  f.writer.open(position, isNamed ? `${loop}: for (;;) {` : 'for (;;) {');
  f.scope(() => {
    if (needsInner) {
      f.writer.open(null, `${inner}: {`);
      emitBody(f, body);
      f.writer.close();
    } else {
      emitInstructions(f, body);
    }
    emitInstructions(f, step);
  });
  f.writer.close();
}

export function emitBlock(f: FunctionEmitter, operation: InstructionOf<'block'>): void {
  const { label, body } = operation;
  f.targets.set(label, { breakStatement: `break $b${label};`, continueStatement: null });
  f.writer.open(null, hasJump(body, 'break', label) ? `$b${label}: {` : '{');
  emitBody(f, body);
  f.writer.close();
}

export function emitSwitch(f: FunctionEmitter, operation: InstructionOf<'switch'>): void {
  const type = operandType(operation.value);
  f.writer.open(operation.position, `switch (${f.operand(operation.value)}) {`);
  for (const { values, body } of operation.cases) {
    const labels = values.map((value) => `case ${constantLiteral(type, value)}:`).join(' ');
    emitCase(f, labels, body);
  }
  if (operation.otherwise.length > 0) emitCase(f, 'default:', operation.otherwise);
  f.writer.close();
}

function emitCase(f: FunctionEmitter, labels: string, body: readonly Instruction[]): void {
  f.writer.open(null, `${labels} {`);
  emitBody(f, body);
  const last = body.at(-1)?.op;
  if (last !== 'break' && last !== 'continue' && last !== 'return') f.writer.write(null, 'break;');
  f.writer.close();
}

export function emitJump(
  f: FunctionEmitter,
  operation: InstructionOf<'break'> | InstructionOf<'continue'>,
): void {
  const target = f.targets.get(operation.label);
  const statement =
    operation.op === 'break' ? target?.breakStatement : (target?.continueStatement ?? undefined);
  if (statement === undefined) throw new Error(`${operation.op} to unknown ${operation.label}`);
  f.write(operation.position, statement);
}

export function emitReturn(f: FunctionEmitter, operation: InstructionOf<'return'>): void {
  const { value, position } = operation;
  f.write(position, value === null ? 'return;' : `return ${f.operand(value)};`);
}

export function emitUnreachable(f: FunctionEmitter, operation: InstructionOf<'unreachable'>): void {
  const { file, line, column } = operation.position;
  const place = JSON.stringify(`${file}:${line}:${column}`);
  f.writeUncounted(operation.position, `${f.unit.runtimeFunction('unreachable')}(${place});`);
}

export function emitCall(f: FunctionEmitter, operation: InstructionOf<'call'>): void {
  const callee = f.unit.functionReference(operation.function);
  emitCallTo(f, operation, callee, operation.arguments);
}

export function emitCallReference(
  f: FunctionEmitter,
  operation: InstructionOf<'callReference'>,
): void {
  emitCallTo(f, operation, f.operand(operation.callee), operation.arguments);
}

function emitCallTo(
  f: FunctionEmitter,
  operation: InstructionOf<'call'> | InstructionOf<'callReference'>,
  callee: string,
  values: readonly Operand[],
): void {
  const call = `${callee}(${f.operands(values)})`;
  if (operation.result === null) f.write(operation.position, `${call};`);
  else f.define(operation.position, operation.result, call);
}

export function emitLinkerSymbol(
  f: FunctionEmitter,
  operation: InstructionOf<'linkerSymbol'>,
): void {
  const name = f.unit.runtimeFunction('linkerSymbol');
  f.define(operation.position, operation.result, `${name}(${JSON.stringify(operation.name)})`);
}
