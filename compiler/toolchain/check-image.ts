/**
 * What must be true of a linked kernel image, looked at in the file itself.
 *
 * The linker script asserts the layout; here is what it cannot see or what a wrong flag, a stray
 * section or a change of the script would break without a sound.
 *
 * Used by: `kernel-image.ts`.            Uses: `elf.ts`.
 * Sources: [PVH] "x86/HVM direct boot ABI"; [MULTIBOOT2] "OS image format"; [LIMINE] "Entry memory layout", "Requests Delimiters";
 *          [ELF] "Program Header".
 */

import { ELF, type ElfFile, type ElfSegment, readElf, readNotes } from './elf.ts';
import { ToolchainError } from './process.ts';

/** [LIMINE] "Entry memory layout": images are linked at or above this address. */
const KERNEL_WINDOW = 0xffff_ffff_8000_0000n;
const PAGE_SIZE_BYTES = 4096n;
/** [PVH]: type of the note "Xen" that holds the 32-bit entry. */
const PVH_NOTE_TYPE = 18;

/** [MULTIBOOT2] "OS image format": the header is looked for in so many bytes of the file. */
const MULTIBOOT2_SEARCH_BYTES = 32 * 1024;
const MULTIBOOT2_MAGIC = 0xe852_50d6;
/** Types of tags in the header: the end, and the address to enter at. */
const MULTIBOOT2_TAG_END = 0;
const MULTIBOOT2_TAG_ENTRY = 3;

/** [LIMINE] "Requests Delimiters" and "Base protocol revisions". */
const LIMINE_MARKERS: readonly { readonly name: string; readonly words: readonly bigint[] }[] = [
  {
    name: 'requests start marker',
    words: [
      0xf6b8_f4b3_9de7_d1aen,
      0xfab9_1a69_40fc_b9cfn,
      0x785c_6ed0_15d3_e316n,
      0x181e_920a_7852_b9d9n,
    ],
  },
  { name: 'requests end marker', words: [0xadc0_e053_1bb1_0d03n, 0x9572_709f_3176_4c62n] },
  { name: 'base revision tag', words: [0xf956_2b2d_5c95_a6c8n, 0x6a7b_3849_4453_6bdcn] },
];

function hex(value: bigint): string {
  return `0x${value.toString(16).replace(/\B(?=([0-9a-f]{4})+$)/g, '_')}`;
}

/** Everything that is wrong with the image, one sentence each; empty when it is as it must be. */
export function findImageProblems(bytes: Buffer): readonly string[] {
  let file: ElfFile;
  try {
    file = readElf(bytes);
  } catch (error) {
    return [`the image cannot be read: ${error instanceof Error ? error.message : String(error)}`];
  }
  const loaded = file.segments.filter(
    (segment) => segment.type === ELF.SEGMENT_LOAD && segment.memoryBytes > 0n,
  );
  return [
    ...findHeaderProblems(file, loaded),
    ...findSegmentProblems(file, loaded),
    ...findLinkProblems(file),
    ...findPvhProblems(file, loaded),
    ...findMultiboot2Problems(bytes, loaded),
    ...findLimineProblems(loaded),
  ];
}

/**
 * Refuses an image that is not as it must be.
 *
 * @throws ToolchainError that names every problem
 */
export function checkKernelImage(bytes: Buffer, name: string): void {
  const problems = findImageProblems(bytes);
  if (problems.length === 0) return;
  throw new ToolchainError(
    [`${name} is not a valid kernel image:`, ...problems.map((each) => `  - ${each}`)].join('\n'),
  );
}

function holds(segment: ElfSegment, address: bigint): boolean {
  return address >= segment.virtAddress && address < segment.virtAddress + segment.memoryBytes;
}

function isExecutable(segment: ElfSegment): boolean {
  return (segment.flags & ELF.SEGMENT_FLAG_EXECUTE) !== 0;
}

function isWritable(segment: ElfSegment): boolean {
  return (segment.flags & ELF.SEGMENT_FLAG_WRITE) !== 0;
}

function findHeaderProblems(file: ElfFile, loaded: readonly ElfSegment[]): string[] {
  const problems: string[] = [];
  if (file.type !== ELF.TYPE_EXECUTABLE) {
    problems.push(`it is of ELF type ${file.type}, not an executable at fixed addresses`);
  }
  if (file.machine !== ELF.MACHINE_X86_64) {
    problems.push(`it is for ELF machine ${file.machine}, not for x86-64`);
  }
  if (file.entry < KERNEL_WINDOW) {
    problems.push(
      `the entry ${hex(file.entry)} is below ${hex(KERNEL_WINDOW)}: Limine enters in the higher half`,
    );
  } else if (!loaded.some((segment) => isExecutable(segment) && holds(segment, file.entry))) {
    problems.push(`the entry ${hex(file.entry)} is not in an executable segment`);
  }
  return problems;
}

