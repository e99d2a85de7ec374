/** The judgement over the benchmark of emitted code. */

import { describe, expect, test } from 'vitest';

import { KERNELS, type Variant } from '../../../bench/codegen/build.ts';
import { type Figures, judge, type Measured } from '../../../bench/codegen/goals.ts';

/** Every kernel gets the same number, but the first gets `first`. */
function figures(numbers: Partial<Record<Variant, number>>, first?: Variant, worst = 0): Figures {
  return new Map(
    (Object.entries(numbers) as [Variant, number][]).map(([variant, value]) => [
      variant,
      KERNELS.map((_, index) => (index === 0 && variant === first ? worst : value)),
    ]),
  );
}

const GOOD = { twin: 100, 'checks-on': 101, 'checks-off': 100 };

function outcomes(measured: Partial<Measured>): readonly string[] {
  const all = { instructions: figures(GOOD), least: figures(GOOD), areTimesValid: true };
  return judge({ ...all, ...measured }).map(({ outcome, text }) => `${outcome}: ${text}`);
}

describe('the goals', () => {
  test('are reached when every kernel keeps to its limit', () => {
    const found = outcomes({});
    expect(found.length).toBe(6);
    expect(found.every((each) => each.startsWith('reached'))).toBe(true);
  });

  test('are missed when one kernel does not, which is named', () => {
    const found = outcomes({ instructions: figures(GOOD, 'checks-on', 106) });
    expect(found.filter((each) => each.startsWith('missed'))).toEqual([
      'missed: checks on, instructions, each at most 1.05: worst 1.060, bitmap',
    ]);
  });

  test('have a mean that each may exceed', () => {
    const found = outcomes({ least: figures({ ...GOOD, 'checks-on': 104 }) });
    expect(found.filter((each) => each.startsWith('missed'))).toEqual([
      'missed: checks on, min ns, geometric mean at most 1.03: 1.040',
    ]);
  });

  test('about times are void after a noisy run, also where they look reached', () => {
    const found = outcomes({ areTimesValid: false });
    expect(found.filter((each) => each.startsWith('void')).length).toBe(3);
    expect(found.filter((each) => each.startsWith('reached')).length).toBe(3);
  });

  test('about Rust are judged where Rust was measured', () => {
    const least = figures({ ...GOOD, 'rust-raw': 90, 'rust-safe': 110 });
    const found = outcomes({ least });
    expect(found.length).toBe(8);
    expect(found.at(-2)).toMatch(
      /^missed: G2: checks on to Rust with pointers.*C twin there 1\.111$/,
    );
    expect(found.at(-1)).toMatch(/^reached: G2: checks on to safe Rust/);
  });
});
