/** What a help says to write has the names that the module knows: others would not compile. */
import type { Level } from '../support/types-by-name.ts';
import { isFirst, isGood, isHigh, status, type Frame, Status as How } from '../support/types-by-name.ts';
import * as Types from '../support/types-by-name.ts';

type Port = Branded<u16, 'PortNumber'>;

export function byAnotherName(): bool {
  if (status()) return false; //! KD0211: a condition is a boolean, not Status
  //  ^^^^^^^^ write `status() !== How.Ok`
  return isGood(1); //! KD0203: expected Status, got u32
  //            ^ write How.Failed
}

/** The import of the type alone does not give the members, that of the whole module does. */
export function asMember(level: Level): bool {
  if (isHigh(level)) return true;
  return isHigh(0); //! KD0203: expected Level, got u32
  //            ^ write Types.Level.Low
}

export function byBrand(x: u64, y: u32, isOne: bool): Frame {
  if (isFirst(x)) return brand<Frame>(2n); //! KD0210: expected FrameNumber, got u64
  //          ^ say that it is one: brand<Frame>(x)
  if (isFirst(y)) return 1; //! KD0203: expected FrameNumber, got u32 //! KD0203: expected u64, got a 32-bit literal
  //          ^ widen it: brand<Frame>(u64(y))
  return isOne; //! KD0203: expected FrameNumber, got bool
  //     ^^^^^ write `brand<Frame>(isOne ? 1n : 0n)`
}

export function inOneModule(x: u16): Port {
  return x; //! KD0210: expected PortNumber, got u16
  //     ^ say that it is one: brand<Port>(x)
}
