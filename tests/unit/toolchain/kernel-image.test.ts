import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { checkKernelImage, findImageProblems } from '../../../compiler/toolchain/check-image.ts';
import { ELF, findSection, readElf, readNotes } from '../../../compiler/toolchain/elf.ts';
import { imageSymbols } from '../../../compiler/toolchain/image-symbols.ts';
import { lookUpSymbol } from '../../../compiler/toolchain/symbol-table.ts';
import { projectDirectory, projectPath } from '../../../tools/paths.ts';
import { nativeTools } from '../backend-c/run-c.ts';
import { buildSmallKernel, smallKernel } from './small-kernel.ts';

const BUILD = 'build/unit/image';
let image = Buffer.alloc(0);
const temporary: string[] = [];

beforeAll(async () => {
  const built = await buildSmallKernel(nativeTools(), projectDirectory, BUILD);
  image = readFileSync(projectPath(built.elf));
});

afterAll(() => {
  for (const directory of temporary) rmSync(directory, { recursive: true, force: true });
});

/** A copy of what an image is made from, somewhere else. */
function copyOfProject(): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'slayer-image-'));
  temporary.push(directory);
  for (const folder of ['runtime/native', 'linker']) {
    cpSync(projectPath(folder), path.join(directory, folder), { recursive: true });
  }
  return directory;
}

describe('a kernel image', () => {
  it('has nothing wrong with it', () => {
    expect(findImageProblems(image)).toEqual([]);
  });

  it('is the same, byte for byte, when built in another directory', async () => {
    const directory = copyOfProject();
    const built = await buildSmallKernel(nativeTools(), directory, BUILD);
    const other = readFileSync(path.join(directory, built.elf));
    expect(other.equals(image)).toBe(true);
    expect(other.includes(directory)).toBe(false);
    expect(image.includes(projectDirectory)).toBe(false);
  });

  it('is not left behind when the linker script breaks a rule', async () => {
    const directory = copyOfProject();
    const script = path.join(directory, 'linker/kernel.ld');
    const text = readFileSync(script, 'utf8');
    // The symbol table in the code: the second link moves what the first described.
    const moved = text
      .replace('KEEP(*(.symbols))', '')
      .replace('KEEP(*(.text.boot))', 'KEEP(*(.text.boot))\n    KEEP(*(.symbols))');
    writeFileSync(script, moved);
    await expect(buildSmallKernel(nativeTools(), directory, BUILD)).rejects.toThrow(/moved code/);
    expect(() => readFileSync(path.join(directory, BUILD, 'small.elf'))).toThrow(/ENOENT/);
  });
});

describe('the symbol table of an image', () => {
  it('is that of the image, or there is no image', async () => {
    const directory = copyOfProject();
    const tools = nativeTools();
    const object = path.join(directory, BUILD, 'small-symbols.o');
    // What another build does between the links of this one.
    const linker = path.join(directory, 'linker.sh');
    const spoil = `[ -e '${object}.first' ] && cp '${object}.first' '${object}'; cp '${object}' '${object}.first'`;
    writeFileSync(linker, `#!/bin/sh\n${spoil}\nexec '${tools.linker}' "$@"\n`, { mode: 0o755 });
    await expect(buildSmallKernel({ ...tools, linker }, directory, BUILD)).rejects.toThrow(
      /small\.elf has another symbol table/,
    );
    expect(() => readFileSync(path.join(directory, BUILD, 'small.elf'))).toThrow(/ENOENT/);
  });

  it('names functions and lines as the source does', () => {
    const file = readElf(image);
    const table = findSection(file, '.symbols')?.bytes ?? Buffer.alloc(0);
    const { program } = smallKernel();
    const main = file.symbols.find((symbol) => symbol.name === 'kx_main__kernelMain');
    expect(main).toBeDefined();
    expect(program.modules.length).toBe(2);
    expect(lookUpSymbol(table, main?.address ?? 0n)).toEqual({
      name: 'main.kernelMain',
      offset: 0,
      file: 'kernel/main.ts',
      line: 1,
    });
    const handler = file.symbols.find((symbol) => symbol.name === 'kx_arch_trap__handleTrap');
    expect(lookUpSymbol(table, handler?.address ?? 0n)?.name).toBe('arch/trap.handleTrap');
    const assembly = file.symbols.find((symbol) => symbol.name === 'rt_readCr3');
    expect(lookUpSymbol(table, assembly?.address ?? 0n)).toMatchObject({
      name: 'rt_readCr3',
      file: 'runtime/native/cpu.S',
    });
  });

  it('says of every TypeScript line where its code is', () => {
    const { lines } = imageSymbols(readElf(image), new Map(), new Map());
    const main = lines.filter(({ file, line }) => file === 'kernel/main.ts' && line !== 0);
    // Line 2 is the addition, line 3 the loop; the call of kx_fail belongs to line 2 as well.
    expect(new Set(main.map(({ line }) => line))).toEqual(new Set([1, 2, 3]));
  });
});

/** A copy of the image with `change` made to it. */
function changed(change: (bytes: Buffer) => void): Buffer {
  const bytes = Buffer.from(image);
  change(bytes);
  return bytes;
}

/** File offset of the program header at `index`. */
function programHeader(bytes: Buffer, index: number): number {
  return Number(bytes.readBigUInt64LE(32)) + index * bytes.readUInt16LE(54);
}

