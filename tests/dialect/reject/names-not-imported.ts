/** A type that the module does not know: the help has its name, and an import is to be written too. */
import { isFirst, isGood } from '../support/types-by-name.ts';

export function run(x: u64): bool {
  if (isFirst(x)) return true; //! KD0210: expected FrameNumber, got u64
  //          ^ say that it is one: brand<FrameNumber>(x)
  return isGood(0); //! KD0203: expected Status, got u32
  //            ^ write Status.Ok
}
