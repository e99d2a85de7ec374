/**
 * A vitest reporter that leaves the counts of a run in `build/test-results/summary.json`.
 *
 * `tools/test.ts` prints them as the last line of `npm test`. A test file that cannot be loaded
 * and an error outside any test count as one failure each.
 *
 * Used by: `vitest.config.ts`.            Uses: nothing.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import type { Reporter, SerializedError, TestModule } from 'vitest/node';

import { SUMMARY_FILE } from '../../tools/test-summary.ts';
import type { TestSummary } from '../../tools/test-summary.ts';

/** Counts tests by outcome, and gathers why tests were skipped. */
export class SummaryReporter implements Reporter {
  onInit(): void {
    console.log(`seed ${process.env['SLAYER_SEED'] ?? '?'}`);
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    let passed = 0;
    let failed = unhandledErrors.length;
    const skipped: { name: string; reason: string }[] = [];
    for (const module of modules) {
      failed += module.errors().length;
      for (const suite of module.children.allSuites()) failed += suite.errors().length;
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === 'passed') passed += 1;
        else if (result.state === 'skipped') {
          skipped.push({ name: test.fullName, reason: result.note ?? '' });
        } else failed += 1;
      }
    }
    const summary: TestSummary = { passed, failed, skipped };
    mkdirSync(path.dirname(SUMMARY_FILE), { recursive: true });
    writeFileSync(SUMMARY_FILE, JSON.stringify(summary, null, 2));
  }
}
