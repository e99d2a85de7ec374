/** The panic path and the trap handler may not allocate: an allocation put into them is refused. */

import { readFileSync } from 'node:fs';

import { describe, expect, test } from 'vitest';

import { compile } from '../../../compiler/compile.ts';
import { projectDirectory, projectPath } from '../../../tools/paths.ts';

/** The diagnostics of the trap handler when `file` allocates a frame first in `functionName`. */
function codesWithAllocationIn(file: string, functionName: string): readonly string[] {
  const toModule = '../'.repeat(file.split('/').length - 2);
  const text = readFileSync(projectPath(file), 'utf8')
    .replace(/^import /m, `import { alloc as takeFrame } from './${toModule}mm/frame.ts';\nimport `)
    .replace(
      new RegExp(`(function ${functionName}\\([^)]*\\)[^{]*\\{\n)`),
      `$1  const frame = takeFrame();\n  if (frame === null) return;\n`,
    );
  const { diagnostics } = compile({
    projectDirectory,
    roots: ['kernel/arch/trap.ts', 'kernel/panic.ts'],
    sources: new Map([[file, text]]),
  });
  return diagnostics.map(({ code, message }) => `${code} ${message}`);
}

describe('an allocation', () => {
  test('is refused in the panic path', () => {
    const codes = codesWithAllocationIn('kernel/arch/backtrace.ts', 'printEntry');
    expect(codes.join('\n')).toMatch(/KD0505 endPanic is marked 'no alloc' but reaches alloc/);
    expect(codes.join('\n')).toMatch(/KD0505 checkFailed/);
  });

  test('is refused in the trap handler', () => {
    const codes = codesWithAllocationIn('kernel/arch/trap.ts', 'printRegisters');
    expect(codes.join('\n')).toMatch(/KD0505 handleTrap is marked 'no alloc' but reaches alloc/);
  });

  test('is refused in what every printed byte goes through', () => {
    const codes = codesWithAllocationIn('kernel/console/message.ts', 'appendByte');
    expect(codes.join('\n')).toMatch(/KD0505 report .*appendByte → alloc/);
  });
});
