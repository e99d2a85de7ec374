/**
 * The check of types by TypeScript 7: it is believed of files that have not changed, and finds what
 * TypeScript 6 finds.
 */

import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';

import { x } from 'tinyexec';
import ts from 'typescript';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';

import { compileEarly } from '../../../compiler/compile.ts';
import { PRELUDES } from '../../../compiler/frontend/contract.ts';
import { loadProgram, OPTIONS } from '../../../compiler/frontend/load.ts';
import { KERNEL_MAIN, kernelRoots } from '../../../tools/kernel-roots.ts';
import { BUILD_DIRECTORY, projectDirectory, projectPath } from '../../../tools/paths.ts';
import { checker, TypeCheck } from '../../../tools/type-check.ts';

const FOLDER = `${BUILD_DIRECTORY}/type-check-test`;
const MODULE = `${FOLDER}/checked.ts`;
const GOOD = 'export function one(): u32 {\n  return 1;\n}\n';
/** Lowering has nothing against it. */
const MISTYPED =
  'export function differ<T extends u32, U extends u64>(a: T, b: U): boolean {\n  return a !== b;\n}\n';

/** Saves the module, and waits until it is older than a check that begins then. */
async function save(text: string): Promise<void> {
  mkdirSync(projectPath(FOLDER), { recursive: true });
  writeFileSync(projectPath(MODULE), text);
  await setTimeout(50);
}

afterAll(() => {
  rmSync(projectPath(FOLDER), { recursive: true, force: true });
});

/** Skips the tests of a suite where they cannot run. */
function needTypeScript7(): void {
  beforeEach((context) => {
    if (checker() === null) context.skip('there is no TypeScript 7 for this machine');
  });
}

describe('the check of types beside the compilation', () => {
  needTypeScript7();

  test('covers what the kernel is compiled from', async () => {
    const roots = kernelRoots(KERNEL_MAIN);
    const { files } = loadProgram(projectDirectory, roots, new Map());
    expect(files.length).toBeGreaterThan(50);
    expect(await new TypeCheck(roots, 'type-check-test/kernel').covers(files)).toBe(true);
  });

  test('covers a file without errors, and no other', async () => {
    await save(GOOD);
    const typeCheck = new TypeCheck([MODULE], 'type-check-test/module');
    expect(await typeCheck.covers([projectPath(MODULE)])).toBe(true);
    expect(await typeCheck.covers([projectPath(KERNEL_MAIN)])).toBe(false);
    expect(await typeCheck.covers([projectPath(MODULE), projectPath(KERNEL_MAIN)])).toBe(false);
  });

  test('does not cover a file that has changed since it began', async () => {
    await save(GOOD);
    const { mtime } = statSync(projectPath(MODULE));
    const typeCheck = new TypeCheck([MODULE], 'type-check-test/module');
    await save(GOOD);
    // As tools do that keep the time of a file.
    utimesSync(projectPath(MODULE), mtime, mtime);
    expect(await typeCheck.covers([projectPath(MODULE)])).toBe(false);
    rmSync(projectPath(MODULE));
    expect(await typeCheck.covers([projectPath(MODULE)])).toBe(false);
  });

  test('does not cover a file that was saved as it began', async () => {
    await save(GOOD);
    writeFileSync(projectPath(MODULE), GOOD);
    const typeCheck = new TypeCheck([MODULE], 'type-check-test/module');
    expect(await typeCheck.covers([projectPath(MODULE)])).toBe(false);
  });

  test.each([
    ['types', MISTYPED],
    ['syntax', 'export const one: u32 = ;\n'],
  ])('covers nothing when there is an error of %s', async (_, text) => {
    await save(text);
    expect(
      await new TypeCheck([MODULE], 'type-check-test/module').covers([projectPath(MODULE)]),
    ).toBe(false);
  });
});

describe('the compiler', () => {
  test('leaves out its own check where it is told so, and finds the errors otherwise', () => {
    const sources = new Map([[MODULE, MISTYPED]]);
    const { check } = compileEarly({ projectDirectory, roots: [MODULE], sources });
    expect(check('to be found').map(({ code }) => code)).toEqual(['KD0303']);
    expect(check('known to be none')).toEqual([]);
  });

  test('refuses a comment that TypeScript 7 obeys', async () => {
    // In halves, because no file of the project may have one.
    const silenced = `// ${'@ts'}-nocheck\nconst one: u32 = 1;\nexport function two(): void {\n  one = 2;\n}\n`;
    await save(silenced);
    if (checker() !== null) {
      const typeCheck = new TypeCheck([MODULE], 'type-check-test/module');
      expect(await typeCheck.covers([projectPath(MODULE)])).toBe(true);
    }
    const { program, check } = compileEarly({ projectDirectory, roots: [MODULE] });
    expect(program).toBeNull();
    expect(check('known to be none').map(({ code }) => code)).toEqual(['KD0005', 'KD0306']);
  });

  test('has the options that TypeScript 7 is given', () => {
    const file = projectPath('kernel/tsconfig.json');
    const { config } = ts.readConfigFile(file, (name) => readFileSync(name, 'utf8')) as {
      readonly config: { readonly compilerOptions: object };
    };
    const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, '.');
    // Neither of these two finds less; any other option could.
    expect(options).toEqual({ ...OPTIONS, noImplicitOverride: true, skipLibCheck: false });
  });
});

describe('TypeScript 7', () => {
  needTypeScript7();

  test('finds errors where TypeScript 6 does', { timeout: 60_000 }, async () => {
    // After an error of syntax it looks no further.
    const programs = ['accept', 'reject', 'run'].flatMap((folder) =>
      readdirSync(projectPath('tests/dialect', folder))
        .map((name) => `tests/dialect/${folder}/${name}`)
        .filter((file) => file.endsWith('.ts') && file !== 'tests/dialect/reject/syntax.ts'),
    );
    const roots = [...PRELUDES, ...programs].map((file) => projectPath(file));
    const six = ts
      .createProgram(roots, OPTIONS)
      .getSemanticDiagnostics()
      .flatMap(({ file, start }) => {
        if (file === undefined || start === undefined) return [];
        const { line } = file.getLineAndCharacterOfPosition(start);
        return [`${path.relative(projectDirectory, file.fileName)}:${line + 1}`];
      });

    mkdirSync(projectPath(FOLDER), { recursive: true });
    const configuration = projectPath(FOLDER, 'tsconfig.json');
    writeFileSync(
      configuration,
      JSON.stringify({ extends: projectPath('kernel/tsconfig.json'), files: roots, include: [] }),
    );
    const { stdout } = await x(checker() ?? '', ['-p', configuration, '--pretty', 'false'], {
      nodeOptions: { cwd: projectDirectory },
    });
    const seven = [...stdout.matchAll(/^(\S+)\((\d+),\d+\): error /gm)].map(
      ([, file, line]) => `${file ?? ''}:${line ?? ''}`,
    );
    expect(six.length).toBeGreaterThan(300);
    expect(new Set(seven)).toEqual(new Set(six));
  });
});
