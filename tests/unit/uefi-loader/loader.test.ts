/**
 * The UEFI loader on a simulated machine with simulated firmware: what it refuses, how it leaves the
 * firmware, and what it tells the kernel.
 */

import { beforeAll, describe, expect, test } from 'vitest';

import type { Program } from '../../../compiler/ir/program.ts';
import { MachineHalt } from '../../../runtime/host/index.ts';
import { compileLoader } from '../../../tools/uefi-loader.ts';
import {
  baseRevision,
  DYNAMIC,
  END_MARKER,
  INTERPRETER,
  kernelWith,
  makeElf,
  plainSegments,
  READ,
  READ_EXECUTE,
  READ_WRITE,
  REQUEST,
  request,
  SHARED,
  START_MARKER,
  WINDOW,
  words,
} from './elf-builder.ts';
import {
  type Descriptor,
  FakeFirmware,
  type FirmwareOptions,
  KernelEntered,
  LOAD_ERROR,
  TYPE,
} from './fake-firmware.ts';

const MAIN = 'boot/uefi/main.ts';
const CONFIGURATION = '/Test\n  protocol: limine\n  path: boot():/kernel.elf\n';
const HHDM = 0xffff_8000_0000_0000n;
const GIB = 0x4000_0000n;

let program: Program;
beforeAll(() => {
  program = compileLoader();
});

interface Run {
  readonly firmware: FakeFirmware;
  readonly result: bigint | KernelEntered;
  /** Lines of the loader, without `loader: `. */
  readonly lines: readonly string[];
}

function run(kernel: Buffer, options: FirmwareOptions & { configuration?: string } = {}): Run {
  const firmware = new FakeFirmware(program, {
    ...options,
    files: {
      '/limine.conf': Buffer.from(options.configuration ?? CONFIGURATION),
      '/kernel.elf': kernel,
      ...options.files,
    },
  });
  const result = firmware.start(MAIN, 'efiMain');
  expect(firmware.breaches).toEqual([]);
  return { firmware, result, lines: linesOf(firmware) };
}

function linesOf(firmware: FakeFirmware): readonly string[] {
  return firmware.machine.serialText
    .split('\n')
    .filter((line) => line.startsWith('loader: '))
    .map((line) => line.slice('loader: '.length));
}

function entered({ result, lines }: Run): bigint {
  if (result instanceof KernelEntered) return result.state;
  throw new Error(`the kernel was not entered:\n${lines.join('\n')}`);
}

/** The errors of a run that came back to the firmware. */
function errorsOf({ result, lines, firmware }: Run): readonly string[] {
  expect(result).toBe(LOAD_ERROR);
  expect(firmware.hasExited).toBe(false);
  return lines.filter((line) => line.startsWith('error: ')).slice(0, -1);
}

const PLAIN = kernelWith(baseRevision(2n), request(REQUEST.hhdm), request(REQUEST.memoryMap));

