/**
 * The loader: an EFI application that starts a kernel by the Limine boot protocol.
 *
 * Steps, in order:
 *   1. the configuration: which kernel, which command line
 *   2. the kernel file: read, checked, copied to its place, relocated
 *   3. its requests: found in the loaded image
 *   4. what is asked for: screens, stack, tables of the firmware, the answers
 *   5. page tables, from a first reading of the memory map
 *   6. the end of boot services, with the final memory map
 *   7. the processor and the interrupt controllers put in order, and the kernel entered
 *
 * Up to step 6 a failure is one line on the console, and the firmware goes on with its next boot
 * option. After it, the line goes to the serial port and the machine stops.
 *
 * Used by: the firmware, as `efiMain`.            Uses: all of boot/uefi.
 * Not handled here: a menu; other processors (the MP request stays without answer); other protocols.
 * Sources: [UEFI] "UEFI Images"; [LIMINE] all of it.
 */
import { haltForever } from '../../runtime/contract/cpu.ts';
import * as Arena from './arena.ts';
import type { ModuleOption, Options, Text } from './config.ts';
import * as Config from './config.ts';
import { ConfigStatus } from './config.ts';
import * as Message from './console/message.ts';
import * as TextOutput from './console/text-output.ts';
import * as Cpu from './cpu.ts';
import * as Efi from './efi.ts';
import type { EfiHandle, EfiStatus, SystemTable } from './efi.ts';
import { ACPI_1_TABLE, ACPI_2_TABLE, SMBIOS_3_TABLE, SMBIOS_TABLE } from './efi-protocols.ts';
import type { Image } from './elf.ts';
import * as Elf from './elf.ts';
import { ElfStatus } from './elf.ts';
import type { LoadedFile } from './file.ts';
import * as File from './file.ts';
import { FileStatus, PathStatus } from './file.ts';
import * as Firmware from './firmware.ts';
import * as FourLevels from './four-levels.ts';
import * as Framebuffers from './framebuffer.ts';
import * as Handover from './handover.ts';
import { HandoverStatus } from './handover.ts';
import * as Interrupts from './interrupts.ts';
import type { Placement } from './kernel-image.ts';
import * as KernelImage from './kernel-image.ts';
import { LoadStatus } from './kernel-image.ts';
import * as MemoryMap from './memory-map.ts';
import type { PageFeatures } from './page-tables.ts';
import * as PageTables from './page-tables.ts';
import { TableStatus } from './page-tables.ts';
import * as Requests from './requests.ts';
import { RequestStatus } from './requests.ts';
import * as Responses from './responses.ts';
import * as Time from './time.ts';

/** Where the higher-half direct map starts when it is not randomised: the higher half itself. */
const HIGHER_HALF: u64 = 0xffff_8000_0000_0000n;
/** A randomised one starts at a multiple of this, at most a quarter of the higher half further up. */
const HHDM_STEP: u64 = 0x4000_0000n;
const HHDM_STEPS: u64 = 0x8000n;
/** Each byte of the configuration is copied into the arena at most once. */
const MAX_CONFIGURATION_BYTES: u64 = 0x4000n;
/** How long a line about a failure stays on the screen. */
const FAILURE_SECONDS: u64 = 10n;

const OPTIONS: Options = zeroed();
const CONFIGURATION: LoadedFile = zeroed();
const KERNEL_FILE: LoadedFile = zeroed();
const MODULE_FILE: LoadedFile = zeroed();
const IMAGE: Image = zeroed();
const PLACEMENT: Placement = zeroed();
const FEATURES: PageFeatures = zeroed();

/** What the last step needs. */
interface Entry extends Struct {
  hhdmOffset: u64;
  stackTop: u64;
  descriptorTable: u64;
  entry: u64;
}

const ENTRY: Entry = zeroed();

/** Called by the firmware. Returns only when no kernel was started. */
export function efiMain(image: EfiHandle, systemTable: SystemTable): EfiStatus {
  Firmware.init(image, systemTable);
  TextOutput.init();
  log.info('SlayerOS UEFI loader');
  if (prepare()) leave(); // Comes back only while there is a firmware to go back to.
  log.error('no kernel was started; back to the firmware in 10 seconds');
  Firmware.waitSeconds(FAILURE_SECONDS);
  return Efi.LOAD_ERROR;
}

