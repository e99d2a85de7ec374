/**
 * Claim: kernel code in the dialect beats what a TypeScript user would pick instead.
 *
 * K1 to K3 (bitmap, page walk, first fit) in the dialect with checks on, as the C twin, in
 * JavaScript with `number` and with `BigInt`, and in AssemblyScript; and P1 to P3, the same reduced
 * to what Porffor can express, in the dialect, as the C twin, in JavaScript and through Porffor's
 * native output. All give the same results, which is checked. The rounds are interleaved; native
 * code runs in a process beside this one, the rest in this one. The twin stands in twice, which is
 * the A/A control. What became of goals G2 and G3 of the research note is printed at the end, with
 * what the C twin comes to where one is missed; of G2 that is the cost of checks, because Rust is a
 * peer of `bench/codegen`.
 *
 * Run: `npm run bench -- peers [--rounds N]`. Exits with 1 when a goal is missed or the times are
 * void.
 */

import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import vm from 'node:vm';

import { emitC } from '../../compiler/backend-c/emit.ts';
import { compile } from '../../compiler/compile.ts';
import { median } from '../statistics.ts';
import * as BigInteger from './big-integer.ts';
import { DIALECT, judge, TWIN, type Verdict } from './goals.ts';
import { inPackage, installPeers } from './install.ts';
import * as NumberOnly from './number.ts';

const PROJECT = path.resolve(import.meta.dirname, '../..');
const OUTPUT = path.join(PROJECT, 'build/bench/peers');
const CODEGEN = 'bench/codegen/kernels';
/** As in bench/codegen: the kernel's own code generation. */
const FLAGS =
  '-std=gnu11 -O2 -march=x86-64 -mno-sse -mno-mmx -mno-80387 -mno-red-zone -fno-pie ' +
  '-fno-strict-aliasing -fwrapv -fno-omit-frame-pointer -fno-stack-protector ' +
  '-fno-asynchronous-unwind-tables -falign-functions=64';
/** Rounds of a run that only checks results; also the first warming-up of the JIT. */
const CHECK_SHARE = 0.1;
/** The copies of the twin may differ by this, or the times are void. */
const NOISE_LIMIT = 0.02;
const TWIN_AGAIN = 'C twin again';

type Run = (rounds: number) => Promise<{ readonly ns: number; readonly result: bigint }>;

interface Peer {
  readonly name: string;
  readonly run: Run;
  /** Share of the rounds that it gets, because it is slow. */
  readonly share?: number;
}

interface Workload {
  readonly name: string;
  readonly rounds: number;
  readonly peers: readonly Peer[];
}

// ── Native peers ────────────────────────────────────────────────────────────────────────────────

interface NativeFunction {
  readonly prefix: string;
  readonly name: string;
  readonly takesMemory: boolean;
}

const KERNELS = [
  { file: 'bitmap', name: 'runBitmap', takesMemory: false },
  { file: 'page-walk', name: 'runPageWalk', takesMemory: false },
  { file: 'first-fit', name: 'runFirstFit', takesMemory: true },
] as const;
const REDUCED = ['runReducedBitmap', 'runReducedPageWalk', 'runReducedFirstFit'] as const;

function emitDialect(checks: 'on' | 'off'): { file: string; symbols: ReadonlyMap<string, string> } {
  const { program, diagnostics } = compile({
    projectDirectory: PROJECT,
    roots: [
      ...KERNELS.map(({ file }) => `${CODEGEN}/${file}.ts`),
      'bench/peers/kernels/reduced.ts',
    ],
    support: { message: `${CODEGEN}/message.ts`, panic: `${CODEGEN}/panic.ts` },
  });
  if (program === null) {
    throw new Error(diagnostics.map((one) => `${one.file}:${one.line}: ${one.message}`).join('\n'));
  }
  const wanted = new Set<string>([...KERNELS.map(({ name }) => name), ...REDUCED]);
  const symbols = new Map(
    program.modules
      .flatMap(({ functions }) => functions)
      .filter(({ name }) => wanted.has(name))
      .map(({ name, symbol }) => [name, symbol]),
  );
  const file = path.join(OUTPUT, `dialect-checks-${checks}.c`);
  writeFileSync(file, emitC(program, { entryPoints: [...symbols.values()], checks }));
  return { file, symbols };
}

