/**
 * Debugging: gdb stops at a TypeScript line, steps over statements, and shows dialect values.
 *
 * Lines are found by their text, so that the test does not know line numbers. All of it uses one
 * socket, so it stays in one file, whose tests run one after the other.
 */

import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { debug } from '../../../tools/debug.ts';
import { buildPath, projectDirectory, projectPath } from '../../../tools/paths.ts';
import { findTool, GDB } from '../../../tools/system-tools.ts';
import { Talk } from './talk.ts';

const FRAME = 'kernel/mm/frame.ts';
const SELF_CHECK = 'kernel/self-check.ts';
const TIMEOUT_MS = 300_000;
/** What is waited for never comes when QEMU is gone. */
const TERMINAL_TIMEOUT_MS = 60_000;
/** What a terminal sends for the key. */
const CTRL_C = '\u0003';

/** The line of `file` that contains `text`. */
function lineOf(file: string, text: string): number {
  const lines = readFileSync(projectPath(file), 'utf8').split('\n');
  const index = lines.findIndex((line) => line.includes(text));
  if (index < 0) throw new Error(`${file} has no line with ${text}`);
  return index + 1;
}

const gdb = findTool(GDB).path;
const hasGdb = gdb !== null;
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
      'print (PageTableEntry) 0x2d000',
      'print (PageTableEntry) 0x8010000000201e01',
      'print (PageTableEntry) 0x2d001',
      'print (VirtAddr) 0xffff800000001000',
      'print (struct Nullable_PhysAddr) {0, 0}',
      'ptype struct HeapSegment',
      'delete',
      'tsbreak arch/trap.handleTrap',
      'continue',
      'bt',
      'detach',
    ];
    writeFileSync(script, `${commands.join('\n')}\n`);
    const run = promisify(execFile);
    const child = await run(
      process.execPath,
      [projectPath('tools/launch.mjs'), 'debug', '--script', script, '--append', 'fault=rodata'],
      // Not the project's: nothing depends on where a command is called.
      { cwd: os.tmpdir(), timeout: TIMEOUT_MS },
    );
    output = `${child.stdout}${child.stderr}`;
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

  test('shows every bit of an entry, and when it is not present', () => {
    expect(output).toContain('= not present: phys 0x2_d000\n');
    expect(output).toContain('= phys 0x20_1000 present bit 9 bit 10 permanent bit 52 no-execute\n');
    expect(output).toContain('= phys 0x2_d000 present\n');
  });

  test('follows callers from a trap to the first instruction', () => {
    const trace = output.slice(output.lastIndexOf('#0 '));
    expect(trace).toMatch(
      /^#0 .*handleTrap .*\n#1 .*trap_common .*traps\.S:\d+\n#2 .*writeConstants/,
    );
    expect(trace).toMatch(/^#\d+ .*kernelMain .*\n#\d+ .*entry_64 .*entry-64\.S:\d+\n(?!#)/m);
    expect(output).not.toContain('Backtrace stopped');
  });

  test('is not started for a script that is not there', async () => {
    await expect(
      debug({ memory: '128M', append: '', gdb: true, script: '/nonexistent' }),
    ).rejects.toThrow('--script /nonexistent: there is no such file');
  });

  test('shows a struct with the names of its fields', () => {
    expect(output).toMatch(/struct HeapSegment \{/);
    expect(output).toContain('sizeBytes;');
  });
});

/** util-linux's `script`, which gives a program a terminal of its own; others have other options. */
function hasTerminals(): boolean {
  const { stdout } = spawnSync('script', ['--version'], { encoding: 'utf8' });
  return /util-linux/.test(stdout ?? '');
}

