/**
 * Function references of an EFI application follow the Microsoft calling convention.
 *
 * A dialect program calls functions written in assembly through a table, as it calls those of the
 * firmware, and is called back by one.
 */

import { expect, test } from 'vitest';

import { emitC } from '../../../compiler/backend-c/emit.ts';
import { compile } from '../../../compiler/compile.ts';
import { assembleFlags } from '../../../compiler/toolchain/flags.ts';
import { runTool } from '../../../compiler/toolchain/process.ts';
import { EXIT_STATUS_SUCCESS } from '../../../compiler/toolchain/qemu.ts';
import { buildUefiImage } from '../../../compiler/toolchain/uefi-image.ts';
import { nativeTools } from '../../../tools/link.ts';
import { BUILD_DIRECTORY, projectDirectory, projectPath } from '../../../tools/paths.ts';
import { LOADER_SUPPORT } from '../../../tools/uefi-loader.ts';
import { runUefi } from './machine.ts';

const MODULE = 'boot/uefi/convention.ts';
const SOURCE = `
import { writePort8, haltForever } from '../../runtime/contract/cpu.ts';
import { linkerSymbol } from '../../runtime/contract/image.ts';
import * as TextOutput from './console/text-output.ts';
import type { EfiHandle, EfiStatus, SystemTable } from './efi.ts';
import * as Firmware from './firmware.ts';

interface Oracle extends Struct {
  readonly weigh: (a: u64, b: u64, c: u64, d: u64, e: u64, f: u64) => u64;
  readonly narrow: (
    a: u8, b: u16, c: u32, d: u64, e: u8, f: u16, g: u32, h: bool, i: i64, j: VirtAddr,
  ) => u64;
  readonly callBack: (action: (a: u64, b: u64, c: u64, d: u64, e: u64, f: u64) => u64) => u64;
}

/** Calls on, so that arguments must be kept over a call. */
function backwards(a: u64, b: u64, c: u64, d: u64, e: u64, f: u64): u64 {
  return oracle().weigh(f, e, d, c, b, a);
}

function oracle(): Oracle {
  'use unsafe';
  // SAFE: the table of convention-oracle.S.
  return at<Oracle>(linkerSymbol('convention_oracle'));
}

export function conventionMain(image: EfiHandle, systemTable: SystemTable): EfiStatus {
  Firmware.init(image, systemTable);
  TextOutput.init();
  const minusNine: i64 = -9n;
  const weighed = oracle().weigh(1n, 2n, 3n, 4n, 5n, 6n);
  const narrow = oracle().narrow(1, 2, 3, 4n, 5, 6, 7, true, minusNine, virt(0n));
  const calledBack = oracle().callBack(backwards);
  log.info(\`\${weighed} \${narrow} \${calledBack}\`);
  exit(weighed === 123456n && narrow === 1234567190n && calledBack === 654321n);
}

function exit(isGood: bool): never {
  'use unsafe';
  // SAFE: the port of QEMU's isa-debug-exit.
  writePort8(0xf4, isGood ? 0x10 : 0x11);
  haltForever();
}
`;

test('more than four arguments, narrow ones, shadow space, and calls back', async () => {
  const { program, diagnostics } = compile({
    projectDirectory,
    roots: [MODULE],
    sources: new Map([[MODULE, SOURCE]]),
    support: LOADER_SUPPORT,
  });
  expect(diagnostics).toEqual([]);
  if (program === null) return;
  const entryPoint = program.modules
    .find((module) => module.path === MODULE)
    ?.functions.find((each) => each.name === 'conventionMain')?.symbol;
  if (entryPoint === undefined) throw new Error('the entry point is missing');

  const tools = nativeTools();
  const oracle = `${BUILD_DIRECTORY}/convention-oracle.o`;
  const source = 'tests/qemu/uefi/convention-oracle.S';
  await runTool(
    tools.clang,
    [...assembleFlags('uefi'), '-c', source, '-o', oracle],
    projectDirectory,
  );
  const application = await buildUefiImage({
    projectDirectory,
    buildDirectory: BUILD_DIRECTORY,
    tools,
    name: 'convention',
    cText: emitC(program, { entryPoints: [entryPoint], checks: 'on' }),
    entryPoint,
    objects: [oracle],
  });
  const result = await runUefi({ application: projectPath(application) });
  expect(result.lines('loader: ')).toEqual(['loader: 123456 1234567190 654321']);
  expect(result.exitStatus).toBe(EXIT_STATUS_SUCCESS);
}, 90_000);