function compileObject(
  source: string,
  prefix: string,
  symbols: Iterable<[string, string]>,
): string {
  const object = path.join(OUTPUT, `${prefix}-${path.basename(path.dirname(source))}.o`);
  const renames = [...symbols].map(([name, symbol]) => `-D${symbol}=${prefix}_${name}`);
  execFileSync('clang', [...FLAGS.split(' '), ...renames, '-c', source, '-o', object]);
  return object;
}

/** Builds the process of native functions; the table has them in the order of `functions`. */
function buildDriver(): { program: string; functions: readonly NativeFunction[] } {
  const dialects = (['on', 'off'] as const).map((checks) => {
    const { file, symbols } = emitDialect(checks);
    return compileObject(file, `checks_${checks}`, symbols);
  });
  const named = (names: readonly string[]): [string, string][] => names.map((name) => [name, name]);
  // The other twins of bench/codegen come along under their own names, once each.
  const rest = ['runPageWalkOffset', 'runMemoryMap', 'runFormat', 'runChecksum'];
  const whole = named([...KERNELS.map(({ name }) => name), ...rest]);
  const twins = ['twin', 'again'].flatMap((prefix) => [
    compileObject(path.join(PROJECT, 'bench/codegen/twins.c'), prefix, whole),
    compileObject(path.join(PROJECT, 'bench/peers/twins.c'), prefix, named(REDUCED)),
  ]);
  const functions = ['checks_on', 'checks_off', 'twin', 'again'].flatMap((prefix) => [
    ...KERNELS.map(({ name, takesMemory }) => ({ prefix, name, takesMemory })),
    ...REDUCED.map((name) => ({ prefix, name, takesMemory: false })),
  ]);
  const table = [
    ...functions.map(
      ({ prefix, name, takesMemory }) =>
        `uint64_t ${prefix}_${name}(${takesMemory ? 'uint64_t, uint64_t' : 'uint64_t'});`,
    ),
    'static const struct peer peers[] = {',
    ...functions.map(
      ({ prefix, name, takesMemory }) =>
        `  {.${takesMemory ? 'memory' : 'plain'} = ${prefix}_${name}},`,
    ),
    '};',
    '',
  ];
  writeFileSync(path.join(OUTPUT, 'peers.inc'), table.join('\n'));
  const program = path.join(OUTPUT, 'driver');
  const source = path.join(PROJECT, 'bench/peers/driver.c');
  const flags = ['-std=gnu11', '-O2', '-fno-pie', '-no-pie', `-I${OUTPUT}`];
  execFileSync('clang', [...flags, source, ...dialects, ...twins, '-o', program]);
  return { program, functions };
}

