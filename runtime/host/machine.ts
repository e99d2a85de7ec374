/**
 * The simulated machine: processor state, memory accesses, ports.
 *
 * Every access of dialect code goes through the page tables that CR3 names, with the checks of
 * hardware. To be fast enough for tests that allocate a million times, two direct-mapped arrays
 * (one for reads, one for writes) stand in front of the translation cache: they hold, for the last
 * used pages, the bytes of the frame. An entry of theirs never permits more than the translation
 * cache does, because everything that removes from that one, or changes what rights mean, empties
 * them too.
 *
 * Addresses are unsigned 64-bit BigInts with a small byte offset added (`load64(base, 24)`); the
 * sum is modulo 2^64. Values of up to 32 bits are numbers, 64-bit values BigInts.
 *
 * Used by: `index.ts`, tests.            Uses: the other files of this folder.
 * Invariants:
 *   I1. A slot of the read array is filled only for pages that a supervisor may read now, one of
 *       the write array only for pages that it may write and whose dirty bit is set.
 *   I2. Device memory is in neither array.
 * Not handled here: instruction fetches (no code runs here; `fetch` is for tests), interrupts,
 * more than one processor.
 * Sources: [SDM3] "Paging"; [SDM3] "Interrupt 14—Page-Fault Exception (#PF)"; [SDM1] "Canonical
 * Addressing".
 */

import { writeBootTables } from './boot-tables.ts';
import { ControlRegisters } from './control-registers.ts';
import type { Invalidation } from './control-registers.ts';
import { cpuid, FULL_CPU } from './cpu-model.ts';
import type { CpuidAnswer, CpuModel } from './cpu-model.ts';
import {
  formatAddress,
  MachineError,
  MachineExit,
  MachineFault,
  MachineHalt,
  PF_FETCH,
  PF_PRESENT,
  PF_RESERVED,
  PF_USER,
  PF_WRITE,
  VECTOR_GENERAL_PROTECTION,
  VECTOR_PAGE_FAULT,
} from './errors.ts';
import {
  IMAGE_PHYS_END,
  IMAGE_PHYS_START,
  IMAGE_SYMBOLS,
  TEXT_VIRT_START,
} from './image-layout.ts';
import { refusalOf, walk } from './page-walk.ts';
import type { AccessKind, PagingControl, Refusal, Translation } from './page-walk.ts';
import { PhysicalMemory } from './physical-memory.ts';
import type { Frame, MemoryDevice, PhysicalRange } from './physical-memory.ts';
import { TranslationCache } from './translation-cache.ts';
import { COM1_PORT, Uart, UART_PORTS } from './uart.ts';

/** How a machine is equipped; every part has a default. */
export interface MachineOptions {
  /** RAM without the hole [640 KiB, 1 MiB), in bytes, a multiple of 4096. Default 64 MiB. */
  readonly memoryBytes?: number;
  /** RAM as ranges instead. It must hold the kernel image, which starts at 2 MiB. */
  readonly ram?: readonly PhysicalRange[];
  readonly devices?: readonly MemoryDevice[];
  /** Features to change from `FULL_CPU`. */
  readonly cpu?: Partial<CpuModel>;
  /** What RAM holds before it is written, `[0, 256)`. Default 0xa5. */
  readonly fillByte?: number;
  /** Where the boot tables map physical memory. Default 0xffff_8000_0000_0000. */
  readonly hhdmOffset?: bigint;
  /** Whether the boot tables also map [0, 4 GiB) at its own addresses. Default true. */
  readonly identity?: boolean;
}

/** Takes a page fault: true = the access is tried again, false = the fault ends the program. */
export type FaultHandler = (fault: MachineFault) => boolean;

/** Where an address leads according to the tables in memory, whatever the caches say. */
export interface Mapping {
  readonly phys: bigint;
  readonly pageBytes: number;
  readonly writable: boolean;
  readonly user: boolean;
  readonly executable: boolean;
  readonly global: boolean;
  /** PAT memory type: 0 UC, 1 WC, 4 WT, 5 WP, 6 WB, 7 UC-. */
  readonly memoryType: number;
}

export const DEFAULT_HHDM_OFFSET = 0xffff_8000_0000_0000n;
const DEFAULT_MEMORY_BYTES = 64 * 1024 * 1024;
const DEFAULT_FILL_BYTE = 0xa5;
const LOW_MEMORY_END = 0xa_0000;
const HIGH_MEMORY_START = 0x10_0000;
const TWO_POW_32 = 0x1_0000_0000;
const PAGE_BYTES = 4096;
const PAGE_MASK = 0xfff;

