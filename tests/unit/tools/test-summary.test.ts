import { describe, expect, test } from 'vitest';

import { closingLine, isEmpty, selectedOnly, skipReasons } from '../../../tools/test-summary.ts';

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

describe('a run of the tests that a name selects', () => {
  const selected = selectedOnly({
    passed: 1,
    failed: 0,
    skipped: [
      { name: 'not selected', reason: '' },
      { name: 'selected', reason: 'no KVM' },
    ],
  });

  test('says nothing of the others', () => {
    expect(closingLine(selected)).toBe('1 passed, 0 failed, 1 skipped');
    expect(skipReasons(selected)).toEqual(['skipped 1: no KVM']);
  });

  test('is empty when the name matches nothing', () => {
    const others = [{ name: 'not selected', reason: '' }];
    expect(isEmpty(selectedOnly({ passed: 0, failed: 0, skipped: others }))).toBe(true);
    expect(isEmpty({ ...selected, passed: 0 })).toBe(false);
    expect(isEmpty({ passed: 0, failed: 1, skipped: [] })).toBe(false);
  });
});