/** Starts the process; `runOf` gives a function of it, `end` ends it. */
function startNative(): {
  runOf: (prefix: string, name: string) => Run;
  end: () => void;
} {
  const { program, functions } = buildDriver();
  const child = spawn(program, [], { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    runOf: (prefix, name) => {
      const index = functions.findIndex((one) => one.prefix === prefix && one.name === name);
      return async (rounds) => {
        child.stdin.write(`${index} ${rounds}\n`);
        const answer = await answers.next();
        if (answer.done === true) throw new Error(`the native process ended in ${name}`);
        const [ns = '', result = ''] = answer.value.split(' ');
        return { ns: Number(ns), result: BigInt(result) };
      };
    },
    end: () => {
      child.stdin.end();
    },
  };
}

// ── Peers in this process ───────────────────────────────────────────────────────────────────────

function timed(action: (rounds: number) => bigint | number): Run {
  return (rounds) => {
    const start = process.hrtime.bigint();
    const result = action(rounds);
    const ns = Number(process.hrtime.bigint() - start);
    return Promise.resolve({ ns, result: BigInt(result) });
  };
}

type Exports = Readonly<Record<string, (rounds: number) => bigint>>;

/** What is used of WebAssembly; its types come with the DOM's, which are not loaded. */
const { WebAssembly: Wasm } = globalThis as unknown as {
  readonly WebAssembly: {
    instantiate(
      binary: Uint8Array,
      imports: object,
    ): Promise<{ readonly instance: { readonly exports: unknown } }>;
  };
};

/** Compiles and loads the AssemblyScript module, its heap above the kernels' memory. */
async function loadAssemblyScript(): Promise<Exports> {
  const binary = path.join(OUTPUT, 'assembly-script.wasm');
  execFileSync(
    process.execPath,
    [
      inPackage('assemblyscript/bin/asc.js'),
      'bench/peers/kernels/assembly-script.ts',
      ...['-O3', '--noAssert', '--runtime', 'stub', '-o', binary],
      ...['--memoryBase', '0x900000', '--initialMemory', '256'],
    ],
    { cwd: PROJECT, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const { instance } = await Wasm.instantiate(readFileSync(binary), {
    env: {
      abort: () => {
        throw new Error('the AssemblyScript module aborted');
      },
    },
  });
  return instance.exports as Exports;
}

function reducedSource(file: string): string {
  return readFileSync(path.join(PROJECT, 'bench/peers/reduced', `${file}.js`), 'utf8');
}

/** The reduced program in this process. */
function reducedInNode(file: string): Run {
  const run = vm.runInThisContext(`(() => {${reducedSource(file)}\nreturn run;})()`) as (
    rounds: number,
  ) => number;
  return timed(run);
}

/** The reduced program through Porffor: one native program for each number of rounds. */
function reducedInPorffor(file: string): Run {
  const built = new Map<number, string>();
  return (rounds) => {
    let program = built.get(rounds);
    if (program === undefined) {
      program = path.join(OUTPUT, `porffor-${file}-${rounds}`);
      writeFileSync(`${program}.js`, `${reducedSource(file)}\nconsole.log(run(${rounds}));\n`);
      const porffor = path.join(PROJECT, 'node_modules/porffor/runtime/index.js');
      execFileSync(
        process.execPath,
        [porffor, 'native', `${program}.js`, program, '--compiler=clang', '--_cO=O2'],
        { stdio: 'ignore' },
      );
      built.set(rounds, program);
    }
    const start = process.hrtime.bigint();
    const output = execFileSync(program, { encoding: 'utf8' });
    const ns = Number(process.hrtime.bigint() - start);
    // Porffor colours numbers: the digits of the sum stand between two escape sequences.
    const digits = output.replaceAll(/\[\d+m/g, '').replaceAll(/[^-\d]/g, '');
    return Promise.resolve({ ns, result: BigInt(digits) });
  };
}

// ── Measuring ───────────────────────────────────────────────────────────────────────────────────

/**
 * Nanoseconds for one round by peer, without what a run of no rounds takes.
 *
 * @throws Error when the peers do not agree on the results
 */
async function measure(
  workload: Workload,
  rounds: number,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const few = Math.max(1, Math.floor(workload.rounds * CHECK_SHARE));
  const results = new Set<bigint>();
  for (const peer of workload.peers) {
    const { result } = await peer.run(few);
    results.add(result);
    if (results.size > 1) throw new Error(`${workload.name}: ${peer.name} gives another result`);
  }
  const countOf = (peer: Peer): number =>
    Math.max(1, Math.floor(workload.rounds * (peer.share ?? 1)));
  const times = new Map(workload.peers.map((peer): [Peer, number[]] => [peer, []]));
  const setUps = new Map(workload.peers.map((peer): [Peer, number[]] => [peer, []]));
  for (let round = -1; round < rounds; round++) {
    for (let step = 0; step < workload.peers.length; step++) {
      // Start with another peer each round, so that none is always first.
      const peer = workload.peers[(step + round + 1) % workload.peers.length];
      if (peer === undefined) continue;
      // Taken in each round, because it depends on the load as well.
      const setUp = await peer.run(0);
      // So that it does not matter which peer has just filled the caches.
      await peer.run(few);
      const { ns } = await peer.run(countOf(peer));
      if (round < 0) continue;
      setUps.get(peer)?.push(setUp.ns);
      times.get(peer)?.push(ns);
    }
  }
  return new Map(
    workload.peers.map((peer) => {
      const setUp = Math.min(...(setUps.get(peer) ?? []));
      return [peer.name, (times.get(peer) ?? []).map((ns) => (ns - setUp) / countOf(peer))];
    }),
  );
}

const NOT_EXPRESSED: readonly string[] = [
  'JS number: no u64 (pairs of halves), no pointers, no ctz; K2 without bits of the upper half',
  'JS BigInt: no pointers; wraps through asUintN, indexes and counts bits through Number',
  'AssemblyScript: no pointers beyond its own memory, no physical addresses, no upper half',
  'Porffor: no u64, one typed array, no structs, no shifts above bit 31: P1 to P3 only',
];

/** Prints the times of a workload. */
function show(workload: Workload, samples: ReadonlyMap<string, readonly number[]>): void {
  const of = (name: string): readonly number[] => samples.get(name) ?? [];
  const cells = (values: readonly number[], digits: number): string =>
    values.map((value) => value.toFixed(digits).padStart(10)).join('');
  console.log(
    `\n${workload.name.padEnd(24)}ns: min    median to dialect    median to C twin    median`,
  );
  for (const { name } of workload.peers) {
    const least = Math.min(...of(name));
    const middle = median(of(name));
    const ratios = [DIALECT, TWIN].flatMap((base) => [
      least / Math.min(...of(base)),
      middle / median(of(base)),
    ]);
    console.log(`  ${name.padEnd(19)}${cells([least, middle], 1)}${cells(ratios, 2)}`);
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { rounds: { type: 'string', default: '15' } } });
  const rounds = Number(values.rounds);
  mkdirSync(OUTPUT, { recursive: true });
  installPeers();
  const native = startNative();
  const script = await loadAssemblyScript();
  const counts = [4000, 500_000, 20_000];
  const whole = KERNELS.map(({ file, name }, index): Workload => {
    const assemblyScript = script[name];
    if (assemblyScript === undefined) throw new Error(`AssemblyScript exports no ${name}`);
    const unsigned = (count: number): bigint => BigInt.asUintN(64, assemblyScript(count));
    return {
      name: `K${index + 1} ${file}`,
      rounds: counts[index] ?? 1,
      peers: [
        { name: DIALECT, run: native.runOf('checks_on', name) },
        { name: 'checks off', run: native.runOf('checks_off', name) },
        { name: TWIN, run: native.runOf('twin', name) },
        { name: TWIN_AGAIN, run: native.runOf('again', name) },
        { name: 'JS number', run: timed(NumberOnly[name]) },
        { name: 'JS BigInt', run: timed(BigInteger[name]), share: 0.1 },
        { name: 'AssemblyScript', run: timed(unsigned) },
      ],
    };
  });
  const reducedCounts = [20_000, 1_000_000, 100_000];
  const reduced = KERNELS.map(({ file }, index): Workload => {
    const name = REDUCED[index] ?? '';
    return {
      name: `P${index + 1} ${file}, reduced`,
      rounds: reducedCounts[index] ?? 1,
      peers: [
        { name: DIALECT, run: native.runOf('checks_on', name) },
        { name: TWIN, run: native.runOf('twin', name) },
        { name: TWIN_AGAIN, run: native.runOf('again', name) },
        { name: 'JS, same source', run: reducedInNode(file) },
        { name: 'Porffor native', run: reducedInPorffor(file) },
      ],
    };
  });
  const load = (): string =>
    loadavg()
      .map((one) => one.toFixed(1))
      .join(' ');
  console.log(`${rounds} interleaved rounds; load average ${load()} before`);
  let noise = 0;
  const verdicts: Verdict[] = [];
  for (const workloads of [whole, reduced]) {
    for (const [index, workload] of workloads.entries()) {
      const samples = await measure(workload, rounds);
      show(workload, samples);
      const least = new Map([...samples].map(([name, times]) => [name, Math.min(...times)]));
      verdicts.push(...judge(workload.name, index, least));
      const twin = least.get(TWIN) ?? Number.NaN;
      noise = Math.max(noise, Math.abs((least.get(TWIN_AGAIN) ?? Number.NaN) / twin - 1));
    }
  }
  native.end();
  console.log(`\nWhat a peer could not express:\n  ${NOT_EXPRESSED.join('\n  ')}`);
  const areValid = noise <= NOISE_LIMIT;
  console.log(
    `\nA/A control: the twin against itself differs by ${(noise * 100).toFixed(1)} % at most: ` +
      (areValid ? 'the times are valid' : 'the times are VOID, the machine is too noisy') +
      `; load average ${load()} after`,
  );
  console.log('\ngoals, by the least times');
  for (const { text, isReached } of verdicts) {
    // Of times that are void nothing follows, neither success nor failure.
    const outcome = areValid ? (isReached ? 'reached' : 'MISSED') : 'VOID';
    console.log(`  ${outcome.padEnd(9)}${text}`);
  }
  process.exitCode = areValid && verdicts.every(({ isReached }) => isReached) ? 0 : 1;
}

await main();
