/**
 * Dialect modules as imports of a host test, and what the plugin says when they do not compile.
 */

import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { afterAll, beforeEach, describe, expect, test } from 'vitest';

import { dialect, dialectFiles } from '../../../compiler/vite-plugin.ts';
import * as Message from '../../../kernel/console/message.ts';
import { Level } from '../../../kernel/console/message.ts';
import * as Serial from '../../../kernel/console/serial.ts';
import { machine, resetMachine } from '../../../runtime/host/index.ts';
import { projectDirectory, projectPath } from '../../../tools/paths.ts';

describe('an imported dialect module', () => {
  beforeEach(() => {
    resetMachine();
  });

  test('runs on the current machine', () => {
    Serial.init();
    Message.appendHex(0xffff_8000_0000_0000n);
    expect(machine().serialText).toBe('0xffff800000000000');
  });

  test('starts afresh on each machine', () => {
    Message.setLevel(Level.Error);
    expect(Message.isEnabled(Level.Info)).toBe(false);
    resetMachine();
    expect(Message.isEnabled(Level.Info)).toBe(true);
  });

  test('shows its TypeScript in stack traces', () => {
    const stack = (): string => {
      try {
        Message.appendText(null as unknown as string);
        return '';
      } catch (error) {
        return error instanceof Error ? (error.stack ?? '') : '';
      }
    };
    expect(stack()).toMatch(/appendText .*kernel\/console\/message\.ts:\d+:\d+/);
  });
});

describe('the plugin', () => {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'slayer-plugin-'));
  mkdirSync(path.join(directory, 'kernel'));
  cpSync(projectPath('runtime/contract'), path.join(directory, 'runtime/contract'), {
    recursive: true,
  });
  writeFileSync(
    path.join(directory, 'kernel/good.ts'),
    'export function one(): u32 {\n  return 1;\n}\n',
  );
  afterAll(() => rmSync(directory, { recursive: true }));

  /** Calls the `load` hook as Vite does. */
  function load(file: string): unknown {
    const { load: hook } = dialect({ projectDirectory: directory });
    if (typeof hook !== 'function') throw new Error('the hook is a function');
    return Reflect.apply(hook, { error: failWith }, [path.join(directory, file)]);
  }

  function failWith(message: string): never {
    throw new Error(message);
  }

  test('serves a dialect file as JavaScript with a map to it', () => {
    const served = load('kernel/good.ts');
    expect(served).toMatchObject({ moduleType: 'js' });
    expect(served).toHaveProperty('code', expect.stringContaining('export { one };'));
    expect(served).toHaveProperty('map', expect.stringContaining('kernel/good.ts'));
  });

  test('leaves other files alone', () => {
    expect(load('tests/unit/x.test.ts')).toBeNull();
    expect(load('kernel/good.d.ts')).toBeNull();
  });

  test('fails an import with all that the compiler found', () => {
    const bad = path.join(directory, 'kernel/bad.ts');
    writeFileSync(bad, 'export function two(): u32 {\n  return missing;\n}\n');
    try {
      expect(() => load('kernel/good.ts')).toThrow(
        /kernel\/bad\.ts:2:10: error KD\d{4}: .*missing/,
      );
    } finally {
      rmSync(bad);
    }
  });

  test('finds the dialect files of the project', () => {
    const files = dialectFiles({ projectDirectory });
    expect(files).toContain('kernel/panic.ts');
    expect(files).toContain('tests/kernel/all.ktest.ts');
    expect(files.filter((file) => file.includes('targets/'))).toEqual([]);
  });

  test('passes over what an editor keeps beside them', () => {
    symlinkSync('nobody@host.1', path.join(directory, 'kernel/.#good.ts'));
    expect(dialectFiles({ projectDirectory: directory })).toEqual(['kernel/good.ts']);
  });
});
