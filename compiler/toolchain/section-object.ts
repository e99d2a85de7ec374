/**
 * An object file with one section, written without a tool: a process of clang for it takes as long as
 * linking the kernel.
 *
 * Used by: `kernel-image.ts`.            Uses: `elf.ts`.
 * Sources: [ELF] "ELF Header", "Section Header".
 */

import { ELF } from './elf.ts';

const HEADER_BYTES = 64;
const SECTION_HEADER_BYTES = 64;
const ALIGNMENT_BYTES = 8;

interface Section {
  readonly nameOffset: number;
  readonly type: number;
  readonly flags: number;
  readonly offset: number;
  readonly sizeBytes: number;
  readonly alignmentBytes: number;
}

/**
 * A relocatable object for x86-64 with the section `name`, which is read only and aligned to 8 bytes.
 *
 * @param name - ASCII, for example `.symbols`
 */
export function encodeSectionObject(name: string, content: Buffer): Buffer {
  const names = Buffer.from(`\0${name}\0.shstrtab\0`, 'latin1');
  const namesOffset = HEADER_BYTES + content.length;
  const tableOffset = alignUp(namesOffset + names.length);
  const sections: readonly Section[] = [
    { nameOffset: 0, type: 0, flags: 0, offset: 0, sizeBytes: 0, alignmentBytes: 0 },
    {
      nameOffset: 1,
      type: ELF.SECTION_PROGRAM_BITS,
      flags: ELF.SECTION_FLAG_ALLOCATED,
      offset: HEADER_BYTES,
      sizeBytes: content.length,
      alignmentBytes: ALIGNMENT_BYTES,
    },
    {
      nameOffset: 1 + name.length + 1,
      type: ELF.SECTION_STRINGS,
      flags: 0,
      offset: namesOffset,
      sizeBytes: names.length,
      alignmentBytes: 1,
    },
  ];

  const object = Buffer.alloc(tableOffset + sections.length * SECTION_HEADER_BYTES);
  // Magic number, 64-bit, little-endian, version 1.
  object.write('\x7fELF\x02\x01\x01', 'latin1');
  object.writeUInt16LE(ELF.TYPE_RELOCATABLE, 16);
  object.writeUInt16LE(ELF.MACHINE_X86_64, 18);
  object.writeUInt32LE(1, 20); // version
  object.writeBigUInt64LE(BigInt(tableOffset), 40);
  object.writeUInt16LE(HEADER_BYTES, 52);
  object.writeUInt16LE(SECTION_HEADER_BYTES, 58);
  object.writeUInt16LE(sections.length, 60);
  object.writeUInt16LE(sections.length - 1, 62); // the section of names
  content.copy(object, HEADER_BYTES);
  names.copy(object, namesOffset);
  for (const [index, section] of sections.entries()) {
    const at = tableOffset + index * SECTION_HEADER_BYTES;
    object.writeUInt32LE(section.nameOffset, at);
    object.writeUInt32LE(section.type, at + 4);
    object.writeBigUInt64LE(BigInt(section.flags), at + 8);
    object.writeBigUInt64LE(BigInt(section.offset), at + 24);
    object.writeBigUInt64LE(BigInt(section.sizeBytes), at + 32);
    object.writeBigUInt64LE(BigInt(section.alignmentBytes), at + 48);
  }
  return object;
}

function alignUp(offset: number): number {
  return Math.ceil(offset / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
}
