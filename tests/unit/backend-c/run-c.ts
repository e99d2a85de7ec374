/**
 * Runs hand-built IR as a Linux process: emitted C, compiled by clang, called by a C oracle.
 *
 * Every tested function takes two u64 and gives a u64, so that one loop can call them all. A failing
 * check is caught by the oracle and reported with its arguments.
 *
 * Used by: the tests beside this file.            Uses: `compiler/backend-c`, `compiler/toolchain`.
 */

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { emitC } from '../../../compiler/backend-c/emit.ts';
import { contractFunction, FunctionBuilder, programOf } from '../../../compiler/ir/build.ts';
import type { Function, Operand, Program, Static } from '../../../compiler/ir/program.ts';
import { CHECK_KINDS } from '../../../compiler/ir/program.ts';
import { NEVER, TEXT, U32, U64 } from '../../../compiler/ir/types.ts';
import { verifyProgram } from '../../../compiler/ir/verify.ts';
import { compileC } from '../../../compiler/toolchain/objects.ts';
import type { NativeTools } from '../../../compiler/toolchain/process.ts';
import { buildDirectory, projectDirectory } from '../../../tools/paths.ts';
import { CLANG, findTool, LINKER } from '../../../tools/system-tools.ts';

/** The module that all tested functions are in. */
export const MODULE = 'kernel/unit.ts';

/** What one call did: its result, or the check that failed with its reported arguments. */
export type Outcome = string;

export function value(result: bigint): Outcome {
  return `${BigInt.asUintN(64, result)}`;
}

export function failure(
  check: (typeof CHECK_KINDS)[number],
  integer: number,
  left: bigint,
  right: bigint,
): Outcome {
  const bits = (operand: bigint): string => BigInt.asUintN(64, operand).toString();
  return `${check} ${integer} ${bits(left)} ${bits(right)}`;
}

export function nativeTools(): NativeTools {
  const clang = findTool(CLANG).path;
  const linker = findTool(LINKER).path;
  if (clang === null || linker === null) throw new Error('clang and ld.lld are needed');
  return { clang, linker };
}

/** `checkFailed` as the oracle implements it. */
export const CHECK_FAILED: Function = contractFunction(
  'checkFailed',
  [U32, U32, TEXT, U32, U32, U64, U64],
  NEVER,
);

/** A function with the signature that the oracle calls. */
export function define(
  name: string,
  body: (f: FunctionBuilder, left: Operand, right: Operand) => Operand,
): Function {
  const f = new FunctionBuilder(MODULE, name, { left: U64, right: U64 }, U64);
  f.return(body(f, f.parameter(0), f.parameter(1)));
  return f.function;
}

/** One call of a function. */
export interface Call {
  readonly function: Function;
  readonly left: bigint;
  readonly right: bigint;
}

export interface RunRequest {
  /** Name of the files in the build directory. */
  readonly name: string;
  readonly calls: readonly Call[];
  readonly checks: 'on' | 'off';
  /** Further functions of the module, called by the tested ones. */
  readonly others?: readonly Function[];
  readonly statics?: readonly Static[];
  readonly types?: Program['types'];
  /** C for the contract functions of the tested ones. */
  readonly cText?: string;
  /** Further flags for the emitted C. */
  readonly flags?: readonly string[];
}

/** What C leaves undefined ends the process; what `-fwrapv` defines does not. */
export const TRAP_UNDEFINED: readonly string[] = [
  '-fsanitize=undefined',
  '-fsanitize-trap=undefined',
];

/**
 * Every warning that clang has, but those about a style that the emitted C does not follow, about
 * padding, and about what C had not before C11; later versions know more of them.
 */
export const EVERY_WARNING: readonly string[] = [
  '-Weverything',
  '-Wno-unknown-warning-option',
  '-Wno-bad-function-cast',
  '-Wno-declaration-after-statement',
  '-Wno-missing-noreturn',
  '-Wno-padded',
  '-Wno-pre-c11-compat',
  '-Wno-switch-default',
  '-Wno-unreachable-code',
  '-Wno-unsafe-buffer-usage',
];

