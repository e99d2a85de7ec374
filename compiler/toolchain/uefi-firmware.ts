/**
 * UEFI firmware for QEMU: where distributions put it, and a copy of its variables for one machine.
 *
 * Firmware is two files, code and an empty store of variables. The store is written to by the
 * machine, so every machine gets a copy of its own; the code is shared.
 *
 * Used by: `tools/`, tests.            Uses: nothing.
 */

import { copyFileSync, existsSync } from 'node:fs';
import path from 'node:path';

import type { UefiFlash } from './qemu.ts';

/** Environment variable that names the code file and comes before everything else. */
export const FIRMWARE_VARIABLE = 'SLAYER_OVMF';

/** Code and variables as distributions install them; builds with 4 MiB flash come first. */
const KNOWN_FILES: readonly (readonly [string, string])[] = [
  // Debian, Ubuntu
  ['/usr/share/OVMF/OVMF_CODE_4M.fd', '/usr/share/OVMF/OVMF_VARS_4M.fd'],
  ['/usr/share/OVMF/OVMF_CODE.fd', '/usr/share/OVMF/OVMF_VARS.fd'],
  // Fedora
  ['/usr/share/edk2/ovmf/OVMF_CODE.fd', '/usr/share/edk2/ovmf/OVMF_VARS.fd'],
  // Arch
  ['/usr/share/edk2/x64/OVMF_CODE.4m.fd', '/usr/share/edk2/x64/OVMF_VARS.4m.fd'],
  ['/usr/share/edk2-ovmf/x64/OVMF_CODE.fd', '/usr/share/edk2-ovmf/x64/OVMF_VARS.fd'],
  // Files that come with QEMU: the store for 32 bits serves both.
  ['/usr/share/qemu/edk2-x86_64-code.fd', '/usr/share/qemu/edk2-i386-vars.fd'],
  ['/opt/homebrew/share/qemu/edk2-x86_64-code.fd', '/opt/homebrew/share/qemu/edk2-i386-vars.fd'],
  ['/usr/local/share/qemu/edk2-x86_64-code.fd', '/usr/local/share/qemu/edk2-i386-vars.fd'],
];

/** The code files of `KNOWN_FILES`, in the order in which they are looked for. */
export const FIRMWARE_CODE_FILES: readonly string[] = KNOWN_FILES.map(([code]) => code);

/** What a search for firmware found, and where it looked. */
export interface FirmwareSearch {
  /** The files as installed, or null; `variables` is not to be written to. */
  readonly files: UefiFlash | null;
  readonly tried: readonly string[];
}

/**
 * Looks for firmware. A set `SLAYER_OVMF` is binding: it names the code file; the variables are then
 * the file beside it with `CODE` replaced by `VARS`, or `code` by `vars`.
 */
export function findUefiFirmware(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): FirmwareSearch {
  const chosen = environment[FIRMWARE_VARIABLE] ?? '';
  if (chosen !== '') {
    const name = path.basename(chosen).replace('CODE', 'VARS').replace('code', 'vars');
    const variables = path.join(path.dirname(chosen), name);
    const isThere = variables !== chosen && existsSync(chosen) && existsSync(variables);
    return { files: isThere ? { code: chosen, variables } : null, tried: [chosen, variables] };
  }
  const found = KNOWN_FILES.find((files) => files.every((file) => existsSync(file)));
  const [code, variables] = found ?? [];
  const files = code === undefined || variables === undefined ? null : { code, variables };
  return { files, tried: FIRMWARE_CODE_FILES };
}

/**
 * Firmware for one machine: the code, and a copy of the variables at `variables`.
 *
 * @throws Error that says where we looked, when there is no firmware
 */
export function flashForMachine(variables: string): UefiFlash {
  const { files, tried } = findUefiFirmware();
  if (files === null) {
    throw new Error(`no UEFI firmware (Debian: apt install ovmf); looked at ${tried.join(', ')}`);
  }
  copyFileSync(files.variables, variables);
  return { code: files.code, variables };
}
