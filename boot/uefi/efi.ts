/**
 * UEFI as the loader sees it: status codes, identifiers, and the tables of functions it calls.
 *
 * A table of the firmware is a struct whose fields are function references; `services.stall(1n)`
 * loads the field and calls it. The loader is compiled for a target whose calling convention is the
 * Microsoft one that UEFI prescribes, so nothing more is needed. Slots that are never used are
 * `unused…` words. Where the firmware writes through a pointer, the parameter is a *cell*: a struct
 * in static storage with one field.
 *
 * Used by: all of boot/uefi.            Uses: the prelude.
 * Not handled here: calling (`firmware.ts`); protocols of files and screens (`efi-protocols.ts`).
 * Sources: [UEFI] "Data Types", "EFI System Table", "EFI Boot Services Table", "Status Codes",
 *          "Calling Conventions", section "x64 Platforms".
 */

/** UINTN with bit 63 set for errors: [UEFI] "Status Codes". */
export type EfiStatus = Branded<u64, 'EfiStatus'>;
/** A name that the firmware gives to an object; 0 is none. */
export type EfiHandle = Branded<u64, 'EfiHandle'>;

export const SUCCESS: EfiStatus = brand<EfiStatus>(0n);
export const LOAD_ERROR: EfiStatus = brand<EfiStatus>(0x8000_0000_0000_0001n);
export const INVALID_PARAMETER: EfiStatus = brand<EfiStatus>(0x8000_0000_0000_0002n);
export const BUFFER_TOO_SMALL: EfiStatus = brand<EfiStatus>(0x8000_0000_0000_0005n);
export const NOT_FOUND: EfiStatus = brand<EfiStatus>(0x8000_0000_0000_000en);

/** 128 bits as two words in memory order: [UEFI] "Data Types", EFI_GUID. */
export type Guid = FixedArray<u64, 2>;

/** Room for one word that the firmware writes: a size, a key, an address. */
export interface WordCell extends Struct {
  value: u64;
}

/** [UEFI] "EFI Table Header". */
export interface TableHeader extends Struct {
  readonly signature: u64;
  readonly revision: u32;
  readonly headerBytes: u32;
  readonly checksum: u32;
  readonly reserved: u32;
}

/** [UEFI] "EFI System Table". */
export interface SystemTable extends Struct {
  readonly header: TableHeader;
  readonly firmwareVendor: VirtAddr;
  readonly firmwareRevision: u32;
  readonly consoleInHandle: EfiHandle;
  readonly consoleIn: VirtAddr;
  readonly consoleOutHandle: EfiHandle;
  readonly consoleOut: TextOutput | null;
  readonly standardErrorHandle: EfiHandle;
  readonly standardError: TextOutput | null;
  readonly runtimeServices: RuntimeServices | null;
  readonly bootServices: BootServices | null;
  readonly configurationTableCount: u64;
  readonly configurationTables: VirtAddr;
}

/** [UEFI] "EFI Boot Services Table". */
export interface BootServices extends Struct {
  readonly header: TableHeader;
  readonly unusedTaskPriority: FixedArray<u64, 2>;
  readonly allocatePages: (
    type: u32,
    memoryType: u32,
    pageCount: u64,
    memory: WordCell,
  ) => EfiStatus;
  readonly freePages: (memory: u64, pageCount: u64) => EfiStatus;
  readonly getMemoryMap: (
    mapBytes: WordCell,
    map: VirtAddr,
    mapKey: WordCell,
    descriptorBytes: WordCell,
    descriptorVersion: WordCell,
  ) => EfiStatus;
  readonly unusedPool: FixedArray<u64, 2>;
  readonly unusedEvents: FixedArray<u64, 6>;
  readonly unusedInstall: FixedArray<u64, 3>;
  readonly handleProtocol: (
    handle: EfiHandle,
    protocol: Guid,
    protocolInterface: WordCell,
  ) => EfiStatus;
  readonly unusedReserved: u64;
  readonly unusedNotify: u64;
  readonly locateHandle: (
    searchType: u32,
    protocol: Guid,
    searchKey: VirtAddr,
    bufferBytes: WordCell,
    buffer: VirtAddr,
  ) => EfiStatus;
  readonly unusedLocate: FixedArray<u64, 2>;
  readonly unusedImages: FixedArray<u64, 4>;
  readonly exitBootServices: (image: EfiHandle, mapKey: u64) => EfiStatus;
  readonly unusedMonotonicCount: u64;
  readonly stall: (microseconds: u64) => EfiStatus;
  readonly setWatchdogTimer: (
    timeoutSeconds: u64,
    code: u64,
    dataBytes: u64,
    data: VirtAddr,
  ) => EfiStatus;
  readonly unusedControllers: FixedArray<u64, 2>;
  readonly unusedOpen: FixedArray<u64, 3>;
  readonly unusedLibrary: FixedArray<u64, 2>;
  readonly locateProtocol: (
    protocol: Guid,
    registration: VirtAddr,
    protocolInterface: WordCell,
  ) => EfiStatus;
}

