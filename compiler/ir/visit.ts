/**
 * Ways to walk through function bodies without naming every operation.
 *
 * Used by: `verify.ts`, `reachable.ts`, the back ends.            Uses: `program.ts`.
 * Invariants:
 *   I1. Operands come in the order in which the operation lists them.
 */

import type { Instruction, Local, Operand } from './program.ts';

/** Most operations have no bodies, and there are many walks. */
const NONE: readonly never[] = [];

/** The operands an operation reads, without those of nested bodies. */
export function operandsOf(instruction: Instruction): readonly Operand[] {
  switch (instruction.op) {
    case 'declare':
    case 'return':
      return instruction.value === null ? NONE : [instruction.value];
    case 'arithmetic':
    case 'bitwise':
    case 'compare':
      return [instruction.left, instruction.right];
    case 'shift':
      return [instruction.value, instruction.count];
    case 'pure':
      return instruction.operands;
    case 'loadField':
    case 'fieldReference':
      return [instruction.base];
    case 'storeField':
      return [instruction.base, instruction.value];
    case 'loadElement':
    case 'elementReference':
      return [instruction.base, instruction.index];
    case 'storeElement':
      return [instruction.base, instruction.index, instruction.value];
    case 'referenceAt':
      return [instruction.address];
    case 'checkIndex':
      return [instruction.index, instruction.length];
    case 'makeRecord':
    case 'makeVariant':
      return instruction.fields;
    case 'makeView':
      return [instruction.address, instruction.lengthBytes];
    case 'viewLength':
      return [instruction.view];
    case 'checkViewRange':
      return [instruction.view, instruction.offset, instruction.bytes];
    case 'viewLoad':
      return [instruction.view, instruction.offset, instruction.littleEndian];
    case 'viewStore':
      return [instruction.view, instruction.offset, instruction.value, instruction.littleEndian];
    case 'textLength':
      return [instruction.text];
    case 'textByte':
      return [instruction.text, instruction.index];
    case 'call':
      return instruction.arguments;
    case 'callReference':
      return [instruction.callee, ...instruction.arguments];
    case 'if':
      return [instruction.condition];
    case 'loadStatic':
    case 'linkerSymbol':
    case 'loop':
    case 'block':
    case 'break':
    case 'continue':
    case 'unreachable':
      return NONE;
    default:
      return [instruction.value];
  }
}

/** The local an operation writes, or null. */
export function writtenLocal(instruction: Instruction): Local | null {
  switch (instruction.op) {
    case 'declare':
      return instruction.value === null ? null : instruction.local;
    case 'assign':
      return instruction.local;
    default:
      return 'result' in instruction ? instruction.result : null;
  }
}

/** The bodies nested in an operation. */
export function bodiesOf(instruction: Instruction): readonly (readonly Instruction[])[] {
  switch (instruction.op) {
    case 'if':
      return [instruction.then, instruction.otherwise];
    case 'loop':
      return [instruction.body, instruction.step];
    case 'block':
      return [instruction.body];
    case 'switch':
      return [...instruction.cases.map((each) => each.body), instruction.otherwise];
    default:
      return NONE;
  }
}

/** Whether an operation by itself may change memory or statics; a call does when its function does. */
export function isWrite(instruction: Instruction): boolean {
  switch (instruction.op) {
    case 'storeField':
    case 'storeElement':
    case 'storeStatic':
    case 'viewStore':
    case 'callReference':
      return true;
    default:
      return false;
  }
}

/** Calls `visit` for every operation of `body`, nested ones after the one that holds them. */
export function walk(
  body: readonly Instruction[],
  visit: (instruction: Instruction) => void,
): void {
  for (const instruction of body) {
    visit(instruction);
    for (const nested of bodiesOf(instruction)) walk(nested, visit);
  }
}
