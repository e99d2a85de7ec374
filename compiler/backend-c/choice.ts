/**
 * Choices as expressions: `&&`, `||` and `?:`.
 *
 * The IR writes them as a variable that both branches of an `if` assign. Where the branches do
 * nothing else, C has an expression for it, which evaluates only what the IR evaluates.
 *
 * Used by: `instructions.ts`.            Uses: `function.ts`.
 */

import type { InstructionOf, Local, Operand } from '../ir/program.ts';
import { emitInstructions } from './instructions.ts';
import type { FunctionEmitter } from './function.ts';

/** What a branch assigns at its end, when it is on the line of the choice; null otherwise. */
function assigned(
  local: Local,
  op: InstructionOf<'if'>,
  body: InstructionOf<'if'>['then'],
): Operand | null {
  const last = body.at(-1);
  if (last?.op !== 'assign' || last.local !== local) return null;
  return body.every((each) => each.position.line === op.position.line) ? last.value : null;
}

/** The value of a branch as an expression; null when it needs statements. */
function branchValue(
  f: FunctionEmitter,
  body: InstructionOf<'if'>['then'],
  value: Operand,
): string | null {
  let text: string | null = null;
  const isSilent = f.isSilent(() => {
    emitInstructions(f, body, body.length - 1);
    if (!f.isTrialOver()) text = f.operand(value);
  });
  return isSilent ? text : null;
}

/**
 * Writes `local`, which is declared without a value and assigned by `op` alone, as one definition.
 *
 * @returns false when it takes statements; nothing is written then
 */
export function emitChoice(f: FunctionEmitter, local: Local, op: InstructionOf<'if'>): boolean {
  const thenValue = assigned(local, op, op.then);
  const otherValue = assigned(local, op, op.otherwise);
  if (local.name !== null || thenValue === null || otherValue === null) return false;
  if (f.failedChoices.has(op)) return false;

  const condition = f.operand(op.condition);
  const thenText = branchValue(f, op.then, thenValue);
  const otherText = thenText === null ? null : branchValue(f, op.otherwise, otherValue);
  if (thenText === null || otherText === null) {
    f.failedChoices.add(op);
    return false;
  }
  const text = choiceText(condition, thenValue, thenText, otherValue, otherText);
  f.defineChoice(op, local, text, [op.condition, thenValue, otherValue]);
  return true;
}

function choiceText(
  condition: string,
  thenValue: Operand,
  thenText: string,
  otherValue: Operand,
  otherText: string,
): string {
  if (isBool(otherValue, 0n)) return `${condition} && ${thenText}`;
  if (isBool(thenValue, 1n)) return `${condition} || ${otherText}`;
  return `${condition} ? ${thenText} : ${otherText}`;
}

function isBool(operand: Operand, value: bigint): boolean {
  return operand.kind === 'constant' && operand.type.kind === 'bool' && operand.value === value;
}