describe('the configuration', () => {
  const withConfiguration = (configuration: string, options: FirmwareOptions = {}): Run =>
    run(PLAIN, { ...options, configuration });

  test('may have a mark, other line ends, comments, capitals and white space', () => {
    const text = '\ufeff# comment\r\n\tTIMEOUT : 5\r\n/Test\r\n Path:  boot():/kernel.elf  \r\n';
    expect(withConfiguration(text).lines).not.toContainEqual(expect.stringContaining('warning'));
    entered(withConfiguration(text));
  });

  test('is looked for in all places, the first one wins', () => {
    const firmware = new FakeFirmware(program, {
      files: { '/EFI/BOOT/limine.conf': Buffer.from(CONFIGURATION), '/kernel.elf': PLAIN },
    });
    expect(firmware.start(MAIN, 'efiMain')).toBeInstanceOf(KernelEntered);
    expect(linesOf(firmware)).toContain('configuration /EFI/BOOT/limine.conf');
  });

  test('boots entry number default_entry', () => {
    const text = 'default_entry: 2\n/A\npath: boot():/missing\n//B\npath: boot():/kernel.elf\n';
    entered(withConfiguration(text));
  });

  test('is read from the file as far as it goes, without a last line end', () => {
    entered(withConfiguration(CONFIGURATION.trimEnd(), { readBytes: 7 }));
  });

  test.each([
    ['', 'error: the configuration: NoSuchEntry'],
    ['default_entry: 3\n/A\npath: boot():/x\n', 'error: the configuration: NoSuchEntry'],
    ['/A\ncmdline: x\n', 'error: the configuration: NoKernelPath'],
    ['/A\nprotocol: linux\npath: boot():/x\n', 'error: the configuration: ProtocolUnsupported'],
    [`/A\n${'module_path: boot():/m\n'.repeat(17)}`, 'error: the configuration: TooManyModules'],
    ['/A\npath: boot():/x\n', 'error: boot():/x: not found'],
    ['/A\npath: hdd(1:1):/x\n', 'error: hdd(1:1):/x: only boot():/ is known'],
    ['/A\npath: boot():/x#abc\n', 'error: boot():/x#abc: a hash cannot be checked'],
    [`/A\npath: boot():/${'x'.repeat(251)}\n`, /the path is too long$/],
    ['/A\npath: boot():/\u00e4\n', /the path is not ASCII$/],
    ['/A\npath: boot():/kernel.elf\nmodule_path: boot():/m\n', 'error: boot():/m: not found'],
  ])('is refused: %j', (text, error) => {
    const contents = text === '' ? '\n' : text;
    const expected: unknown = typeof error === 'string' ? error : expect.stringMatching(error);
    expect(errorsOf(withConfiguration(contents))).toEqual([expected]);
  });

  test.each([
    ['bogus: 1', 'has a key that is not known: bogus: 1'],
    ['nonsense', 'is not understood: nonsense'],
    ['${A}=b', 'is not understood: ${A}=b'],
    ['cmdline: ${ARCH}', 'has a macro, which is not replaced: cmdline: ${ARCH}'],
    ['default_entry: x', 'has no number: default_entry: x'],
    ['resolution: big', 'is not <width>x<height>: resolution: big'],
    ['module_cmdline: x', 'is before the first module: module_cmdline: x'],
    ['kaslr: yes', 'has no effect, the kernel is put where it wants to be: kaslr: yes'],
  ])('is read on after the line %j, which is reported', (line, warning) => {
    const done = withConfiguration(`${CONFIGURATION}${line}\n`);
    entered(done);
    expect(done.lines.filter((each) => each.startsWith('warning'))).toEqual([
      `warning: configuration line 4 ${warning}`,
    ]);
  });

  test('has at most 16 KiB, all of which may be one value', () => {
    const text = `${CONFIGURATION}cmdline: `;
    entered(withConfiguration(text.padEnd(0x4000, 'x')));
    expect(errorsOf(withConfiguration(text.padEnd(0x4001, 'x')))).toEqual([
      'error: the configuration is larger than 16 KiB',
    ]);
  });

  test('must be on a volume', () => {
    expect(errorsOf(withConfiguration(CONFIGURATION, { volume: false }))).toEqual([
      'error: the volume of the loader: NoVolume',
    ]);
  });
});

