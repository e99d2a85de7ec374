/**
 * Addresses of static structs and arrays in the simulated kernel image.
 *
 * Constants lie in rodata, everything else in data, in the order of the program. Scalars are
 * variables of the emitted module and have no address. One program at a time is loaded into a
 * simulated machine, so the addresses can be fixed here.
 *
 * Used by: `emit.ts`, `module.ts`.            Uses: `runtime/host/image-layout.ts`.
 */

import {
  DATA_BYTES,
  DATA_VIRT_START,
  RODATA_BYTES,
  RODATA_VIRT_START,
  TRAP_STUB_TABLE_BYTES,
} from '../../runtime/host/image-layout.ts';
import type { Program, Static } from '../ir/program.ts';
import { memoryLayout, typeName } from '../ir/types.ts';

/** Statics are aligned to this at least, in bytes, as a linker would. */
const MIN_ALIGN_BYTES = 16;

/** Whether a static is storage in memory and not a variable of the module. */
export function isInMemory(declared: Static): boolean {
  return declared.type.kind === 'struct' || declared.type.kind === 'array';
}

export function staticSizeBytes(declared: Static): number {
  return layoutOf(declared).sizeBytes;
}

function layoutOf(declared: Static): { sizeBytes: number; alignBytes: number } {
  const layout = memoryLayout(declared.type);
  if (layout === null) {
    throw new Error(`static ${declared.symbol}: ${typeName(declared.type)} cannot lie in memory`);
  }
  return layout;
}

class Section {
  readonly #name: string;
  readonly #start: bigint;
  readonly #capacityBytes: number;
  #usedBytes = 0;

  constructor(name: string, start: bigint, capacityBytes: number) {
    this.#name = name;
    this.#start = start;
    this.#capacityBytes = capacityBytes;
  }

  place(sizeBytes: number, alignBytes: number): bigint {
    const offset = Math.ceil(this.#usedBytes / alignBytes) * alignBytes;
    this.#usedBytes = offset + sizeBytes;
    if (this.#usedBytes > this.#capacityBytes) {
      throw new Error(
        `the program's statics need more than the ${this.#capacityBytes} bytes of ${this.#name} ` +
          'that the simulated kernel image has (runtime/host/image-layout.ts)',
      );
    }
    return this.#start + BigInt(offset);
  }
}

/** The virtual address of each static of `program` that lies in memory. */
export function layOutStatics(program: Program): ReadonlyMap<Static, bigint> {
  const rodata = new Section('rodata', RODATA_VIRT_START, RODATA_BYTES - TRAP_STUB_TABLE_BYTES);
  const data = new Section('data', DATA_VIRT_START, DATA_BYTES);
  const addresses = new Map<Static, bigint>();
  for (const module of program.modules) {
    for (const declared of module.statics) {
      if (!isInMemory(declared)) continue;
      const { sizeBytes, alignBytes } = layoutOf(declared);
      const section = declared.constant ? rodata : data;
      addresses.set(declared, section.place(sizeBytes, Math.max(alignBytes, MIN_ALIGN_BYTES)));
    }
  }
  return addresses;
}