/** Steps 1 to 5; false when one failed, which has then been reported. */
function prepare(): bool {
  if (!Arena.init() || !Handover.init()) return fail('not enough memory');
  if (Cpu.hasFiveLevels()) {
    log.info('the firmware has five levels of page tables, the kernel gets four');
    if (!FourLevels.prepare()) return fail('not enough memory below 4 GiB');
  }
  return readConfiguration() && loadKernel() && findRequests() && answer() && makeTables();
}

// ── 1: the configuration ────────────────────────────────────────────────────────────────────────

function readConfiguration(): bool {
  const volume = File.openVolume();
  if (volume !== FileStatus.Ok) return failFile('the volume of the loader', volume);
  const found =
    tryConfiguration('/limine.conf') ||
    tryConfiguration('/limine/limine.conf') ||
    tryConfiguration('/boot/limine.conf') ||
    tryConfiguration('/boot/limine/limine.conf') ||
    tryConfiguration('/EFI/BOOT/limine.conf');
  if (!found) return fail('there is no limine.conf in /, /limine, /boot, /boot/limine, /EFI/BOOT');
  if (CONFIGURATION.lengthBytes > MAX_CONFIGURATION_BYTES) {
    return fail('the configuration is larger than 16 KiB');
  }
  const status = Config.parse(fileBytes(CONFIGURATION), OPTIONS);
  if (status === ConfigStatus.Ok) return true;
  log.error(`the configuration: ${status}`);
  return false;
}

function tryConfiguration(path: string): bool {
  File.setConstantPath(path);
  const status = File.load(CONFIGURATION);
  if (status === FileStatus.Ok) {
    log.info(`configuration ${path}`);
    return true;
  }
  if (status !== FileStatus.NotFound) log.warn(`${path}: ${status}`);
  return false;
}

// ── 2: the kernel file ──────────────────────────────────────────────────────────────────────────

function loadKernel(): bool {
  const path = OPTIONS.kernelPath;
  if (!setPath(path)) return false;
  const opened = File.open();
  if (opened !== FileStatus.Ok) return failPath(path, opened);
  const status = KernelImage.load(IMAGE, PLACEMENT);
  File.close();
  if (status !== LoadStatus.Ok) return failLoad(status);
  const relocated = KernelImage.relocate(PLACEMENT, IMAGE);
  if (relocated !== ElfStatus.Ok) return failKernel(relocated);
  Handover.keepForKernel(PLACEMENT.physBase, PLACEMENT.lengthBytes);
  log.info(`kernel at ${virt(IMAGE.virtBase)}, ${phys(PLACEMENT.physBase)}`);
  return true;
}

/** Names the file that is read next. */
function setPath(path: Text): bool {
  const status = File.setPath(fileBytes(CONFIGURATION), path.start, path.end);
  if (status === PathStatus.Ok) return true;
  beginReport(path);
  Message.appendText(nameOfPathStatus(status));
  Message.endMessage();
  return false;
}

/** Loads a whole file that the configuration names. */
function loadFile(path: Text, file: LoadedFile): bool {
  if (!setPath(path)) return false;
  const status = File.load(file);
  return status === FileStatus.Ok || failPath(path, status);
}

// ── 3 and 4: requests and answers ───────────────────────────────────────────────────────────────

function findRequests(): bool {
  const status = Requests.find(KernelImage.bytesOf(PLACEMENT));
  if (status !== RequestStatus.Ok) {
    log.error(`the requests of the kernel: ${status}`);
    return false;
  }
  log.info(`base revision ${Requests.baseRevision()}, ${Requests.requestCount()} requests`);
  if (!Responses.acceptsFourLevels()) return fail('the kernel wants 5-level paging');
  return true;
}

/** Makes everything that is asked for, except the memory map. */
function answer(): bool {
  if (!chooseEntry() || !makeStack()) return false;
  Framebuffers.find(OPTIONS.width, OPTIONS.height);
  if (!chooseHhdm()) return false;
  Responses.init(ENTRY.hhdmOffset);
  ENTRY.stackTop += ENTRY.hhdmOffset;
  ENTRY.descriptorTable = ENTRY.hhdmOffset + Handover.makeDescriptorTable(ENTRY.hhdmOffset);
  Responses.answerFixed();
  Responses.answerExecutableAddress(PLACEMENT.physBase, IMAGE.virtBase);
  Responses.answerFramebuffers();
  const seconds = Time.unixTime();
  if (seconds !== null) Responses.answerDate(seconds);
  Responses.answerFirmwareTables(
    rsdp(),
    Firmware.configurationTable(SMBIOS_TABLE),
    Firmware.configurationTable(SMBIOS_3_TABLE),
    addressOf(Firmware.systemTable()),
  );
  Responses.reserveMemoryMap();
  return answerFiles();
}