describe('a kernel file is refused', () => {
  const [text, data] = plainSegments(Buffer.alloc(64));
  const changed = (change: (file: Buffer) => void): Buffer => {
    const file = Buffer.from(PLAIN);
    change(file);
    return file;
  };

  test.each<readonly [string, string, Buffer]>([
    ['short', 'NotElf', Buffer.from('\x7fELF', 'latin1')],
    ['without the magic number', 'NotElf', changed((file) => file.writeUInt8(0, 0))],
    ['of 32 bits', 'NotElf64', changed((file) => file.writeUInt8(1, 4))],
    ['big endian', 'NotElf64', changed((file) => file.writeUInt8(2, 5))],
    ['of version 0', 'NotElf64', changed((file) => file.writeUInt8(0, 6))],
    ['for another processor', 'NotX86_64', makeElf({ machine: 183, segments: [text, data] })],
    ['that is an object', 'NotExecutable', makeElf({ type: 1, segments: [text, data] })],
    ['without program headers', 'BadProgramHeaders', makeElf({ segments: [] })],
    [
      'with program headers of another size',
      'BadProgramHeaders',
      changed((file) => file.writeUInt16LE(32, 54)),
    ],
    [
      'with program headers behind the end',
      'BadProgramHeaders',
      changed((file) => file.writeBigUInt64LE(BigInt(file.length), 32)),
    ],
    [
      'with an offset of program headers that wraps',
      'BadProgramHeaders',
      changed((file) => file.writeBigUInt64LE(0xffff_ffff_ffff_fff0n, 32)),
    ],
    [
      'that wants an interpreter',
      'NeedsInterpreter',
      makeElf({ segments: [text, { ...data, type: INTERPRETER }] }),
    ],
    ['with nothing to load', 'NothingToLoad', makeElf({ segments: [{ ...text, type: 4 }] })],
    [
      'with a segment behind the end',
      'SegmentOutsideFile',
      makeElf({ segments: [text, { ...data, fileBytes: 0x10_0000n, memoryBytes: 0x10_0000n }] }),
    ],
    [
      'with a segment offset that wraps',
      'SegmentOutsideFile',
      makeElf({ segments: [text, { ...data, fileOffset: 0xffff_ffff_ffff_ffc0n }] }),
    ],
    [
      'with more bytes in the file than in memory',
      'SegmentOutsideFile',
      makeElf({ segments: [text, { ...data, memoryBytes: 32n }] }),
    ],
    [
      'with a segment that wraps',
      'SegmentWraps',
      makeElf({ segments: [text, { ...data, address: 0xffff_ffff_ffff_f000n }] }),
    ],
    [
      'with a segment whose last page is the last there is',
      'SegmentWraps',
      makeElf({
        segments: [text, { ...data, address: 0xffff_ffff_ffff_e000n, memoryBytes: 0x1800n }],
      }),
    ],
    [
      'with a segment in the lower half',
      'SegmentInLowerHalf',
      makeElf({ segments: [text, { ...data, address: 0x20_0000n }] }),
    ],
    [
      'with a segment just below the kernel window',
      'SegmentInLowerHalf',
      makeElf({ segments: [text, { ...data, address: WINDOW - 0x3000n }] }),
    ],
    [
      'with a writable and executable segment',
      'SegmentWritableAndExecutable',
      makeElf({ segments: [{ ...text, flags: 7 }] }),
    ],
    [
      'with two segments on one page',
      'SegmentsOverlap',
      makeElf({ segments: [text, { ...data, address: WINDOW + 0x800n }] }),
    ],
    [
      'with too many segments',
      'TooManySegments',
      makeElf({
        segments: Array.from({ length: 33 }, (_, index) => ({
          ...text,
          address: WINDOW + BigInt(index) * 0x1000n,
        })),
      }),
    ],
    ['whose entry is data', 'BadEntry', makeElf({ entry: data.address, segments: [text, data] })],
    [
      'whose entry is behind the text',
      'BadEntry',
      makeElf({ entry: WINDOW + 16n, segments: [text, data] }),
    ],
    [
      'with relocations of a kind that is not known',
      'BadRelocation',
      relocatable(words(0x2000n, 1n, 0n)),
    ],
    [
      'with a relocation outside the segments',
      'BadRelocation',
      relocatable(words(0x9000n, 8n, 0n)),
    ],
    [
      'with a relocation whose address wraps',
      'BadRelocation',
      relocatable(words(0xffff_ffff_ffff_fff8n, 8n, 0n)),
    ],
    [
      'with packed relocations',
      'BadRelocation',
      relocatable(words(0x2000n, 8n, 0n), Buffer.alloc(0), [36n, 0x1000n]),
    ],
  ])('%s', (_name, status, file) => {
    expect(errorsOf(run(file))).toEqual([`error: the kernel file: ${status}`]);
  });

  test('empty', () => {
    expect(errorsOf(run(Buffer.alloc(0)))).toEqual([
      'error: boot():/kernel.elf: is empty, or 1 GiB or more',
    ]);
  });

  test('too large for memory', () => {
    const file = makeElf({ segments: [text, { ...data, memoryBytes: 0x2000_0000n }] });
    expect(errorsOf(run(file))).toEqual(['error: not enough memory for the kernel']);
  });

  test('with one request twice', () => {
    const file = kernelWith(request(REQUEST.hhdm), request(REQUEST.hhdm));
    expect(errorsOf(run(file))).toEqual(['error: the requests of the kernel: Repeated']);
  });

  test('with two base revisions', () => {
    const file = kernelWith(baseRevision(2n), baseRevision(1n));
    expect(errorsOf(run(file))).toEqual([
      'error: the requests of the kernel: RepeatedBaseRevision',
    ]);
  });

  test('that needs five levels of page tables', () => {
    const file = kernelWith(baseRevision(2n), request(REQUEST.pagingMode, 1n, 1n, 1n, 1n));
    expect(errorsOf(run(file))).toEqual(['error: the kernel wants 5-level paging']);
  });

  test('that wants more stack than there is memory', () => {
    const file = kernelWith(baseRevision(2n), request(REQUEST.stackSize, 0n, 1n << 40n));
    expect(errorsOf(run(file))).toEqual([
      'error: not enough memory for the stack that the kernel asks for',
    ]);
  });
});

