/**
 * Claim: kernel functions compiled from the dialect cost what hand-written C costs.
 *
 * The kernels of `kernels/` are compiled with checks on and off, their C twins (`twins.c`) with the
 * same compiler and flags, all into one process. Two figures each: instructions, counted exactly by
 * callgrind, and nanoseconds, from interleaved rounds. The twin stands in twice; where its two
 * copies differ by more than 2 %, the machine was too noisy and the time is void.
 *
 * Run: `npx tsx bench/codegen/run.ts [--rounds N]`.
 */

import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { emitC } from '../../compiler/backend-c/emit.ts';
import { compile } from '../../compiler/compile.ts';
import type { Program } from '../../compiler/ir/program.ts';

const PROJECT = path.resolve(import.meta.dirname, '../..');
const OUTPUT = path.join(PROJECT, 'build/bench/codegen');
const KERNELS = ['bitmap', 'page-walk', 'first-fit', 'memory-map', 'format', 'checksum'] as const;
type Kernel = (typeof KERNELS)[number];
const FUNCTIONS: Readonly<Record<Kernel, string>> = {
  bitmap: 'runBitmap',
  'page-walk': 'runPageWalk',
  'first-fit': 'runFirstFit',
  'memory-map': 'runMemoryMap',
  format: 'runFormat',
  checksum: 'runChecksum',
};

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
];

interface Variant {
  readonly name: string;
  readonly source: string;
  readonly symbolOf: (kernel: Kernel) => string;
}

function loadKernels(): Program {
  const directory = 'bench/codegen/kernels';
  const { program, diagnostics } = compile({
    projectDirectory: PROJECT,
    roots: KERNELS.map((kernel) => `${directory}/${kernel}.ts`),
    support: { message: `${directory}/message.ts`, panic: `${directory}/panic.ts` },
  });
  if (program !== null) return program;
  throw new Error(
    diagnostics.map((found) => `${found.file}:${found.line}: ${found.message}`).join('\n'),
  );
}

function dialectSymbol(kernel: Kernel): string {
  return `kx_bench_codegen_kernels_${kernel.replaceAll('-', '_')}__${FUNCTIONS[kernel]}`;
}

function writeSource(program: Program, checks: 'on' | 'off'): string {
  const file = path.join(OUTPUT, `dialect-checks-${checks}.c`);
  writeFileSync(file, emitC(program, { entryPoints: KERNELS.map(dialectSymbol), checks }));
  return file;
}

function prefixOf(variant: Variant): string {
  return variant.name.replaceAll('-', '_');
}

/** Compiles a variant with its name before each function. */
function compileVariant(variant: Variant, compiler: string): string {
  const object = path.join(OUTPUT, `${variant.name}.o`);
  const renames = KERNELS.map(
    (kernel) => `-D${variant.symbolOf(kernel)}=${prefixOf(variant)}_${FUNCTIONS[kernel]}`,
  );
  execFileSync(compiler, [...FLAGS, ...renames, '-c', variant.source, '-o', object]);
  return object;
}

function variantTable(variants: readonly Variant[]): string {
  const declarations = variants.flatMap((variant) =>
    KERNELS.map((kernel) => {
      const parameters =
        kernel === 'bitmap' || kernel === 'memory-map' || kernel === 'page-walk'
          ? 'uint64_t'
          : 'uint64_t, uint64_t';
      return `uint64_t ${prefixOf(variant)}_${FUNCTIONS[kernel]}(${parameters});`;
    }),
  );
  const rows = variants.map((variant) => {
    const name = (kernel: Kernel): string => `${prefixOf(variant)}_${FUNCTIONS[kernel]}`;
    const order: readonly Kernel[] = [
      'bitmap',
      'memory-map',
      'page-walk',
      'first-fit',
      'format',
      'checksum',
    ];
    return `  {"${variant.name}", ${order.map(name).join(', ')}},`;
  });
  return [
    ...declarations,
    'static const struct variant variants[] = {',
    ...rows,
    '};',
    'void rt_haltForever(void) { abort(); }',
    '',
  ].join('\n');
}

function build(variants: readonly Variant[]): string {
  writeFileSync(path.join(OUTPUT, 'variants.inc'), variantTable(variants));
  const driver = path.join(OUTPUT, 'driver');
  const objects = variants.map((variant) =>
    compileVariant(variant, variant.name === 'twin-gcc' ? 'gcc' : 'clang'),
  );
  const source = path.join(PROJECT, 'bench/codegen/driver.c');
  execFileSync('clang', [
    '-std=gnu11',
    '-O2',
    '-fno-pie',
    '-no-pie',
    `-I${OUTPUT}`,
    source,
    ...objects,
    '-o',
    driver,
  ]);
  return driver;
}

