/**
 * Simulated physical memory: RAM in ranges, holes between them, optional device ranges.
 *
 * Only frames that were touched exist. Memory that nobody wrote holds a pattern and not zeros, so
 * that code which forgets to clear a frame is found; the kernel image starts as zeros, as a loader
 * leaves it. Physical addresses are below 2^52 and therefore exact as JavaScript numbers.
 *
 * Used by: `machine.ts`, `page-walk.ts`, `boot-tables.ts`, tests.            Uses: `errors.ts`.
 * Invariants:
 *   I1. A frame exists in `#frames` only if it lies in a RAM range.
 */

import { formatAddress, MachineError } from './errors.ts';

export const FRAME_BYTES = 4096;

/** A range of physical addresses, `[start, start + lengthBytes)`, both multiples of 4096. */
export interface PhysicalRange {
  readonly start: number;
  readonly lengthBytes: number;
}

/** Registers of a device in physical memory. */
export interface MemoryDevice extends PhysicalRange {
  /** Reads `bytes` (1, 2, 4 or 8) at `offset` from the start of the range. */
  read(offset: number, bytes: number): bigint;
  write(offset: number, bytes: number, value: bigint): void;
}

/** One frame's bytes, twice: for typed and for bulk access. */
export interface Frame {
  readonly view: DataView;
  readonly bytes: Uint8Array;
}

function contains(range: PhysicalRange, address: number): boolean {
  return address >= range.start && address < range.start + range.lengthBytes;
}

export class PhysicalMemory {
  readonly ranges: readonly PhysicalRange[];
  readonly devices: readonly MemoryDevice[];
  readonly #fillByte: number;
  readonly #zeroed: PhysicalRange;
  readonly #frames = new Map<number, Frame>();

  /**
   * @param ranges - RAM
   * @param devices - device registers; they win where they overlap RAM
   * @param fillByte - what untouched RAM holds, `[0, 256)`
   * @param zeroed - a range whose untouched RAM holds zeros instead
   */
  constructor(
    ranges: readonly PhysicalRange[],
    devices: readonly MemoryDevice[],
    fillByte: number,
    zeroed: PhysicalRange,
  ) {
    for (const range of [...ranges, ...devices]) {
      if (range.start % FRAME_BYTES !== 0 || range.lengthBytes % FRAME_BYTES !== 0) {
        throw new MachineError(
          `physical range at ${formatAddress('phys', range.start)} is not a multiple of 4096 bytes`,
        );
      }
    }
    this.ranges = ranges;
    this.devices = devices;
    this.#fillByte = fillByte;
    this.#zeroed = zeroed;
  }

  /** The frame with this number, or null when it is not RAM. */
  frameOrNull(frameNumber: number): Frame | null {
    return this.#frames.get(frameNumber) ?? this.#create(frameNumber);
  }

  /** The frame with this number; a hole is an error that names `purpose`. */
  frame(frameNumber: number, purpose: string): Frame {
    const frame = this.frameOrNull(frameNumber);
    if (frame === null) {
      const address = formatAddress('phys', frameNumber * FRAME_BYTES);
      throw new MachineError(`${purpose}: ${address} is not RAM`);
    }
    return frame;
  }

  deviceAt(address: number): MemoryDevice | null {
    for (const device of this.devices) if (contains(device, address)) return device;
    return null;
  }

  /** Frames that were touched so far. */
  get touchedFrames(): number {
    return this.#frames.size;
  }

  read8(address: number | bigint): number {
    const frame = this.#at(address);
    return frame.view.getUint8(Number(address) % FRAME_BYTES);
  }

  write8(address: number | bigint, value: number): void {
    const frame = this.#at(address);
    frame.view.setUint8(Number(address) % FRAME_BYTES, value);
  }

  /** Little-endian, `address` a multiple of 8. */
  read64(address: number | bigint): bigint {
    const frame = this.#at(address);
    return frame.view.getBigUint64(Number(address) % FRAME_BYTES, true);
  }

  write64(address: number | bigint, value: bigint): void {
    const frame = this.#at(address);
    frame.view.setBigUint64(Number(address) % FRAME_BYTES, value, true);
  }

  /** Copies `bytes` to physical memory at `address`, any alignment. */
  writeBytes(address: number | bigint, bytes: Uint8Array): void {
    const start = Number(address);
    for (let done = 0; done < bytes.length;) {
      const offset = (start + done) % FRAME_BYTES;
      const count = Math.min(FRAME_BYTES - offset, bytes.length - done);
      this.#at(start + done).bytes.set(bytes.subarray(done, done + count), offset);
      done += count;
    }
  }

  /** A copy of `[address, address + lengthBytes)`. */
  readBytes(address: number | bigint, lengthBytes: number): Uint8Array {
    const start = Number(address);
    const result = new Uint8Array(lengthBytes);
    for (let done = 0; done < lengthBytes;) {
      const offset = (start + done) % FRAME_BYTES;
      const count = Math.min(FRAME_BYTES - offset, lengthBytes - done);
      result.set(this.#at(start + done).bytes.subarray(offset, offset + count), done);
      done += count;
    }
    return result;
  }

  #at(address: number | bigint): Frame {
    return this.frame(Math.floor(Number(address) / FRAME_BYTES), 'physical access');
  }

  #create(frameNumber: number): Frame | null {
    const address = frameNumber * FRAME_BYTES;
    if (!this.ranges.some((range) => contains(range, address))) return null;
    const bytes = new Uint8Array(FRAME_BYTES);
    if (!contains(this.#zeroed, address)) bytes.fill(this.#fillByte);
    const frame: Frame = { view: new DataView(bytes.buffer), bytes };
    this.#frames.set(frameNumber, frame);
    return frame;
  }
}