/** What `compiler` says of a file, relative to the project, with these flags; nothing is written. */
export function complaints(compiler: string, flags: readonly string[], source: string): string {
  const finished = spawnSync(compiler, [...flags, '-fsyntax-only', source], {
    cwd: projectDirectory,
    encoding: 'utf8',
  });
  return finished.status === 0 ? finished.stderr : `status ${finished.status}: ${finished.stderr}`;
}

/** Writes C into the build directory. @returns its path relative to the project */
export function writeUnit(name: string, text: string): string {
  const file = path.join(buildDirectory, 'unit', `${name}.c`);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  return path.relative(projectDirectory, file);
}

/** Makes the program of a request. */
export function programFor(request: RunRequest): { program: Program; entryPoints: string[] } {
  const tested = [...new Set(request.calls.map((call) => call.function))];
  const program = programOf(MODULE, [...(request.others ?? []), ...tested], {
    statics: request.statics ?? [],
    types: request.types ?? [],
    checkFailed: CHECK_FAILED,
  });
  return { program, entryPoints: tested.map((each) => each.symbol) };
}

/** Compiles and runs all calls of a request. @returns one outcome per call */
export async function runCalls(request: RunRequest): Promise<readonly Outcome[]> {
  const { program, entryPoints } = programFor(request);
  const problems = verifyProgram(program);
  if (problems.length > 0) throw new Error(problems.slice(0, 10).join('\n'));
  const text = emitC(program, { entryPoints, checks: request.checks });

  const tools = nativeTools();
  const places = { projectDirectory, buildDirectory: 'build/unit' };
  const object = await compileC(text, 'linux', {
    ...places,
    tools,
    name: request.name,
    flags: request.flags ?? [],
  });
  const base = path.join(buildDirectory, 'unit', request.name);
  mkdirSync(path.dirname(base), { recursive: true });
  writeFileSync(`${base}-oracle.c`, oracle(request, entryPoints));
  const files = [path.join(projectDirectory, object), `${base}-oracle.c`];
  const link = ['-O0', '-w', `--ld-path=${tools.linker}`, '-o', `${base}-run`, ...files];
  execFileSync(tools.clang, link);
  const output = execFileSync(`${base}-run`, { maxBuffer: 1 << 28, encoding: 'latin1' });
  return output.trimEnd().split('\n').map(readOutcome);
}

function readOutcome(line: string): Outcome {
  const [kind, first = '', ...rest] = line.split(' ');
  return kind === 'v' ? first : [CHECK_KINDS[Number(first)], ...rest].join(' ');
}

/** C that makes the calls and prints one line for each. */
function oracle(request: RunRequest, entryPoints: readonly string[]): string {
  const index = new Map(entryPoints.map((symbol, position) => [symbol, position]));
  const rows = request.calls.map(
    ({ function: { symbol }, left, right }) =>
      `{${index.get(symbol) ?? 0},${BigInt.asUintN(64, left)}ull,${BigInt.asUintN(64, right)}ull}`,
  );
  return `
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
typedef uint64_t u64;
static jmp_buf place;
void rt_checkFailed(uint32_t check, uint32_t integer, const char *file, uint32_t length,
                    uint32_t line, uint32_t column, u64 left, u64 right) {
  if (length != ${MODULE.length} || line == 0 || column == 0) printf("bad place ");
  printf("f %u %u %lu %lu\\n", check, integer, left, right);
  longjmp(place, 1);
}
${request.cText ?? ''}
${entryPoints.map((symbol) => `u64 ${symbol}(u64, u64);`).join('\n')}
static u64 (*const functions[])(u64, u64) = {${entryPoints.join(',')}};
static const struct { int function; u64 left, right; } calls[] = {
${rows.join(',\n')}
};
int main(void) {
  for (unsigned i = 0; i < sizeof calls / sizeof *calls; i++) {
    if (setjmp(place) == 0)
      printf("v %lu\\n", functions[calls[i].function](calls[i].left, calls[i].right));
  }
}
`;
}
