/** `log` writes what is at or above the level; its values are computed in any case. */
import { Level, setLevel } from '../../../kernel/console/message.ts';

let calls: u32 = 0;

function count(): u32 {
  calls += 1;
  return calls;
}

function all(): void {
  log.debug(`debug ${count()}`);
  log.info(`info ${count()}`);
  log.warn(`warn ${count()}`);
  log.error(`error ${count()}`);
}

export function main(): void {
  all();
  setLevel(Level.Debug);
  all();
  setLevel(Level.Error);
  all();
  setLevel(Level.Info);
  print(`${calls}`);
}
