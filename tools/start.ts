/**
 * `npm start`: set-up, compile, boot in QEMU with the kernel's log on the terminal.
 *
 * The kernel is given to QEMU directly, or boots from a medium as on a real machine.
 *
 * On a terminal the machine keeps running after its report until Ctrl-C. With `--exit`, or when
 * nobody is watching, the kernel is told to end by itself (`exit` on its command line) and the
 * status says whether its report was complete and its self-check passed.
 *
 * Used by: `build.ts`.            Uses: `kernel-image.ts`, `media/`, `compiler/toolchain/qemu.ts`.
 */

import { readFileSync } from 'node:fs';

import { readElf } from '../compiler/toolchain/elf.ts';
import { describeResult, isSuccess, probeKvm, runQemu } from '../compiler/toolchain/qemu.ts';
import type { Accelerator, QemuRequest, QemuResult } from '../compiler/toolchain/qemu.ts';
import { UserFailure } from './failure.ts';
import { ensureTools } from './install.ts';
import { buildKernel } from './kernel-image.ts';
import { defaultFirmware, mediumOf, withMachine } from './media/boot-medium.ts';
import type { Firmware, MediumBoot } from './media/boot-medium.ts';
import { chooseLimine } from './media/limine-files.ts';
import type { Bootloader } from './media/limine-files.ts';
import { buildMedium } from './media/media.ts';
import { checkMemoryForImage, checkMemoryForUefi } from './memory-size.ts';
import { findTool, OVMF, QEMU } from './system-tools.ts';
import { withoutSequences } from './terminal-text.ts';

export interface StartOptions {
  /** End after the boot report. */
  readonly exit: boolean;
  /** Command line of the kernel, to which `exit` is added where the kernel is to end by itself. */
  readonly append: string;
  /** Memory of the machine: a number and K, M, G or T. */
  readonly memory: string;
  readonly accel: Accelerator;
  /** Processor model as `-cpu` takes it; without it, that of `runQemu`. */
  readonly cpu?: string;
  /** `direct`: QEMU loads the kernel itself. */
  readonly boot: 'direct' | MediumBoot;
  /** For media; without it, what suits the medium. */
  readonly firmware?: Firmware;
  /** For media: gives the machine a screen, shown as `-display` takes it; without it, none. */
  readonly display?: string;
  /** For media; as of `npm run image`. */
  readonly bootloader?: Bootloader;
  readonly limineDir?: string;
}

/** A boot that has not reported after this time never will; only with `exit`. */
const EXIT_TIMEOUT_MS = 120_000;

/** Boots the kernel. @returns the exit status: 0 when all went well */
export async function start(options: StartOptions): Promise<number> {
  await ensureTools();
  if (options.accel === 'kvm') await refuseUnusableKvm();
  const ends = options.exit || !process.stdout.isTTY;
  const plain = withoutSequences();
  const machine: QemuRequest = {
    memory: options.memory,
    accel: options.accel,
    ...(options.cpu === undefined ? {} : { cpu: options.cpu }),
    program: findTool(QEMU).path ?? QEMU.name,
    timeoutMs: ends ? EXIT_TIMEOUT_MS : null,
    onSerial: (text) => process.stdout.write(plain(text), 'latin1'),
  };
  const { boot } = options;
  const result = await (boot === 'direct'
    ? startDirectly(machine, options, ends)
    : startMedium(machine, boot, options, ends));
  refuseUnusableModel(options, result);
  return statusOf(result, ends, options.display !== undefined);
}

/** Says why KVM cannot be used, where QEMU itself may end with an assertion. */
async function refuseUnusableKvm(): Promise<void> {
  const { usable, native, reason } = await probeKvm();
  if (usable && !native) console.error(reason);
  if (usable) return;
  throw new UserFailure(
    `--accel kvm: ${reason}`,
    'Without --accel, QEMU translates instructions, which works everywhere.',
  );
}

/** Says what QEMU's assertion means when KVM cannot give the guest the processor that it is to have. */
function refuseUnusableModel({ accel, cpu }: StartOptions, result: QemuResult): void {
  if (accel !== 'kvm' || cpu === undefined || result.outcome !== 'failed') return;
  throw new UserFailure(
    `--accel kvm: KVM cannot run the processor model ${cpu} here`,
    `Leave out --cpu, or --accel. QEMU says:\n${result.errors.trim()}`,
  );
}

async function startDirectly(
  machine: QemuRequest,
  options: StartOptions,
  ends: boolean,
): Promise<QemuResult> {
  for (const name of ['firmware', 'display', 'bootloader', 'limineDir'] as const) {
    if (options[name] === undefined) continue;
    const option = name === 'limineDir' ? 'limine-dir' : name;
    throw new UserFailure(`--${option} needs --boot image, usb or iso`);
  }
  const { elf } = await buildKernel();
  checkMemoryForImage(options.memory, readElf(readFileSync(elf)));
  sayHowToEnd(ends);
  const commandLine = commandLineOf(options, ends);
  return runQemu({ ...machine, elf, extra: commandLine === '' ? [] : ['-append', commandLine] });
}

async function startMedium(
  machine: QemuRequest,
  boot: MediumBoot,
  options: StartOptions,
  ends: boolean,
): Promise<QemuResult> {
  const limine = chooseLimine({
    bootloader: options.bootloader ?? null,
    folder: options.limineDir ?? null,
  });
  const firmware = options.firmware ?? defaultFirmware(boot);
  if (firmware === 'bios' && mediumOf(boot) === 'image' && limine === null) {
    throw new UserFailure(
      'the built-in loader is for UEFI only',
      'Boot the ISO (--boot iso), or use --bootloader limine.',
    );
  }
  if (firmware === 'uefi') {
    checkMemoryForUefi(options.memory);
    await ensureTools([OVMF]);
  }
  // The medium has the command line in it; `slayer` is what people write to sticks.
  const commandLine = commandLineOf(options, ends);
  const name = ends ? 'slayer-exit' : options.append === '' ? 'slayer' : 'slayer-append';
  const medium = await buildMedium(mediumOf(boot), { limine, commandLine, name });
  sayHowToEnd(ends);
  const { display } = options;
  return withMachine(boot, firmware, medium, (parts) =>
    runQemu({
      ...machine,
      ...parts,
      ...(display === undefined
        ? {}
        : { display, extra: [...(parts.extra ?? []), '-device', 'VGA'] }),
    }),
  );
}

function commandLineOf({ append }: StartOptions, ends: boolean): string {
  return [append, ...(ends ? ['exit'] : [])].filter((words) => words !== '').join(' ');
}

function sayHowToEnd(ends: boolean): void {
  if (!ends) console.error('Ctrl-C ends QEMU.');
}

function statusOf(result: QemuResult, ends: boolean, hasDisplay: boolean): number {
  if (isSuccess(result)) return 0;
  // Ctrl-C is how a run that goes on is meant to end.
  if (result.outcome === 'killed') return ends ? 1 : 0;
  if (result.outcome === 'reset' && hasDisplay && !ends) {
    console.error('The window was closed, or the machine reset.');
    return 0;
  }
  // The last line of what QEMU says is a part of the description already.
  const before = result.errors.trim().split('\n').slice(0, -1).join('\n');
  throw new UserFailure(describeResult(result), before || null);
}
