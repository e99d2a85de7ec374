/** What a help line says to write compiles. */

import { describe, expect, test } from 'vitest';

import { compile } from '../../../compiler/compile.ts';
import type { Diagnostic } from '../../../compiler/diagnostics/diagnostic.ts';
import { projectDirectory } from '../../../tools/paths.ts';

const FILE = 'kernel/suggestion-sample.ts';

function errorsOf(statement: string): readonly Diagnostic[] {
  const source = `
type Id = Branded<u32, 'Id'>;
interface Slot extends Struct { at: PhysAddr; ids: FixedArray<Id, 2>; }
const SLOT: Slot = zeroed();
export function change(address: VirtAddr, count: u64): void {
  ${statement};
  print(\`\${address} \${count} \${SLOT.at}\`);
}
`;
  const roots = [FILE];
  return compile({ projectDirectory, roots, sources: new Map([[FILE, source]]) }).diagnostics;
}

describe('the help for an assignment that loses a brand', () => {
  test.each([
    ['address |= 1n', 'address = virt(address | 1n)'],
    ['address++', 'address = virt(address + 1n)'],
    ['--address', 'address = virt(address - 1n)'],
    ['address *= count + 1n', 'address = virt(address * (count + 1n))'],
    ['SLOT.at &= 4095n', 'SLOT.at = phys(SLOT.at & 4095n)'],
    ['SLOT.ids[1] += 2', 'SLOT.ids[1] = brand<Id>(SLOT.ids[1] + 2)'],
  ])('%s', (written, better) => {
    const errors = errorsOf(written);
    expect(errors.map(({ code, help }) => [code, help])).toEqual([
      ['KD0210', `write \`${better}\``],
    ]);
    expect(errorsOf(better)).toEqual([]);
  });
});