/** Instructions that `kernel` executes in one short run of `variant`. */
function countInstructions(
  driver: string,
  kernel: number,
  variant: number,
  symbol: string,
): number {
  const output = execFileSync(
    'sh',
    [
      '-c',
      'exec "$@" 2>&1',
      'sh',
      'valgrind',
      '--tool=callgrind',
      '--callgrind-out-file=/dev/null',
      `--toggle-collect=${symbol}`,
      driver,
      'once',
      String(kernel),
      String(variant),
    ],
    { encoding: 'utf8' },
  );
  const collected = /Collected : (\d+)/.exec(output)?.[1];
  if (collected === undefined) throw new Error(`callgrind counted nothing:\n${output}`);
  return Number(collected);
}

function times(driver: string, rounds: number): Map<string, number[]> {
  const output = execFileSync(driver, ['time', String(rounds)], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  const samples = new Map<string, number[]>();
  for (const line of output.trim().split('\n')) {
    const [kernel, variant, nanoseconds] = line.split(' ');
    const key = `${kernel ?? ''} ${variant ?? ''}`;
    const known = samples.get(key) ?? [];
    known.push(Number(nanoseconds));
    samples.set(key, known);
  }
  return samples;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return ((sorted[middle] ?? 0) + (sorted[(sorted.length - 1) >> 1] ?? 0)) / 2;
}

function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

function main(): void {
  const { values } = parseArgs({ options: { rounds: { type: 'string', default: '25' } } });
  mkdirSync(OUTPUT, { recursive: true });
  const program = loadKernels();
  const twin = path.join(PROJECT, 'bench/codegen/twins.c');
  const plain = (kernel: Kernel): string => FUNCTIONS[kernel];
  const variants: readonly Variant[] = [
    { name: 'twin', source: twin, symbolOf: plain },
    { name: 'twin-again', source: twin, symbolOf: plain },
    { name: 'checks-on', source: writeSource(program, 'on'), symbolOf: dialectSymbol },
    { name: 'checks-off', source: writeSource(program, 'off'), symbolOf: dialectSymbol },
    { name: 'twin-gcc', source: twin, symbolOf: plain },
  ];
  const driver = build(variants);
  const shown = variants.slice(1);
  const instructions = KERNELS.map((kernel, k) =>
    variants.map((variant, v) =>
      countInstructions(driver, k, v, `${prefixOf(variant)}_${FUNCTIONS[kernel]}`),
    ),
  );
  const samples = times(driver, Number(values.rounds));
  const row = (name: string, cells: readonly string[]): string =>
    name.padEnd(14) + cells.map((cell) => cell.padStart(18)).join('');
  const ratioTo = (value: number, base: number): string => (value / base).toFixed(3);
  console.log(`ratio to the C twin; ${values.rounds} interleaved rounds\n`);
  console.log(
    row(
      'instructions',
      shown.map((variant) => variant.name),
    ),
  );
  KERNELS.forEach((kernel, k) => {
    const counts = instructions[k] ?? [];
    console.log(
      row(
        kernel,
        shown.map((_, v) => ratioTo(counts[v + 1] ?? 0, counts[0] ?? 1)),
      ),
    );
  });
  const means = shown.map((_, v) =>
    geometricMean(instructions.map((counts) => (counts[v + 1] ?? 0) / (counts[0] ?? 1))),
  );
  console.log(
    row(
      'mean',
      means.map((mean) => mean.toFixed(3)),
    ),
  );
  console.log(
    `\n${row(
      'ns: min, median',
      shown.map((variant) => variant.name),
    )}`,
  );
  for (const kernel of KERNELS) {
    const of = (variant: Variant): readonly number[] =>
      samples.get(`${kernel} ${variant.name}`) ?? [];
    const [base] = variants;
    if (base === undefined) continue;
    const cells = shown.map((variant) => {
      const least = Math.min(...of(variant)) / Math.min(...of(base));
      return `${least.toFixed(3)}, ${ratioTo(median(of(variant)), median(of(base)))}`;
    });
    console.log(row(kernel, cells));
  }
  const noise = KERNELS.map((kernel) => {
    const minOf = (name: string): number => Math.min(...(samples.get(`${kernel} ${name}`) ?? []));
    return Math.abs(minOf('twin-again') / minOf('twin') - 1);
  });
  const worst = Math.max(...noise);
  console.log(
    `\nA/A control: the twin against itself differs by ${(worst * 100).toFixed(1)} % at most; ` +
      (worst <= 0.02 ? 'the times are valid' : 'the times are void: the machine is too noisy'),
  );
}

main();
