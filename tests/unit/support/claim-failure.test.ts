import { describe, expect, test } from 'vitest';

import { projectPath } from '../../../tools/paths.ts';
import { ClaimFailure } from '../../support/claim-failure.ts';

const LOG = '(claim 3 in x.log)';

describe('a claim that does not hold is shown at', () => {
  test('the line of the expectation', () => {
    const said = ['4 frames', '# tests/kernel/x.ktest.ts:12: free frames: expected 2, got 1'];
    const { message, stack } = new ClaimFailure(said, LOG);
    expect(message).toBe(`${said.join('\n')}\n${LOG}`);
    expect(stack).toMatch(/^ClaimFailure: 4 frames\n/);
    expect(stack?.split('\n').at(-1)).toBe(`    at ${projectPath('tests/kernel/x.ktest.ts')}:12:1`);
  });

  test('the line of the panic that ended it', () => {
    const said = [
      '# tests/kernel/x.ktest.ts:12: a note',
      'panic: kernel/mm/frame.ts:7: no frame',
      '  mm/frame.alloc  kernel/mm/frame.ts:7',
    ];
    const { stack } = new ClaimFailure(said, LOG);
    expect(stack?.split('\n').at(-1)).toBe(`    at ${projectPath('kernel/mm/frame.ts')}:7:1`);
  });

  test('no line when the target named none', () => {
    expect(new ClaimFailure(['nothing'], LOG).stack).toBe('');
  });
});
