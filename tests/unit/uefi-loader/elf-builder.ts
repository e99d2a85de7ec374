/**
 * Small ELF files with Limine requests, for tests that change one thing in them.
 *
 * Used by: the tests of this folder.            Uses: nothing.
 * Sources: [ELF] "ELF Header", "Program Header"; [LIMINE] "Features".
 */

export const WINDOW = 0xffff_ffff_8000_0000n;

export interface ElfSegment {
  readonly type?: number;
  readonly flags: number;
  readonly address: bigint;
  readonly contents: Buffer;
  /** Default: the length of the contents. */
  readonly memoryBytes?: bigint;
  readonly fileBytes?: bigint;
  readonly fileOffset?: bigint;
  readonly align?: bigint;
}

export interface ElfOptions {
  readonly type?: number;
  readonly machine?: number;
  readonly entry?: bigint;
  readonly segments: readonly ElfSegment[];
}

export const READ_EXECUTE = 5;
export const READ = 4;
export const READ_WRITE = 6;
export const DYNAMIC = 2;
export const INTERPRETER = 3;
export const EXECUTABLE = 2;
export const SHARED = 3;

/** An ELF64 file: header, program headers, then the contents of the segments in order. */
export function makeElf(options: ElfOptions): Buffer {
  const { segments } = options;
  const headers = Buffer.alloc(64 + segments.length * 56);
  headers.write('\x7fELF\x02\x01\x01', 'latin1');
  headers.writeUInt16LE(options.type ?? EXECUTABLE, 16);
  headers.writeUInt16LE(options.machine ?? 62, 18);
  headers.writeUInt32LE(1, 20);
  headers.writeBigUInt64LE(options.entry ?? segments[0]?.address ?? 0n, 24);
  headers.writeBigUInt64LE(64n, 32);
  headers.writeUInt16LE(64, 52);
  headers.writeUInt16LE(56, 54);
  headers.writeUInt16LE(segments.length, 56);
  const parts: Buffer[] = [headers];
  let offset = BigInt(headers.length);
  segments.forEach((segment, index) => {
    const at = 64 + index * 56;
    const length = BigInt(segment.contents.length);
    headers.writeUInt32LE(segment.type ?? 1, at);
    headers.writeUInt32LE(segment.flags, at + 4);
    headers.writeBigUInt64LE(segment.fileOffset ?? offset, at + 8);
    headers.writeBigUInt64LE(segment.address, at + 16);
    headers.writeBigUInt64LE(segment.address, at + 24);
    headers.writeBigUInt64LE(segment.fileBytes ?? length, at + 32);
    headers.writeBigUInt64LE(segment.memoryBytes ?? length, at + 40);
    headers.writeBigUInt64LE(segment.align ?? 4096n, at + 48);
    parts.push(segment.contents);
    offset += length;
  });
  return Buffer.concat(parts);
}

export function words(...values: readonly bigint[]): Buffer {
  const buffer = Buffer.alloc(values.length * 8);
  values.forEach((value, index) => buffer.writeBigUInt64LE(value, index * 8));
  return buffer;
}

/** The last two words of some request identifiers. */
export const REQUEST = {
  hhdm: [0x48dc_f1cb_8ad2_b852n, 0x6398_4e95_9a98_244bn],
  memoryMap: [0x67cf_3d9d_378a_806fn, 0xe304_acdf_c50c_3c62n],
  entryPoint: [0x13d8_6c03_5a1c_d3e1n, 0x2b0c_aa89_d8f3_026an],
  stackSize: [0x224e_f046_0a8e_8926n, 0xe1cb_0fc2_5f46_ea3dn],
  pagingMode: [0x95c1_a0ed_ab09_44cbn, 0xa4e5_cb38_42f7_488an],
} as const satisfies Record<string, readonly [bigint, bigint]>;

/** A request with `extra` words after its start. */
export function request(id: readonly [bigint, bigint], revision = 0n, ...extra: bigint[]): Buffer {
  const common = [0xc7b1_dd30_df4c_8b88n, 0x0a82_e883_a194_f07bn];
  return words(...common, ...id, revision, 0n, ...extra);
}

export function baseRevision(revision: bigint): Buffer {
  return words(0xf956_2b2d_5c95_a6c8n, 0x6a7b_3849_4453_6bdcn, revision);
}

export const START_MARKER = words(
  0xf6b8_f4b3_9de7_d1aen,
  0xfab9_1a69_40fc_b9cfn,
  0x785c_6ed0_15d3_e316n,
  0x181e_920a_7852_b9d9n,
);
export const END_MARKER = words(0xadc0_e053_1bb1_0d03n, 0x9572_709f_3176_4c62n);

/** Text of one page and data with requests on the next: a kernel that the loader accepts. */
export function kernelWith(...requests: readonly Buffer[]): Buffer {
  return makeElf({ segments: plainSegments(Buffer.concat(requests)) });
}

export function plainSegments(data: Buffer): readonly [ElfSegment, ElfSegment] {
  return [
    { flags: READ_EXECUTE, address: WINDOW, contents: Buffer.alloc(16, 0x90) },
    { flags: READ_WRITE, address: WINDOW + 0x1000n, contents: data, memoryBytes: 0x3000n },
  ];
}
