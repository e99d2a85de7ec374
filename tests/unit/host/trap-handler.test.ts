/** Faults of the simulated machine that a program's own handler takes. */

import { afterEach, expect, test } from 'vitest';

import {
  leavePanic,
  linkerSymbol,
  load64,
  machine,
  MachineFault,
  readCr2,
  readVolatile64,
  resetMachine,
  returnsWithoutPanic,
  setTrapHandler,
  writeVolatile64,
} from '../../../runtime/host/index.ts';

/** Not mapped by the boot tables. */
const ABSENT = 0xffff_f000_0000_1000n;
const VECTOR = 120;
const ERROR_CODE = 128;

afterEach(() => {
  setTrapHandler(null);
});

test('the handler gets vector and error code in a trap frame, and the fault ends what caused it', () => {
  resetMachine();
  const seen: bigint[] = [];
  setTrapHandler((frame: bigint) => {
    seen.push(load64(frame, VECTOR), load64(frame, ERROR_CODE), readCr2());
    expect(frame).toBe(linkerSymbol('boot_stack_top') - 176n);
    leavePanic();
  });
  let wentOn = false;
  const returned = returnsWithoutPanic(() => {
    writeVolatile64(ABSENT, 1n);
    wentOn = true;
  });
  expect([returned, wentOn]).toEqual([false, false]);
  expect(seen).toEqual([14n, 2n, ABSENT]);
});

test('a fault that the handler does not leave is thrown on', () => {
  resetMachine();
  let calls = 0;
  setTrapHandler(() => {
    calls += 1;
  });
  const run = (): boolean => returnsWithoutPanic(() => void readVolatile64(ABSENT));
  expect(run).toThrow(MachineFault);
  setTrapHandler(() => {
    machine().halt();
  });
  expect(run).toThrow(MachineFault);
  expect(calls).toBe(1);
});

test('without a handler, and outside of returnsWithoutPanic, a fault is thrown', () => {
  resetMachine();
  expect(() => returnsWithoutPanic(() => void readVolatile64(ABSENT))).toThrow(MachineFault);
  setTrapHandler(() => {
    throw new Error('called');
  });
  expect(() => readVolatile64(ABSENT)).toThrow(MachineFault);
});
