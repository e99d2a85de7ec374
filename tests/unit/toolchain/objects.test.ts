import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { readDwarfLines } from '../../../compiler/toolchain/dwarf-lines.ts';
import { findSection, readElf } from '../../../compiler/toolchain/elf.ts';
import type { CUnit } from '../../../compiler/backend-c/emit.ts';
import { assembleFolder, compileC, compileUnits } from '../../../compiler/toolchain/objects.ts';
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

/** The machine code of an object. */
function codeOf(object: Buffer): Buffer | undefined {
  return findSection(readElf(object), '.text')?.bytes;
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

  it('does not keep what another build of the same name had a part in', async () => {
    const texts = [1, 2].map((value) => `int two(void);\nint two(void) { return ${value}; }\n`);
    const places = { projectDirectory, buildDirectory: 'build', tools: nativeTools() };
    const make = (text: string): Promise<string> =>
      compileC(text, 'linux', { ...places, name: 'shared' });
    const outcomes = await Promise.allSettled(texts.map(make));
    const reasons = outcomes.map((each) => (each.status === 'rejected' ? String(each.reason) : ''));
    expect(reasons[0]).toMatch(/build\/shared\.o .* has changed meanwhile/);
    expect(reasons[1]).toBe('');
    // Each text has its own object.
    for (const text of texts) {
      const object = readFileSync(path.join(projectDirectory, await make(text)));
      const other = { ...places, buildDirectory: 'other' };
      const alone = await compileC(text, 'linux', { ...other, name: 'shared' });
      const expected = readFileSync(path.join(projectDirectory, alone));
      expect(codeOf(object)).toEqual(codeOf(expected));
    }
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

describe('compileUnits', () => {
  const unit = (number: number): CUnit => ({
    number,
    text: `int unit${number}(void);\nint unit${number}(void) { return ${number}; }\n`,
  });
  const compile = (name: string, units: Iterable<CUnit>): Promise<readonly string[]> => {
    const places = { projectDirectory, buildDirectory: 'units', tools: nativeTools() };
    return compileUnits(units, 'linux', { ...places, name });
  };
  /** The numbers of the units that were given to clang. */
  const begun = (name: string): readonly string[] =>
    readdirSync(path.join(projectDirectory, 'units')).filter(
      (file) => file.startsWith(`${name}-`) && file.endsWith('.c'),
    );

  it('gives the objects in the order of the numbers', async () => {
    const objects = await compile('ordered', [3, 1, 5, 2, 4].map(unit));
    expect(objects).toEqual([1, 2, 3, 4, 5].map((number) => `units/ordered-${number}.o`));
    const names = objects.flatMap((object) =>
      readElf(readFileSync(path.join(projectDirectory, object))).symbols.map(({ name }) => name),
    );
    expect(names.filter((name) => name.startsWith('unit'))).toEqual(
      [1, 2, 3, 4, 5].map((number) => `unit${number}`),
    );
  });

  it('uses all processors at once', async () => {
    const { clang, linker } = nativeTools();
    const slow = path.join(projectDirectory, 'slow-clang.sh');
    const seen = path.join(projectDirectory, 'seen');
    // Goes on when as many have begun as there are processors, and gives up after 4 s.
    const all = `[ $(wc -l < '${seen}') -ge ${availableParallelism()} ]`;
    const wait = `echo >> '${seen}'; n=0; until ${all}; do n=$((n + 1)); [ $n -lt 200 ] || exit; sleep 0.02; done`;
    writeFileSync(slow, `#!/bin/sh\n${wait}\nexec '${clang}' "$@"\n`, { mode: 0o755 });
    const units = Array.from({ length: availableParallelism() }, (_, index) => unit(index + 1));
    const objects = await compileUnits(units, 'linux', {
      projectDirectory,
      buildDirectory: 'units',
      tools: { clang: slow, linker },
      name: 'parallel',
    });
    expect(objects.length).toBe(availableParallelism());
  });

  it('begins no more units after a failure', async () => {
    const units = Array.from({ length: 100 }, (_, index) => unit(index + 1));
    const broken = { number: 1, text: 'int broken(void) { return missing; }\n' };
    await expect(compile('failing', [broken, ...units.slice(1)])).rejects.toThrow(/missing/);
    const atOnce = begun('failing').length;
    await setTimeout(200);
    expect(begun('failing').length).toBe(atOnce);
    expect(atOnce).toBeLessThan(100);
  });

  it('throws what emitting a unit throws, when nothing runs any more', async () => {
    const atOnce = availableParallelism();
    const units = function* (): Generator<CUnit> {
      for (let number = 1; number <= atOnce + 3; number++) yield unit(number);
      throw new Error('no such function');
    };
    await expect(compile('thrown', units())).rejects.toThrow('no such function');
    const made = readdirSync(path.join(projectDirectory, 'units')).filter((name) =>
      /^thrown-.*\.o$/.test(name),
    );
    expect(made.length).toBe(atOnce);
    expect(begun('thrown').length).toBe(atOnce);
  });
});

describe('assembleFolder', () => {
  const folder = 'runtime/linux';
  const assemble = (tools = nativeTools()): Promise<string> =>
    assembleFolder(folder, 'linux', { projectDirectory, buildDirectory: 'assembled', tools });
  const write = (name: string, text: string): void => {
    mkdirSync(path.join(projectDirectory, folder), { recursive: true });
    writeFileSync(path.join(projectDirectory, folder, name), text);
  };

  it('makes one object of the files, with the lines of each', async () => {
    write('a.S', '.globl first\nfirst: ret\n');
    write('b.S', '.globl second\n\nsecond: nop\n');
    expect(await assemble()).toBe('assembled/runtime/linux.o');
    const object = readElf(readFileSync(path.join(projectDirectory, 'assembled/runtime/linux.o')));
    const names = object.symbols.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['first', 'second']));
    const lines = readDwarfLines(findSection(object, '.debug_line')?.bytes ?? Buffer.alloc(0));
    expect(lines.map(({ file, line }) => `${file}:${line}`)).toEqual(
      expect.arrayContaining(['runtime/linux/a.S:2', 'runtime/linux/b.S:3']),
    );
  });

  it('begins each file in 64-bit mode and in the code', async () => {
    write('a.S', '.globl first\nfirst: ret\n.section .rodata\n.code32\n');
    write('b.S', '.globl second\nsecond: incl %eax\nret\n');
    const object = readFileSync(path.join(projectDirectory, await assemble()));
    expect(codeOf(object)?.toString('hex')).toBe('c3ffc0c3');
  });

  it('says what is wrong with one, and leaves nothing unfinished', async () => {
    write('b.S', '.globl second\nsecond: nonsense\n');
    await expect(assemble()).rejects.toThrow(/b\.S:2:9: error: invalid.*nonsense/s);
    await expect(assemble()).rejects.toThrow(
      /status 1 of: \S*clang .* -c assembled\/runtime\/linux\.S /,
    );
    const kept = readdirSync(path.join(projectDirectory, 'assembled/cache'));
    expect(kept.filter((name) => name.endsWith('.unfinished'))).toEqual([]);
  });

  it('names the tool that cannot be run', async () => {
    const tools = { clang: '/nowhere/clang', linker: '/nowhere/ld.lld' };
    await expect(assemble(tools)).rejects.toThrow(/cannot run \/nowhere\/clang/);
  });
});
