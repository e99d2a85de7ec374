/**
 * Running a kernel image in QEMU, bounded in time, with its serial port in our hands.
 *
 * The image is started by `-kernel` (the PVH note) or by UEFI firmware from a disk, COM1 is QEMU's standard output, and the guest
 * ends the run by a write to the `isa-debug-exit` device, which makes QEMU end with an odd status.
 * A guest that resets, which a triple fault does too, makes QEMU end with status 0, because of
 * `-no-reboot`: so 0 is never success here.
 *
 * Used by: `npm start`, tests, benchmarks, `kvm-probe.ts`.            Uses: QEMU 7.2 or newer.
 * Invariants:
 *   I1. When the promise of `runQemu` is settled, its QEMU has ended.
 *   I2. No QEMU outlives this process, unless that is killed with SIGKILL.
 * Not handled here: input to the guest; the choice of what to run.
 * Sources: [QEMU] "Invocation"; isa-debug-exit, whose status is `(value << 1) | 1`.
 */

import { spawn, type ChildProcess } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';

export { probeKvm, type KvmProbe } from './kvm-probe.ts';

/** Status of QEMU after the guest wrote 0x10 to port 0xf4: everything went well. */
export const EXIT_STATUS_SUCCESS = 33;
/** Status of QEMU after the guest wrote 0x11 to port 0xf4: the guest found a failure. */
export const EXIT_STATUS_FAILURE = 35;

/** Memory from this size on is not reserved on the host before the guest touches it. */
const UNRESERVED_FROM_BYTES = 2n ** 31n;
/** How much of the serial output is kept: at least the last 8 MiB, at most twice that. */
const KEPT_SERIAL_CHARACTERS = 8 * 1024 * 1024;
const DEFAULT_TIMEOUT_MS = 60_000;

export type Accelerator = 'tcg' | 'kvm';

/** UEFI firmware as QEMU takes it: code, and variables that belong to one machine. */
export interface UefiFlash {
  /** Path of the code; only read. */
  readonly code: string;
  /** Path of this machine's own copy of the variables; the firmware writes to it. */
  readonly variables: string;
}

export interface QemuRequest {
  /** Path of the image; left out when the firmware boots from what `extra` attaches. */
  readonly elf?: string;
  /** Firmware to start instead of QEMU's BIOS. */
  readonly uefi?: UefiFlash;
  /** Size of the guest's memory: a number and K, M, G or T. Default `128M`. */
  readonly memory?: string;
  /**
   * Processor model as `-cpu` takes it: `qemu64,-nx`. Default `max`, all that QEMU knows; under KVM
   * `qemu64`, because a KVM in a virtual machine may die on the host's own features.
   */
  readonly cpu?: string;
  /** Default `tcg`. */
  readonly accel?: Accelerator;
  /** Machine type as `-machine` takes it. Default `pc`. */
  readonly machine?: string;
  /** Where the guest's screen is shown, as `-display` takes it: `gtk`, `vnc=:1`. Default `none`. */
  readonly display?: string;
  /** After this time QEMU is killed; null for no limit. Default one minute. */
  readonly timeoutMs?: number | null;
  /** Called with each piece of serial output as it arrives, one character per byte. */
  readonly onSerial?: (text: string) => void;
  /** Further arguments. */
  readonly extra?: readonly string[];
  /** Kills QEMU when it fires. */
  readonly signal?: AbortSignal;
  /**
   * What SIGINT does, which Ctrl-C sends to every program of the terminal. `ends`, the default, kills
   * QEMU. `ignored` is for a QEMU behind a debugger, whose key it is: it runs in a session of its
   * own, which the terminal sends nothing to.
   */
  readonly interrupt?: 'ends' | 'ignored';
  /** Directory in which QEMU runs, for paths in `extra`. Default that of this process. */
  readonly directory?: string;
  /** Path of QEMU. Default `findQemu()`. */
  readonly program?: string;
}

/**
 * How a run ended:
 *
 *   exited   the guest wrote to the exit port; `exitStatus` is `(value << 1) | 1`, at least 3
 *   reset    the guest reset or switched itself off: a triple fault, for a kernel that does neither
 *   timeout  `timeoutMs` was over
 *   killed   `signal` fired, or this process got SIGINT (see `interrupt`), SIGTERM or SIGHUP
 *   failed   QEMU could not start, refused its arguments or died; `errors` says why
 */
