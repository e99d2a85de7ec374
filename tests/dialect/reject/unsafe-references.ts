/** An unsafe function of the contract cannot be passed on: its callers would not be marked. */
import { readCr3, enableInterrupts } from '../../../runtime/contract/cpu.ts';

interface Driver extends Struct {
  read: () => u64;
}
const DRIVER: Driver = zeroed();
const TABLE: FixedArray<() => u64, 1> = [readCr3]; //! KD0501: `readCr3` is unsafe and can only be called
//                                       ^^^^^^^ wrap it in a function of your own that is marked `'use unsafe'`

export function stored(): void {
  DRIVER.read = readCr3; //! KD0501: `readCr3` is unsafe and can only be called
}

export function passed(): void {
  run(enableInterrupts); //! KD0501: `enableInterrupts` is unsafe and can only be called
}

export function run(action: () => void): void {
  action();
}