/** `npm run debug` as a person uses it, on a terminal, where Ctrl-C goes to every program. */
describe('Ctrl-C on the terminal', { timeout: TERMINAL_TIMEOUT_MS }, () => {
  let terminal: Talk | null = null;

  afterAll(async () => {
    await terminal?.end('SIGTERM');
  });

  test('stops the kernel, and at the prompt ends nothing', async (context) => {
    if (gdb === null) return context.skip('gdb is not installed (`npm run debug` installs it)');
    if (!hasTerminals()) return context.skip("util-linux's `script` is not there");
    terminal = new Talk("TERM=dumb script -qec 'npm run debug' /dev/null", [], true);
    const talk = terminal;
    await talk.heard(/^\(gdb\) /m);
    talk.press(CTRL_C);
    await talk.heard(/Quit/);
    const log = buildPath('slayer-debug.log');
    talk.send('continue');
    await talk.heard(/Continuing\./);
    while (!readFileSync(log, 'utf8').includes('\nready')) await sleep(50);
    talk.press(CTRL_C);
    await talk.heard(/received signal SIGINT/);
    talk.send('bt');
    await talk.heard(/kx_main__kernelMain [^#]* at kernel\/main\.ts:\d+/);
    const ended = once(talk.child, 'exit');
    talk.send('quit');
    // npm's own status: it remembers the signal.
    await ended;
    expect(talk.output).toContain('Ending remote debugging.');
  });
});

interface Launch {
  readonly configurations: readonly {
    readonly name: string;
    readonly type: string;
    readonly program?: string;
    readonly miDebuggerServerAddress?: string;
    readonly preLaunchTask?: string;
    readonly setupCommands?: readonly { readonly text: string }[];
  }[];
}

interface Tasks {
  readonly tasks: readonly {
    readonly label: string;
    readonly command: string;
    readonly problemMatcher: {
      readonly background: { readonly beginsPattern: string; readonly endsPattern: string };
    };
  }[];
}

function settings(name: string): unknown {
  return JSON.parse(readFileSync(projectPath('.vscode', name), 'utf8'));
}

/** The configuration of VS Code, used as its C++ debug adapter uses it. */
describe('the launch configuration of the editor', { timeout: TIMEOUT_MS }, () => {
  const { configurations } = settings('launch.json') as Launch;
  const kernel = configurations.find((one) => one.type === 'cppdbg');
  const { tasks } = settings('tasks.json') as Tasks;
  const task = tasks.find((one) => one.label === kernel?.preLaunchTask);
  let machine: Talk | null = null;
  let debuggee: Talk | null = null;

  beforeAll(async () => {
    if (gdb === null || task === undefined) return;
    machine = new Talk(task.command, [], true);
    const { beginsPattern, endsPattern } = task.problemMatcher.background;
    await machine.heard(new RegExp(beginsPattern));
    await machine.heard(new RegExp(endsPattern));
  }, TIMEOUT_MS);

  afterAll(async () => {
    await debuggee?.end('SIGTERM');
    await machine?.end('SIGINT');
  });

  test('stops the kernel at a line of TypeScript', async (context) => {
    if (gdb === null) return context.skip('gdb is not installed (`npm run debug` installs it)');
    const program = kernel?.program?.replace('${workspaceFolder}', projectDirectory);
    expect(program).toBeDefined();
    debuggee = new Talk(gdb, ['--interpreter=mi2', '-nx', '-q', program ?? ''], false);
    const ask = async (
      line: string,
      answer = /^\^(done|connected|running|error.*)/m,
    ): Promise<string> => {
      const from = debuggee?.output.length ?? 0;
      debuggee?.send(line);
      return (await debuggee?.heard(answer, from)) ?? '';
    };
    for (const { text } of kernel?.setupCommands ?? []) {
      expect(await ask(`-interpreter-exec console "${text}"`)).toBe('^done');
    }
    const address = kernel?.miDebuggerServerAddress ?? '';
    expect(await ask(`-target-select remote ${address}`)).toBe('^connected');
    const line = lineOf('kernel/main.ts', 'const audit = bringUp(');
    expect(await ask(`-break-insert kernel/main.ts:${line}`)).toBe('^done');
    const stopped = await ask('-exec-continue', /^\*stopped.*reason="breakpoint-hit".*/m);
    expect(stopped).toContain('file="kernel/main.ts"');
    expect(stopped).toContain(`line="${line}"`);
    expect(stopped).toContain(`fullname="${projectPath('kernel/main.ts')}"`);
    expect(await ask('-stack-list-variables --simple-values', /^\^done.*/m)).toContain(
      'name="protocol"',
    );
    await ask('-target-detach');
  });
});