/** A position-independent kernel at address 0 whose relocations are given. */
function relocatable(
  relocations: Buffer,
  more: Buffer = Buffer.alloc(0),
  tags: readonly bigint[] = [],
): Buffer {
  const dynamic = words(7n, 0x1000n, 8n, BigInt(relocations.length), 9n, 24n, ...tags, 0n, 0n);
  const data = Buffer.concat([Buffer.alloc(0x40), more]);
  return makeElf({
    type: SHARED,
    entry: 0n,
    segments: [
      { flags: READ_EXECUTE, address: 0n, contents: Buffer.alloc(16, 0x90) },
      { flags: READ, address: 0x1000n, contents: relocations },
      { flags: READ_WRITE, address: 0x2000n, contents: data, memoryBytes: 0x1000n },
      { flags: READ, address: 0x3000n, contents: dynamic },
      { type: DYNAMIC, flags: READ, address: 0x3000n, contents: dynamic },
    ],
  });
}

describe('the way out of the firmware', () => {
  test.each([0, 1, 3, 15])('is tried again with a new map after %i refusals', (refusals) => {
    const done = run(PLAIN, { refusals });
    entered(done);
    expect(done.firmware.hasExited).toBe(true);
    expect(done.firmware.exitCalls).toBe(refusals + 1);
  });

  test('is given up when the firmware never lets go', () => {
    const firmware = new FakeFirmware(program, {
      refusals: 1000,
      files: { '/limine.conf': Buffer.from(CONFIGURATION), '/kernel.elf': PLAIN },
    });
    expect(() => firmware.start(MAIN, 'efiMain')).toThrow(MachineHalt);
    expect(firmware.breaches).toEqual([]);
    expect(linesOf(firmware).at(-1)).toMatch(/^error: the memory map: Refused/);
  });

  test('is not taken when memory appears that the page tables do not map', () => {
    const late = [{ type: TYPE.conventional, start: 64n * GIB, pageCount: 16n }];
    const firmware = new FakeFirmware(program, {
      refusals: 1,
      lateDescriptors: late,
      files: { '/limine.conf': Buffer.from(CONFIGURATION), '/kernel.elf': PLAIN },
    });
    expect(() => firmware.start(MAIN, 'efiMain')).toThrow(MachineHalt);
    expect(linesOf(firmware).at(-1)).toMatch(/^error: the memory map: MapChanged/);
  });
});

/** One entry of the memory map that the kernel gets. */
interface MapEntry {
  readonly base: bigint;
  readonly end: bigint;
  readonly kind: number;
}

