/**
 * The benchmark kernels in all variants, linked into one process.
 *
 * Used by: `run.ts`.            Uses: the compiler, `driver.c`, `twins.c`, `twins.rs`.
 */

import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import which from 'which';

import { emitC } from '../../compiler/backend-c/emit.ts';
import { compile } from '../../compiler/compile.ts';
import type { Program } from '../../compiler/ir/program.ts';

const PROJECT = path.resolve(import.meta.dirname, '../..');
const OUTPUT = path.join(PROJECT, 'build/bench/codegen');
const FOLDER = 'bench/codegen/kernels';

/** One kernel: a file of `kernels/` and the function in it that is measured. */
export interface Kernel {
  readonly name: string;
  readonly function: string;
  /** Whether it gets the address of memory to work in. */
  readonly takesMemory: boolean;
  /** Rounds that take some milliseconds. */
  readonly rounds: number;
}

export const KERNELS: readonly Kernel[] = [
  { name: 'bitmap', function: 'runBitmap', takesMemory: false, rounds: 1500 },
  { name: 'page-walk', function: 'runPageWalk', takesMemory: false, rounds: 300_000 },
  { name: 'page-walk-offset', function: 'runPageWalkOffset', takesMemory: true, rounds: 300_000 },
  { name: 'first-fit', function: 'runFirstFit', takesMemory: true, rounds: 20_000 },
  { name: 'memory-map', function: 'runMemoryMap', takesMemory: false, rounds: 1500 },
  { name: 'format', function: 'runFormat', takesMemory: true, rounds: 60_000 },
  { name: 'checksum', function: 'runChecksum', takesMemory: true, rounds: 1500 },
];

/** A way to write and compile the kernels. */
export const VARIANTS = [
  'twin',
  'twin-again',
  'checks-on',
  'checks-off',
  'twin-gcc',
  'rust-raw',
  'rust-safe',
] as const;
export type Variant = (typeof VARIANTS)[number];

/** The kernel's own code generation, in a process: general registers only. */
const FLAGS = [
  '-std=gnu11',
  '-O2',
  '-march=x86-64',
  '-mno-sse',
  '-mno-mmx',
  '-mno-80387',
  '-mno-red-zone',
  '-fno-pie',
  '-fno-strict-aliasing',
  '-fwrapv',
  '-fno-omit-frame-pointer',
  '-fno-stack-protector',
  '-fno-asynchronous-unwind-tables',
  // So that copies of the same code lie alike, whatever comes before them.
  '-falign-functions=64',
];

/** As near as rustc gets to them: it cannot do without SSE registers, but does not vectorise. */
const RUST_FLAGS = [
  '--edition=2021',
  '--crate-type=staticlib',
  '-O',
  '-Cpanic=abort',
  '-Ctarget-cpu=x86-64',
  '-Crelocation-model=static',
  '-Cforce-frame-pointers=yes',
  '-Cno-vectorize-loops',
  '-Cno-vectorize-slp',
];

/** What the process needs of the system's libraries when Rust's is in it. */
const RUST_LIBRARIES = ['-lgcc_s', '-lpthread', '-ldl', '-lm'];

export interface Built {
  readonly driver: string;
  /** In the order of the driver's table. */
  readonly variants: readonly Variant[];
  /** Compilers that are not on this machine. */
  readonly missing: readonly string[];
}

/** Symbol of `kernel` in `variant`. */
export function symbolIn(variant: Variant, kernel: Kernel): string {
  return `${variant.replaceAll('-', '_')}_${kernel.function}`;
}