function findSegmentProblems(file: ElfFile, loaded: readonly ElfSegment[]): string[] {
  const problems: string[] = [];
  const describe = (segment: ElfSegment): string =>
    `[${hex(segment.virtAddress)}, ${hex(segment.virtAddress + segment.memoryBytes)})`;
  if (loaded.length === 0) problems.push('nothing is loaded');
  for (const segment of loaded) {
    if (isWritable(segment) && isExecutable(segment)) {
      problems.push(`the segment ${describe(segment)} is writable and executable`);
    }
    if (segment.virtAddress < KERNEL_WINDOW) {
      problems.push(`the segment ${describe(segment)} is not in the kernel window`);
    }
  }
  const pages = (segment: ElfSegment): readonly [bigint, bigint] => [
    segment.virtAddress / PAGE_SIZE_BYTES,
    (segment.virtAddress + segment.memoryBytes + PAGE_SIZE_BYTES - 1n) / PAGE_SIZE_BYTES,
  ];
  loaded.forEach((segment, index) => {
    for (const other of loaded.slice(index + 1)) {
      const [start, end] = pages(segment);
      const [otherStart, otherEnd] = pages(other);
      if (start < otherEnd && otherStart < end) {
        problems.push(`the segments ${describe(segment)} and ${describe(other)} share a page`);
      }
    }
  });
  for (const { type } of file.segments) {
    if (type === ELF.SEGMENT_DYNAMIC || type === ELF.SEGMENT_INTERPRETER) {
      problems.push('it wants a dynamic linker');
    }
  }
  return problems;
}

function findLinkProblems(file: ElfFile): string[] {
  const undefinedNames = file.symbols
    .filter((symbol) => symbol.section === ELF.UNDEFINED_SECTION && symbol.name !== '')
    .map((symbol) => `the symbol ${symbol.name} is undefined`);
  const relocations = file.sections
    .filter(
      ({ type, sizeBytes }) =>
        (type === ELF.SECTION_RELOCATIONS || type === ELF.SECTION_RELOCATIONS_ADDEND) &&
        sizeBytes > 0,
    )
    .map((section) => `the section ${section.name} holds relocations that nobody applies`);
  return [...undefinedNames, ...relocations];
}

function findPvhProblems(file: ElfFile, loaded: readonly ElfSegment[]): string[] {
  const notes = readNotes(file).filter(
    (note) => note.name === 'Xen' && note.type === PVH_NOTE_TYPE,
  );
  const [note] = notes;
  if (note === undefined || notes.length > 1) {
    return [`there are ${notes.length} PVH notes (PHYS32_ENTRY) in PT_NOTE segments, not one`];
  }
  const { description } = note;
  if (description.length !== 4 && description.length !== 8) {
    return [`the PVH note holds ${description.length} bytes, not an address`];
  }
  const entry =
    description.length === 8 ? description.readBigUInt64LE(0) : BigInt(description.readUInt32LE(0));
  return isLoadedCode(loaded, entry)
    ? []
    : [`the PVH entry ${hex(entry)} is not the physical address of executable code`];
}

/** Whether the file has code for the physical address `entry`. */
function isLoadedCode(loaded: readonly ElfSegment[], entry: bigint): boolean {
  return loaded.some(
    (segment) =>
      isExecutable(segment) &&
      entry >= segment.physAddress &&
      entry < segment.physAddress + BigInt(segment.bytes.length),
  );
}

function findMultiboot2Problems(bytes: Buffer, loaded: readonly ElfSegment[]): string[] {
  const magic = Buffer.alloc(4);
  magic.writeUInt32LE(MULTIBOOT2_MAGIC);
  const searched = bytes.subarray(0, MULTIBOOT2_SEARCH_BYTES);
  const start = searched.indexOf(magic);
  if (start < 0 || start % 8 !== 0 || start + 16 > searched.length) {
    return ['no Multiboot2 header starts at a multiple of 8 in the first 32 KiB of the file'];
  }
  const headerBytes = searched.readUInt32LE(start + 8);
  if (start + headerBytes > searched.length) {
    return ['the Multiboot2 header does not end in the first 32 KiB of the file'];
  }
  const sum = [0, 4, 8, 12].reduce((total, at) => total + searched.readUInt32LE(start + at), 0);
  if (sum % 2 ** 32 !== 0) return ['the checksum of the Multiboot2 header is wrong'];
  let entry: bigint | null = null;
  let tag = start + 16;
  const end = start + headerBytes;
  while (tag + 8 <= end && searched.readUInt16LE(tag) !== MULTIBOOT2_TAG_END) {
    const tagBytes = searched.readUInt32LE(tag + 4);
    if (tagBytes < 8 || tag + tagBytes > end) break;
    if (searched.readUInt16LE(tag) === MULTIBOOT2_TAG_ENTRY && tagBytes >= 12) {
      entry = BigInt(searched.readUInt32LE(tag + 8));
    }
    tag += Math.ceil(tagBytes / 8) * 8;
  }
  if (tag + 8 !== end) return ['the tags of the Multiboot2 header do not end where it does'];
  if (entry === null) return ['the Multiboot2 header has no entry address'];
  return isLoadedCode(loaded, entry)
    ? []
    : [`the Multiboot2 entry ${hex(entry)} is not the physical address of executable code`];
}

function findLimineProblems(loaded: readonly ElfSegment[]): string[] {
  return LIMINE_MARKERS.flatMap(({ name, words }) => {
    const marker = Buffer.alloc(words.length * 8);
    words.forEach((word, index) => marker.writeBigUInt64LE(word, index * 8));
    const found = loaded.flatMap((segment) => placesOf(segment, marker));
    if (found.length === 1) return [];
    return [`the Limine ${name} is there ${found.length} times, not once`];
  });
}

/** The addresses, multiples of 8, at which `marker` lies in the segment. */
function placesOf(segment: ElfSegment, marker: Buffer): bigint[] {
  const places: bigint[] = [];
  let at = segment.bytes.indexOf(marker);
  while (at >= 0) {
    const address = segment.virtAddress + BigInt(at);
    if (address % 8n === 0n) places.push(address);
    at = segment.bytes.indexOf(marker, at + 1);
  }
  return places;
}