/** Runs up to the kernel, in its address space, and gives what it finds there. */
function bootKernel(
  kernel: Buffer,
  options: FirmwareOptions = {},
): {
  readonly done: Run;
  readonly map: readonly MapEntry[];
  readonly read: (address: bigint) => bigint;
} {
  const done = run(kernel, options);
  const state = entered(done);
  const { machine } = done.firmware;
  const cr3 = machine.load64(state, 0);
  machine.writeCr3(cr3);
  const read = (address: bigint): bigint => machine.load64(address, 0);
  return { done, map: readMap(read), read };
}

/** Offset in the data segment of `kernelWith(baseRevision, hhdm, memoryMap, …)`. */
const REQUESTS_AT = WINDOW + 0x1000n;
const MAP_REQUEST_AT = REQUESTS_AT + 24n + 48n;

function readMap(read: (address: bigint) => bigint): readonly MapEntry[] {
  const response = read(MAP_REQUEST_AT + 40n);
  const count = Number(read(response + 8n));
  const list = read(response + 16n);
  return Array.from({ length: count }, (_, index) => {
    const entry = read(list + BigInt(index) * 8n);
    const base = read(entry);
    return { base, end: base + read(entry + 8n), kind: Number(read(entry + 16n)) };
  });
}

const KIND = {
  usable: 0,
  reserved: 1,
  acpiReclaimable: 2,
  acpiNvs: 3,
  bad: 4,
  reclaimable: 5,
  kernel: 6,
} as const;

function kindAt(map: readonly MapEntry[], address: bigint): number | null {
  return map.find(({ base, end }) => base <= address && address < end)?.kind ?? null;
}

function expectWellFormed(map: readonly MapEntry[]): void {
  let last = 0n;
  for (const { base, end, kind } of map) {
    expect(base).toBeGreaterThanOrEqual(last);
    expect(end).toBeGreaterThan(base);
    last = end;
    if (kind !== KIND.usable && kind !== KIND.reclaimable) continue;
    expect((base | end) & 0xfffn).toBe(0n);
    if (kind === KIND.usable) expect(base).toBeGreaterThanOrEqual(0x1000n);
  }
}

