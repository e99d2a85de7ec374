/**
 * All dialect programs and all kernel claims as processes under AddressSanitizer and
 * UndefinedBehaviorSanitizer, compiled by GCC, which reads the emitted C in its own way.
 *
 * GCC brings the run-time libraries of both along; clang's are a package apart on most systems.
 */

import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';

import { beforeEach, describe, expect, test } from 'vitest';
import which from 'which';

import { emitC } from '../../compiler/backend-c/emit.ts';
import { compile } from '../../compiler/compile.ts';
import type { Program } from '../../compiler/ir/program.ts';
import { assembleFolder } from '../../compiler/toolchain/objects.ts';
import { nativeTools } from '../../tools/system-tools.ts';
import { BUILD_DIRECTORY, buildPath, projectDirectory, projectPath } from '../../tools/paths.ts';
import { parseKtap } from '../support/ktap.ts';
import { driverLines, FOLDER, golden, programsOf, splitOutput } from './run-programs.ts';

const gcc = which.sync('gcc', { nothrow: true });

const SANITIZERS = ['-fsanitize=address,undefined', '-fno-sanitize-recover=undefined'];
/** Semantics as in `compiler/toolchain/flags.ts`; image.S defines absolute symbols, hence -fPIC. */
const COMPILE = [
  '-std=gnu11',
  '-fno-strict-aliasing',
  '-fwrapv',
  '-fno-delete-null-pointer-checks',
  '-march=x86-64',
  '-fPIC',
  '-O1',
  '-w',
];
const LINK = ['-pie', '-Wl,-z,noexecstack'];

interface Ended {
  readonly status: number | null;
  readonly output: string;
  readonly errors: string;
}

function run(command: string, commandArguments: readonly string[]): Ended {
  const { status, stdout, stderr } = spawnSync(command, commandArguments, {
    cwd: projectDirectory,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    timeout: 240_000,
  });
  return { status, output: stdout, errors: stderr };
}

/** Compiles, links and runs a C file. @returns how the program ended, or GCC when that failed */
function runSanitized(name: string, cText: string, link: readonly string[]): Ended {
  if (gcc === null) throw new Error('there is no gcc');
  const program = buildPath('sanitizers', name);
  mkdirSync(buildPath('sanitizers'), { recursive: true });
  writeFileSync(`${program}.c`, cText);
  const flags = [...SANITIZERS, ...COMPILE, ...LINK, ...link];
  const built = run(gcc, [...flags, `${program}.c`, '-o', program]);
  return built.status === 0 ? run(program, []) : built;
}

function compiled(root: string, sources: ReadonlyMap<string, string> = new Map()): Program {
  const { program, diagnostics } = compile({ projectDirectory, roots: [root], sources });
  if (program === null) throw new Error(diagnostics.map((one) => one.message).join('\n'));
  return program;
}

/** Runs a function of a program on the runtime of `runtime/linux`. */
async function runProgram(name: string, program: Program, entry: string): Promise<Ended> {
  const entryPoint = program.modules
    .flatMap((module) => module.functions)
    .find((candidate) => candidate.name === entry)?.symbol;
  if (entryPoint === undefined) throw new Error(`there is no function ${entry}`);
  const places = { projectDirectory, buildDirectory: BUILD_DIRECTORY, tools: nativeTools() };
  const runtime = await assembleFolder('runtime/linux', 'linux', places);
  const cText = emitC(program, { entryPoints: [entryPoint], checks: 'on' });
  return runSanitized(name, cText, [
    `-Wl,--defsym=rt_nativeMain=${entryPoint}`,
    projectPath(runtime),
  ]);
}

describe('under the sanitizers', { timeout: 300_000 }, () => {
  beforeEach((context) => {
    if (gcc === null) context.skip('there is no gcc');
  });

  test('a wrong address and a shift that C leaves undefined are noticed', () => {
    const outside =
      'int main(int n, char **v) { char b[8], *volatile p = b; p[n + 7] = 1; return *p; }\n';
    expect(runSanitized('outside', outside, []).errors).toContain('stack-buffer-overflow');
    const shift = 'int main(int n, char **v) { return 1 << (n + 31); }\n';
    expect(runSanitized('shift', shift, []).errors).toContain('shift exponent 32');
  });

  test('dialect programs print what they print without', async () => {
    const names = programsOf('run');
    const driver = `${FOLDER}/sanitizers-driver.ts`;
    const sources = new Map([[driver, driverLines(names).join('\n')]]);
    const ended = await runProgram('dialect', compiled(driver, sources), 'runAll');
    expect({ status: ended.status, errors: ended.errors }).toEqual({ status: 0, errors: '' });
    const texts = splitOutput(ended.output);
    for (const name of names) expect(texts.get(name), name).toBe(golden(name));
  });

  test('kernel claims hold', async () => {
    const program = compiled('tests/kernel/entry-linux.ts');
    const ended = await runProgram('kernel', program, 'runTests');
    expect({ status: ended.status, errors: ended.errors }).toEqual({ status: 0, errors: '' });
    const { claims, problems } = parseKtap(ended.output);
    expect(problems).toEqual([]);
    expect(claims.filter((claim) => claim.outcome === 'failed')).toEqual([]);
    expect(claims.length).toBeGreaterThan(500);
  });
});
