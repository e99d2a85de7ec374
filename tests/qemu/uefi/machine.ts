/**
 * A machine with UEFI firmware and one disk, whose files a test gives.
 *
 * The disk is QEMU's virtual FAT: a directory of this machine, shown as a FAT file system.
 *
 * Used by: the tests of this folder.            Uses: `compiler/toolchain/qemu.ts`.
 */

import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { runQemu, type QemuRequest, type QemuResult } from '../../../compiler/toolchain/qemu.ts';
import { flashForMachine } from '../../../compiler/toolchain/uefi-firmware.ts';

/** The firmware alone takes 4 s, three times that on a busy machine. */
const TIMEOUT_MS = 60_000;

export interface UefiRun {
  /** Absolute path of the EFI application that the firmware starts. */
  readonly application: string;
  /** Further files of the disk: path on it, and its contents or the file they come from. */
  readonly files?: Readonly<Record<string, Buffer | string>>;
  readonly machine?: Pick<QemuRequest, 'cpu' | 'machine' | 'memory' | 'extra'>;
  /** The run is over when the serial output contains this. */
  readonly until?: string;
  /** After this time the machine is stopped. */
  readonly timeoutMs?: number;
  /** Done when the serial output contains `until`, before the machine is stopped. */
  readonly beforeEnd?: () => Promise<void>;
}

/** What a run left. */
export interface UefiResult extends QemuResult {
  /** Lines of the serial output that start with `prefix`, without what the firmware puts around. */
  lines(prefix: string): readonly string[];
}

/** Runs a machine; its disk is removed afterwards. */
export async function runUefi(run: UefiRun): Promise<UefiResult> {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'slayer-uefi-'));
  try {
    const disk = path.join(directory, 'disk');
    mkdirSync(path.join(disk, 'EFI/BOOT'), { recursive: true });
    copyFileSync(run.application, path.join(disk, 'EFI/BOOT/BOOTX64.EFI'));
    for (const [name, contents] of Object.entries(run.files ?? {})) {
      const file = path.join(disk, name);
      mkdirSync(path.dirname(file), { recursive: true });
      if (typeof contents === 'string') copyFileSync(contents, file);
      else writeFileSync(file, contents);
    }
    const uefi = flashForMachine(path.join(directory, 'variables.fd'));
    const over = new AbortController();
    let serial = '';
    const lastActs: Promise<void>[] = [];
    const result = await runQemu({
      memory: '256M',
      ...run.machine,
      uefi,
      timeoutMs: run.timeoutMs ?? TIMEOUT_MS,
      signal: over.signal,
      onSerial: (text) => {
        serial += text;
        if (run.until === undefined || !serial.includes(run.until)) return;
        if (lastActs.length !== 0) return;
        const lastAct = run.beforeEnd?.() ?? Promise.resolve();
        lastActs.push(lastAct);
        const stop = (): void => {
          over.abort();
        };
        void lastAct.then(stop, stop);
      },
      extra: ['-drive', `format=raw,file=fat:rw:${disk}`, ...(run.machine?.extra ?? [])],
    });
    // Throws what `beforeEnd` threw.
    await Promise.all(lastActs);
    return { ...result, lines: (prefix) => linesOf(result.serial, prefix) };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function linesOf(serial: string, prefix: string): readonly string[] {
  return serial
    .split(/\r?\n/)
    .filter((line) => line.includes(prefix))
    .map((line) => line.slice(line.indexOf(prefix)));
}
