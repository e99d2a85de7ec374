/**
 * The UEFI protocols that the loader uses: its own image, files, the screen, device paths, random
 * numbers; and the tables that firmware leaves for an operating system.
 *
 * Used by: `file.ts`, `framebuffer.ts`, `device-path.ts`, `firmware.ts`.            Uses: `efi.ts`.
 * Sources: [UEFI] the section named at each protocol.
 */
import type { EfiHandle, EfiStatus, Guid, SystemTable, WordCell } from './efi.ts';

/** 5b1b31a1-9562-11d2-8e3f-00a0c969723b: [UEFI] "EFI Loaded Image Protocol". */
export const LOADED_IMAGE: Guid = [0x11d2_9562_5b1b_31a1n, 0x3b72_69c9_a000_3f8en];
/** 964e5b22-6459-11d2-8e39-00a0c969723b: [UEFI] "Simple File System Protocol". */
export const SIMPLE_FILE_SYSTEM: Guid = [0x11d2_6459_964e_5b22n, 0x3b72_69c9_a000_398en];
/** 09576e92-6d3f-11d2-8e39-00a0c969723b: [UEFI] "EFI File Protocol", file information. */
export const FILE_INFO: Guid = [0x11d2_6d3f_0957_6e92n, 0x3b72_69c9_a000_398en];
/** 09576e91-6d3f-11d2-8e39-00a0c969723b: [UEFI] "EFI Device Path Protocol". */
export const DEVICE_PATH: Guid = [0x11d2_6d3f_0957_6e91n, 0x3b72_69c9_a000_398en];
/** 9042a9de-23dc-4a38-96fb-7aded080516a: [UEFI] "Graphics Output Protocol". */
export const GRAPHICS_OUTPUT: Guid = [0x4a38_23dc_9042_a9den, 0x6a51_80d0_de7a_fb96n];
/** 3152bca5-eade-433d-862e-c01cdc291f44: [UEFI] "EFI Random Number Generator Protocol". */
export const RANDOM_NUMBERS: Guid = [0x433d_eade_3152_bca5n, 0x441f_29dc_1cc0_2e86n];
/** d3b36f2c-d551-11d4-9a46-0090273fc14d: marks the handles behind the console's output. */
export const CONSOLE_OUT_DEVICE: Guid = [0x11d4_d551_d3b3_6f2cn, 0x4dc1_3f27_9000_469an];

/** [UEFI] "EFI Configuration Table": the GUIDs of the ACPI and SMBIOS tables. */
/** 8868e871-e4f1-11d3-bc22-0080c73c8881: RSDP of ACPI 2.0 and later. */
export const ACPI_2_TABLE: Guid = [0x11d3_e4f1_8868_e871n, 0x8188_3cc7_8000_22bcn];
/** eb9d2d30-2d88-11d3-9a16-0090273fc14d: RSDP of ACPI 1.0. */
export const ACPI_1_TABLE: Guid = [0x11d3_2d88_eb9d_2d30n, 0x4dc1_3f27_9000_169an];
/** eb9d2d31-2d88-11d3-9a16-0090273fc14d: SMBIOS entry point, 32 bits. */
export const SMBIOS_TABLE: Guid = [0x11d3_2d88_eb9d_2d31n, 0x4dc1_3f27_9000_169an];
/** f2fd1544-9794-4a2c-992e-e5bbcf20e394: SMBIOS entry point, 64 bits. */
export const SMBIOS_3_TABLE: Guid = [0x4a2c_9794_f2fd_1544n, 0x94e3_20cf_bbe5_2e99n];

/** [UEFI] "EFI Loaded Image Protocol". */
export interface LoadedImage extends Struct {
  readonly revision: u32;
  readonly parentHandle: EfiHandle;
  readonly systemTable: SystemTable | null;
  readonly deviceHandle: EfiHandle;
  readonly filePath: VirtAddr;
  readonly reserved: u64;
  readonly loadOptionsBytes: u32;
  readonly loadOptions: VirtAddr;
  readonly imageBase: VirtAddr;
  readonly imageBytes: u64;
}

/** Room for an opened directory or file. */
export interface FileCell extends Struct {
  file: FileProtocol | null;
}

/** [UEFI] "Simple File System Protocol". */
export interface SimpleFileSystem extends Struct {
  readonly revision: u64;
  readonly openVolume: (self: SimpleFileSystem, root: FileCell) => EfiStatus;
}