/** isa-debug-exit of QEMU: writing v ends the run with status (v << 1) | 1. */
const EXIT_PORT = 0xf4;
/** What a port without a device reads as. */
const FLOATING_BUS = 0xff;
/** Cycles between two readings of the time-stamp counter. */
const TIMESTAMP_STEP = 100n;
const TRAP_STUBS = 32;

/** Slots of the two arrays of fast translations, a power of two. */
const SLOTS = 1024;
const SLOT_MASK = SLOTS - 1;
const EMPTY = -1;

/** Splits a 64-bit value into halves without BigInt arithmetic; hosts are little-endian. */
const split64 = new BigUint64Array(1);
const split32 = new Uint32Array(split64.buffer);
/** Bytes of an access that takes the slow path. */
const scratchBytes = new Uint8Array(8);
const scratch = new DataView(scratchBytes.buffer);
const NO_VIEW = new DataView(new ArrayBuffer(0));

function joinHalves(high: number, low: number): bigint {
  return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
}

/** Fast translations: a page's number in halves, and the frame's bytes. */
class FastTranslations {
  readonly lowTags = new Int32Array(SLOTS).fill(EMPTY);
  readonly highTags = new Int32Array(SLOTS);
  readonly views: DataView[] = new Array<DataView>(SLOTS).fill(NO_VIEW);

  /** `page` is bits [31:12] of the address. */
  set(slot: number, high: number, page: number, view: DataView): void {
    this.lowTags[slot] = page;
    this.highTags[slot] = high | 0;
    this.views[slot] = view;
  }

  clear(): void {
    this.lowTags.fill(EMPTY);
  }
}

export class Machine {
  readonly memory: PhysicalMemory;
  readonly cpu: CpuModel;
  readonly registers: ControlRegisters;
  readonly uart = new Uart();
  readonly hhdmOffset: bigint;
  /** As LIDT left it; null before. */
  interruptTable: { readonly base: bigint; readonly limit: number } | null = null;
  interruptsEnabled = false;
  timestamp = 0n;
  /** Called for each page fault when not null. */
  faultHandler: FaultHandler | null = null;

  readonly #cache = new TranslationCache();
  readonly #reads = new FastTranslations();
  readonly #writes = new FastTranslations();
  #control: PagingControl;

  /** Builds the machine and the boot page tables, and points CR3 to them. */
  constructor(options: MachineOptions = {}) {
    const memoryBytes = options.memoryBytes ?? DEFAULT_MEMORY_BYTES;
    const ram = options.ram ?? [
      { start: 0, lengthBytes: LOW_MEMORY_END },
      { start: HIGH_MEMORY_START, lengthBytes: memoryBytes - HIGH_MEMORY_START },
    ];
    this.memory = new PhysicalMemory(
      ram,
      options.devices ?? [],
      options.fillByte ?? DEFAULT_FILL_BYTE,
      { start: IMAGE_PHYS_START, lengthBytes: IMAGE_PHYS_END - IMAGE_PHYS_START },
    );
    if (this.memory.frameOrNull(IMAGE_PHYS_END / PAGE_BYTES - 1) === null) {
      throw new MachineError(
        `RAM must hold the kernel image, up to ${formatAddress('phys', IMAGE_PHYS_END)}`,
      );
    }
    this.cpu = { ...FULL_CPU, ...options.cpu };
    this.hhdmOffset = options.hhdmOffset ?? DEFAULT_HHDM_OFFSET;
    const cr3 = writeBootTables(this.memory, this.hhdmOffset, options.identity ?? true);
    this.registers = new ControlRegisters(this.cpu, cr3);
    this.#control = this.registers.paging;
    this.#writeTrapStubTable();
  }

  /** All text that was sent on the serial port. */
  get serialText(): string {
    return this.uart.text;
  }

  // ── Loads and stores ──────────────────────────────────────────────────────────────────────────