/** Compiles and links everything. */
export function build(): Built {
  mkdirSync(OUTPUT, { recursive: true });
  const gcc = which.sync('gcc', { nothrow: true });
  const rustc = which.sync('rustc', { nothrow: true });
  const variants = VARIANTS.filter((variant) => {
    if (variant === 'twin-gcc') return gcc !== null;
    return !variant.startsWith('rust-') || rustc !== null;
  });
  const program = loadKernels();
  const twin = path.join(PROJECT, 'bench/codegen/twins.c');
  const plain = (kernel: Kernel): string => kernel.function;
  const objects = [
    compileC('twin', 'clang', twin, plain),
    compileC('twin-again', 'clang', twin, plain),
    compileC('checks-on', 'clang', writeSource(program, 'on'), dialectSymbol),
    compileC('checks-off', 'clang', writeSource(program, 'off'), dialectSymbol),
    ...(gcc === null ? [] : [compileC('twin-gcc', gcc, twin, plain)]),
    ...(rustc === null ? [] : [compileRust(rustc), ...RUST_LIBRARIES]),
  ];
  writeFileSync(path.join(OUTPUT, 'variants.inc'), tables(variants));
  const driver = path.join(OUTPUT, 'driver');
  const source = path.join(PROJECT, 'bench/codegen/driver.c');
  const flags = ['-std=gnu11', '-O2', '-fno-pie', '-no-pie', `-I${OUTPUT}`];
  execFileSync('clang', [...flags, source, ...objects, '-o', driver]);
  const missing = [...(gcc === null ? ['gcc'] : []), ...(rustc === null ? ['rustc'] : [])];
  return { driver, variants, missing };
}

function loadKernels(): Program {
  const { program, diagnostics } = compile({
    projectDirectory: PROJECT,
    roots: KERNELS.map(({ name }) => `${FOLDER}/${name}.ts`),
    support: { message: `${FOLDER}/message.ts`, panic: `${FOLDER}/panic.ts` },
  });
  if (program !== null) return program;
  throw new Error(
    diagnostics.map((found) => `${found.file}:${found.line}: ${found.message}`).join('\n'),
  );
}

function dialectSymbol(kernel: Kernel): string {
  return `kx_bench_codegen_kernels_${kernel.name.replaceAll('-', '_')}__${kernel.function}`;
}

function writeSource(program: Program, checks: 'on' | 'off'): string {
  const file = path.join(OUTPUT, `dialect-checks-${checks}.c`);
  writeFileSync(file, emitC(program, { entryPoints: KERNELS.map(dialectSymbol), checks }));
  return file;
}

/** Compiles a variant with its name before each function. */
function compileC(
  variant: Variant,
  compiler: string,
  source: string,
  symbolOf: (kernel: Kernel) => string,
): string {
  const object = path.join(OUTPUT, `${variant}.o`);
  const renames = KERNELS.map((kernel) => `-D${symbolOf(kernel)}=${symbolIn(variant, kernel)}`);
  execFileSync(compiler, [...FLAGS, ...renames, '-c', source, '-o', object]);
  return object;
}

/** Compiles both Rust variants; the source has their names already. */
function compileRust(rustc: string): string {
  const library = path.join(OUTPUT, 'libtwins.a');
  const source = path.join(PROJECT, 'bench/codegen/twins.rs');
  execFileSync(rustc, [...RUST_FLAGS, source, '-o', library]);
  return library;
}

/** What the driver includes. */
function tables(variants: readonly Variant[]): string {
  const declarations = variants.flatMap((variant) =>
    KERNELS.map((kernel) => {
      const parameters = kernel.takesMemory ? 'uint64_t, uint64_t' : 'uint64_t';
      return `uint64_t ${symbolIn(variant, kernel)}(${parameters});`;
    }),
  );
  const rows = variants.map((variant) => {
    const functions = KERNELS.map((kernel) => {
      const member = kernel.takesMemory ? 'memory' : 'plain';
      return `{.${member} = ${symbolIn(variant, kernel)}}`;
    });
    return `  {${functions.join(', ')}},`;
  });
  return [
    `enum { KERNEL_COUNT = ${KERNELS.length}, VARIANT_COUNT = ${variants.length} };`,
    'static const struct kernel kernels[KERNEL_COUNT] = {',
    ...KERNELS.map(({ name, rounds }) => `  {"${name}", ${rounds}},`),
    '};',
    `static const char *const variant_names[VARIANT_COUNT] = {"${variants.join('", "')}"};`,
    ...declarations,
    'static const struct function functions[VARIANT_COUNT][KERNEL_COUNT] = {',
    ...rows,
    '};',
    '',
  ].join('\n');
}
