/**
 * The UEFI loader `build/BOOTX64.EFI`: made when something it depends on has changed.
 *
 * `buildUefiLoader` is all that an image needs from here. On the image, the files are:
 *
 *   /EFI/BOOT/BOOTX64.EFI   the loader: [UEFI] "Removable Media Boot Behavior"
 *   limine.conf             in /, /limine, /boot, /boot/limine or /EFI/BOOT: the first one found
 *   the kernel, modules     anywhere on the same FAT volume, under the paths of the configuration
 *
 * `limine.conf` has the syntax of Limine's: lines `key: value`, `#` comments, a line `/Title` for
 * each entry; at most 16 KiB of text; CR LF and a byte order mark are allowed, and capitals do not
 * matter in keys. Entry number `default_entry` (from 1 on, default 1) is started at once: there is
 * no menu.
 *
 *   protocol              `limine`, the default; an entry with another one is refused
 *   path, kernel_path     the kernel, needed: `boot():/boot/slayer.elf` or `/boot/slayer.elf`,
 *                         ASCII, at most 250 characters; other resources and `#<hash>` are refused
 *   cmdline,
 *   kernel_cmdline        the kernel's command line: the rest of the line
 *   resolution            `<width>x<height>`; without it, or when the screen has no such mode, the
 *                         one that the firmware has set
 *   randomise_hhdm_base   `yes`: the higher-half direct map starts at a random place
 *   module_path           a file for the kernel, at most 16; `module_cmdline` after it is its text
 *
 * Of two keys with one meaning in an entry the last one counts. Keys of Limine's menu (`timeout`,
 * `serial`, …) are passed over; any other key, and macros (`${…}`), give a warning and have no
 * effect. What cannot be started is one line `loader: error: …` on the firmware's console and
 * COM1; after 10 seconds the firmware goes on with its next boot option.
 *
 * Used by: images, `tests/qemu/uefi`.            Uses: the compiler and its tool chain.
 * Not handled here: the image itself; firmware that checks signatures (Secure Boot).
 */

import { renameSync } from 'node:fs';

import { emitUnits } from '../compiler/backend-c/emit.ts';
import { compile, type CompileRequest } from '../compiler/compile.ts';
import { renderDiagnostics } from '../compiler/diagnostics/render.ts';
import type { Program } from '../compiler/ir/program.ts';
import { ToolchainError } from '../compiler/toolchain/process.ts';
import { buildUefiImage } from '../compiler/toolchain/uefi-image.ts';
import { UserFailure } from './failure.ts';
import { fingerprint, isFresh, markFresh } from './fingerprint.ts';
import { BUILD_DIRECTORY, projectDirectory, projectPath } from './paths.ts';
import { withProgress } from './progress.ts';
import { nativeTools } from './system-tools.ts';

/** Everything that the loader is made from. */
const LOADER_INPUTS: readonly string[] = [
  'boot/uefi',
  'kernel/console/serial.ts',
  'runtime/contract',
  'runtime/uefi',
  'compiler',
  'tools/uefi-loader.ts',
  'package-lock.json',
];

const LOADER_MAIN = 'boot/uefi/main.ts';
const ENTRY_NAME = 'efiMain';
/** The loader's own messages and panics, in place of the kernel's. */
export const LOADER_SUPPORT: NonNullable<CompileRequest['support']> = {
  message: 'boot/uefi/console/message.ts',
  panic: 'boot/uefi/console/panic.ts',
};

/** Compiles the loader; throws a UserFailure with every diagnostic. */
export function compileLoader(): Program {
  const request = { projectDirectory, roots: [LOADER_MAIN], support: LOADER_SUPPORT };
  const { program, diagnostics } = compile(request);
  if (program !== null && diagnostics.length === 0) return program;
  throw new UserFailure(
    `the loader does not compile\n${renderDiagnostics(diagnostics, () => null, false)}`,
  );
}

/**
 * Makes the loader, unless it is there and nothing it depends on has changed.
 *
 * @returns absolute path of `BOOTX64.EFI`
 */
export async function buildUefiLoader(): Promise<string> {
  const tools = nativeTools();
  const output = projectPath(BUILD_DIRECTORY, 'BOOTX64.EFI');
  const inputs = fingerprint(LOADER_INPUTS, JSON.stringify(tools));
  if (isFresh([output], inputs)) return output;
  await withProgress('Compiling the UEFI loader', async () => {
    const program = compileLoader();
    const entry = program.modules
      .find((module) => module.path === LOADER_MAIN)
      ?.functions.find((candidate) => candidate.name === ENTRY_NAME);
    if (entry === undefined) throw new UserFailure(`${LOADER_MAIN} exports no ${ENTRY_NAME}`);
    try {
      const made = await buildUefiImage({
        projectDirectory,
        buildDirectory: BUILD_DIRECTORY,
        tools,
        name: 'uefi-loader',
        units: emitUnits(program, { entryPoints: [entry.symbol], checks: 'on' }),
        entryPoint: entry.symbol,
      });
      renameSync(projectPath(made), output);
    } catch (error) {
      if (error instanceof ToolchainError) throw new UserFailure(error.message);
      throw error;
    }
  });
  markFresh([output], inputs);
  return output;
}
