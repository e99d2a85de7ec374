/** An enum field that holds no member: printed as such, and a switch over it panics. */
import { attempt } from '../support/attempt.ts';

enum Level {
  Low = 1,
  High = 5,
}
interface Holder extends Struct {
  level: Level;
}

const HOLDER: Holder = zeroed();

function view(): DataView {
  'use unsafe';
  // SAFE: all of HOLDER.
  return dataViewAt(addressOf(HOLDER), sizeOf<Holder>());
}

function weight(level: Level): u32 {
  switch (level) {
    case Level.Low:
      return 1;
    case Level.High:
      return 2;
  }
}

function orZero(level: Level): u32 {
  switch (level) {
    case Level.High:
      return 2;
    default:
      return 0;
  }
}

function show(): void {
  print(
    `${HOLDER.level} ${u32(HOLDER.level)} ${HOLDER.level === Level.High} ${orZero(HOLDER.level)}`,
  );
  print(`weight ${weight(HOLDER.level)}`);
}

export function main(): void {
  attempt(show);
  HOLDER.level = Level.Low;
  attempt(show);
  view().setUint32(0, 5, true);
  attempt(show);
  view().setUint32(0, 0xffff_ffff, true);
  attempt(show);
}