describe('the memory map', () => {
  const at = (type: number, start: bigint, pageCount: bigint, attributes?: bigint): Descriptor => ({
    type,
    start,
    pageCount,
    ...(attributes === undefined ? {} : { attributes }),
  });

  test('says what each kind of firmware memory becomes', () => {
    const { map } = bootKernel(PLAIN, {
      descriptors: [
        at(TYPE.acpiReclaim, 0x9000_0000n, 1n),
        at(TYPE.acpiNvs, 0x9100_0000n, 1n),
        at(TYPE.unusable, 0x9200_0000n, 1n),
        at(TYPE.memoryMappedIo, 0x9300_0000n, 1n),
        at(TYPE.reserved, 0x9400_0000n, 1n),
        at(0x8000_0001, 0x9500_0000n, 1n),
        at(TYPE.conventional, 0x9600_0000n, 1n, 0n),
      ],
    });
    expectWellFormed(map);
    expect(kindAt(map, 0x1000n)).toBe(KIND.usable);
    expect(kindAt(map, 0x10_0000n)).toBe(KIND.usable); // boot services
    expect(kindAt(map, 0x20_0000n)).toBe(KIND.reclaimable); // loader code
    expect(kindAt(map, 0x100_0000n)).toBe(KIND.reserved); // runtime services
    expect(kindAt(map, 0x9000_0000n)).toBe(KIND.acpiReclaimable);
    expect(kindAt(map, 0x9100_0000n)).toBe(KIND.acpiNvs);
    expect(kindAt(map, 0x9200_0000n)).toBe(KIND.bad);
    expect(kindAt(map, 0x9300_0000n)).toBe(KIND.reserved);
    expect(kindAt(map, 0x9400_0000n)).toBe(KIND.reserved);
    expect(kindAt(map, 0x9500_0000n)).toBe(KIND.reserved); // a type of the firmware's own
    expect(kindAt(map, 0x9600_0000n)).toBe(KIND.reserved); // memory that cannot be cached
    expect(kindAt(map, 0n)).toBeNull();
    expect(map.filter(({ kind }) => kind === KIND.kernel)).toHaveLength(1);
  });

  test('is sorted and without overlap when the firmware gives neither', () => {
    const { map } = bootKernel(PLAIN, {
      descriptors: [
        at(TYPE.reserved, 0x600_0000n, 16n), // in the middle of usable memory
        at(TYPE.conventional, 0x5ff_8000n, 4n), // once more
        at(TYPE.acpiNvs, 0x600_8000n, 16n), // over the end of the reserved range
        at(TYPE.unusable, 0x600_0800n, 1n), // not at a page
        at(TYPE.conventional, 0xffff_ffff_ffff_f000n, 16n), // wraps
        at(TYPE.reserved, 0x1000n, 0n), // empty
      ],
    });
    expectWellFormed(map);
    expect(kindAt(map, 0x5ff_8000n)).toBe(KIND.usable);
    expect(kindAt(map, 0x600_0000n)).toBe(KIND.reserved);
    expect(kindAt(map, 0x600_0800n)).toBe(KIND.bad);
    expect(kindAt(map, 0x600_1800n)).toBe(KIND.reserved);
    expect(kindAt(map, 0x600_8000n)).toBe(KIND.acpiNvs);
    expect(kindAt(map, 0x601_7fffn)).toBe(KIND.acpiNvs);
    expect(kindAt(map, 0x601_8000n)).toBe(KIND.usable);
  });

  test('cuts memory to use back to whole pages', () => {
    const { map } = bootKernel(PLAIN, {
      descriptors: [at(TYPE.reserved, 0x600_0800n, 1n)],
    });
    expectWellFormed(map);
    expect(kindAt(map, 0x600_07ffn)).toBeNull();
    expect(kindAt(map, 0x600_1800n)).toBeNull();
    expect(kindAt(map, 0x600_2000n)).toBe(KIND.usable);
  });

  test('refuses a map with too many ranges', () => {
    const descriptors = Array.from({ length: 1100 }, (_, index) =>
      at(TYPE.reserved, 0x1_0000_0000n + BigInt(index) * 0x2000n, 1n),
    );
    expect(errorsOf(run(PLAIN, { descriptors }))[0]).toMatch(/^error: the memory map: MapTooLarge/);
  });
});

