/** Machines that are too small are refused before they boot and say nothing. */

import { expect, test } from 'vitest';

import { ELF, type ElfSegment } from '../../../compiler/toolchain/elf.ts';
import { checkMemoryForImage } from '../../../tools/memory-size.ts';

const MIB = 2n ** 20n;

function segment(type: number, physAddress: bigint, memoryBytes: bigint): ElfSegment {
  return { type, flags: 0, virtAddress: 0n, physAddress, memoryBytes, bytes: Buffer.alloc(0) };
}

const IMAGE = {
  segments: [
    segment(ELF.SEGMENT_LOAD, 4n * MIB, 196n * MIB),
    segment(ELF.SEGMENT_LOAD, 2n * MIB, 2n * MIB),
    segment(ELF.SEGMENT_NOTE, 2n * MIB, 2n ** 40n),
  ],
};

test('a machine that is smaller than the kernel image is refused, with where the image ends', () => {
  expect(() => {
    checkMemoryForImage('128M', IMAGE);
  }).toThrow('--memory 128M: the kernel image ends at 200 MiB');
});

test('a machine in which the image ends is not', () => {
  expect(() => {
    checkMemoryForImage('200M', IMAGE);
  }).not.toThrow();
});
