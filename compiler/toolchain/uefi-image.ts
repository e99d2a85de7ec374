/**
 * Dialect code as an EFI application: PE32+ for x86-64, started by UEFI firmware.
 *
 * clang makes objects for a Windows target, which fixes the object format and the calling
 * convention; lld's COFF linker makes the image. It keeps base relocations, because the firmware
 * chooses the address.
 *
 * Used by: `tools/`, tests.            Uses: `objects.ts`, clang, lld.
 * Invariants:
 *   I1. The same C, runtime and tools give the same image, byte for byte: no time stamp, no path.
 *   I2. An image that is not as it must be is not left behind.
 * Not handled here: compiling dialect code to C (`compiler/backend-c`); debug information.
 * Sources: [UEFI] "UEFI Images"; [PE] "Optional Header", "Section Table".
 */

import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

import type { CUnit } from '../backend-c/emit.ts';
import { runLinker } from './linker.ts';
import { assembleFolder, type BuildPlaces, compileUnits } from './objects.ts';
import { type NativeTools, ToolchainError } from './process.ts';

const ASSEMBLY_FOLDER = 'runtime/uefi';

/** [PE] "COFF File Header": IMAGE_FILE_MACHINE_AMD64. */
const MACHINE_X86_64 = 0x8664;
/** [PE] "Optional Header": PE32+. */
const MAGIC_PE32_PLUS = 0x20b;
/** [PE] "Windows Subsystem": IMAGE_SUBSYSTEM_EFI_APPLICATION. */
const SUBSYSTEM_EFI_APPLICATION = 10;
/** [PE] "Section Flags": IMAGE_SCN_MEM_EXECUTE and IMAGE_SCN_MEM_WRITE. */
const SECTION_EXECUTE = 0x2000_0000;
const SECTION_WRITE = 0x8000_0000;
/** Index of the base relocation table among the data directories. */
const DIRECTORY_RELOCATIONS = 5;

export interface UefiImageRequest extends BuildPlaces {
  readonly tools: NativeTools;
  /** `loader` gives `build/loader.efi` and `build/loader-1.c`, …. */
  readonly name: string;
  /** What the C back end emits. */
  readonly units: Iterable<CUnit>;
  /** C symbol of the dialect function `(image: EfiHandle, systemTable: SystemTable) => EfiStatus`. */
  readonly entryPoint: string;
  /** More objects to link, relative to the project; for tests. */
  readonly objects?: readonly string[];
}

/**
 * Builds an EFI application.
 *
 * @returns path of the image, relative to the project
 * @throws ToolchainError when a tool fails, or the image is not as it must be
 */
export async function buildUefiImage(request: UefiImageRequest): Promise<string> {
  const { projectDirectory, buildDirectory, name, tools, units, entryPoint } = request;
  const [cObjects, assembly] = await Promise.all([
    compileUnits(units, 'uefi', request),
    assembleFolder(ASSEMBLY_FOLDER, 'uefi', request),
  ]);
  const output = `${buildDirectory}/${name}.efi`;
  const absolute = path.join(projectDirectory, output);
  rmSync(absolute, { force: true });
  const flags = [
    // Any lld is all linkers; this chooses the one for COFF.
    '-flavor',
    'link',
    '/nologo',
    '/subsystem:efi_application',
    `/entry:${entryPoint}`,
    '/nodefaultlib',
    '/machine:x64',
    '/dynamicbase',
    '/timestamp:0',
    '/opt:ref',
    `/out:${output}`,
    assembly,
    ...(request.objects ?? []),
    ...cObjects,
  ];
  await runLinker(tools.linker, flags, projectDirectory);
  const problems = findUefiImageProblems(readFileSync(absolute));
  if (problems.length > 0) {
    rmSync(absolute, { force: true });
    throw new ToolchainError(
      [`${output} is not a valid EFI application:`, ...problems.map((each) => `  - ${each}`)].join(
        '\n',
      ),
    );
  }
  return output;
}

/** Everything that is wrong with an EFI application, one sentence each; empty when it is well. */
export function findUefiImageProblems(bytes: Buffer): readonly string[] {
  if (bytes.length < 64 || bytes.toString('latin1', 0, 2) !== 'MZ') return ['it is not a PE image'];
  const header = bytes.readUInt32LE(60);
  const optional = header + 24;
  if (optional + 112 > bytes.length || bytes.readUInt32LE(header) !== 0x4550) {
    return ['it has no PE header'];
  }
  const problems: string[] = [];
  if (bytes.readUInt16LE(header + 4) !== MACHINE_X86_64) problems.push('it is not for x86-64');
  if (bytes.readUInt16LE(optional) !== MAGIC_PE32_PLUS) problems.push('it is not PE32+');
  if (bytes.readUInt32LE(header + 8) !== 0) problems.push('it has a time stamp');
  if (bytes.readUInt16LE(optional + 68) !== SUBSYSTEM_EFI_APPLICATION) {
    problems.push('its subsystem is not "EFI application"');
  }
  const directory = optional + 112 + DIRECTORY_RELOCATIONS * 8;
  if (bytes.readUInt32LE(directory + 4) === 0) {
    problems.push('it has no base relocations, so it runs at one address only');
  }
  const sectionCount = bytes.readUInt16LE(header + 6);
  const sections = optional + bytes.readUInt16LE(header + 20);
  for (let index = 0; index < sectionCount; index++) {
    const section = sections + index * 40;
    const flags = bytes.readUInt32LE(section + 36);
    if ((flags & SECTION_EXECUTE) !== 0 && (flags & SECTION_WRITE) !== 0) {
      const sectionName = bytes.toString('latin1', section, section + 8).replace(/\0+$/, '');
      problems.push(`the section ${sectionName} is writable and executable`);
    }
  }
  return problems;
}
