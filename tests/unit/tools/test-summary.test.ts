import { describe, expect, test } from 'vitest';

import { closingLine, skipReasons } from '../../../tools/test-summary.ts';

describe('the last line of npm test', () => {
  test('has the two counts, and the third when something was skipped', () => {
    expect(closingLine({ passed: 3, failed: 0, skipped: [] })).toBe('3 passed, 0 failed');
    expect(closingLine({ passed: 3, failed: 1, skipped: [{ name: 'a', reason: 'b' }] })).toBe(
      '3 passed, 1 failed, 1 skipped',
    );
  });
});

describe('reasons of skipped tests', () => {
  test('are counted, and a missing one is named', () => {
    const skipped = [
      { name: 'a', reason: 'no KVM' },
      { name: 'b', reason: '' },
      { name: 'c', reason: 'no KVM' },
    ];
    expect(skipReasons({ passed: 0, failed: 0, skipped })).toEqual([
      'skipped 2: no KVM',
      'skipped 1: no reason given: b',
    ]);
  });
});
