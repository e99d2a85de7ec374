/** Entry. */
import * as TextOutput from './console/text-output.ts';
import * as Efi from './efi.ts';
import type { EfiHandle, EfiStatus, SystemTable } from './efi.ts';
import * as Firmware from './firmware.ts';

export function efiMain(image: EfiHandle, systemTable: SystemTable): EfiStatus {
  Firmware.init(image, systemTable);
  TextOutput.init();
  log.info('hello');
  return Efi.LOAD_ERROR;
}