function chooseEntry(): bool {
  const wanted = Responses.entryPoint();
  ENTRY.entry = wanted === null ? IMAGE.entry : u64(wanted);
  return Elf.isCode(IMAGE, ENTRY.entry) || failKernel(ElfStatus.BadEntry);
}

/** Takes the stack; its top is physical until the direct map is known. */
function makeStack(): bool {
  const pageCount = Firmware.pagesFor(Responses.stackBytes());
  const base = Firmware.allocateZeroedPages(pageCount);
  if (base === null) return fail('not enough memory for the stack that the kernel asks for');
  ENTRY.stackTop = base + pageCount * Firmware.PAGE_SIZE_BYTES;
  return true;
}

/** Reads the memory map for the first time, and says where the direct map goes. */
function chooseHhdm(): bool {
  const read = Handover.readMemoryMap();
  if (read !== HandoverStatus.Ok) return failHandover(read);
  const collected = PageTables.collectDirect(Requests.baseRevision());
  if (collected !== TableStatus.Ok) return failTables(collected);
  ENTRY.hhdmOffset = HIGHER_HALF;
  if (!OPTIONS.randomiseHhdm) return true;
  const room = Elf.KERNEL_WINDOW - HIGHER_HALF - alignUp(PageTables.directTop(), HHDM_STEP);
  const steps = min(room / HHDM_STEP, HHDM_STEPS);
  // Never the usual place: who asks for another one finds out what depends on it.
  if (steps > 1n) ENTRY.hhdmOffset += ((Cpu.randomNumber() % (steps - 1n)) + 1n) * HHDM_STEP;
  return true;
}

/** The kernel's file and command line, and the modules. */
function answerFiles(): bool {
  const text = fileBytes(CONFIGURATION);
  const commandLine = Arena.copyBytes(text, OPTIONS.commandLine.start, OPTIONS.commandLine.end);
  Responses.answerCommandLine(commandLine);
  if (Responses.wantsFile()) {
    if (!loadFile(OPTIONS.kernelPath, KERNEL_FILE)) return false;
    Handover.keepForKernel(KERNEL_FILE.base, KERNEL_FILE.pageCount * Firmware.PAGE_SIZE_BYTES);
    Responses.answerFile(describe(KERNEL_FILE, OPTIONS.kernelPath, commandLine));
  }
  const count = OPTIONS.moduleCount;
  if (count === 0) return true;
  const list = Arena.allocateWords(u64(count));
  for (const index of range(0, count)) {
    const module: ModuleOption = OPTIONS.modules[index];
    if (!loadFile(module.path, MODULE_FILE)) return false;
    Handover.keepForKernel(MODULE_FILE.base, MODULE_FILE.pageCount * Firmware.PAGE_SIZE_BYTES);
    const words = Arena.copyBytes(text, module.commandLine.start, module.commandLine.end);
    const described = describe(MODULE_FILE, module.path, words);
    Arena.setWord(list, u64(index), Responses.withOffset(described));
  }
  Responses.answerModules(list, u64(count));
  return true;
}

function describe(file: LoadedFile, path: Text, commandLine: PhysAddr): PhysAddr {
  const text = fileBytes(CONFIGURATION);
  const start = File.pathStart(text, path.start, path.end);
  const name = Arena.copyBytes(text, start, path.end);
  const place = Responses.describeFile(file.base, file.lengthBytes, name, commandLine);
  const partition = File.partition();
  Responses.setPartition(
    place,
    partition.index,
    partition.mbrDiskId,
    partition.guidLow,
    partition.guidHigh,
  );
  return place;
}

function rsdp(): PhysAddr {
  const newer = Firmware.configurationTable(ACPI_2_TABLE);
  return newer === 0n ? Firmware.configurationTable(ACPI_1_TABLE) : newer;
}

// ── 5: page tables ──────────────────────────────────────────────────────────────────────────────

function makeTables(): bool {
  Cpu.readPageFeatures(FEATURES);
  const status = buildTables();
  if (status !== TableStatus.Ok) return failTables(status);
  log.info(`direct map at ${virt(ENTRY.hhdmOffset)}, ${Responses.answeredCount()} answers`);
  return true;
}

