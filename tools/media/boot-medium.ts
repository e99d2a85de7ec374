/**
 * Booting the media in QEMU: what firmware and which devices each way to boot needs.
 *
 *   image  `slayer.img` as a disk, under UEFI
 *   usb    `slayer.img` as a USB stick, under UEFI
 *   iso    `slayer.iso` as a disc, under BIOS; or under UEFI
 *
 * Used by: `tools/start.ts`, `tests/qemu/media`.            Uses: `compiler/toolchain`.
 * Invariants:
 *   I1. No medium is written to: the guest's writes go to a file that QEMU deletes.
 *   I2. Every machine has its own copy of the firmware's variables.
 */

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';

import type { QemuRequest } from '../../compiler/toolchain/qemu.ts';
import { flashForMachine } from '../../compiler/toolchain/uefi-firmware.ts';
import { UserFailure } from '../failure.ts';
import { buildPath } from '../paths.ts';
import type { MediumKind } from './media.ts';

/** Ways to boot, besides QEMU's own `-kernel`. */
export const MEDIUM_BOOTS = ['image', 'usb', 'iso'] as const;
export type MediumBoot = (typeof MEDIUM_BOOTS)[number];

export const FIRMWARES = ['uefi', 'bios'] as const;
export type Firmware = (typeof FIRMWARES)[number];

/** The medium that a way to boot needs. */
export function mediumOf(boot: MediumBoot): MediumKind {
  return boot === 'iso' ? 'iso' : 'image';
}

/** The firmware that a way to boot has when nothing is said. */
export function defaultFirmware(boot: MediumBoot): Firmware {
  return boot === 'iso' ? 'bios' : 'uefi';
}

/** The parts of a request to QEMU that a medium decides. */
export type MachineParts = Pick<QemuRequest, 'uefi' | 'extra'>;

/**
 * Lets `action` boot a machine from a medium.
 *
 * @param boot     - how the medium is attached
 * @param firmware - UEFI gets a private copy of its variables, deleted after `action`
 * @param medium   - absolute path of the image
 * @throws UserFailure when UEFI firmware is needed and not there
 */
export async function withMachine<T>(
  boot: MediumBoot,
  firmware: Firmware,
  medium: string,
  action: (parts: MachineParts) => Promise<T>,
): Promise<T> {
  const extra = deviceArguments(boot, medium);
  if (firmware === 'bios') return action({ extra });
  mkdirSync(buildPath('media'), { recursive: true });
  const folder = mkdtempSync(buildPath('media', 'machine-'));
  try {
    return await action({ uefi: flash(path.join(folder, 'variables.fd')), extra });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function flash(variables: string): NonNullable<QemuRequest['uefi']> {
  try {
    return flashForMachine(variables);
  } catch (error) {
    throw new UserFailure(error instanceof Error ? error.message : String(error));
  }
}

/** Attaches the medium. */
export function deviceArguments(boot: MediumBoot, medium: string): readonly string[] {
  // A comma ends an option of QEMU unless doubled.
  const file = `format=raw,file=${medium.replaceAll(',', ',,')}`;
  switch (boot) {
    case 'image':
      return ['-drive', `if=ide,index=0,media=disk,snapshot=on,${file}`];
    case 'usb':
      return [
        ...['-drive', `if=none,id=stick,snapshot=on,${file}`],
        ...['-device', 'qemu-xhci,id=usb', '-device', 'usb-storage,bus=usb.0,drive=stick'],
      ];
    case 'iso':
      return ['-drive', `if=ide,index=0,media=cdrom,readonly=on,${file}`];
  }
}
