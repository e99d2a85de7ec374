/**
 * The kernel image: emitted C and the assembly runtime, linked, given its symbol table, and checked.
 *
 * Used by: `tools/`, tests.            Uses: `objects.ts`, `image-symbols.ts`, `check-image.ts`.
 * Invariants:
 *   I1. The same C, runtime and tools give the same image, byte for byte, in any directory.
 *   I2. An image that is not as it must be is not left behind.
 * Not handled here: compiling dialect code to C (`compiler/backend-c`), booting (`qemu.ts`).
 */

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import type { CUnit } from '../backend-c/emit.ts';
import type { Position } from '../ir/program.ts';
import { checkKernelImage } from './check-image.ts';
import { ELF, type ElfFile, findSection, readElf } from './elf.ts';
import { imageSymbols } from './image-symbols.ts';
import { runLinker } from './linker.ts';
import { assembleFolder, type BuildPlaces, compileUnits } from './objects.ts';
import { type NativeTools, ToolchainError } from './process.ts';
import { encodeSectionObject } from './section-object.ts';
import { EMPTY_SYMBOL_TABLE, encodeSymbolTable } from './symbol-table.ts';

const ASSEMBLY_FOLDER = 'runtime/native';
const LINKER_SCRIPT = 'linker/kernel.ld';

/** An image, and with what it is made. */
export interface ImageName extends BuildPlaces {
  readonly tools: NativeTools;
  /** `slayer` gives `build/slayer.elf`, `build/slayer.map` and `build/slayer-1.c`, …. */
  readonly name: string;
}

export interface KernelImageRequest extends ImageName {
  /** Flags for clang after the usual ones, which they override. */
  readonly flags?: readonly string[];
  /** What the C back end emits. */
  readonly units: Iterable<CUnit>;
  /** Names for backtraces, by C symbol (`displayNames`). */
  readonly displayNames: ReadonlyMap<string, string>;
  /** Where copied functions are, for their lines (`copyPositions`). */
  readonly copyPositions: ReadonlyMap<string, Position>;
  /** C symbol of the function that the assembly calls as `kernelMain`; that one by default. */
  readonly entryPoint?: string;
}

/** C symbol that `runtime/native/entry-64.S` calls. */
const KERNEL_MAIN_SYMBOL = 'kx_main__kernelMain';

export interface KernelImage {
  /** Paths relative to the project. */
  readonly elf: string;
  readonly map: string;
  /** Bytes of the symbol table in the image. */
  readonly symbolTableBytes: number;
}

/**
 * Assembles the part of an image that does not depend on the program. `buildKernelImage` does it too, and
 * finds it in the cache: this may have gone on while the program was compiled.
 *
 * @returns the object, relative to the project
 * @throws ToolchainError when clang fails
 */
export function assembleRuntime(image: ImageName): Promise<string> {
  return assembleFolder(ASSEMBLY_FOLDER, 'kernel', image);
}

/**
 * Builds an image.
 *
 * @throws ToolchainError when a tool fails, or the image is not as it must be
 */
export async function buildKernelImage(request: KernelImageRequest): Promise<KernelImage> {
  const { projectDirectory, buildDirectory, name, units } = request;
  const elf = `${buildDirectory}/${name}.elf`;
  const map = `${buildDirectory}/${name}.map`;
  const withoutSymbols = `${buildDirectory}/${name}-without-symbols.elf`;
  const absolute = (file: string): string => path.join(projectDirectory, file);

  const [cObjects, assembly] = await Promise.all([
    compileUnits(units, 'kernel', request),
    assembleRuntime(request),
  ]);
  const symbols = `${buildDirectory}/${name}-symbols.o`;
  const objects = [assembly, ...cObjects, symbols];

  rmSync(absolute(elf), { force: true });
  writeFileSync(absolute(symbols), symbolTableObject(encodeSymbolTable(EMPTY_SYMBOL_TABLE)));
  await link(request, objects, withoutSymbols, null);
  const first = readElf(readFileSync(absolute(withoutSymbols)));
  const known = imageSymbols(first, request.displayNames, request.copyPositions);
  const table = encodeSymbolTable(known);
  writeFileSync(absolute(symbols), symbolTableObject(table));
  await link(request, objects, elf, map);
  rmSync(absolute(withoutSymbols), { force: true });

  try {
    const bytes = readFileSync(absolute(elf));
    checkKernelImage(bytes, elf);
    const last = readElf(bytes);
    checkSameCode(first, last);
    checkSymbolTable(last, table, elf);
  } catch (error) {
    rmSync(absolute(elf), { force: true });
    throw error;
  }
  return { elf, map, symbolTableBytes: table.length };
}

/** An object for the place that `linker/kernel.ld` has for the symbol table. */
function symbolTableObject(table: Buffer): Buffer {
  return encodeSectionObject('.symbols', table);
}

async function link(
  request: KernelImageRequest,
  objects: readonly string[],
  output: string,
  map: string | null,
): Promise<void> {
  const flags = [
    '-m',
    'elf_x86_64',
    '-T',
    LINKER_SCRIPT,
    '-nostdlib',
    '-static',
    '--no-dynamic-linker',
    '-z',
    'max-page-size=4096',
    '-z',
    'noexecstack',
    '--fatal-warnings',
    '--build-id=none',
    ...(map === null ? [] : [`-Map=${map}`]),
    ...entryFlags(request.entryPoint),
    ...objects,
    '-o',
    output,
  ];
  const { copyPositions, projectDirectory, tools } = request;
  await runLinker(tools.linker, flags, projectDirectory, copyPositions);
}

/** Makes the assembly's call go to `entryPoint`; no flag when it goes there anyway. */
function entryFlags(entryPoint: string | undefined): readonly string[] {
  if (entryPoint === undefined || entryPoint === KERNEL_MAIN_SYMBOL) return [];
  return [`--defsym=${KERNEL_MAIN_SYMBOL}=${entryPoint}`];
}

/** The addresses of all code symbols. */
function codeSymbols(file: ElfFile): string[] {
  return file.symbols
    .filter(({ section }) => {
      const flags = file.sections[section]?.flags ?? 0;
      return (flags & ELF.SECTION_FLAG_EXECUTABLE) !== 0;
    })
    .map(({ name, address, sizeBytes }) => `${name} ${address.toString(16)} ${sizeBytes}`)
    .sort();
}

/** Refuses an image in which the symbol table moved the code that it describes. */
function checkSameCode(before: ElfFile, after: ElfFile): void {
  const known = new Set(codeSymbols(before));
  const moved = codeSymbols(after).filter((symbol) => !known.has(symbol));
  if (moved.length === 0) return;
  throw new ToolchainError(
    `the symbol table moved code, so its addresses are wrong (${LINKER_SCRIPT} must keep .symbols ` +
      `behind the code): ${moved.slice(0, 5).join(', ')}`,
  );
}

/** Refuses an image with the symbol table of another one. */
function checkSymbolTable(image: ElfFile, table: Buffer, elf: string): void {
  const bytes = findSection(image, '.symbols')?.bytes;
  if (bytes?.subarray(0, table.length).equals(table) === true) return;
  throw new ToolchainError(
    `${elf} has another symbol table than was made for it: another build of it runs`,
  );
}
