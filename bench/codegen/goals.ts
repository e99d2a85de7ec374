/**
 * What the benchmark is to show, and whether it does.
 *
 * Used by: `run.ts`.            Uses: `bench/statistics.ts`.
 * Sources: the goals of the issue, and G2 of the note on performance.
 */

import { geometricMean } from '../statistics.ts';
import { KERNELS, type Variant } from './build.ts';

/** One number of a variant for each kernel, in the order of `KERNELS`. */
export type Figures = ReadonlyMap<Variant, readonly number[]>;

export interface Measured {
  readonly instructions: Figures;
  /** Least nanoseconds of all rounds. */
  readonly least: Figures;
  /** Whether the control was quiet enough for the times to say anything. */
  readonly areTimesValid: boolean;
}

interface Goal {
  readonly what: string;
  readonly figure: 'instructions' | 'least';
  readonly of: Variant;
  readonly to: Variant;
  readonly limit: number;
  /** Each of the kernels named, or of all; or their geometric mean. */
  readonly over: readonly string[] | 'each' | 'mean';
}

/** The kernels that the note calls K1 and K3. */
const K1_AND_K3 = ['bitmap', 'first-fit'];

const GOALS: readonly Goal[] = (['instructions', 'least'] as const).flatMap((figure) => {
  const unit = figure === 'instructions' ? 'instructions' : 'min ns';
  const common = { figure, to: 'twin' } as const;
  return [
    { ...common, what: `checks off, ${unit}`, of: 'checks-off', limit: 1.02, over: 'each' },
    { ...common, what: `checks on, ${unit}`, of: 'checks-on', limit: 1.05, over: 'each' },
    { ...common, what: `checks on, ${unit}`, of: 'checks-on', limit: 1.03, over: 'mean' },
  ] satisfies Goal[];
});

const RUST_GOALS: readonly Goal[] = [
  {
    what: 'G2: checks on to Rust with pointers, min ns',
    figure: 'least',
    of: 'checks-on',
    to: 'rust-raw',
    limit: 1.08,
    over: 'each',
  },
  {
    what: 'G2: checks on to safe Rust, min ns, K1 and K3',
    figure: 'least',
    of: 'checks-on',
    to: 'rust-safe',
    limit: 0.95,
    over: K1_AND_K3,
  },
];

/** A goal and what became of it. */
export interface Verdict {
  readonly text: string;
  readonly outcome: 'reached' | 'missed' | 'void';
}

/** Ratios of `of` to `to`, one for each kernel. */
export function ratios(figures: Figures, of: Variant, to: Variant): readonly number[] {
  const base = figures.get(to) ?? [];
  return (figures.get(of) ?? []).map((value, index) => value / (base[index] ?? Number.NaN));
}

/** Judges all goals whose variants were measured. */
export function judge(measured: Measured): readonly Verdict[] {
  return [...GOALS, ...RUST_GOALS]
    .filter((goal) => measured[goal.figure].has(goal.to))
    .map((goal) => verdict(goal, measured));
}

function verdict(goal: Goal, measured: Measured): Verdict {
  const { limit, over, figure } = goal;
  const all = ratios(measured[figure], goal.of, goal.to).map((ratio, index) => ({
    kernel: KERNELS[index]?.name ?? '',
    ratio,
  }));
  const judged = all.filter(({ kernel }) => typeof over === 'string' || over.includes(kernel));
  const worst = judged.reduce((left, right) => (right.ratio > left.ratio ? right : left));
  const ratio = over === 'mean' ? geometricMean(judged.map((one) => one.ratio)) : worst.ratio;
  const scope = over === 'mean' ? 'geometric mean' : 'each';
  const seen = over === 'mean' ? ratio.toFixed(3) : `worst ${ratio.toFixed(3)}, ${worst.kernel}`;
  const missed = judged.filter((one) => one.ratio > limit).map((one) => one.kernel);
  const list = over !== 'mean' && missed.length > 1 ? ` (${missed.join(', ')})` : '';
  const text = `${goal.what}, ${scope} at most ${limit.toFixed(2)}: ${seen}${list}`;
  const outcome = ratio <= limit ? 'reached' : 'missed';
  // Of times that are void nothing follows, neither success nor failure.
  if (figure === 'least' && !measured.areTimesValid) return { text, outcome: 'void' };
  if (goal.to === 'twin') return { text, outcome };
  // Another compiler is measured as well as another language: what does C come to with ours?
  const twins = ratios(measured[figure], 'twin', goal.to);
  const twin = twins[KERNELS.findIndex(({ name }) => name === worst.kernel)] ?? Number.NaN;
  return { text: `${text}; the C twin there ${twin.toFixed(3)}`, outcome };
}
