/** The QEMU runner: its arguments, and every way a run can end. Most need no QEMU but a stand-in. */

import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { pvhImage } from '../../../compiler/toolchain/kvm-probe.ts';
import {
  describeResult,
  EXIT_STATUS_FAILURE,
  EXIT_STATUS_SUCCESS,
  findQemu,
  isSuccess,
  parseMemorySize,
  probeKvm,
  qemuArguments,
  runQemu,
} from '../../../compiler/toolchain/qemu.ts';

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'slayer-qemu-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A program that takes QEMU's place: a shell script. */
function standIn(name: string, script: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

describe('arguments', () => {
  test('boot the image with the exit device on port 0xf4 and COM1 on stdout', () => {
    expect(qemuArguments({ elf: 'a.elf' }).join(' ')).toBe(
      '-machine pc -accel tcg -cpu max -m 128M -kernel a.elf -no-user-config -nodefaults ' +
        '-display none -no-reboot -serial stdio -device isa-debug-exit,iobase=0xf4,iosize=4',
    );
  });

  test('take machine, processor, accelerator, memory and more from the request', () => {
    const given = qemuArguments({
      elf: 'a.elf',
      machine: 'q35',
      cpu: 'qemu64,-nx',
      accel: 'kvm',
      memory: '64M',
      extra: ['-icount', 'shift=0'],
    }).join(' ');
    expect(given).toContain('-machine q35 -accel kvm -cpu qemu64,-nx -m 64M');
    expect(given).toMatch(/ -icount shift=0$/);
  });

  test('leave large memory unreserved on the host', () => {
    expect(qemuArguments({ elf: 'a', memory: '2047M' }).join(' ')).not.toContain('reserve');
    expect(qemuArguments({ elf: 'a', memory: '4G' }).slice(0, 4)).toEqual([
      '-machine',
      'pc,memory-backend=ram',
      '-object',
      'memory-backend-ram,id=ram,size=4G,reserve=off',
    ]);
  });

  test('memory sizes have a unit', () => {
    expect(parseMemorySize('64M')).toBe(0x400_0000n);
    expect(parseMemorySize('1T')).toBe(1n << 40n);
    for (const text of ['', '0M', '64', '64m', '-1M', '1.5G', '64MB', 'M']) {
      expect(() => parseMemorySize(text)).toThrow(RangeError);
    }
  });
});

describe('finding QEMU', () => {
  test('SLAYER_QEMU is binding', () => {
    const file = standIn('mine', 'exit 0');
    expect(findQemu({ SLAYER_QEMU: file, PATH: '/usr/bin' })).toBe(file);
    expect(findQemu({ SLAYER_QEMU: `${file}-not`, PATH: '/usr/bin' })).toBeNull();
  });

  test('else PATH, in its order', () => {
    const file = standIn('qemu-system-x86_64', 'exit 0');
    expect(findQemu({ PATH: `/nonexistent:${folder}` })).toBe(file);
    expect(findQemu({ PATH: '/nonexistent' })).toBeNull();
    expect(findQemu({})).toBeNull();
  });
});

describe('the end of a run', () => {
  const request = { elf: 'unused.elf' };

  test('is a success only with the status of success', async () => {
    const good = await runQemu({ ...request, program: standIn('good', 'printf ok; exit 33') });
    expect(good).toMatchObject({
      outcome: 'exited',
      exitStatus: EXIT_STATUS_SUCCESS,
      serial: 'ok',
    });
    expect(isSuccess(good)).toBe(true);
    const bad = await runQemu({ ...request, program: standIn('bad', 'exit 35') });
    expect(bad).toMatchObject({ outcome: 'exited', exitStatus: EXIT_STATUS_FAILURE });
    expect(isSuccess(bad)).toBe(false);
    expect(describeResult(bad)).toContain('failure');
  });

  test('with status 0 is a reset, never a success', async () => {
    const result = await runQemu({ ...request, program: standIn('reset', 'exit 0') });
    expect(result.outcome).toBe('reset');
    expect(isSuccess(result)).toBe(false);
    expect(describeResult(result)).toContain('triple fault');
  });

  test("with QEMU's own error is a failure that quotes it", async () => {
    const program = standIn('refuse', 'echo "qemu: no such machine" >&2; exit 1');
    const result = await runQemu({ ...request, program });
    expect(result).toMatchObject({ outcome: 'failed', exitStatus: 1 });
    expect(describeResult(result)).toBe('QEMU failed: qemu: no such machine');
    const missing = await runQemu({ ...request, program: path.join(folder, 'missing') });
    expect(missing).toMatchObject({ outcome: 'failed', exitStatus: null });
    expect(describeResult(missing)).toContain('ENOENT');
  });

  test('comes with the time limit, and keeps what was written before', async () => {
    const program = standIn('endless', 'printf started; exec sleep 30');
    const result = await runQemu({ ...request, program, timeoutMs: 200 });
    expect(result).toMatchObject({ outcome: 'timeout', exitStatus: null, serial: 'started' });
    expect(result.elapsedMs).toBeLessThan(5_000);
  });

  test('comes when the caller says so, before or while it runs', async () => {
    const program = standIn('waiting', 'printf up; exec sleep 30');
    const before = await runQemu({ ...request, program, signal: AbortSignal.abort() });
    expect(before).toMatchObject({ outcome: 'killed', serial: '' });
    const controller = new AbortController();
    const result = await runQemu({
      ...request,
      program,
      signal: controller.signal,
      onSerial: () => {
        controller.abort();
      },
    });
    expect(result).toMatchObject({ outcome: 'killed', serial: 'up' });
  });

  test('comes when this process is told to end, and its caller goes on', async () => {
    const pidFile = path.join(folder, 'pid');
    const program = standIn('child', `echo $$ > ${pidFile}; echo up; exec sleep 30`);
    const runner = fileURLToPath(new URL('../../../compiler/toolchain/qemu.ts', import.meta.url));
    const script = path.join(folder, 'parent.mts');
    writeFileSync(
      script,
      `import { runQemu } from ${JSON.stringify(runner)};
       const program = ${JSON.stringify(program)};
       const onSerial = (text: string): void => { process.stdout.write(text); };
       const result = await runQemu({ elf: 'unused', program, onSerial, timeoutMs: null });
       console.log(result.outcome);`,
    );
    const parent = spawn(process.execPath, ['--import', 'tsx', script], {
      cwd: fileURLToPath(new URL('../../..', import.meta.url)),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    parent.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (text.includes('up')) parent.kill('SIGINT');
    });
    const status = await new Promise((resolve) => parent.once('close', resolve));
    expect({ status, output }).toEqual({ status: 0, output: 'up\nkilled\n' });
  });

  test('leaves no listeners behind', async () => {
    const program = standIn('short', 'exit 33');
    const before = process.listenerCount('SIGINT');
    await Promise.all([1, 2, 3].map(() => runQemu({ ...request, program })));
    expect(process.listenerCount('SIGINT')).toBe(before);
  });
});

describe('serial output', () => {
  test('arrives in pieces while the guest runs, one character per byte', async () => {
    const program = standIn('pieces', "printf 'one\\377'; sleep 0.1; printf two; exit 33");
    const pieces: string[] = [];
    const result = await runQemu({ elf: 'unused', program, onSerial: (text) => pieces.push(text) });
    expect(result.serial).toBe('one\u00fftwo');
    expect(pieces.join('')).toBe(result.serial);
    expect(pieces.length).toBeGreaterThan(1);
  });
});

describe.skipIf(findQemu() === null)('a real QEMU', () => {
  function image(name: string, code: readonly number[]): string {
    const elf = path.join(folder, name);
    writeFileSync(elf, pvhImage(code));
    return elf;
  }
  const exitWith = (value: number): number[] => [0xb0, value, 0xe6, 0xf4, 0xf4]; // out %al, $0xf4; hlt

  test('boots an image of a few bytes and passes its status on', async () => {
    const good = await runQemu({ elf: image('good.elf', exitWith(0x10)), timeoutMs: 20_000 });
    expect(good).toMatchObject({ outcome: 'exited', exitStatus: EXIT_STATUS_SUCCESS });
    const bad = await runQemu({ elf: image('bad.elf', exitWith(0x11)), timeoutMs: 20_000 });
    expect(bad).toMatchObject({ outcome: 'exited', exitStatus: EXIT_STATUS_FAILURE });
  });

  test('says when the guest ended in a triple fault', async () => {
    // ud2 without an interrupt table
    const result = await runQemu({ elf: image('fault.elf', [0x0f, 0x0b]), timeoutMs: 20_000 });
    expect(result).toMatchObject({ outcome: 'reset', exitStatus: 0 });
  });

  test('is killed when the guest does not end', async () => {
    // jmp to itself
    const result = await runQemu({ elf: image('loop.elf', [0xeb, 0xfe]), timeoutMs: 500 });
    expect(result.outcome).toBe('timeout');
  });

  test('takes more memory than a small host has', async () => {
    const elf = image('large.elf', exitWith(0x10));
    const result = await runQemu({ elf, memory: '64G', timeoutMs: 20_000 });
    expect(describeResult(result)).toContain('ended well');
  });
});

describe('the KVM probe', () => {
  test('names a device that is not there', async () => {
    const missing = path.join(folder, 'kvm');
    expect(await probeKvm(missing)).toEqual({
      usable: false,
      native: false,
      reason: `there is no ${missing}`,
    });
  });

  test('gives a verdict and a reason within its time', async () => {
    const startedMs = performance.now();
    const probe = await probeKvm();
    expect(performance.now() - startedMs).toBeLessThan(10_000);
    expect(probe.reason).toMatch(/KVM|\/dev\/kvm/);
    expect(probe.native && !probe.usable).toBe(false);
  });
});
