import { describe, expect, it } from 'vitest';

import { printProgram } from '../../../compiler/ir/print.ts';
import { findReachable } from '../../../compiler/ir/reachable.ts';
import { sample } from './program.ts';

describe('printProgram', () => {
  it('writes one operation per line, structure by indentation', () => {
    expect(printProgram(sample().program)).toBe(
      `struct Counter: 16 bytes, aligned to 8
  0: count: u64
  8: isFull: bool

module kernel/sample.ts
constant table: FixedArray<u64, 4> = [1:u64, 2:u64, 3:u64, 4:u64]
static counter: Counter
static unusedStatic: u64 = 0:u64

export function isFull(counter%0: Counter): bool
  %1: bool = loadField counter%0.isFull
  return %1

export function sum(end%0: u32): u64
  declare total%1: u64 = 0:u64
  declare index%2: u32 = 0:u32
  loop 1
    %3: bool = ge index%2, end%0
    if %3
      break 1
    checkIndex index%2, 4:u32
    %4: u64 = loadElement &table[index%2]
    total%1: u64 = trap add total%1, %4
  step 1
    index%2: u32 = trap add index%2, 1:u32
  %5: bool = call isFull(&counter)
  if %5
    return 0:u64
  else
    return total%1

export function unused(): u64
  return 1:u64
`,
    );
  });
});

describe('findReachable', () => {
  it('finds what the entry points use, in program order', () => {
    const { program, sum } = sample();
    const { functions, statics } = findReachable(program, [sum.symbol]);
    expect(functions.map((each) => each.name)).toEqual(['isFull', 'sum']);
    expect(statics.map((each) => each.name)).toEqual(['table', 'counter']);
  });

  it('refuses an entry point that does not exist', () => {
    expect(() => findReachable(sample().program, ['kx_none'])).toThrow(/kx_none/);
  });
});
