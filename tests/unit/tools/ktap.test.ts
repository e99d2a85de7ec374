import { describe, expect, test } from 'vitest';

import { parseKtap } from '../../support/ktap.ts';

const GOOD_RUN = [
  'info  booted',
  'KTAP version 1',
  '# target: Kernel',
  '# group: unmap',
  'ok 1 returns the frame that was mapped',
  '# free frames: expected 3, got 2',
  'not ok 2 leaves the table unchanged',
  '# skip: needs real CR3',
  'ok 3 catches a stale translation # SKIP',
  '1..3',
  '',
].join('\r\n');

describe('parseKtap', () => {
  test('gives each claim its group, outcome and the output before it', () => {
    const run = parseKtap(GOOD_RUN);
    expect(run.problems).toEqual([]);
    expect(run.claims.map((claim) => [claim.group, claim.claim, claim.outcome])).toEqual([
      ['unmap', 'returns the frame that was mapped', 'passed'],
      ['unmap', 'leaves the table unchanged', 'failed'],
      ['unmap', 'catches a stale translation', 'skipped'],
    ]);
    expect(run.claims[1]?.output).toEqual(['# free frames: expected 3, got 2']);
    expect(run.claims[2]?.reason).toBe('needs real CR3');
  });

  test('reports a run that prints nothing', () => {
    expect(parseKtap('').problems).toEqual(['the line `KTAP version 1` never came']);
  });

  test('reports a run that breaks off, with what it said last', () => {
    const run = parseKtap('KTAP version 1\nok 1 first\npanic: mm/heap.ts:3: no');
    expect(run.problems).toEqual(['the run broke off: its last line, the plan, is missing']);
    expect(run.rest).toEqual(['panic: mm/heap.ts:3: no']);
  });

  test('reports a run without a claim, and one whose plan does not fit', () => {
    expect(parseKtap('KTAP version 1\n1..0').problems).toEqual(['no claim was reported']);
    expect(parseKtap('KTAP version 1\nok 1 a\n1..2').problems).toEqual(['planned 2 claims, got 1']);
  });

  test('reports a result whose number is not the next one', () => {
    expect(parseKtap('KTAP version 1\nok 2 a\n1..1').problems).toEqual([
      'result 2 comes where 1 was due: ok 2 a',
    ]);
  });

  test('collects the seeds', () => {
    expect(parseKtap('KTAP version 1\n# seed: 17\nok 1 a\n1..1').seeds).toEqual(['17']);
  });
});