export type QemuOutcome = 'exited' | 'reset' | 'timeout' | 'killed' | 'failed';

export interface QemuResult {
  readonly outcome: QemuOutcome;
  /** Status of QEMU, or null when a signal ended it or it never started. */
  readonly exitStatus: number | null;
  /** What the guest wrote to COM1, one character per byte; of very long output only the end. */
  readonly serial: string;
  /** What QEMU itself wrote to its standard error. */
  readonly errors: string;
  readonly elapsedMs: number;
}

/**
 * Looks for QEMU: in `SLAYER_QEMU`, which is binding when set, then in PATH.
 *
 * @returns the path of the program, or null
 */
export function findQemu(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string | null {
  const chosen = environment['SLAYER_QEMU'] ?? '';
  if (chosen.includes('/')) return isExecutable(chosen) ? chosen : null;
  const name = chosen === '' ? 'qemu-system-x86_64' : chosen;
  const folders = (environment['PATH'] ?? '').split(path.delimiter).filter((each) => each !== '');
  return folders.map((folder) => path.join(folder, name)).find(isExecutable) ?? null;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * The size that `text` means, in bytes; throws a `RangeError` on anything but a positive number
 * and a unit: QEMU itself takes a bare number for MiB.
 */
export function parseMemorySize(text: string): bigint {
  const match = /^([1-9]\d{0,9})([KMGT])$/.exec(text);
  const [, digits, unit] = match ?? [];
  if (digits === undefined || unit === undefined) {
    throw new RangeError(`memory size '${text}': write a number and K, M, G or T, such as 128M`);
  }
  return BigInt(digits) << BigInt(10 * ('KMGT'.indexOf(unit) + 1));
}

/** The arguments that QEMU gets for `request`; throws as `parseMemorySize` does. */
export function qemuArguments(request: QemuRequest): string[] {
  const memory = request.memory ?? '128M';
  const machine = request.machine ?? 'pc';
  const accel = request.accel ?? 'tcg';
  const unreserved = parseMemorySize(memory) >= UNRESERVED_FROM_BYTES;
  return [
    ...['-machine', unreserved ? `${machine},memory-backend=ram` : machine],
    ...(unreserved ? ['-object', `memory-backend-ram,id=ram,size=${memory},reserve=off`] : []),
    ...['-accel', accel, '-cpu', request.cpu ?? (accel === 'kvm' ? 'qemu64' : 'max'), '-m', memory],
    ...(request.elf === undefined ? [] : ['-kernel', request.elf]),
    ...(request.uefi === undefined ? [] : flashArguments(request.uefi)),
    // No network card, no screen, no user's configuration: less firmware work, the same everywhere.
    ...['-no-user-config', '-nodefaults', '-display', request.display ?? 'none', '-no-reboot'],
    ...['-serial', 'stdio', '-device', 'isa-debug-exit,iobase=0xf4,iosize=4'],
    ...(request.extra ?? []),
  ];
}

/** The two flash chips that hold UEFI firmware. */
function flashArguments({ code, variables }: UefiFlash): string[] {
  const chip = (file: string, readOnly: boolean): string =>
    `if=pflash,format=raw,readonly=${readOnly ? 'on' : 'off'},file=${escapeComma(file)}`;
  return ['-drive', chip(code, true), '-drive', chip(variables, false)];
}

/** A path inside an option of QEMU, where a comma ends it unless doubled. */
function escapeComma(file: string): string {
  return file.replaceAll(',', ',,');
}

/**
 * Boots `request` and waits for the end of QEMU, whatever it is; see `QemuOutcome`.
 *
 * Throws only on a malformed memory size. A missing QEMU or image is the outcome `failed`.
 */
export async function runQemu(request: QemuRequest): Promise<QemuResult> {
  const startedMs = performance.now();
  const programArguments = qemuArguments(request);
  const program = request.program ?? findQemu();
  const ended = (
    outcome: QemuOutcome,
    exitStatus: number | null,
    serial: string,
    errors: string,
  ): QemuResult => {
    return { outcome, exitStatus, serial, errors, elapsedMs: performance.now() - startedMs };
  };
  if (program === null) return ended('failed', null, '', 'qemu-system-x86_64 was not found');
  if (request.signal?.aborted === true) return ended('killed', null, '', '');

  return new Promise((resolve) => {
    const ignoresInterrupt = request.interrupt === 'ignored';
    const child = spawn(program, programArguments, {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: ignoresInterrupt,
      cwd: request.directory,
    });
    let serial = '';
    let errors = '';
    let stopped: 'timeout' | 'killed' | null = null;
    const stop = (why: 'timeout' | 'killed'): void => {
      stopped ??= why;
      child.kill('SIGKILL');
    };
    const onAbort = (): void => {
      stop('killed');
    };
    const forget = killWithThisProcess(child, (signal) => {
      if (signal !== 'SIGINT' || !ignoresInterrupt) onAbort();
    });
    const timeoutMs = request.timeoutMs === undefined ? DEFAULT_TIMEOUT_MS : request.timeoutMs;
    const timer =
      timeoutMs === null
        ? undefined
        : setTimeout(() => {
            stop('timeout');
          }, timeoutMs);
    request.signal?.addEventListener('abort', onAbort, { once: true });

    child.stdout.setEncoding('latin1').on('data', (text: string) => {
      serial += text;
      if (serial.length > 2 * KEPT_SERIAL_CHARACTERS) {
        serial = serial.slice(-KEPT_SERIAL_CHARACTERS);
      }
      request.onSerial?.(text);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors = (errors + text).slice(-64 * 1024);
    });

    const finish = (exitStatus: number | null): void => {
      clearTimeout(timer);
      request.signal?.removeEventListener('abort', onAbort);
      forget();
      resolve(ended(stopped ?? outcomeOf(exitStatus), exitStatus, serial, errors));
    };
    child.once('error', (error) => {
      errors += error.message;
      // Started, and only a signal could not be sent: `close` still follows.
      if (child.pid === undefined) finish(null);
    });
    child.once('close', (exitStatus) => {
      finish(exitStatus);
    });
  });
}

/** What QEMU's own end means, when we did not kill it. 1 is QEMU's status for its own errors. */
function outcomeOf(exitStatus: number | null): QemuOutcome {
  if (exitStatus === null || exitStatus === 1) return 'failed';
  if (exitStatus === 0) return 'reset';
  return exitStatus % 2 === 1 ? 'exited' : 'failed';
}

/** Whether the guest said that all went well. */
export function isSuccess(result: QemuResult): boolean {
  return result.outcome === 'exited' && result.exitStatus === EXIT_STATUS_SUCCESS;
}

/** One line for people that says how a run ended. */
export function describeResult(result: QemuResult): string {
  const seconds = `${(result.elapsedMs / 1000).toFixed(1)} s`;
  const errors = result.errors.trim().split('\n').at(-1) ?? '';
  switch (result.outcome) {
    case 'exited':
      if (result.exitStatus === EXIT_STATUS_SUCCESS)
        return `the kernel ended well after ${seconds}`;
      return `the kernel reported a failure after ${seconds} (QEMU status ${String(result.exitStatus)})`;
    case 'reset':
      return `the machine reset after ${seconds}: a triple fault, or the kernel switched it off`;
    case 'timeout':
      return `no end after ${seconds}: QEMU was killed`;
    case 'killed':
      return `stopped after ${seconds}`;
    case 'failed':
      return `QEMU failed: ${errors === '' ? `status ${String(result.exitStatus)}` : errors}`;
  }
}

// ── I2 ──────────────────────────────────────────────────────────────────────────────────────────

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
type Stop = (signal: NodeJS.Signals) => void;
/** What is running, and what to do with each when this process is told to end. */
const running = new Map<ChildProcess, Stop>();

function onSignal(signal: NodeJS.Signals): void {
  for (const stop of running.values()) stop(signal);
}

function onExit(): void {
  for (const child of running.keys()) child.kill('SIGKILL');
}

/**
 * Ties `child` to the life of this process; the returned function unties it.
 *
 * While one is tied, a signal does not end this process: `stop` is called, `runQemu` says `killed`,
 * and its caller ends in good order.
 */
function killWithThisProcess(child: ChildProcess, stop: Stop): () => void {
  if (running.size === 0) {
    for (const signal of SIGNALS) process.on(signal, onSignal);
    process.on('exit', onExit);
  }
  running.set(child, stop);
  return () => {
    running.delete(child);
    if (running.size > 0) return;
    for (const signal of SIGNALS) process.off(signal, onSignal);
    process.off('exit', onExit);
  };
}