function buildTables(): TableStatus {
  const revision = Requests.baseRevision();
  // The files that were loaded since the direct map was chosen change no region's coverage, but
  // their kind; read again, so that what is mapped is what is there.
  if (Handover.readMemoryMap() !== HandoverStatus.Ok) return TableStatus.OutOfMemory;
  const collected = PageTables.collectDirect(revision);
  if (collected !== TableStatus.Ok) return collected;
  const started = PageTables.init(FEATURES);
  if (started !== TableStatus.Ok) return started;
  const kernel = PageTables.mapKernel(IMAGE, PLACEMENT);
  if (kernel !== TableStatus.Ok) return kernel;
  const direct = PageTables.mapDirect(ENTRY.hhdmOffset, revision);
  if (direct !== TableStatus.Ok) return direct;
  // Base revision 0 has all memory where it is anyway.
  if (revision === 0n) return TableStatus.Ok;
  const page = FourLevels.pageAddress();
  if (page !== 0n) return PageTables.mapHandover(page, page + Firmware.PAGE_SIZE_BYTES);
  return PageTables.mapHandover(u64(Handover.handoverStart()), u64(Handover.handoverEnd()));
}

// ── 6 and 7: out of the firmware, into the kernel ───────────────────────────────────────────────

function leave(): void {
  const tables = rsdp();
  log.info('entering the kernel');
  const status = Handover.leaveFirmware(Requests.baseRevision());
  if (status !== HandoverStatus.Ok) {
    failHandover(status);
    if (Firmware.phase() !== Firmware.Phase.BootServices) stop();
    return;
  }
  Responses.answerMemoryMap();
  Interrupts.maskAll(tables);
  Cpu.prepareForTables(FEATURES);
  Handover.enter(virt(ENTRY.descriptorTable), virt(ENTRY.stackTop), virt(ENTRY.entry));
}

function stop(): never {
  'use unsafe';
  // SAFE: stopping is meant.
  haltForever();
}

// ── Reports ─────────────────────────────────────────────────────────────────────────────────────

function fail(what: string): bool {
  log.error(what);
  return false;
}

function failKernel(status: ElfStatus): bool {
  log.error(`the kernel file: ${status}`);
  return false;
}

function failLoad(status: LoadStatus): bool {
  if (status === LoadStatus.BadFile) return failKernel(KernelImage.lastElfStatus());
  if (status === LoadStatus.OutOfMemory) return fail('not enough memory for the kernel');
  return fail('the kernel file cannot be read');
}

function failPath(path: Text, status: FileStatus): bool {
  beginReport(path);
  Message.appendText(nameOfFileStatus(status));
  Message.endMessage();
  return false;
}

function failFile(what: string, status: FileStatus): bool {
  log.error(`${what}: ${status}`);
  return false;
}

function failTables(status: TableStatus): bool {
  log.error(`page tables: ${status}`);
  return false;
}

function failHandover(status: HandoverStatus): bool {
  log.error(`the memory map: ${status}, ${MemoryMap.count()} entries`);
  return false;
}

/** Starts an error message with a path of the configuration. */
function beginReport(path: Text): void {
  Message.beginMessage(/* error */ 3);
  Message.appendBytes(fileBytes(CONFIGURATION), path.start, path.end);
  Message.appendText(': ');
}

function nameOfPathStatus(status: PathStatus): string {
  switch (status) {
    case PathStatus.Ok:
      return 'Ok';
    case PathStatus.UnknownResource:
      return 'only boot():/ is known';
    case PathStatus.HashUnsupported:
      return 'a hash cannot be checked';
    case PathStatus.TooLong:
      return 'the path is too long';
    case PathStatus.NotAscii:
      return 'the path is not ASCII';
  }
}

function nameOfFileStatus(status: FileStatus): string {
  switch (status) {
    case FileStatus.Ok:
      return 'Ok';
    case FileStatus.NoVolume:
      return 'no volume';
    case FileStatus.NotFound:
      return 'not found';
    case FileStatus.IsDirectory:
      return 'is a directory';
    case FileStatus.ReadError:
      return 'cannot be read';
    case FileStatus.BadSize:
      return 'is empty, or 1 GiB or more';
    case FileStatus.OutOfMemory:
      return 'not enough memory';
  }
}

function fileBytes(file: LoadedFile): DataView {
  return Arena.bytesAt(phys(file.base), file.lengthBytes);
}
