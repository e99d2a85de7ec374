/**
 * The media boot as on a real machine: found by the firmware, started by a boot loader.
 */

import { describe, expect, test } from 'vitest';

import { describeResult, isSuccess, runQemu } from '../../../compiler/toolchain/qemu.ts';
import { mediumOf, withMachine } from '../../../tools/media/boot-medium.ts';
import type { Firmware, MediumBoot } from '../../../tools/media/boot-medium.ts';
import { buildMedium, toolsFor } from '../../../tools/media/media.ts';
import { missingTools, OVMF } from '../../../tools/system-tools.ts';

/** The firmware alone takes 4 s, three times that on a busy machine. */
const BOOT_TIMEOUT_MS = 60_000;
/** The kernel and the loader may have to be compiled first. */
const TEST_TIMEOUT_MS = 240_000;

/** How the kernel says that it was started, and what it says about the loader's memory. */
const WAYS: readonly (readonly [MediumBoot, Firmware, RegExp])[] = [
  ['image', 'uefi', /^boot path\s+Limine/m],
  ['usb', 'uefi', /^boot path\s+Limine/m],
  ['iso', 'bios', /^boot path\s+Multiboot2/m],
  ['iso', 'uefi', /^boot path\s+Multiboot2/m],
];

/** Why a way cannot be tested here, or null. */
function lack(boot: MediumBoot, firmware: Firmware): string | null {
  const tools = [...toolsFor(mediumOf(boot), null), ...(firmware === 'uefi' ? [OVMF] : [])];
  const missing = missingTools(tools).map((tool) => tool.name);
  return missing.length === 0 ? null : `not found: ${missing.join(', ')}`;
}

describe('a medium', () => {
  test.for(WAYS)(
    '%s boots under %s and ends with a complete report',
    { timeout: TEST_TIMEOUT_MS },
    async ([boot, firmware, bootPath], context) => {
      const reason = lack(boot, firmware);
      if (reason !== null) return context.skip(reason);
      const medium = await buildMedium(mediumOf(boot), {
        limine: null,
        commandLine: 'exit',
        name: 'slayer-exit',
      });
      const result = await withMachine(boot, firmware, medium, (parts) =>
        runQemu({ ...parts, timeoutMs: BOOT_TIMEOUT_MS }),
      );
      const { serial } = result;
      expect(isSuccess(result), `${describeResult(result)}\n${serial}`).toBe(true);
      expect(serial).toMatch(bootPath);
      expect(serial).toMatch(/^audit\s+passed/m);
      expect(serial).toMatch(/^self-check\s+passed/m);
      expect(serial.trimEnd().endsWith('ready')).toBe(true);
    },
  );
});
