/**
 * The Limine boot protocol as a loader sees it: magic numbers, requests, responses.
 *
 * A request starts with four words that identify it, a revision, and room for the address of the
 * response. Responses and everything they point to are made of the structs below; unless said
 * otherwise an address in them has the offset of the higher-half direct map added.
 *
 * Used by: `requests.ts`, `responses.ts`, `framebuffer.ts`.            Uses: the prelude.
 * Not handled here: the kernel's side (`kernel/boot/limine.ts`), which is written independently.
 * Sources: [LIMINE] "Base protocol revisions", "Features", "Requests Delimiters", "Feature List".
 */

/** [LIMINE] "Requests Delimiters". */
export const START_MARKER: FixedArray<u64, 4> = [
  0xf6b8_f4b3_9de7_d1aen,
  0xfab9_1a69_40fc_b9cfn,
  0x785c_6ed0_15d3_e316n,
  0x181e_920a_7852_b9d9n,
];
export const END_MARKER: FixedArray<u64, 2> = [0xadc0_e053_1bb1_0d03n, 0x9572_709f_3176_4c62n];

/** [LIMINE] "Base protocol revisions": two words, then the revision that is asked for. */
export const BASE_REVISION: FixedArray<u64, 2> = [0xf956_2b2d_5c95_a6c8n, 0x6a7b_3849_4453_6bdcn];

/** The highest base revision that this loader follows. */
export const HIGHEST_BASE_REVISION: u64 = 3n;

/** [LIMINE] "Feature List": the first two words of every request. */
export const COMMON: FixedArray<u64, 2> = [0xc7b1_dd30_df4c_8b88n, 0x0a82_e883_a194_f07bn];

/** The last two words of the identifier of each request that is answered. */
type Id = FixedArray<u64, 2>;
export const BOOTLOADER_INFO: Id = [0xf550_38d8_e2a1_202fn, 0x2794_26fc_f5f5_9740n];
export const FIRMWARE_TYPE: Id = [0x8c2f_75d9_0bef_28a8n, 0x7045_a468_8eac_00c3n];
export const STACK_SIZE: Id = [0x224e_f046_0a8e_8926n, 0xe1cb_0fc2_5f46_ea3dn];
export const HHDM: Id = [0x48dc_f1cb_8ad2_b852n, 0x6398_4e95_9a98_244bn];
export const FRAMEBUFFER: Id = [0x9d58_27dc_d881_dd75n, 0xa314_8604_f6fa_b11bn];
export const PAGING_MODE: Id = [0x95c1_a0ed_ab09_44cbn, 0xa4e5_cb38_42f7_488an];
export const MEMORY_MAP: Id = [0x67cf_3d9d_378a_806fn, 0xe304_acdf_c50c_3c62n];
export const ENTRY_POINT: Id = [0x13d8_6c03_5a1c_d3e1n, 0x2b0c_aa89_d8f3_026an];
export const EXECUTABLE_FILE: Id = [0xad97_e90e_83f1_ed67n, 0x31eb_5d1c_5ff2_3b69n];
export const EXECUTABLE_COMMAND_LINE: Id = [0x4b16_1536_e598_651en, 0xb390_ad4a_2f1f_303an];
export const MODULES: Id = [0x3e7e_2797_02be_32afn, 0xca1c_4f3b_d128_0ceen];
export const RSDP: Id = [0xc5e7_7b6b_397e_7b43n, 0x2763_7845_accd_cf3cn];
export const SMBIOS: Id = [0x9e90_46f1_1e09_5391n, 0xaa4a_520f_efbd_e5een];
export const EFI_SYSTEM_TABLE: Id = [0x5ceb_a516_3eaa_f6d6n, 0x0a69_8161_0cf6_5fccn];
export const EFI_MEMORY_MAP: Id = [0x7df6_2a43_1d68_72d5n, 0xa4fc_dfb3_e573_06c8n];
export const DATE_AT_BOOT: Id = [0x5027_46e1_84c0_88aan, 0xfbc5_ec83_e632_7893n];
export const EXECUTABLE_ADDRESS: Id = [0x71ba_7686_3cc5_5f63n, 0xb264_4a48_c516_a487n];

/** Start of every request; `argument…` are there only where the feature says so. */
export interface Request extends Struct {
  readonly id: FixedArray<u64, 4>;
  readonly revision: u64;
  response: u64;
}

/** [LIMINE] "Stack Size Feature": bytes. "Entry Point Feature": address. One word after the start. */
export interface RequestWithWord extends Struct {
  readonly start: Request;
  readonly word: u64;
}

