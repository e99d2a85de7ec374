/**
 * Whether KVM is worth using: there, allowed, and running ring 0 on the processor itself.
 *
 * Some hosts offer a `/dev/kvm` that interprets what a guest does in ring 0, instruction by
 * instruction: a kernel runs several hundred times slower there than under TCG, and some
 * instructions are wrong. A name cannot tell the two apart, a measurement can: a guest of a few
 * bytes counts time-stamp ticks over an empty loop.
 *
 * Used by: `qemu.ts` (which exports `probeKvm`), tests that want KVM.            Uses: `qemu.ts`.
 * Sources: [PVH] for the image; [ELF]; [SDM2] the encoding of each instruction.
 */

import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { describeResult, runQemu } from './qemu.ts';

export interface KvmProbe {
  /** A guest ran under KVM to its end. */
  readonly usable: boolean;
  /** `usable`, and its ring 0 ran at the speed of the processor. */
  readonly native: boolean;
  /** One line for people. */
  readonly reason: string;
}

/** Where the image lies in the guest's memory. */
const IMAGE_ADDRESS = 0x20_0000;
const ITERATIONS = 10_000;
/** A processor takes 1 to 3 ticks for an iteration, an interpreter 2,000. */
const NATIVE_TICKS_PER_ITERATION = 50;
const PROBE_TIMEOUT_MS = 2_000;

/**
 * An ELF image that QEMU's `-kernel` starts: `code` runs in 32-bit protected mode without paging
 * or a stack, at the physical address 2 MiB.
 */
export function pvhImage(code: readonly number[]): Uint8Array {
  const headersBytes = 64 + 2 * 56;
  const note = [4, 0, 0, 0, 8, 0, 0, 0, 18, 0, 0, 0, 0x58, 0x65, 0x6e, 0]; // XEN_ELFNOTE_PHYS32_ENTRY
  const noteOffset = headersBytes;
  const codeOffset = noteOffset + note.length + 8;
  const image = new Uint8Array(codeOffset + code.length);
  const view = new DataView(image.buffer);
  const put16 = (offset: number, value: number): void => {
    view.setUint16(offset, value, true);
  };
  const put32 = (offset: number, value: number): void => {
    view.setUint32(offset, value, true);
  };

  // [ELF] "ELF Header": 64-bit, little endian, an executable for x86-64.
  image.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  put16(16, 2);
  put16(18, 62);
  put32(20, 1);
  put32(24, IMAGE_ADDRESS + codeOffset);
  put32(32, 64); // program headers follow
  put16(52, 64);
  put16(54, 56);
  put16(56, 2);

  // [ELF] "Program Header": all of the file is loaded; the note is a part of it.
  const programHeader = (
    at: number,
    type: number,
    flags: number,
    offset: number,
    bytes: number,
  ) => {
    put32(at, type);
    put32(at + 4, flags);
    put32(at + 8, offset);
    put32(at + 16, IMAGE_ADDRESS + offset);
    put32(at + 24, IMAGE_ADDRESS + offset);
    put32(at + 32, bytes);
    put32(at + 40, bytes);
    put32(at + 48, 4);
  };
  programHeader(64, /* PT_LOAD */ 1, /* read, write, execute */ 7, 0, image.length);
  programHeader(64 + 56, /* PT_NOTE */ 4, /* read */ 4, noteOffset, note.length + 8);

  image.set(note, noteOffset);
  put32(noteOffset + note.length, IMAGE_ADDRESS + codeOffset);
  image.set(code, codeOffset);
  return image;
}

/** Counts the ticks of `ITERATIONS` turns, writes the count to COM1 as 4 bytes, ends with success. */
function probeCode(): number[] {
  const iterations = [0, 8, 16, 24].map((shift) => (ITERATIONS >> shift) & 0xff);
  const putByte = [0xee, 0xc1, 0xe8, 8]; // out %al, (%dx); shr $8, %eax
  return [
    ...[0x0f, 0x31, 0x89, 0xc6], // rdtsc; mov %eax, %esi
    ...[0xb9, ...iterations, 0x49, 0x75, 0xfd], // mov $n, %ecx; 1: dec %ecx; jnz 1b
    ...[0x0f, 0x31, 0x29, 0xf0], // rdtsc; sub %esi, %eax
    ...[0x66, 0xba, 0xf8, 0x03, ...putByte, ...putByte, ...putByte, ...putByte], // mov $0x3f8, %dx
    ...[0xb0, 0x10, 0xe6, 0xf4], // mov $0x10, %al; out %al, $0xf4
    ...[0xf4, 0xeb, 0xfd], // 1: hlt; jmp 1b
  ];
}

/** Runs the probe; takes up to two seconds, and no time at all without a usable device. */
export async function probeKvm(device = '/dev/kvm'): Promise<KvmProbe> {
  try {
    accessSync(device, constants.R_OK | constants.W_OK);
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return unusable(isMissing ? `there is no ${device}` : `${device} may not be opened`);
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'slayer-kvm-'));
  try {
    const elf = path.join(folder, 'probe.elf');
    writeFileSync(elf, pvhImage(probeCode()));
    // `microvm` has the shortest firmware, which an interpreter gets through in time; qemu64 asks for
    // nothing that a KVM in a virtual machine may lack, as `max` and `host` do.
    const result = await runQemu({
      elf,
      accel: 'kvm',
      machine: 'microvm',
      cpu: 'qemu64',
      memory: '16M',
      timeoutMs: PROBE_TIMEOUT_MS,
    });
    if (result.outcome === 'timeout') {
      return unusable(
        `a guest of 50 bytes did not end under KVM in ${String(PROBE_TIMEOUT_MS)} ms`,
      );
    }
    if (result.outcome !== 'exited' || result.serial.length !== 4) {
      return unusable(`a guest did not run under KVM: ${describeResult(result)}`);
    }
    const ticks = Buffer.from(result.serial, 'latin1').readUInt32LE(0) / ITERATIONS;
    const measured = `${ticks.toFixed(1)} time-stamp ticks for one turn of an empty loop`;
    if (ticks < NATIVE_TICKS_PER_ITERATION) {
      return { usable: true, native: true, reason: `KVM runs ring 0 natively: ${measured}` };
    }
    return { usable: true, native: false, reason: `KVM interprets ring 0 here: ${measured}` };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function unusable(reason: string): KvmProbe {
  return { usable: false, native: false, reason };
}
