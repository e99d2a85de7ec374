/**
 * Debugging: gdb stops at a TypeScript line, steps over statements, and shows dialect values.
 *
 * Lines are found by their text, so that the test does not know line numbers.
 */

import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';

import { beforeAll, describe, expect, test } from 'vitest';

import { buildPath, projectDirectory, projectPath } from '../../../tools/paths.ts';
import { findTool, GDB } from '../../../tools/system-tools.ts';

const FRAME = 'kernel/mm/frame.ts';
const SELF_CHECK = 'kernel/self-check.ts';
const TIMEOUT_MS = 300_000;

/** The line of `file` that contains `text`. */
function lineOf(file: string, text: string): number {
  const lines = readFileSync(projectPath(file), 'utf8').split('\n');
  const index = lines.findIndex((line) => line.includes(text));
  if (index < 0) throw new Error(`${file} has no line with ${text}`);
  return index + 1;
}

const hasGdb = findTool(GDB).path !== null;
if (!hasGdb) console.log('debugging is not tested: gdb is not installed (`npm run debug` does)');

describe.skipIf(!hasGdb)('gdb', () => {
  const callLine = lineOf(FRAME, 'return allocBelow(phys(Address.PHYSICAL_END))');
  const testLine = lineOf(SELF_CHECK, 'if (frame === null) return index;');
  let output = '';

  beforeAll(async () => {
    const script = buildPath('debug-test.gdb');
    mkdirSync(buildPath('.'), { recursive: true });
    const commands = [
      `break ${FRAME}:${callLine}`,
      'continue',
      'bt 2',
      'finish',
      'next',
      'info locals',
      'next',
      'next',
      'print (enum FrameStatus) 2',
      'print (enum FrameStatus) 77',
      'print (PageTableEntry) 0x8000000000201003',
      'print (PageTableEntry) 0',
      'print (VirtAddr) 0xffff800000001000',
      'print (struct Nullable_PhysAddr) {0, 0}',
      'ptype struct HeapSegment',
      'detach',
    ];
    writeFileSync(script, `${commands.join('\n')}\n`);
    const run = promisify(execFile);
    const child = await run(
      process.execPath,
      ['--import', 'tsx', 'build.ts', 'debug', '--script', script],
      { cwd: projectDirectory, timeout: TIMEOUT_MS },
    );
    output = child.stdout;
  }, TIMEOUT_MS);

  test('stops at a TypeScript line and shows its text', () => {
    expect(output).toContain(`at ${FRAME}:${callLine}`);
    expect(output).toContain('return allocBelow(phys(Address.PHYSICAL_END));');
  });

  test('names the callers with their TypeScript lines', () => {
    expect(output).toMatch(/#1 .*kx_self_check__takeFrames .* at kernel\/self-check\.ts:\d+/);
  });

  test('steps over statements of TypeScript', () => {
    expect(output).toMatch(
      new RegExp(`^${testLine}\\s+if \\(frame === null\\) return index;`, 'm'),
    );
  });

  test('shows locals under their names, addresses as the log writes them', () => {
    expect(output).toMatch(/^frame = phys 0x[0-9a-f_]+$/m);
    expect(output).toMatch(/^index = 0$/m);
  });

  test('shows enums, entries of page tables and null as TypeScript does', () => {
    expect(output).toMatch(/= FrameStatus\.\w+$/m);
    expect(output).toContain('77 (not a FrameStatus)');
    expect(output).toContain('phys 0x20_1000 present writable no-execute');
    expect(output).toContain('= not present');
    expect(output).toContain('virt 0xffff_8000_0000_1000');
    expect(output).toMatch(/= null$/m);
  });

  test('shows a struct with the names of its fields', () => {
    expect(output).toMatch(/struct HeapSegment \{/);
    expect(output).toContain('sizeBytes;');
  });
});