/** [LIMINE] "Paging Mode Feature"; the last two from request revision 1 on. */
export interface PagingModeRequest extends Struct {
  readonly start: Request;
  readonly mode: u64;
  readonly highestMode: u64;
  readonly lowestMode: u64;
}

/** [LIMINE] "Base protocol revisions". */
export interface BaseRevisionTag extends Struct {
  readonly first: u64;
  /** From base revision 3 on: set to the revision that the kernel was loaded with. */
  loaded: u64;
  /** Asked for; set to 0 when the loader follows it. */
  revision: u64;
}

/** A response that says one word: an offset, a mode, an address, a time. */
export interface WordResponse extends Struct {
  revision: u64;
  word: u64;
}

/** A response of two words: two addresses, or a count and a list. */
export interface TwoWordResponse extends Struct {
  revision: u64;
  first: u64;
  second: u64;
}

/** [LIMINE] "EFI Memory Map Feature". */
export interface EfiMemoryMapResponse extends Struct {
  revision: u64;
  map: u64;
  mapBytes: u64;
  descriptorBytes: u64;
  descriptorVersion: u64;
}

/** [LIMINE] "Memory Map Feature". */
export interface MemoryMapEntry extends Struct {
  base: u64;
  lengthBytes: u64;
  kind: u64;
}

/** [LIMINE] "Framebuffer Feature": how colours lie in a pixel. Nine bytes, which two structs share. */
export interface PixelFormat extends Struct {
  bitsPerPixel: u16;
  memoryModel: u8;
  redMaskSize: u8;
  redMaskShift: u8;
  greenMaskSize: u8;
  greenMaskShift: u8;
  blueMaskSize: u8;
  blueMaskShift: u8;
}

/** [LIMINE] "Framebuffer Feature", response revision 1. */
export interface Framebuffer extends Struct {
  address: u64;
  width: u64;
  height: u64;
  pitchBytes: u64;
  /** Ten bytes, of which the last is unused. */
  format: PixelFormat;
  unused: FixedArray<u8, 6>;
  edidBytes: u64;
  edid: u64;
  modeCount: u64;
  modes: u64;
}

/** [LIMINE] "Framebuffer Feature": one of the modes that the screen has. */
export interface VideoMode extends Struct {
  pitchBytes: u64;
  width: u64;
  height: u64;
  format: PixelFormat;
}

/** [LIMINE] "File Structure". */
export interface LimineFile extends Struct {
  revision: u64;
  address: u64;
  lengthBytes: u64;
  path: u64;
  commandLine: u64;
  mediaType: u32;
  unused: u32;
  tftpIp: u32;
  tftpPort: u32;
  partitionIndex: u32;
  mbrDiskId: u32;
  gptDiskUuid: FixedArray<u64, 2>;
  gptPartitionUuid: FixedArray<u64, 2>;
  partitionUuid: FixedArray<u64, 2>;
}

/** [LIMINE] "Framebuffer Feature": LIMINE_FRAMEBUFFER_RGB. */
export const MEMORY_MODEL_RGB: u8 = 1;
/** [LIMINE] "Firmware Type Feature": LIMINE_FIRMWARE_TYPE_UEFI64. */
export const FIRMWARE_UEFI_64: u64 = 2n;
/** [LIMINE] "Paging Mode Feature", x86-64: four levels. */
export const PAGING_MODE_4_LEVEL: u64 = 0n;
/** [LIMINE] "Machine state at entry": the stack has at least this size. */
export const SMALLEST_STACK_BYTES: u64 = 0x1_0000n;

staticAssert(sizeOf<Request>() === 48n, 'limine: request');
staticAssert(offsetOf<PagingModeRequest>('lowestMode') === 64n, 'limine: paging mode request');
staticAssert(sizeOf<PixelFormat>() === 10n, 'limine: nine bytes and one of padding');
staticAssert(offsetOf<Framebuffer>('format') === 32n, 'limine: framebuffer');
staticAssert(offsetOf<Framebuffer>('edidBytes') === 48n, 'limine: framebuffer');
staticAssert(sizeOf<Framebuffer>() === 80n, 'limine: framebuffer');
staticAssert(sizeOf<VideoMode>() === 40n, 'limine: video mode');
staticAssert(offsetOf<LimineFile>('gptDiskUuid') === 64n, 'limine: file');
staticAssert(sizeOf<LimineFile>() === 112n, 'limine: file');
