/**
 * Firmware that runs with five levels of page tables.
 *
 * OVMF as installed runs with four, so an application turns on the fifth under the running firmware
 * and then starts the loader.
 *
 * Used by: `five-levels.test.ts`, the matrix.            Uses: `application.ts`, `machine.ts`.
 */

import { buildUefiLoader } from '../../../tools/uefi-loader.ts';
import { buildApplication } from './application.ts';
import { runUefi, type UefiResult, type UefiRun } from './machine.ts';

const SOURCE = `
import { readCr4 } from '../../runtime/contract/cpu.ts';
import { linkerSymbol } from '../../runtime/contract/image.ts';
import * as Arena from './arena.ts';
import * as TextOutput from './console/text-output.ts';
import * as Efi from './efi.ts';
import type { EfiHandle, EfiStatus, SystemTable, WordCell } from './efi.ts';
import { DEVICE_PATH, LOADED_IMAGE } from './efi-protocols.ts';
import type { LoadedImage } from './efi-protocols.ts';
import type { LoadedFile } from './file.ts';
import * as File from './file.ts';
import * as Firmware from './firmware.ts';

interface Switch extends Struct {
  readonly fiveLevels: (root: u64) => void;
}

/** [UEFI] "EFI Boot Services Table". */
interface ImageServices extends Struct {
  readonly before: FixedArray<u64, 25>;
  readonly loadImage: (
    bootPolicy: bool,
    parent: EfiHandle,
    devicePath: VirtAddr,
    source: VirtAddr,
    sourceBytes: u64,
    image: WordCell,
  ) => EfiStatus;
  readonly startImage: (image: EfiHandle, exitDataBytes: VirtAddr, exitData: VirtAddr) => EfiStatus;
}

const LOADER: LoadedFile = zeroed();
const IMAGE: WordCell = zeroed();

export function efiMain(image: EfiHandle, systemTable: SystemTable): EfiStatus {
  'use unsafe';
  Firmware.init(image, systemTable);
  TextOutput.init();
  assert(File.openVolume() === File.FileStatus.Ok, 'no volume');
  File.setConstantPath('/boot/loader.efi');
  assert(File.load(LOADER) === File.FileStatus.Ok, 'no loader');

  const root = Firmware.allocateZeroedPageBelow4GiB();
  assert(root !== null, 'no memory');
  Arena.setWord(root, 0n, cr3() | 3n);
  at<Switch>(linkerSymbol('five_levels_table')).fiveLevels(u64(root));
  const isOn = (readCr4() & 0x1000n) !== 0n;
  log.info(isOn ? 'five levels are on' : 'five levels are off');

  const services = at<ImageServices>(addressOf(Firmware.bootServices()));
  const own = Firmware.protocolOf(image, LOADED_IMAGE);
  assert(own !== null, 'no loaded image');
  const path = Firmware.protocolOf(at<LoadedImage>(own).deviceHandle, DEVICE_PATH);
  assert(path !== null, 'no device path');
  const loaded = services.loadImage(false, image, path, virt(LOADER.base), LOADER.lengthBytes, IMAGE);
  assert(loaded === Efi.SUCCESS, 'the loader cannot be loaded');
  return services.startImage(brand<EfiHandle>(IMAGE.value), virt(0n), virt(0n));
}

function cr3(): u64 {
  'use unsafe';
  return at<Reader>(linkerSymbol('five_levels_table')).readCr3();
}

interface Reader extends Struct {
  readonly unused: u64;
  readonly readCr3: () => u64;
}
`;

/** Boots the disk `files` with the fifth level on; the loader says in the serial output whether it is. */
export async function runWithFiveLevels(
  files: NonNullable<UefiRun['files']>,
  extra: readonly string[] = [],
): Promise<UefiResult> {
  const application = await buildApplication({
    name: 'five-levels',
    source: SOURCE,
    assembly: 'five-levels.S',
  });
  return runUefi({
    application,
    files: { ...files, 'boot/loader.efi': await buildUefiLoader() },
    machine: { cpu: 'max', extra },
  });
}
