import { expect, test } from 'vitest';

import { withoutSequences } from '../../../tools/terminal-text.ts';

/** What OVMF and GRUB begin with. */
const FIRMWARE =
  '\u001b[2J\u001b[01;01H\u001b[=3hBdsDxe: loading\r\n\u001b[0m\u001b[37mWelcome\u001bc!';
const PLAIN = 'BdsDxe: loading\r\nWelcome!';

test('sequences of a terminal are taken out of a text', () => {
  expect(withoutSequences()(FIRMWARE)).toBe(PLAIN);
  expect(withoutSequences()('plain [2J\r\n')).toBe('plain [2J\r\n');
});

test('also where a piece ends in one', () => {
  const pass = withoutSequences();
  expect([...FIRMWARE].map(pass).join('')).toBe(PLAIN);
});
