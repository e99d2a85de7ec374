/**
 * Function references of an EFI application follow the Microsoft calling convention.
 *
 * A dialect program calls functions written in assembly through a table, as it calls those of the
 * firmware, and is called back by one.
 */

import { expect, test } from 'vitest';

import { EXIT_STATUS_SUCCESS } from '../../../compiler/toolchain/qemu.ts';
import { buildApplication } from './application.ts';
import { runUefi } from './machine.ts';

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

export function efiMain(image: EfiHandle, systemTable: SystemTable): EfiStatus {
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
  const application = await buildApplication({
    name: 'convention',
    source: SOURCE,
    assembly: 'convention-oracle.S',
  });
  const result = await runUefi({ application });
  expect(result.lines('loader: ')).toEqual(['loader: 123456 1234567190 654321']);
  expect(result.exitStatus).toBe(EXIT_STATUS_SUCCESS);
}, 90_000);