/** [UEFI] "EFI Runtime Services Table", as far as it is used. */
export interface RuntimeServices extends Struct {
  readonly header: TableHeader;
  readonly getTime: (time: EfiTime, capabilities: VirtAddr) => EfiStatus;
}

/** [UEFI] "GetTime()". */
export interface EfiTime extends Struct {
  readonly year: u16;
  readonly month: u8;
  readonly day: u8;
  readonly hour: u8;
  readonly minute: u8;
  readonly second: u8;
  readonly padding1: u8;
  readonly nanosecond: u32;
  /** Minutes that are added to local time to get UTC, or `TIME_ZONE_UNSPECIFIED`. */
  readonly timeZone: i16;
  readonly daylight: u8;
  readonly padding2: u8;
}

export const TIME_ZONE_UNSPECIFIED: i16 = 0x7ff;

/** [UEFI] "Simple Text Output Protocol", as far as it is used. */
export interface TextOutput extends Struct {
  readonly unusedReset: u64;
  /** `text`: UCS-2 with a zero at its end. */
  readonly outputString: (self: TextOutput, text: VirtAddr) => EfiStatus;
}

/** [UEFI] "GetMemoryMap()": EFI_MEMORY_DESCRIPTOR. The stride between two may be larger. */
export interface MemoryDescriptor extends Struct {
  readonly type: u32;
  readonly physicalStart: u64;
  readonly virtualStart: u64;
  readonly pageCount: u64;
  readonly attributes: u64;
}

/** [UEFI] "AllocatePages()": EFI_ALLOCATE_TYPE. */
export const ALLOCATE_ANY_PAGES: u32 = 0;
export const ALLOCATE_MAX_ADDRESS: u32 = 1;

/** [UEFI] "Memory Type Usage after ExitBootServices()". */
export const MEMORY_LOADER_CODE: u32 = 1;
export const MEMORY_LOADER_DATA: u32 = 2;
export const MEMORY_BOOT_SERVICES_CODE: u32 = 3;
export const MEMORY_BOOT_SERVICES_DATA: u32 = 4;
export const MEMORY_CONVENTIONAL: u32 = 7;
export const MEMORY_UNUSABLE: u32 = 8;
export const MEMORY_ACPI_RECLAIM: u32 = 9;
export const MEMORY_ACPI_NVS: u32 = 10;

/** Attribute bit 3 (EFI_MEMORY_WB): 1 = the memory can be cached with write-back. */
export const ATTRIBUTE_WRITE_BACK: u64 = 1n << 3n;

/** [UEFI] "LocateHandle()": EFI_LOCATE_SEARCH_TYPE ByProtocol. */
export const LOCATE_BY_PROTOCOL: u32 = 2;

staticAssert(offsetOf<SystemTable>('bootServices') === 96n, 'efi: system table');
staticAssert(sizeOf<SystemTable>() === 120n, 'efi: system table');
staticAssert(offsetOf<BootServices>('getMemoryMap') === 56n, 'efi: boot services');
staticAssert(offsetOf<BootServices>('handleProtocol') === 152n, 'efi: boot services');
staticAssert(offsetOf<BootServices>('locateHandle') === 176n, 'efi: boot services');
staticAssert(offsetOf<BootServices>('exitBootServices') === 232n, 'efi: boot services');
staticAssert(offsetOf<BootServices>('stall') === 248n, 'efi: boot services');
staticAssert(offsetOf<BootServices>('locateProtocol') === 320n, 'efi: boot services');
staticAssert(sizeOf<EfiTime>() === 16n, 'efi: time');
staticAssert(sizeOf<MemoryDescriptor>() === 40n, 'efi: memory descriptor');
