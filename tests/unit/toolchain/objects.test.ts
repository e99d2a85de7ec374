import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { compileC } from '../../../compiler/toolchain/objects.ts';
import { ToolchainError } from '../../../compiler/toolchain/process.ts';
import { nativeTools } from '../backend-c/run-c.ts';

let projectDirectory = '';

beforeAll(() => {
  projectDirectory = mkdtempSync(path.join(tmpdir(), 'slayer-objects-'));
});

afterAll(() => rmSync(projectDirectory, { recursive: true, force: true }));

async function compileText(text: string, flags: readonly string[] = []): Promise<string> {
  const places = { projectDirectory, buildDirectory: 'build' };
  return compileC(text, 'linux', { ...places, tools: nativeTools(), name: 'unit', flags });
}

describe('compileC', () => {
  it('makes an object, and takes it from the cache the next time', async () => {
    const text = 'int answer(void);\nint answer(void) { return 42; }\n';
    const object = path.join(projectDirectory, await compileText(text));
    const bytes = readFileSync(object);
    rmSync(object);
    await compileText(text);
    expect(readFileSync(object).equals(bytes)).toBe(true);
    expect(bytes.includes(projectDirectory)).toBe(false);
    expect(readdirSync(path.join(projectDirectory, 'build/cache')).length).toBe(1);
  });

  it('makes another object for other flags', async () => {
    const text = 'int value(void);\nint value(void) { return VALUE; }\n';
    const first = readFileSync(path.join(projectDirectory, await compileText(text, ['-DVALUE=1'])));
    const second = readFileSync(
      path.join(projectDirectory, await compileText(text, ['-DVALUE=2'])),
    );
    expect(first.equals(second)).toBe(false);
  });

  it('fails with what clang says, at the line of the source, and keeps the C', async () => {
    const text = '#line 7 "kernel/mm/frame.ts"\nint broken(void) { return missing; }\n';
    await expect(compileText(text)).rejects.toThrow(ToolchainError);
    await expect(compileText(text)).rejects.toThrow(/kernel\/mm\/frame\.ts:7.*missing/);
    expect(readFileSync(path.join(projectDirectory, 'build/unit.c'), 'utf8')).toBe(text);
  });

  it('takes a warning for an error', async () => {
    await expect(compileText('static int unused;\n')).rejects.toThrow(/-Wunused/);
  });

  it('names the tool that cannot be run', async () => {
    const tools = { clang: '/nowhere/clang', linker: '/nowhere/ld.lld' };
    const places = { projectDirectory, buildDirectory: 'build' };
    await expect(compileC('', 'linux', { ...places, tools, name: 'none' })).rejects.toThrow(
      /cannot run \/nowhere\/clang/,
    );
  });
});
