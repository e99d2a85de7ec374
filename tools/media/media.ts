/**
 * The media in the build directory: made when something they depend on has changed.
 *
 * Used by: `tools/image.ts`, `boot-medium.ts`, `tests/qemu/media`.
 * Uses: `disk-image.ts`, `iso-image.ts`, the kernel and the loader.
 */

import path from 'node:path';

import { fingerprint, isFresh, markFresh } from '../fingerprint.ts';
import { ensureTools } from '../install.ts';
import { buildKernel } from '../kernel-image.ts';
import { buildPath, projectDirectory } from '../paths.ts';
import { withProgress } from '../progress.ts';
import { DISK_IMAGE_TOOLS, findTool, ISO_IMAGE_TOOLS, XORRISO } from '../system-tools.ts';
import type { SystemTool } from '../system-tools.ts';
import { buildUefiLoader } from '../uefi-loader.ts';
import { checkCommandLine } from './configuration.ts';
import { makeDiskImage } from './disk-image.ts';
import type { MediumRequest } from './disk-image.ts';
import { mediumDate } from './disk-tools.ts';
import { makeIsoImage } from './iso-image.ts';
import type { LimineFiles } from './limine-files.ts';

/** `image` is for sticks and disks, `iso` for discs and sticks. */
export type MediumKind = 'image' | 'iso';

export interface MediumOptions {
  /** Limine's files, or null: then the built-in loader starts the image, and GRUB the ISO. */
  readonly limine: LimineFiles | null;
  /** Of the kernel. */
  readonly commandLine: string;
  /** Name in the build directory, without `.img` or `.iso`. */
  readonly name: string;
}

/** Everything that a medium is made from, besides the kernel, the loader and Limine. */
const MEDIUM_INPUTS: readonly string[] = ['boot/limine.conf', 'boot/grub.cfg', 'tools/media'];

/** The programs that a medium is made with. */
export function toolsFor(kind: MediumKind, limine: LimineFiles | null): readonly SystemTool[] {
  if (kind === 'image') return DISK_IMAGE_TOOLS;
  return limine === null ? ISO_IMAGE_TOOLS : [XORRISO];
}

/**
 * Makes a medium, unless it is there and nothing it depends on has changed.
 *
 * @returns absolute path of `build/<name>.img` or `build/<name>.iso`
 */
export async function buildMedium(kind: MediumKind, options: MediumOptions): Promise<string> {
  checkCommandLine(options.commandLine);
  const { limine } = options;
  const tools = toolsFor(kind, limine);
  await ensureTools(tools);
  const kernel = (await buildKernel()).elf;
  const loader = await buildUefiLoader();
  const output = buildPath(`${options.name}.${kind === 'image' ? 'img' : 'iso'}`);
  const sources = [
    kernel,
    loader,
    ...(limine === null ? [] : Object.values<string>({ ...limine })),
  ];
  const inputs = fingerprint(
    [...MEDIUM_INPUTS, ...sources.map((file) => path.relative(projectDirectory, file))],
    JSON.stringify([options, mediumDate(), tools.map((tool) => findTool(tool).path)]),
  );
  if (isFresh([output], inputs)) return output;
  const request: MediumRequest = {
    kernel,
    loader,
    limine,
    commandLine: options.commandLine,
    output,
    workFolder: buildPath('media', `${options.name}-${kind}`),
  };
  await withProgress(`Making ${path.basename(output)}`, () =>
    kind === 'image' ? makeDiskImage(request) : makeIsoImage(request),
  );
  markFresh([output], inputs);
  return output;
}
