/**
 * UEFI firmware for the simulated machine: enough of it for the loader to run up to the kernel.
 *
 * Its tables lie in simulated memory; their functions are JavaScript. It keeps the rules that the
 * specification gives to callers: after the first refused `exitBootServices` only memory services
 * may be called, after a successful one none, and the key of the memory map must be the latest.
 *
 * Used by: the tests of this folder.            Uses: `runtime/host`.
 * Sources: [UEFI] "EFI System Table", "Boot Services", "Media Access", "Memory Type Usage".
 */

import vm from 'node:vm';

import { emitFunctions } from '../../../compiler/backend-js/emit.ts';
import type { Program } from '../../../compiler/ir/program.ts';
import * as Host from '../../../runtime/host/index.ts';

export const SUCCESS = 0n;
export const LOAD_ERROR = 0x8000_0000_0000_0001n;
const INVALID_PARAMETER = 0x8000_0000_0000_0002n;
const BUFFER_TOO_SMALL = 0x8000_0000_0000_0005n;
const OUT_OF_RESOURCES = 0x8000_0000_0000_0009n;
const NOT_FOUND = 0x8000_0000_0000_000en;

/** EFI_MEMORY_TYPE, by name. */
export const TYPE = {
  reserved: 0,
  loaderCode: 1,
  loaderData: 2,
  bootServicesCode: 3,
  bootServicesData: 4,
  runtimeServicesCode: 5,
  conventional: 7,
  unusable: 8,
  acpiReclaim: 9,
  acpiNvs: 10,
  memoryMappedIo: 11,
} as const;
/** EFI_MEMORY_WB. */
export const WRITE_BACK = 8n;

export interface Descriptor {
  readonly type: number;
  readonly start: bigint;
  readonly pageCount: bigint;
  readonly attributes?: bigint;
}

export interface FirmwareOptions {
  /** Contents by path: `/boot/limine.conf`. */
  readonly files?: Readonly<Record<string, Buffer>>;
  /** Descriptors besides those of the firmware's own memory. */
  readonly descriptors?: readonly Descriptor[];
  /** Like `descriptors`, but only from the last map before boot services end on. */
  readonly lateDescriptors?: readonly Descriptor[];
  /** How often `exitBootServices` says that the key is old. */
  readonly refusals?: number;
  /** At most so many bytes are read at once. */
  readonly readBytes?: number;
  /** Whether there is a volume. */
  readonly volume?: boolean;
}

/** The loader's way into the kernel was taken. */
export class KernelEntered extends Error {
  readonly state: bigint;

  constructor(state: bigint) {
    super('the kernel was entered');
    this.name = 'KernelEntered';
    this.state = state;
  }
}

const MIB = 0x10_0000n;
const MEMORY_BYTES = 128n * MIB;
/** The firmware's own tables and buffers. */
const OWN_START = 16n * MIB;
const OWN_END = 17n * MIB;
/** What `allocatePages` hands out, from here upwards. */
const HEAP_START = 32n * MIB;
/** Where code that must be mapped where it is would lie. */
const HANDOVER_START = 24n * MIB + 0x80n;
const HANDOVER_END = HANDOVER_START + 0x90n;
/** Larger than the structure, as real firmware has it. */
const DESCRIPTOR_BYTES = 48n;

const IMAGE_HANDLE = 0x1000n;
const VOLUME_HANDLE = 0x2000n;

/** GUIDs by their first word in memory order. */
const LOADED_IMAGE = 0x11d2_9562_5b1b_31a1n;
const SIMPLE_FILE_SYSTEM = 0x11d2_6459_964e_5b22n;

/** One machine with this firmware and one program on it. */
export class FakeFirmware {
  readonly machine: Host.Machine;
  readonly #options: FirmwareOptions;
  readonly #exports: Readonly<Record<string, Record<string, unknown>>>;
  #next = OWN_START;
  #heap = HEAP_START;
  #mapKey = 0n;
  #exitCalls = 0;
  #hasExited = false;
  /** Breaches of the rules that the specification gives to callers. */
  readonly breaches: string[] = [];

