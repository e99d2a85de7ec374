/**
 * Reading the KTAP lines that `tests/kernel/support/ktest.ts` prints.
 *
 * The serial log of a run is a mixture: boot messages, what claims print, panics, and the result
 * lines. Everything between two results belongs to the second of them and is shown when it fails.
 *
 * Used by: `tests/kernel/targets`, `tests/dialect`.            Uses: nothing.
 * Sources: [KTAP].
 */

/** One claim and how it ended. */
export interface ClaimResult {
  readonly number: number;
  /** The theme it stands under; the empty text when there was none. */
  readonly group: string;
  readonly claim: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** Why it was skipped; the empty text otherwise. */
  readonly reason: string;
  /** What was printed before the result, without the line for its group. */
  readonly output: readonly string[];
}

/** A whole run. */
export interface KtapRun {
  readonly claims: readonly ClaimResult[];
  /** Seeds that were printed, in order. */
  readonly seeds: readonly string[];
  /** What is wrong with the run itself: no head, no plan, numbers that do not fit. Empty if good. */
  readonly problems: readonly string[];
  /** What was printed after the last result. */
  readonly rest: readonly string[];
}

const HEAD = 'KTAP version 1';
const RESULT = /^(not )?ok (\d+) (.*?)( # SKIP ?(.*))?$/;
const PLAN = /^1\.\.(\d+)$/;
const GROUP = /^# group: (.*)$/;
const SKIP = /^# skip: (.*)$/;
const SEED = /^# seed: (.*)$/;

/** Takes the text of a run apart. Never throws: what does not fit is in `problems`. */
export function parseKtap(text: string): KtapRun {
  const claims: ClaimResult[] = [];
  const seeds: string[] = [];
  const problems: string[] = [];
  let group = '';
  let reason = '';
  let output: string[] = [];
  let started = false;
  let planned: number | null = null;

  for (const line of text.split(/\r?\n/)) {
    if (!started) {
      // Whatever the system says before the tests begin belongs to no claim.
      started = line === HEAD;
      if (!started) output.push(line);
      else output = [];
      continue;
    }
    const plan = PLAN.exec(line);
    if (plan !== null) {
      if (planned !== null) problems.push('the plan is printed twice');
      planned = Number(plan[1]);
      output = [];
      continue;
    }
    const named = GROUP.exec(line);
    if (named !== null) {
      group = named[1] ?? '';
      continue;
    }
    const skip = SKIP.exec(line);
    if (skip !== null) reason = skip[1] ?? '';
    const seed = SEED.exec(line);
    if (seed !== null) seeds.push(seed[1] ?? '');
    const result = RESULT.exec(line);
    if (result === null) {
      output.push(line);
      continue;
    }
    const [, not, number, claim = '', skipped, skipReason = ''] = result;
    claims.push({
      number: Number(number),
      group,
      claim,
      outcome: skipped !== undefined ? 'skipped' : not === undefined ? 'passed' : 'failed',
      reason: skipped === undefined ? '' : skipReason === '' ? reason : skipReason,
      output,
    });
    if (Number(number) !== claims.length) {
      problems.push(`result ${number ?? '?'} comes where ${claims.length} was due: ${line}`);
    }
    reason = '';
    output = [];
  }

  if (!started) problems.push(`the line \`${HEAD}\` never came`);
  else if (planned === null)
    problems.push('the run broke off: its last line, the plan, is missing');
  else if (planned !== claims.length) {
    problems.push(`planned ${planned} claims, got ${claims.length}`);
  }
  if (started && claims.length === 0) problems.push('no claim was reported');
  return { claims, seeds, problems, rest: output.filter((line) => line !== '') };
}