describe('the address space', () => {
  const above: readonly Descriptor[] = [
    { type: TYPE.conventional, start: 4n * GIB, pageCount: 0x4_0000n }, // [4 GiB, 5 GiB)
    { type: TYPE.reserved, start: 6n * GIB, pageCount: 16n },
    { type: TYPE.acpiReclaim, start: 7n * GIB, pageCount: 16n },
    { type: TYPE.unusable, start: 8n * GIB, pageCount: 16n },
  ];
  const revision = (number: bigint): Buffer =>
    kernelWith(baseRevision(number), request(REQUEST.hhdm), request(REQUEST.memoryMap));

  /** Whether the direct map has: below 4 GiB outside the map, and the regions above. */
  test.each([
    [0n, [true, true, true, true, true]],
    [1n, [true, true, false, true, false]],
    [2n, [true, true, false, true, false]],
    [3n, [false, true, false, false, false]],
  ])('covers what base revision %s says', (number, expected) => {
    const { done, read } = bootKernel(revision(number), { descriptors: above });
    const { machine } = done.firmware;
    expect(read(read(REQUESTS_AT + 24n + 40n) + 8n)).toBe(HHDM);
    const places = [0xc000_0000n, 4n * GIB, 6n * GIB, 7n * GIB, 8n * GIB];
    expect(places.map((place) => machine.mappingOf(HHDM + place) !== null)).toEqual(expected);
    expect(machine.mappingOf(HHDM + 5n * GIB - 1n)?.phys).toBe(5n * GIB - 1n);
    expect(machine.mappingOf(HHDM + 5n * GIB)).toBeNull();
    // Only revision 0 has memory where it is, and never page 0.
    expect(machine.mappingOf(0x1000n) !== null).toBe(number === 0n);
    expect(machine.mappingOf(4n * GIB) !== null).toBe(number === 0n);
    expect(machine.mappingOf(0n)).toBeNull();
  });

  test('has each segment with its permissions', () => {
    const { done } = bootKernel(revision(2n));
    const { machine } = done.firmware;
    const textPage = machine.mappingOf(WINDOW);
    const dataPage = machine.mappingOf(WINDOW + 0x1000n);
    expect(textPage).toMatchObject({ writable: false, executable: true, user: false });
    expect(dataPage).toMatchObject({ writable: true, executable: false, user: false });
    expect(dataPage?.phys).toBe((textPage?.phys ?? 0n) + 0x1000n);
    expect(machine.mappingOf(WINDOW + 0x4000n)).toBeNull();
  });

  test('answers a base revision that is too high with the highest we know', () => {
    const { read } = bootKernel(revision(7n));
    expect([read(REQUESTS_AT + 8n), read(REQUESTS_AT + 16n)]).toEqual([3n, 7n]);
  });

  test('sets a base revision that we follow to 0', () => {
    const { read } = bootKernel(revision(2n));
    expect([read(REQUESTS_AT + 8n), read(REQUESTS_AT + 16n)]).toEqual([2n, 0n]);
  });

  test('starts a relocatable kernel in the kernel window, relocated', () => {
    // The word at 0x2000 becomes the address of 0x2010, and the unaligned one after it that of text.
    const done = run(relocatable(words(0x2000n, 8n, 0x2010n, 0x200an, 8n, 0n, 0n, 0n, 0n)));
    const state = entered(done);
    const { machine } = done.firmware;
    machine.writeCr3(machine.load64(state, 0));
    expect(machine.load64(WINDOW + 0x2000n, 0)).toBe(WINDOW + 0x2010n);
    expect(machine.load64(WINDOW + 0x2008n, 0)).toBe(BigInt.asUintN(64, WINDOW << 16n));
  });
});

describe('requests', () => {
  const hhdm = request(REQUEST.hhdm);
  const answers = (...parts: readonly Buffer[]): readonly boolean[] => {
    const { read } = bootKernelWithoutMap(kernelWith(...parts));
    const all = Buffer.concat(parts);
    const found: boolean[] = [];
    for (let at = all.indexOf(hhdm); at >= 0; at = all.indexOf(hhdm, at + 1)) {
      found.push(read(REQUESTS_AT + BigInt(at) + 40n) !== 0n);
    }
    return found;
  };

  test('are found without markers', () => {
    expect(answers(baseRevision(2n), hhdm)).toEqual([true]);
  });

  test('count only between the markers', () => {
    const between = [START_MARKER, hhdm, END_MARKER];
    expect(answers(hhdm, ...between, hhdm)).toEqual([false, true, false]);
  });

  test('count behind the last start marker and before the first end marker', () => {
    expect(answers(START_MARKER, hhdm, START_MARKER, hhdm, END_MARKER, hhdm, END_MARKER)).toEqual([
      false,
      true,
      false,
    ]);
  });

  test('are not seen at addresses that are not multiples of eight', () => {
    expect(answers(Buffer.alloc(4), hhdm)).toEqual([false]);
  });

  test('choose the entry', () => {
    const done = run(kernelWith(baseRevision(2n), request(REQUEST.entryPoint, 0n, WINDOW + 8n)));
    expect(done.firmware.machine.load64(entered(done), 32)).toBe(WINDOW + 8n);
  });
});

function bootKernelWithoutMap(kernel: Buffer): { readonly read: (address: bigint) => bigint } {
  const done = run(kernel);
  const { machine } = done.firmware;
  machine.writeCr3(machine.load64(entered(done), 0));
  return { read: (address) => machine.load64(address, 0) };
}
