/**
 * The table of the prelude's functions: one rule each, by name.
 *
 * Used by: `program.ts`, which hands it to the context.            Uses: `memory.ts`, `integers.ts`,
 * `assertions.ts`, `caller.ts`, `messages.ts`.
 */

import { assertCall, debugAssertCall, ignoreCall, staticAssertCall } from './assertions.ts';
import type { Builtin } from './builtin.ts';
import { callerFileCall, callerLineCall } from './caller.ts';
import {
  alignedTest,
  alignment,
  brandCall,
  checkedOperation,
  conversion,
  pureOperation,
  truncateCall,
  wrappingShift,
} from './integers.ts';
import { disownCall, ownCall } from './ownership.ts';
import {
  addressOfCall,
  atCall,
  dataViewAtCall,
  offsetOfCall,
  sizeOfCall,
  subViewCall,
} from './memory.ts';
import { messageCall } from './messages.ts';

/** The rules by name. */
export const BUILTINS: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ['u8', conversion('u8')],
  ['u16', conversion('u16')],
  ['u32', conversion('u32')],
  ['u64', conversion('u64')],
  ['usize', conversion('u64')],
  ['i8', conversion('i8')],
  ['i16', conversion('i16')],
  ['i32', conversion('i32')],
  ['i64', conversion('i64')],
  ['truncate', truncateCall],
  ['phys', brandCall('PhysAddr')],
  ['virt', brandCall('VirtAddr')],
  ['brand', brandCall(null)],
  ['wrappingAdd', pureOperation('wrappingAdd')],
  ['wrappingSub', pureOperation('wrappingSub')],
  ['wrappingMul', pureOperation('wrappingMul')],
  ['wrappingShl', wrappingShift],
  ['checkedAdd', checkedOperation('addOverflows', 'wrappingAdd')],
  ['checkedSub', checkedOperation('subOverflows', 'wrappingSub')],
  ['checkedMul', checkedOperation('mulOverflows', 'wrappingMul')],
  ['saturatingAdd', pureOperation('saturatingAdd')],
  ['saturatingSub', pureOperation('saturatingSub')],
  ['saturatingMul', pureOperation('saturatingMul')],
  ['multiplyHigh', pureOperation('multiplyHigh')],
  ['rotateLeft', pureOperation('rotateLeft')],
  ['rotateRight', pureOperation('rotateRight')],
  ['countLeadingZeros', pureOperation('countLeadingZeros')],
  ['countTrailingZeros', pureOperation('countTrailingZeros')],
  ['countOnes', pureOperation('countOnes')],
  ['min', pureOperation('min')],
  ['max', pureOperation('max')],
  ['alignUp', alignment('up')],
  ['alignDown', alignment('down')],
  ['isAligned', alignedTest],
  ['sizeOf', sizeOfCall],
  ['offsetOf', offsetOfCall],
  ['addressOf', addressOfCall],
  ['at', atCall],
  ['dataViewAt', dataViewAtCall],
  ['subView', subViewCall],
  ['own', ownCall],
  ['disown', disownCall],
  ['assert', assertCall],
  ['debugAssert', debugAssertCall],
  ['staticAssert', staticAssertCall],
  ['ignore', ignoreCall],
  ['callerFile', callerFileCall],
  ['callerLine', callerLineCall],
  ['panic', messageCall],
  ['print', messageCall],
]);
