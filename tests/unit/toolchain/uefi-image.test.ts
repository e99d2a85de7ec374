/**
 * EFI applications: the same bytes everywhere, and what is refused.
 */

import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { ToolchainError } from '../../../compiler/toolchain/process.ts';
import { buildUefiImage, findUefiImageProblems } from '../../../compiler/toolchain/uefi-image.ts';
import { nativeTools } from '../../../tools/system-tools.ts';
import { BUILD_DIRECTORY, projectDirectory, projectPath } from '../../../tools/paths.ts';

/** An application that only comes back, with a pointer that must be relocated. */
const C_TEXT = `
typedef unsigned long long u64;
extern const u64 *const volatile table[];
static const u64 zero = 0;
const u64 *const volatile table[] = { &zero };
u64 entry(void *image, void *systemTable);
u64 entry(void *image, void *systemTable) { (void)image; (void)systemTable; return *table[0]; }
`;

const directory = mkdtempSync(path.join(os.tmpdir(), 'slayer-uefi-image-'));
let image: Buffer;

async function build(project: string, cText: string = C_TEXT): Promise<string> {
  const request = {
    projectDirectory: project,
    buildDirectory: BUILD_DIRECTORY,
    tools: nativeTools(),
    name: 'uefi-image-test',
    units: [{ number: 1, text: cText }],
    entryPoint: 'entry',
  };
  return path.join(project, await buildUefiImage(request));
}

beforeAll(async () => {
  image = readFileSync(await build(projectDirectory));
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

describe('an EFI application', () => {
  test('is the same in another directory', async () => {
    cpSync(projectPath('runtime'), path.join(directory, 'runtime'), { recursive: true });
    copyFileSync(projectPath('package.json'), path.join(directory, 'package.json'));
    const other = readFileSync(await build(directory));
    expect(other.equals(image)).toBe(true);
  });

  test('is well formed', () => {
    expect(findUefiImageProblems(image)).toEqual([]);
  });

  test('must be able to run anywhere', async () => {
    const fixed = 'int entry(void);\nint entry(void) { return 0; }\n';
    await expect(build(projectDirectory, fixed)).rejects.toThrow(ToolchainError);
  });

  test.each<readonly [string, (bytes: Buffer, header: number) => void]>([
    ['it is not a PE image', (bytes) => bytes.write('XX')],
    ['it has no PE header', (bytes, header) => bytes.writeUInt32LE(0, header)],
    ['it is not for x86-64', (bytes, header) => bytes.writeUInt16LE(0x14c, header + 4)],
    ['it is not PE32+', (bytes, header) => bytes.writeUInt16LE(0x10b, header + 24)],
    ['it has a time stamp', (bytes, header) => bytes.writeUInt32LE(1, header + 8)],
    [
      'its subsystem is not "EFI application"',
      (bytes, header) => bytes.writeUInt16LE(3, header + 24 + 68),
    ],
    [
      'the section .text is writable and executable',
      (bytes, header) => {
        const section = header + 24 + bytes.readUInt16LE(header + 20);
        bytes.writeUInt32LE(0xe000_0020, section + 36);
      },
    ],
  ])('is refused: %s', (problem, change) => {
    const bytes = Buffer.from(image);
    change(bytes, bytes.readUInt32LE(60));
    expect(findUefiImageProblems(bytes)).toEqual([problem]);
  });
});