  load8(address: bigint, offset: number): number {
    split64[0] = address;
    const low = (split32[0] as number) + offset;
    const high = split32[1] as number;
    const page = low >>> 12;
    const slot = (page ^ high) & SLOT_MASK;
    const fast = this.#reads;
    if (low < TWO_POW_32 && fast.lowTags[slot] === page && fast.highTags[slot] === (high | 0)) {
      return (fast.views[slot] as DataView).getUint8(low & PAGE_MASK);
    }
    this.#readSlow(high, low, 1);
    return scratch.getUint8(0);
  }

  load16(address: bigint, offset: number): number {
    split64[0] = address;
    const low = (split32[0] as number) + offset;
    const high = split32[1] as number;
    const page = low >>> 12;
    const slot = (page ^ high) & SLOT_MASK;
    const fast = this.#reads;
    if (
      low < TWO_POW_32 &&
      fast.lowTags[slot] === page &&
      fast.highTags[slot] === (high | 0) &&
      (low & PAGE_MASK) <= PAGE_BYTES - 2
    ) {
      return (fast.views[slot] as DataView).getUint16(low & PAGE_MASK, true);
    }
    this.#readSlow(high, low, 2);
    return scratch.getUint16(0, true);
  }

  load32(address: bigint, offset: number): number {
    split64[0] = address;
    const low = (split32[0] as number) + offset;
    const high = split32[1] as number;
    const page = low >>> 12;
    const slot = (page ^ high) & SLOT_MASK;
    const fast = this.#reads;
    if (
      low < TWO_POW_32 &&
      fast.lowTags[slot] === page &&
      fast.highTags[slot] === (high | 0) &&
      (low & PAGE_MASK) <= PAGE_BYTES - 4
    ) {
      return (fast.views[slot] as DataView).getUint32(low & PAGE_MASK, true);
    }
    this.#readSlow(high, low, 4);
    return scratch.getUint32(0, true);
  }

  load64(address: bigint, offset: number): bigint {
    split64[0] = address;
    const low = (split32[0] as number) + offset;
    const high = split32[1] as number;
    const page = low >>> 12;
    const slot = (page ^ high) & SLOT_MASK;
    const fast = this.#reads;
    if (
      low < TWO_POW_32 &&
      fast.lowTags[slot] === page &&
      fast.highTags[slot] === (high | 0) &&
      (low & PAGE_MASK) <= PAGE_BYTES - 8
    ) {
      return (fast.views[slot] as DataView).getBigUint64(low & PAGE_MASK, true);
    }
    this.#readSlow(high, low, 8);
    return scratch.getBigUint64(0, true);
  }

  store8(address: bigint, offset: number, value: number): void {
    split64[0] = address;
    const low = (split32[0] as number) + offset;
    const high = split32[1] as number;
    const page = low >>> 12;
    const slot = (page ^ high) & SLOT_MASK;
    const fast = this.#writes;
    if (low < TWO_POW_32 && fast.lowTags[slot] === page && fast.highTags[slot] === (high | 0)) {
      (fast.views[slot] as DataView).setUint8(low & PAGE_MASK, value);
      return;
    }
    scratch.setUint8(0, value);
    this.#writeSlow(high, low, 1);
  }

  store16(address: bigint, offset: number, value: number): void {
    split64[0] = address;
    const low = (split32[0] as number) + offset;
    const high = split32[1] as number;
    const page = low >>> 12;
    const slot = (page ^ high) & SLOT_MASK;
    const fast = this.#writes;
    if (
      low < TWO_POW_32 &&
      fast.lowTags[slot] === page &&
      fast.highTags[slot] === (high | 0) &&
      (low & PAGE_MASK) <= PAGE_BYTES - 2
    ) {
      (fast.views[slot] as DataView).setUint16(low & PAGE_MASK, value, true);
      return;
    }
    scratch.setUint16(0, value, true);
    this.#writeSlow(high, low, 2);
  }

  store32(address: bigint, offset: number, value: number): void {
    split64[0] = address;
    const low = (split32[0] as number) + offset;
    const high = split32[1] as number;
    const page = low >>> 12;
    const slot = (page ^ high) & SLOT_MASK;
    const fast = this.#writes;
    if (
      low < TWO_POW_32 &&
      fast.lowTags[slot] === page &&
      fast.highTags[slot] === (high | 0) &&
      (low & PAGE_MASK) <= PAGE_BYTES - 4
    ) {
      (fast.views[slot] as DataView).setUint32(low & PAGE_MASK, value, true);
      return;
    }
    scratch.setUint32(0, value, true);
    this.#writeSlow(high, low, 4);
  }

