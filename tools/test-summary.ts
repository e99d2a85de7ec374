/**
 * The counts of a test run, as they pass from the vitest reporter to `npm test`.
 *
 * Used by: `test.ts`, `tests/support/summary-reporter.ts`.            Uses: `paths.ts`.
 */

import { buildPath } from './paths.ts';

/** Where the reporter leaves the counts. */
export const SUMMARY_FILE: string = buildPath('test-results', 'summary.json');

export interface TestSummary {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly { readonly name: string; readonly reason: string }[];
}

/** The last line of `npm test`: `3 passed, 0 failed`, with `, 1 skipped` when there are any. */
export function closingLine(summary: TestSummary): string {
  const skipped = summary.skipped.length === 0 ? '' : `, ${summary.skipped.length} skipped`;
  return `${summary.passed} passed, ${summary.failed} failed${skipped}`;
}

/** One line for each reason, with how many tests it kept from running. */
export function skipReasons(summary: TestSummary): readonly string[] {
  const counts = new Map<string, number>();
  for (const { name, reason } of summary.skipped) {
    const shown = reason === '' ? `no reason given: ${name}` : reason;
    counts.set(shown, (counts.get(shown) ?? 0) + 1);
  }
  return [...counts].map(([reason, count]) => `skipped ${count}: ${reason}`);
}

/**
 * The part of a summary that is about tests which a pattern for names has selected. vitest counts all
 * others as skipped, and gives them no reason.
 */
export function selectedOnly(summary: TestSummary): TestSummary {
  return { ...summary, skipped: summary.skipped.filter(({ reason }) => reason !== '') };
}

/** Whether there was no test to run, passed or not, nor one to skip for a reason. */
export function isEmpty({ passed, failed, skipped }: TestSummary): boolean {
  return passed + failed + skipped.length === 0;
}
