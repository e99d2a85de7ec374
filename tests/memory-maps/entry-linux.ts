/**
 * Where the long run of memory maps starts: a Linux process that judges maps of consecutive seeds.
 *
 * Its two arguments are the first seed and the number of maps, in decimal. It prints each map that
 * fails, and in the end one line with the counts and a digest of all regions.
 *
 * Used by: `run.ts`.            Uses: `map-judge.ts`.
 */
import { exit, ExitValue } from '../../kernel/arch/exit.ts';
import { readVolatile64, readVolatile8 } from '../../runtime/contract/memory.ts';
import * as Judge from '../kernel/support/map-judge.ts';
import { judgeMaps } from './judge-maps.ts';

const ARGUMENT_COUNT: u32 = 3;

/** Runs; the process ends with 0 when no map failed, else with 1. */
export function judgeFromArguments(argumentCount: u32, texts: u64): void {
  if (argumentCount !== ARGUMENT_COUNT) {
    print('usage: memory-maps <first seed> <count>');
    exit(ExitValue.Failure);
  }
  const failures = judgeMaps(argument(texts, 1n), argument(texts, 2n));
  print(`failed ${failures}, digest ${Judge.digest()}`);
  exit(failures === 0n ? ExitValue.Success : ExitValue.Failure);
}

/** The decimal number in argument `index`; digits that do not fit panic. */
function argument(texts: u64, index: u64): u64 {
  'use unsafe';
  // SAFE: argv has that many addresses, each of a text that ends with 0.
  const text = readVolatile64(virt(texts + index * 8n));
  let value: u64 = 0n;
  let at: u64 = text;
  while (readVolatile8(virt(at)) !== 0) {
    value = value * 10n + (u64(readVolatile8(virt(at))) - 0x30n);
    at += 1n;
  }
  return value;
}