  store64(address: bigint, offset: number, value: bigint): void {
    split64[0] = address;
    const low = (split32[0] as number) + offset;
    const high = split32[1] as number;
    const page = low >>> 12;
    const slot = (page ^ high) & SLOT_MASK;
    const fast = this.#writes;
    if (
      low < TWO_POW_32 &&
      fast.lowTags[slot] === page &&
      fast.highTags[slot] === (high | 0) &&
      (low & PAGE_MASK) <= PAGE_BYTES - 8
    ) {
      (fast.views[slot] as DataView).setBigUint64(low & PAGE_MASK, value, true);
      return;
    }
    scratch.setBigUint64(0, value, true);
    this.#writeSlow(high, low, 8);
  }

  /** Writes `bytes` from `address` on; the pages before a refused one are then written. */
  writeBytes(address: bigint, bytes: Uint8Array): void {
    this.#eachPage(address, bytes.length, 'write', (target, done) => {
      target.set(bytes.subarray(done, done + target.length));
    });
  }

  /** A copy of the bytes `[address, address + lengthBytes)`. */
  readBytes(address: bigint, lengthBytes: number): Uint8Array {
    const result = new Uint8Array(lengthBytes);
    this.#eachPage(address, lengthBytes, 'read', (source, done) => {
      result.set(source, done);
    });
    return result;
  }

  fill(address: bigint, value: number, lengthBytes: number): void {
    this.#eachPage(address, lengthBytes, 'write', (target) => {
      target.fill(value);
    });
  }

  // ── Translation ───────────────────────────────────────────────────────────────────────────────

  /** The physical address of one byte for an access, with all effects of the access but the data. */
  access(address: bigint, kind: AccessKind, user = false): bigint {
    split64[0] = address;
    return BigInt(this.#translate(split32[1] as number, split32[0] as number, kind, user));
  }

  /** Checks an instruction fetch, as a jump to `address` would. */
  fetch(address: bigint): void {
    this.access(address, 'fetch');
  }

  /** Where the tables in memory lead, without caches or accessed bits; null when nowhere. */
  mappingOf(address: bigint): Mapping | null {
    split64[0] = address;
    const [low, high] = [split32[0] as number, split32[1] as number];
    if (!isCanonicalHigh(high)) return null;
    // A user-mode read is refused by no more than U/S, a supervisor read by SMAP: leave both out.
    const control = { ...this.#control, smap: false };
    const { translation } = walk(this.memory, control, null, high, low, 'read', false);
    if (translation === null) return null;
    const pageBytes = PAGE_BYTES * 512 ** (translation.level - 1);
    return {
      phys: BigInt(translation.frame * PAGE_BYTES) + (address & BigInt(pageBytes - 1)),
      pageBytes,
      writable: translation.readOnlyLevel === 0,
      user: translation.supervisorLevel === 0,
      executable: translation.noExecuteLevel === 0,
      global: translation.global,
      memoryType: Number((this.registers.pat >> BigInt(8 * translation.patIndex)) & 0xffn),
    };
  }

  /** Translations that the TLB holds now. */
  get cachedTranslations(): number {
    return this.#cache.size;
  }

  /** INVLPG. */
  invalidatePage(address: bigint): void {
    split64[0] = address;
    const [low, high] = [split32[0] as number, split32[1] as number];
    // A non-canonical address makes INVLPG do nothing: [SDM2] "INVLPG".
    if (!isCanonicalHigh(high)) return;
    this.#cache.invalidatePage(high, low);
    this.#clearFast();
  }

  // ── Registers ─────────────────────────────────────────────────────────────────────────────────

  writeCr0(value: bigint): void {
    this.#apply(this.registers.writeCr0(value));
  }

  writeCr3(value: bigint): void {
    this.#apply(this.registers.writeCr3(value));
  }

  writeCr4(value: bigint): void {
    this.#apply(this.registers.writeCr4(value));
  }

  writeMsr(register: number, value: bigint): void {
    this.registers.writeMsr(register, value);
    this.#apply('none');
  }

  cpuid(leaf: number, subleaf: number): CpuidAnswer {
    return cpuid(this.cpu, leaf, subleaf);
  }

  readTimestamp(): bigint {
    this.timestamp += TIMESTAMP_STEP;
    return this.timestamp;
  }

  halt(): never {
    throw new MachineHalt(this.serialText);
  }

  // ── Ports ─────────────────────────────────────────────────────────────────────────────────────

  readPort(port: number): number {
    if (port >= COM1_PORT && port < COM1_PORT + UART_PORTS) return this.uart.read(port - COM1_PORT);
    return FLOATING_BUS;
  }

  writePort(port: number, value: number): void {
    if (port >= COM1_PORT && port < COM1_PORT + UART_PORTS) {
      this.uart.write(port - COM1_PORT, value);
    } else if (port === EXIT_PORT) {
      throw new MachineExit((value << 1) | 1, this.serialText);
    }
  }

  // ── Inside ────────────────────────────────────────────────────────────────────────────────────

  #apply(invalidation: Invalidation): void {
    if (invalidation === 'local') this.#cache.invalidateLocal();
    else if (invalidation === 'all') this.#cache.invalidateAll();
    this.#control = this.registers.paging;
    this.#clearFast();
  }

  #clearFast(): void {
    this.#reads.clear();
    this.#writes.clear();
  }

  /** Translates, or raises the fault that the access deserves. */
  #translate(high: number, low: number, access: AccessKind, user: boolean): number {
    for (;;) {
      const found = this.#attempt(high, low, access, user);
      if (typeof found === 'number') return found;
      this.#cache.dropAddress(high, low);
      this.#clearFast();
      const fault = this.#faultOf(high, low, access, user, found);
      this.registers.cr2 = fault.address;
      if (this.faultHandler === null || !this.faultHandler(fault)) throw fault;
    }
  }

  #attempt(high: number, low: number, access: AccessKind, user: boolean): number | Refusal {
    if (!isCanonicalHigh(high)) this.#refuseNonCanonical(high, low, access);
    let translation = this.#cache.translation(high, low);
    if (translation !== undefined) {
      const refusal = refusalOf(this.#control, translation, translation.level, access, user);
      if (refusal !== null) return refusal;
      // The dirty bit is set by a new walk: [SDM3] "Accessed and Dirty Flags".
      if (access === 'write' && !translation.dirty) translation = undefined;
    }
    if (translation === undefined) {
      const result = walk(this.memory, this.#control, this.#cache, high, low, access, user);
      if (result.translation === null) return result.refusal;
      translation = result.translation;
      this.#cache.addTranslation(high, low, translation);
    }
    return physicalAddress(translation, low);
  }

  #refuseNonCanonical(high: number, low: number, access: AccessKind): never {
    throw new MachineFault(
      VECTOR_GENERAL_PROTECTION,
      0,
      joinHalves(high, low),
      'nonCanonical',
      null,
      `${access} of a non-canonical address`,
    );
  }

  #faultOf(
    high: number,
    low: number,
    access: AccessKind,
    user: boolean,
    refusal: Refusal,
  ): MachineFault {
    const { level, detail } = refusal;
    let { kind, entry } = refusal;
    const control = this.#control;
    let errorCode = kind === 'notPresent' ? 0 : PF_PRESENT;
    if (access === 'write') errorCode |= PF_WRITE;
    if (user) errorCode |= PF_USER;
    if (kind === 'reservedBits') errorCode |= PF_RESERVED;
    if (access === 'fetch' && (control.smep || control.noExecuteEnabled)) errorCode |= PF_FETCH;

    let reason = `${user ? 'user ' : ''}${access} refused at level ${level ?? 0}: ${detail}`;
    if (walk(this.memory, control, null, high, low, access, user).refusal === null) {
      kind = 'staleTranslation';
      entry = null;
      reason += '; the tables permit it now, but the old translation was not invalidated';
    }
    if (entry !== null) reason += ` in entry 0x${entry.toString(16)}`;
    return new MachineFault(
      VECTOR_PAGE_FAULT,
      errorCode,
      joinHalves(high, low),
      kind,
      level,
      reason,
    );
  }

  /** `low` may be 2^32 or more: the offset was added to it. */
  #readSlow(high: number, low: number, bytes: number): void {
    [high, low] = normalise(high, low);
    const offset = low & PAGE_MASK;
    if (offset + bytes > PAGE_BYTES) {
      scratchBytes.set(this.readBytes(joinHalves(high, low), bytes));
      return;
    }
    const phys = this.#translate(high, low, 'read', false);
    const device = this.memory.devices.length === 0 ? null : this.memory.deviceAt(phys);
    if (device !== null) {
      scratch.setBigUint64(0, device.read(phys - device.start, bytes), true);
      return;
    }
    const frame = this.#frameAt(phys, 'read', high, low);
    const page = low >>> 12;
    this.#reads.set((page ^ high) & SLOT_MASK, high, page, frame.view);
    for (let index = 0; index < bytes; index += 1) {
      scratchBytes[index] = frame.bytes[offset + index] as number;
    }
  }

  /** Writes the first `bytes` of `scratch`; `low` as in `#readSlow`. */
  #writeSlow(high: number, low: number, bytes: number): void {
    [high, low] = normalise(high, low);
    const offset = low & PAGE_MASK;
    if (offset + bytes > PAGE_BYTES) {
      this.#writeAcross(high, low, bytes);
      return;
    }
    const phys = this.#translate(high, low, 'write', false);
    const device = this.memory.devices.length === 0 ? null : this.memory.deviceAt(phys);
    if (device !== null) {
      const value = BigInt.asUintN(8 * bytes, scratch.getBigUint64(0, true));
      device.write(phys - device.start, bytes, value);
      return;
    }
    const frame = this.#frameAt(phys, 'write', high, low);
    const page = low >>> 12;
    this.#writes.set((page ^ high) & SLOT_MASK, high, page, frame.view);
    for (let index = 0; index < bytes; index += 1) {
      frame.bytes[offset + index] = scratchBytes[index] as number;
    }
  }

  /** The frame that an access reaches; a hole is an error. */
  #frameAt(phys: number, access: AccessKind, high: number, low: number): Frame {
    const frame = this.memory.frameOrNull(Math.floor(phys / PAGE_BYTES));
    if (frame !== null) return frame;
    const purpose = describe(access, high, low);
    throw new MachineError(`${purpose}: ${formatAddress('phys', phys)} is not RAM`);
  }

  /** A store over a page boundary: both pages are checked before a byte is written. */
  #writeAcross(high: number, low: number, bytes: number): void {
    const data = scratchBytes.slice(0, bytes);
    const last = normalise(high, low + bytes - 1);
    this.#translate(high, low, 'write', false);
    this.#translate(last[0], last[1] & ~PAGE_MASK, 'write', false);
    this.writeBytes(joinHalves(high, low), data);
  }

  /** Calls `use` with the bytes of each page of a range, and how many bytes came before them. */
  #eachPage(
    address: bigint,
    lengthBytes: number,
    access: AccessKind,
    use: (bytes: Uint8Array, done: number) => void,
  ): void {
    for (let done = 0; done < lengthBytes;) {
      split64[0] = address + BigInt(done);
      const [low, high] = [split32[0] as number, split32[1] as number];
      const offset = low & PAGE_MASK;
      const count = Math.min(PAGE_BYTES - offset, lengthBytes - done);
      const phys = this.#translate(high, low, access, false);
      if (this.memory.deviceAt(phys) !== null) {
        throw new MachineError(`${describe(access, high, low)}: bulk access to a device`);
      }
      const frame = this.#frameAt(phys, access, high, low);
      use(frame.bytes.subarray(offset, offset + count), done);
      done += count;
    }
  }

  #writeTrapStubTable(): void {
    const table = IMAGE_SYMBOLS.get('trap_stub_table') ?? 0n;
    for (let vector = 0; vector < TRAP_STUBS; vector += 1) {
      // The first addresses of the text section are kept free for them.
      this.store64(table, vector * 8, TEXT_VIRT_START + BigInt(16 * vector));
    }
    this.#apply('all');
  }
}

function describe(access: AccessKind, high: number, low: number): string {
  return `${access} of ${formatAddress('virt', joinHalves(high, low))}`;
}

function physicalAddress(translation: Translation, low: number): number {
  const offsetMask = PAGE_BYTES * 512 ** (translation.level - 1) - 1;
  return translation.frame * PAGE_BYTES + (low & offsetMask);
}

/** Bits [63:47] of the address are equal. */
function isCanonicalHigh(high: number): boolean {
  const sign = high >> 15;
  return sign === 0 || sign === -1;
}

/** Carries what `low` has above 32 bits into `high`, modulo 2^64. */
function normalise(high: number, low: number): [number, number] {
  if (low < TWO_POW_32) return [high, low];
  return [(high + Math.floor(low / TWO_POW_32)) >>> 0, low >>> 0];
}