  constructor(program: Program, options: FirmwareOptions) {
    this.#options = options;
    Host.forgetModules();
    this.machine = Host.resetMachine({ memoryBytes: Number(MEMORY_BYTES) });
    this.#exports = loadModules(program, {
      ...Host,
      enterKernel: (state: bigint): never => {
        throw new KernelEntered(state);
      },
      linkerSymbol: (name: string): bigint =>
        name === 'uefi_handover_start' ? HANDOVER_START : HANDOVER_END,
    });
  }

  /** The exports of a module of the program. */
  exportsOf(module: string): Record<string, unknown> {
    const found = this.#exports[module];
    if (found === undefined) throw new Error(`no module ${module}`);
    return found;
  }

  /**
   * Starts the program as the firmware would.
   *
   * @returns the status when it came back, or the state that it entered the kernel with
   */
  start(module: string, entry: string): bigint | KernelEntered {
    const main = this.exportsOf(module)[entry] as (image: bigint, table: bigint) => bigint;
    try {
      return main(IMAGE_HANDLE, this.#systemTable());
    } catch (error) {
      if (error instanceof KernelEntered) return error;
      throw error;
    }
  }

  /** Whether boot services have ended. */
  get hasExited(): boolean {
    return this.#hasExited;
  }

  /** How often `exitBootServices` was called. */
  get exitCalls(): number {
    return this.#exitCalls;
  }

  // ── Memory ────────────────────────────────────────────────────────────────────────────────────

  #take(bytes: number): bigint {
    const address = this.#next;
    this.#next += BigInt(Math.ceil(bytes / 16) * 16);
    if (this.#next > OWN_END) throw new Error('the firmware has no memory left for itself');
    return address;
  }

  #table(bytes: number, slots: Readonly<Record<number, Host.DialectFunction>>): bigint {
    const address = this.#take(bytes);
    this.machine.fill(address, 0, bytes);
    for (const [offset, slot] of Object.entries(slots)) {
      this.machine.store64(address, Number(offset), Host.functionAddress(slot));
    }
    return address;
  }

  #load(address: bigint): bigint {
    return this.machine.load64(address, 0);
  }

  #store(address: bigint, value: bigint): void {
    this.machine.store64(address, 0, value);
  }

  // ── Tables ────────────────────────────────────────────────────────────────────────────────────

  #systemTable(): bigint {
    const table = this.#table(120, {});
    this.machine.store64(table, 96, this.#bootServices());
    return table;
  }

  #bootServices(): bigint {
    const memory = (call: () => bigint): bigint => {
      this.#mayCall('a memory service', true);
      return call();
    };
    const other = (name: string, call: () => bigint): bigint => {
      this.#mayCall(name, false);
      return call();
    };
    return this.#table(376, {
      40: (_type: never, _memoryType: never, pages: never, cell: never) =>
        memory(() => this.#allocatePages(pages, cell)),
      56: (size: never, map: never, key: never, stride: never, version: never) =>
        memory(() => this.#getMemoryMap(size, map, key, stride, version)),
      152: (handle: never, guid: never, cell: never) =>
        other('handleProtocol', () => this.#handleProtocol(handle, guid, cell)),
      176: () => other('locateHandle', () => NOT_FOUND),
      232: (_image: never, key: never) => this.#exitBootServices(key),
      248: () => other('stall', () => SUCCESS),
      320: () => other('locateProtocol', () => NOT_FOUND),
    });
  }

  #mayCall(name: string, isMemory: boolean): void {
    if (this.#hasExited) this.breaches.push(`${name} called after boot services ended`);
    else if (this.#exitCalls > 0 && !isMemory) {
      this.breaches.push(`${name} called after exitBootServices refused`);
    }
  }

  #allocatePages(pages: bigint, cell: bigint): bigint {
    const end = this.#heap + pages * 4096n;
    if (end > MEMORY_BYTES) return OUT_OF_RESOURCES;
    this.#store(cell, this.#heap);
    this.#heap = end;
    this.#mapKey += 1n;
    return SUCCESS;
  }

  #descriptors(): readonly Descriptor[] {
    const run = (type: number, start: bigint, end: bigint): Descriptor => ({
      type,
      start,
      pageCount: (end - start) / 4096n,
    });
    const isLate = this.#exitCalls > 0;
    return [
      run(TYPE.conventional, 0n, 0xa_0000n),
      run(TYPE.bootServicesData, MIB, 2n * MIB),
      run(TYPE.loaderCode, 2n * MIB, 8n * MIB),
      run(TYPE.bootServicesCode, 8n * MIB, OWN_START),
      run(TYPE.runtimeServicesCode, OWN_START, OWN_END),
      run(TYPE.conventional, OWN_END, 24n * MIB),
      run(TYPE.loaderCode, 24n * MIB, HEAP_START),
      run(TYPE.loaderData, HEAP_START, this.#heap),
      run(TYPE.conventional, this.#heap, MEMORY_BYTES),
      ...(this.#options.descriptors ?? []),
      ...(isLate ? (this.#options.lateDescriptors ?? []) : []),
    ];
  }

  #getMemoryMap(size: bigint, map: bigint, key: bigint, stride: bigint, version: bigint): bigint {
    const descriptors = this.#descriptors();
    const bytes = BigInt(descriptors.length) * DESCRIPTOR_BYTES;
    const room = this.#load(size);
    this.#store(size, bytes);
    if (room < bytes) return BUFFER_TOO_SMALL;
    descriptors.forEach(({ type, start, pageCount, attributes }, index) => {
      const at = map + BigInt(index) * DESCRIPTOR_BYTES;
      this.machine.store32(at, 0, type);
      this.machine.store64(at, 8, start);
      this.machine.store64(at, 16, 0n);
      this.machine.store64(at, 24, pageCount);
      this.machine.store64(at, 32, attributes ?? WRITE_BACK);
    });
    this.#store(key, this.#mapKey);
    this.#store(stride, DESCRIPTOR_BYTES);
    this.#store(version, 1n);
    return SUCCESS;
  }

  #exitBootServices(key: bigint): bigint {
    if (this.#hasExited) this.breaches.push('exitBootServices called twice');
    this.#exitCalls += 1;
    if (this.#exitCalls <= (this.#options.refusals ?? 0)) {
      this.#mapKey += 1n;
      return INVALID_PARAMETER;
    }
    if (key !== this.#mapKey) return INVALID_PARAMETER;
    this.#hasExited = true;
    return SUCCESS;
  }

  // ── Files ─────────────────────────────────────────────────────────────────────────────────────

  #handleProtocol(handle: bigint, guid: bigint, cell: bigint): bigint {
    const found = this.#protocol(handle, this.#load(guid));
    this.#store(cell, found);
    return found === 0n ? NOT_FOUND : SUCCESS;
  }

  #protocol(handle: bigint, guid: bigint): bigint {
    if (handle === IMAGE_HANDLE && guid === LOADED_IMAGE) {
      const image = this.#table(96, {});
      this.machine.store64(image, 24, VOLUME_HANDLE);
      return image;
    }
    const hasVolume = this.#options.volume ?? true;
    if (handle === VOLUME_HANDLE && guid === SIMPLE_FILE_SYSTEM && hasVolume) {
      return this.#table(16, {
        8: (_self: never, cell: never) => {
          this.#store(cell, this.#directory());
          return SUCCESS;
        },
      });
    }
    return 0n;
  }

  #directory(): bigint {
    return this.#table(88, {
      8: (_self: never, cell: never, name: never) => {
        this.#mayCall('open', false);
        const path = this.#ucs2(name).replaceAll('\\', '/');
        const contents = this.#options.files?.[path];
        if (contents === undefined) return NOT_FOUND;
        this.#store(cell, this.#file(contents));
        return SUCCESS;
      },
    });
  }

  #file(contents: Buffer): bigint {
    let position = 0;
    return this.#table(88, {
      16: () => SUCCESS,
      32: (_self: never, size: never, buffer: never) => {
        const wanted = Number(this.#load(size));
        const part = contents.subarray(
          position,
          position + Math.min(wanted, this.#options.readBytes ?? wanted),
        );
        position += part.length;
        this.machine.writeBytes(buffer, part);
        this.#store(size, BigInt(part.length));
        return SUCCESS;
      },
      56: (_self: never, to: never) => {
        position = Number(to);
        return SUCCESS;
      },
      64: (_self: never, _guid: never, _size: never, buffer: never) => {
        this.machine.fill(buffer, 0, 80);
        this.machine.store64(buffer, 8, BigInt(contents.length));
        return SUCCESS;
      },
    });
  }

  #ucs2(address: bigint): string {
    let text = '';
    for (let offset = 0; ; offset += 2) {
      const character = this.machine.load16(address, offset);
      if (character === 0) return text;
      text += String.fromCharCode(character);
    }
  }
}

type ModuleFunction = (
  runtime: Readonly<Record<string, unknown>>,
  modules: Readonly<Record<string, Record<string, unknown>>>,
  exports: Record<string, unknown>,
) => void;

/** As `loadProgram` of the back end, with a runtime that has what only this target has. */
function loadModules(
  program: Program,
  runtime: Readonly<Record<string, unknown>>,
): Readonly<Record<string, Record<string, unknown>>> {
  const modules: Record<string, Record<string, unknown>> = {};
  for (const { path } of program.modules) modules[path] = {};
  for (const [path, { code }] of emitFunctions(program)) {
    const evaluate = new vm.Script(code, {
      filename: `${path}.js`,
    }).runInThisContext() as ModuleFunction;
    evaluate(runtime, modules, modules[path] ?? {});
  }
  return modules;
}
