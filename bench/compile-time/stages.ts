/**
 * One compilation in a process of its own, timed by stage.
 *
 * Prints one line of JSON: milliseconds of the clock and of the processor for each stage (the
 * kernel's clang and linker count only on the clock: they are other processes), and the peak memory.
 *
 * Run by: `main.ts`, as `stages.ts kernel FOLDER` or `stages.ts generated LINES FOLDER`.
 * Uses: the compiler and its tool chain.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { emitUnits } from '../../compiler/backend-c/emit.ts';
import { copyPositions } from '../../compiler/backend-c/copies.ts';
import { displayNames } from '../../compiler/backend-c/names.ts';
import { compile } from '../../compiler/compile.ts';
import type { Program } from '../../compiler/ir/program.ts';
import { compileFlags } from '../../compiler/toolchain/flags.ts';
import { buildKernelImage } from '../../compiler/toolchain/kernel-image.ts';
import { assembleFolder, compileUnits } from '../../compiler/toolchain/objects.ts';
import { runTool } from '../../compiler/toolchain/process.ts';
import { nativeTools } from '../../tools/system-tools.ts';
import { KERNEL_MAIN, kernelRoots } from '../../tools/kernel-roots.ts';
import { projectDirectory } from '../../tools/paths.ts';
import { childrenMs } from './children.ts';
import { GENERATED_ROOT, GENERATED_SYMBOL, generateKernel } from './generate.ts';

export interface StageTime {
  readonly stage: string;
  readonly milliseconds: number;
  /** Of the processor: in this process, and in clang on generated programs. */
  readonly processorMilliseconds: number;
}

export interface Compilation {
  readonly stages: readonly StageTime[];
  /** Lines of dialect code that were compiled. */
  readonly lines: number;
  readonly peakMiB: number;
}

const KERNEL_ENTRIES = ['kx_main__kernelMain', 'kx_arch_trap__handleTrap'];
/** clang may not use more, in KiB of address space. */
const CLANG_LIMIT_KIB = 1024 * 1024;

const stages: StageTime[] = [];
let clock = -process.uptime() * 1000 + performance.now();
let processor = 0;

/** Ends a stage: the time since the last one is its own, and what other processes used. */
function note(stage: string, othersMs = 0): void {
  const now = performance.now();
  const used = process.cpuUsage();
  const usedMs = (used.user + used.system) / 1000;
  const processorMilliseconds = usedMs - processor + othersMs;
  stages.push({ stage, milliseconds: now - clock, processorMilliseconds });
  clock = now;
  processor = usedMs;
}

function front(roots: readonly string[], sources: ReadonlyMap<string, string>): Program {
  const { program, diagnostics } = compile({
    projectDirectory,
    roots,
    sources,
    onStage: (stage) => note(stage),
  });
  if (program !== null) return program;
  throw new Error(diagnostics.map((one) => `${one.file}:${one.line}: ${one.message}`).join('\n'));
}

async function compileKernel(buildDirectory: string): Promise<void> {
  const program = front(kernelRoots(KERNEL_MAIN), new Map());
  const units = [...emitUnits(program, { entryPoints: KERNEL_ENTRIES, checks: 'on' })];
  note('emit');
  const request = { projectDirectory, buildDirectory, tools: nativeTools(), name: 'slayer' };
  await Promise.all([
    compileUnits(units, 'kernel', request),
    assembleFolder('runtime/native', 'kernel', request),
  ]);
  note('clang');
  await buildKernelImage({
    ...request,
    units,
    displayNames: displayNames(program),
    copyPositions: copyPositions(program),
  });
  note('link');
}

async function compileGenerated(lines: number, buildDirectory: string): Promise<void> {
  const program = front([GENERATED_ROOT], generateKernel(lines));
  const units = [...emitUnits(program, { entryPoints: [GENERATED_SYMBOL], checks: 'on' })];
  note('emit');
  mkdirSync(path.join(projectDirectory, buildDirectory), { recursive: true });
  const sources = units.map(({ number, text }) => {
    const source = `${buildDirectory}/generated-${number}.c`;
    writeFileSync(path.join(projectDirectory, source), text);
    return source;
  });
  const { clang } = nativeTools();
  const each = `'${clang}' ${compileFlags('kernel').join(' ')} -c "$source" -o "$source.o"`;
  const script = `ulimit -v ${CLANG_LIMIT_KIB} || exit; for source; do ${each} || exit; done; times`;
  const output = await runTool('sh', ['-c', script, 'sh', ...sources], projectDirectory);
  note('clang', childrenMs(output));
}

async function main(): Promise<void> {
  note('start');
  const [what, ...rest] = process.argv.slice(2);
  let lines = 0;
  if (what === 'kernel') {
    await compileKernel(rest[0] ?? '');
  } else {
    lines = [...generateKernel(Number(rest[0])).values()].join('').split('\n').length;
    await compileGenerated(Number(rest[0]), rest[1] ?? '');
  }
  const peakMiB = process.resourceUsage().maxRSS / 1024;
  console.log(JSON.stringify({ stages, lines, peakMiB } satisfies Compilation));
}

void main();
