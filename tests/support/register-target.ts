/**
 * Makes vitest tests of a target's run: one for each claim, and one for the run as a whole.
 *
 * The run happens while the test file is loaded, because only then can tests be registered whose
 * names come out of the run itself.
 *
 * Used by: `tests/kernel/targets`.            Uses: `claim-failure.ts`, `ktap.ts`.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { describe, expect, test } from 'vitest';

import { buildPath } from '../../tools/paths.ts';
import { ClaimFailure } from './claim-failure.ts';
import { parseKtap } from './ktap.ts';
import type { ClaimResult, KtapRun } from './ktap.ts';

/** What a target did. */
export interface TargetRun {
  /** All that it printed. */
  readonly output: string;
  /** How it ended, or null when it ended as it should. */
  readonly failure: string | null;
}

/** How many of the last lines a failure shows. */
const SHOWN_LINES = 50;

/**
 * Registers the claims of one target.
 *
 * @param target - its name, which begins the name of each test
 * @param run    - what it did
 */
export function registerTarget(target: string, run: TargetRun): void {
  const logFile = buildPath('test-logs', `${target}.log`);
  mkdirSync(path.dirname(logFile), { recursive: true });
  writeFileSync(logFile, run.output);
  const ktap = parseKtap(run.output);
  // A run whose claims failed ends with a bad status of its own accord; that is no news.
  const hasFailed = ktap.claims.some((claim) => claim.outcome === 'failed');
  const failure = hasFailed && ktap.problems.length === 0 ? null : run.failure;
  const shownLog = path.relative(process.cwd(), logFile);

  describe(target, () => {
    test('the run is complete', () => {
      const problems = [...(failure === null ? [] : [failure]), ...ktap.problems];
      expect(problems, `${shownLog} ends with:\n${lastLines(run.output)}`).toEqual([]);
    });
    for (const [group, claims] of byGroup(ktap)) {
      describe(group, () => {
        for (const claim of claims) registerClaim(claim, shownLog);
      });
    }
  });
}

function registerClaim(claim: ClaimResult, logFile: string): void {
  test(claim.claim, (context) => {
    if (claim.outcome === 'skipped') context.skip(claim.reason);
    if (claim.outcome === 'failed') {
      const said = claim.output.filter((line) => line !== '').slice(-SHOWN_LINES);
      throw new ClaimFailure(said, `(claim ${claim.number} in ${logFile})`);
    }
  });
}

function byGroup(run: KtapRun): ReadonlyMap<string, readonly ClaimResult[]> {
  const groups = new Map<string, ClaimResult[]>();
  for (const claim of run.claims) {
    const claims = groups.get(claim.group) ?? [];
    claims.push(claim);
    groups.set(claim.group, claims);
  }
  return groups;
}

function lastLines(text: string): string {
  return text.trimEnd().split('\n').slice(-SHOWN_LINES).join('\n');
}
