/**
 * From operation to the function that emits it.
 *
 * Used by: `function.ts`, `control.ts`.            Uses: the emitters of each kind of operation.
 */

import type { Instruction } from '../ir/program.ts';
import * as Control from './control.ts';
import type { FunctionEmitter } from './function.ts';
import * as Guards from './guards.ts';
import * as Integers from './integers.ts';
import * as Memory from './memory.ts';
import * as Values from './values.ts';

export function emitInstructions(f: FunctionEmitter, body: readonly Instruction[]): void {
  for (const instruction of body) emitInstruction(f, instruction);
}

function emitInstruction(f: FunctionEmitter, instruction: Instruction): void {
  const { position } = instruction;
  switch (instruction.op) {
    case 'declare':
      if (instruction.value === null) f.declare(position, instruction.local);
      else f.define(position, instruction.local, f.operand(instruction.value));
      return;
    case 'assign':
      return f.define(position, instruction.local, f.operand(instruction.value));
    case 'arithmetic':
      return Integers.emitArithmetic(f, instruction);
    case 'bitwise':
      return Integers.emitBitwise(f, instruction);
    case 'shift':
      return Integers.emitShift(f, instruction);
    case 'negate':
      return Integers.emitNegate(f, instruction);
    case 'complement':
      return Integers.emitComplement(f, instruction);
    case 'not':
      return f.define(position, instruction.result, `!${f.operand(instruction.value)}`);
    case 'compare':
      return Integers.emitCompare(f, instruction);
    case 'convert':
      return Integers.emitConvert(f, instruction);
    case 'pure':
      return Integers.emitPure(f, instruction);
    case 'loadStatic':
      return Memory.emitLoadStatic(f, instruction);
    case 'storeStatic':
      return Memory.emitStoreStatic(f, instruction);
    case 'loadField':
      return Memory.emitLoadField(f, instruction);
    case 'storeField':
      return Memory.emitStoreField(f, instruction);
    case 'fieldReference':
      return Memory.emitFieldReference(f, instruction);
    case 'loadElement':
      return Memory.emitLoadElement(f, instruction);
    case 'storeElement':
      return Memory.emitStoreElement(f, instruction);
    case 'elementReference':
      return Memory.emitElementReference(f, instruction);
    case 'referenceAt':
      return Memory.emitReferenceAt(f, instruction);
    case 'addressOf':
      return Memory.emitAddressOf(f, instruction);
    case 'checkIndex':
      return Guards.emitCheckIndex(f, instruction);
    case 'checkNotNull':
      return Guards.emitCheckNotNull(f, instruction);
    case 'checkAligned':
      return Guards.emitCheckAligned(f, instruction);
    case 'checkPowerOfTwo':
      return Guards.emitCheckPowerOfTwo(f, instruction);
    case 'checkViewRange':
      return Guards.emitCheckViewRange(f, instruction);
    case 'wrapNullable':
    case 'unwrapNullable':
      // The representations are the same: the difference is one of types.
      return f.define(position, instruction.result, f.operand(instruction.value));
    case 'isNull':
      return Values.emitIsNull(f, instruction);
    case 'makeRecord':
      return Values.emitMakeRecord(f, instruction);
    case 'recordField':
      return Values.emitRecordField(f, instruction);
    case 'makeVariant':
      return Values.emitMakeVariant(f, instruction);
    case 'variantIndex':
      return Values.emitVariantIndex(f, instruction);
    case 'variantField':
      return Values.emitVariantField(f, instruction);
    case 'makeView':
      return Memory.emitMakeView(f, instruction);
    case 'viewLength':
      return Memory.emitViewLength(f, instruction);
    case 'viewLoad':
      return Memory.emitViewLoad(f, instruction);
    case 'viewStore':
      return Memory.emitViewStore(f, instruction);
    case 'textLength':
      return Values.emitTextLength(f, instruction);
    case 'textByte':
      return Values.emitTextByte(f, instruction);
    case 'call':
      return Control.emitCall(f, instruction);
    case 'callReference':
      return Control.emitCallReference(f, instruction);
    case 'linkerSymbol':
      return Control.emitLinkerSymbol(f, instruction);
    case 'if':
      return Control.emitIf(f, instruction);
    case 'loop':
      return Control.emitLoop(f, instruction);
    case 'block':
      return Control.emitBlock(f, instruction);
    case 'switch':
      return Control.emitSwitch(f, instruction);
    case 'break':
    case 'continue':
      return Control.emitJump(f, instruction);
    case 'return':
      return Control.emitReturn(f, instruction);
    case 'unreachable':
      return Control.emitUnreachable(f, instruction);
  }
}