/** File offset of the section header at `index`. */
function sectionHeader(bytes: Buffer, index: number): number {
  return Number(bytes.readBigUInt64LE(40)) + index * bytes.readUInt16LE(58);
}

function expectProblem(bytes: Buffer, problem: RegExp): void {
  expect(findImageProblems(bytes).join('\n')).toMatch(problem);
  expect(() => checkKernelImage(bytes, 'test.elf')).toThrow(problem);
}

describe('the check of an image', () => {
  it('refuses a segment that is writable and executable', () => {
    const both = changed((bytes) => bytes.writeUInt32LE(7, programHeader(bytes, 0) + 4));
    expectProblem(both, /is writable and executable/);
  });

  it('refuses segments outside the kernel window, and on one page', () => {
    const low = changed((bytes) =>
      bytes.writeBigUInt64LE(0x20_0000n, programHeader(bytes, 2) + 16),
    );
    expectProblem(low, /0x0020_0000|not in the kernel window/);
    const shared = changed((bytes) => {
      const first = bytes.readBigUInt64LE(programHeader(bytes, 0) + 16);
      bytes.writeBigUInt64LE(first, programHeader(bytes, 1) + 16);
    });
    expectProblem(shared, /share a page/);
  });

  it('refuses an entry outside the higher half or the code', () => {
    expectProblem(
      changed((bytes) => bytes.writeBigUInt64LE(0x20_0000n, 24)),
      /Limine enters/,
    );
    const inData = changed((bytes) => {
      bytes.writeBigUInt64LE(bytes.readBigUInt64LE(programHeader(bytes, 2) + 16), 24);
    });
    expectProblem(inData, /not in an executable segment/);
  });

  it('refuses another machine, another type and another format', () => {
    expectProblem(
      changed((bytes) => bytes.writeUInt16LE(40, 18)),
      /ELF machine 40/,
    );
    expectProblem(
      changed((bytes) => bytes.writeUInt16LE(3, 16)),
      /ELF type 3/,
    );
    expectProblem(
      changed((bytes) => bytes.writeUInt8(1, 4)),
      /not a 64-bit/,
    );
    expectProblem(Buffer.from('#!/bin/sh'), /cannot be read/);
  });

  it('refuses undefined symbols', () => {
    const file = readElf(image);
    const index = file.sections.findIndex(({ type }) => type === ELF.SECTION_SYMBOLS);
    const position = file.symbols.findIndex((symbol) => symbol.name === 'rt_readCr3') + 1;
    const undefinedSymbol = changed((bytes) => {
      const table = Number(bytes.readBigUInt64LE(sectionHeader(bytes, index) + 24));
      bytes.writeUInt16LE(0, table + position * 24 + 6);
    });
    expectProblem(undefinedSymbol, /the symbol rt_readCr3 is undefined/);
  });

  it('refuses relocations', () => {
    const index = readElf(image).sections.findIndex(({ name }) => name === '.debug_line');
    const relocated = changed((bytes) =>
      bytes.writeUInt32LE(ELF.SECTION_RELOCATIONS_ADDEND, sectionHeader(bytes, index) + 4),
    );
    expectProblem(relocated, /\.debug_line holds relocations/);
  });

  it('refuses a missing or wrong Multiboot2 header', () => {
    const header = image.indexOf(Buffer.from([0xd6, 0x50, 0x52, 0xe8]));
    expect(header).toBe(4096);
    const change = (place: number, value: number): Buffer =>
      changed((bytes) => bytes.writeUInt32LE(value, header + place));
    expectProblem(change(0, 0), /no Multiboot2 header starts at a multiple of 8/);
    expectProblem(change(8, 0x10_0000), /does not end in the first 32 KiB/);
    expectProblem(change(4, 4), /the checksum of the Multiboot2 header is wrong/);
    const entryTag = image.indexOf(Buffer.from([3, 0, 0, 0, 12, 0, 0, 0]), header) - header;
    expectProblem(change(entryTag + 8, 0x1234), /Multiboot2 entry 0x1234 is not the physical/);
    expectProblem(change(entryTag, 0x1_0063), /the Multiboot2 header has no entry address/);
    expectProblem(change(entryTag + 4, 4), /tags of the Multiboot2 header do not end/);
  });

  it('refuses a missing or wrong PVH note', () => {
    expect(readNotes(readElf(image)).map(({ name, type }) => [name, type])).toEqual([['Xen', 18]]);
    const note = image.indexOf(Buffer.from('Xen\0'));
    expectProblem(
      changed((bytes) => bytes.write('Zen', note)),
      /there are 0 PVH notes/,
    );
    expectProblem(
      changed((bytes) => bytes.writeBigUInt64LE(0x1234n, note + 4)),
      /PVH entry 0x1234 is not the physical address/,
    );
  });

  it('refuses missing Limine markers', () => {
    const marker = Buffer.alloc(8);
    marker.writeBigUInt64LE(0xadc0_e053_1bb1_0d03n);
    const offset = image.indexOf(marker);
    expect(offset).toBeGreaterThan(0);
    expectProblem(
      changed((bytes) => bytes.writeUInt8(0, offset)),
      /requests end marker is there 0 times/,
    );
  });
});
