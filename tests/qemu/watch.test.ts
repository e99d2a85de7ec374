/**
 * `npm run watch` as people use it: saving builds and boots again, an error is shown and forgotten,
 * Ctrl-C ends everything. One process builds for as long as it runs what the sources say. All this
 * happens in a copy of the project, whose kernel prints one line.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { projectPath } from '../../tools/paths.ts';

const COPIED: readonly string[] = [
  'build.ts',
  'compiler',
  'kernel',
  'linker',
  'package.json',
  'package-lock.json',
  'runtime',
  'tools',
];
/** Longer than a build and a boot take on a machine that does much else. */
const PATIENCE_MS = 60_000;

/** A kernel that prints `text` and halts. */
function kernelThatPrints(text: string): string {
  return `import { halt } from './arch/exit.ts';
import * as Serial from './console/serial.ts';

export function kernelMain(_protocol: u32, _startInfo: u64): never {
  Serial.init();
  print('${text}');
  halt();
}
`;
}

const folder = mkdtempSync(path.join(tmpdir(), 'slayer-watch-'));
const kernelMain = path.join(folder, 'kernel/main.ts');
let watcher: ChildProcess;
let output = '';

/** Waits until the watcher has written `text` after `start` characters. @returns where it ends */
async function written(text: string, start: number): Promise<number> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const at = output.indexOf(text, start);
    if (at >= 0) return at + text.length;
    if (watcher.exitCode !== null || performance.now() > deadline) {
      throw new Error(`no "${text}" in:\n${output.slice(start)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Numbers, folders and command lines of the processes of the copy that run `program`. */
function processes(program: string): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => {
      try {
        const line = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return `${name} ${readlinkSync(`/proc/${name}/cwd`)}: ${line}`;
      } catch {
        return ''; // It has ended since.
      }
    })
    .filter((line) => line.includes(folder) && line.includes(program));
}

/** The number of the process that builds. */
function builder(): number {
  const found = processes('tools/watch-build-process.ts');
  expect(found).toHaveLength(1);
  return Number(found[0]?.split(' ')[0]);
}

/** Waits until process `id` has ended. */
async function gone(id: number): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (existsSync(`/proc/${String(id)}`)) {
    if (performance.now() > deadline) throw new Error(`process ${String(id)} does not end`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

beforeAll(() => {
  for (const name of COPIED) {
    cpSync(projectPath(name), path.join(folder, name), { recursive: true });
  }
  // Only for Node: npm would empty the folder behind the link.
  symlinkSync(projectPath('node_modules'), path.join(folder, 'node_modules'), 'dir');
  writeFileSync(kernelMain, kernelThatPrints('first kernel'));
  watcher = spawn(
    process.execPath,
    [path.join(folder, 'tools/launch.mjs'), 'watch', '--memory', '64M'],
    // A group of its own, as a shell gives it, for Ctrl-C.
    {
      cwd: folder,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      // Colours, which CI=true switches on, would stand between the words that are looked for.
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
    },
  );
  for (const stream of [watcher.stdout, watcher.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
});

afterAll(() => {
  try {
    if (watcher.pid !== undefined) process.kill(-watcher.pid, 'SIGKILL');
  } catch {
    // The group has ended, as it must.
  }
  rmSync(folder, { recursive: true, force: true });
});

describe.skipIf(process.platform !== 'linux')('npm run watch', { timeout: 4 * PATIENCE_MS }, () => {
  let seen = 0;
  let firstBuilder = 0;

  test('builds and boots at its start', async () => {
    seen = await written('first kernel', seen);
    expect(processes('qemu-system')).toHaveLength(1);
    firstBuilder = builder();
  });

  test('builds and boots again when a file is saved, on one machine at a time', async () => {
    writeFileSync(kernelMain, kernelThatPrints('second kernel'));
    seen = await written('second kernel', seen);
    expect(processes('qemu-system')).toHaveLength(1);
    expect(builder()).toBe(firstBuilder);
  });

  test('shows an error of the dialect, with no machine running', async () => {
    writeFileSync(kernelMain, `${kernelThatPrints('third kernel')}const wrong: u32 = 5n;\n`);
    const start = seen;
    seen = await written('waiting for a change', seen);
    const shown = output.slice(start, seen);
    expect(shown).toContain('kernel/main.ts:9:20');
    expect(shown).toContain('const wrong: u32 = 5n;');
    expect(shown).not.toContain('third kernel\r');
    expect(processes('qemu-system')).toEqual([]);
  });

  test('shows what only the check of types finds while clang runs, and leaves no image', async () => {
    const start = seen;
    writeFileSync(
      kernelMain,
      kernelThatPrints('third kernel').replace('halt();', 'halt();\n  halt();'),
    );
    seen = await written('waiting for a change', seen);
    expect(output.slice(start, seen)).toContain('Unreachable code detected');
    expect(existsSync(path.join(folder, 'build/slayer.elf'))).toBe(false);
    expect(processes('clang')).toEqual([]);
  });

  test('shows an error of syntax', async () => {
    const start = seen;
    writeFileSync(kernelMain, kernelThatPrints('third kernel').replace('halt();', 'halt('));
    seen = await written('waiting for a change', seen);
    expect(output.slice(start, seen)).toContain('kernel/main.ts:8:1');
  });

  test('goes on in the same process when the error is gone', async () => {
    writeFileSync(kernelMain, kernelThatPrints('fourth kernel'));
    seen = await written('fourth kernel', seen);
    expect(processes('qemu-system')).toHaveLength(1);
    expect(builder()).toBe(firstBuilder);
  });

  test('builds with the new compiler when that has changed', async () => {
    const file = path.join(folder, 'compiler/lower/messages.ts');
    writeFileSync(file, `console.error('another compiler');\n${readFileSync(file, 'utf8')}`);
    seen = await written('another compiler', seen);
    seen = await written('fourth kernel', seen);
    await gone(firstBuilder);
    expect(builder()).not.toBe(firstBuilder);
  });

  test('says that a build was killed, and builds again at the next change', async () => {
    const killed = builder();
    writeFileSync(kernelMain, kernelThatPrints('fifth kernel'));
    seen = await written('Compiling the kernel', seen);
    process.kill(killed, 'SIGKILL');
    seen = await written('the build process ended: SIGKILL', seen);
    seen = await written('waiting for a change', seen);
    await gone(killed);
    expect(processes('watch-build-process')).toEqual([]);
    expect(processes('clang')).toEqual([]);
    writeFileSync(kernelMain, kernelThatPrints('sixth kernel'));
    seen = await written('sixth kernel', seen);
  });

  test('ends with Ctrl-C and leaves no process behind', async () => {
    const ended = once(watcher, 'exit');
    process.kill(-(watcher.pid ?? 0), 'SIGINT');
    expect(await ended).toEqual([0, null]);
    expect(processes('')).toEqual([]);
  });
});
