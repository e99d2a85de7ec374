/**
 * `npm run debug`: the kernel in QEMU, stopped at its first instruction, and gdb attached to it.
 *
 * The image is compiled without optimisation, so that each TypeScript statement can be stepped over
 * and every local has its value. gdb loads printers that show values as the dialect writes them.
 * The kernel's log goes to a file, because gdb has the terminal.
 *
 * Used by: `build.ts`, `tests/qemu/debug`.            Uses: `link.ts`, `compiler/toolchain/qemu.ts`.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import { runQemu } from '../compiler/toolchain/qemu.ts';
import { UserFailure } from './failure.ts';
import { ensureTools } from './install.ts';
import { compileKernel, linkKernel } from './link.ts';
import { buildPath, projectDirectory } from './paths.ts';
import { withProgress } from './progress.ts';
import { findTool, GDB, QEMU, SYSTEM_TOOLS } from './system-tools.ts';

export interface DebugOptions {
  /** Memory of the machine: a number and K, M, G or T. */
  readonly memory: string;
  /** The kernel's command line, for example `fault=rodata`. */
  readonly append: string;
  /** Start gdb; without it the machine waits for another debugger, such as an editor's. */
  readonly gdb: boolean;
  /** A file of gdb commands to run instead of a prompt, or null. */
  readonly script: string | null;
}

const NAME = 'slayer-debug';
const SOCKET = `build/${NAME}.sock`;
const LOG = `build/${NAME}.log`;
/** Only a script that hangs takes this long, however busy the machine is. */
const SCRIPT_TIMEOUT_MS = 300_000;
const SOCKET_TIMEOUT_MS = 60_000;

/** Commands before the first prompt, or before the script. */
const GDB_COMMANDS: readonly string[] = [
  'set confirm off',
  'set pagination off',
  'set print pretty on',
  'directory .',
  'source tools/debug/printers.py',
  `target remote ${SOCKET}`,
];

/** Compiles `build/slayer-debug.elf`. */
async function buildDebugKernel(): Promise<string> {
  return withProgress('Compiling the kernel for the debugger', async () => {
    const entry = { module: 'kernel/main.ts', name: 'kernelMain' };
    const image = await linkKernel(compileKernel(entry.module), entry, NAME, { flags: ['-O0'] });
    return image.elf;
  });
}

/** Starts the machine and gdb. @returns gdb's exit status */
export async function debug(options: DebugOptions): Promise<number> {
  // gdb would only warn, and then have the kernel run on without a command.
  if (options.script !== null && !existsSync(options.script)) {
    throw new UserFailure(`--script ${options.script}: there is no such file`);
  }
  await ensureTools([...SYSTEM_TOOLS, GDB]);
  const elf = await buildDebugKernel();
  rmSync(buildPath(`${NAME}.sock`), { force: true });
  writeFileSync(buildPath(`${NAME}.log`), '');
  const stop = new AbortController();
  const machine = runQemu({
    elf,
    memory: options.memory,
    // Its socket has a relative path: an absolute one may be longer than sockets can have.
    directory: projectDirectory,
    program: findTool(QEMU).path ?? QEMU.name,
    timeoutMs: options.script === null ? null : SCRIPT_TIMEOUT_MS,
    signal: stop.signal,
    interrupt: options.gdb && options.script === null ? 'ignored' : 'ends',
    onSerial: (text) => writeFileSync(buildPath(`${NAME}.log`), text, { flag: 'a' }),
    extra: [
      '-S',
      '-gdb',
      `unix:${SOCKET},server=on,wait=off`,
      ...(options.append === '' ? [] : ['-append', options.append]),
    ],
  });
  if (options.script === null) console.log(`the kernel's log: ${LOG}`);
  try {
    await waitForSocket();
    if (options.gdb) return await runGdb(elf, options.script);
    console.log(`waiting for a debugger at ${SOCKET}; Ctrl-C ends the machine`);
    await machine;
    return 0;
  } finally {
    stop.abort();
    await machine;
  }
}

/** Waits until the machine has opened its socket. */
async function waitForSocket(): Promise<void> {
  for (let waitedMs = 0; waitedMs < SOCKET_TIMEOUT_MS; waitedMs += 50) {
    if (existsSync(buildPath(`${NAME}.sock`))) return;
    await sleep(50);
  }
  throw new UserFailure(`QEMU opened no socket for gdb within ${SOCKET_TIMEOUT_MS / 1000} s`);
}

/** Hands the terminal to gdb, and Ctrl-C with it: that is how gdb stops a kernel that runs. */
async function runGdb(elf: string, script: string | null): Promise<number> {
  const ignoreInterrupt = (): void => {};
  process.on('SIGINT', ignoreInterrupt);
  try {
    return await untilGdbEnds(elf, script);
  } finally {
    process.off('SIGINT', ignoreInterrupt);
  }
}

async function untilGdbEnds(elf: string, script: string | null): Promise<number> {
  const commands = GDB_COMMANDS.flatMap((command) => ['-ex', command]);
  const mode = script === null ? [] : ['--batch', '-x', script];
  const gdb = spawn(findTool(GDB).path ?? GDB.name, ['-q', '-nx', elf, ...commands, ...mode], {
    cwd: projectDirectory,
    stdio: 'inherit',
  });
  await once(gdb, 'exit');
  if (gdb.exitCode === null) throw new UserFailure('gdb was ended by a signal');
  return gdb.exitCode;
}