/** [UEFI] "EFI File Protocol", as far as it is used. */
export interface FileProtocol extends Struct {
  readonly revision: u64;
  /** `name`: UCS-2 with `\` between names and a zero at its end. */
  readonly open: (
    self: FileProtocol,
    opened: FileCell,
    name: VirtAddr,
    openMode: u64,
    attributes: u64,
  ) => EfiStatus;
  readonly close: (self: FileProtocol) => EfiStatus;
  readonly unusedDelete: u64;
  readonly read: (self: FileProtocol, bufferBytes: WordCell, buffer: VirtAddr) => EfiStatus;
  readonly unusedWrite: u64;
  readonly unusedGetPosition: u64;
  readonly setPosition: (self: FileProtocol, position: u64) => EfiStatus;
  readonly getInfo: (
    self: FileProtocol,
    informationType: Guid,
    bufferBytes: WordCell,
    buffer: VirtAddr,
  ) => EfiStatus;
}

export const FILE_MODE_READ: u64 = 1n;

/** [UEFI] "EFI File Protocol": EFI_FILE_INFO, with room for the name that follows. */
export interface FileInfo extends Struct {
  readonly infoBytes: u64;
  readonly fileBytes: u64;
  readonly physicalBytes: u64;
  readonly times: FixedArray<u64, 6>;
  readonly attributes: u64;
  readonly name: FixedArray<u16, 512>;
}

/** Attribute bit 4: the file is a directory. */
export const FILE_ATTRIBUTE_DIRECTORY: u64 = 0x10n;

/** [UEFI] "Graphics Output Protocol", as far as it is used. */
export interface GraphicsOutput extends Struct {
  readonly queryMode: (
    self: GraphicsOutput,
    modeNumber: u32,
    informationBytes: WordCell,
    information: GraphicsInfoCell,
  ) => EfiStatus;
  readonly setMode: (self: GraphicsOutput, modeNumber: u32) => EfiStatus;
  readonly unusedTransfer: u64;
  readonly mode: GraphicsMode | null;
}

/** Room for a description of a mode. */
export interface GraphicsInfoCell extends Struct {
  info: GraphicsInfo | null;
}

/** [UEFI] "Graphics Output Protocol": EFI_GRAPHICS_OUTPUT_PROTOCOL_MODE. */
export interface GraphicsMode extends Struct {
  readonly modeCount: u32;
  readonly mode: u32;
  readonly info: GraphicsInfo | null;
  readonly infoBytes: u64;
  readonly framebufferBase: u64;
  readonly framebufferBytes: u64;
}

/** [UEFI] "Graphics Output Protocol": EFI_GRAPHICS_OUTPUT_MODE_INFORMATION. */
export interface GraphicsInfo extends Struct {
  readonly version: u32;
  readonly width: u32;
  readonly height: u32;
  /** One of `PIXELS_…`. */
  readonly pixelFormat: u32;
  readonly redMask: u32;
  readonly greenMask: u32;
  readonly blueMask: u32;
  readonly reservedMask: u32;
  readonly pixelsPerLine: u32;
}

/** 32 bits per pixel, red in the lowest byte. */
export const PIXELS_RGB: u32 = 0;
/** 32 bits per pixel, blue in the lowest byte. */
export const PIXELS_BGR: u32 = 1;
/** The masks tell. */
export const PIXELS_MASKS: u32 = 2;

/** [UEFI] "EFI Random Number Generator Protocol". */
export interface RandomNumbers extends Struct {
  readonly unusedInformation: u64;
  readonly getNumbers: (
    self: RandomNumbers,
    algorithm: VirtAddr,
    bytes: u64,
    values: WordCell,
  ) => EfiStatus;
}

staticAssert(offsetOf<LoadedImage>('deviceHandle') === 24n, 'efi: loaded image');
staticAssert(offsetOf<LoadedImage>('imageBase') === 64n, 'efi: loaded image');
staticAssert(offsetOf<FileProtocol>('read') === 32n, 'efi: file');
staticAssert(offsetOf<FileProtocol>('setPosition') === 56n, 'efi: file');
staticAssert(offsetOf<FileProtocol>('getInfo') === 64n, 'efi: file');
staticAssert(offsetOf<FileInfo>('name') === 80n, 'efi: file information');
staticAssert(offsetOf<GraphicsOutput>('mode') === 24n, 'efi: graphics output');
staticAssert(offsetOf<GraphicsMode>('framebufferBase') === 24n, 'efi: graphics mode');
staticAssert(sizeOf<GraphicsInfo>() === 36n, 'efi: graphics information');
