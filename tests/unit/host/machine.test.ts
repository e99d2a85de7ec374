/**
 * Memory accesses, registers, ports and boot tables of the simulated machine.
 */

import { describe, expect, test } from 'vitest';

import {
  IMAGE_PHYS_START,
  IMAGE_SYMBOLS,
  IMAGE_VIRT_BASE,
} from '../../../runtime/host/image-layout.ts';
import {
  Machine,
  MachineError,
  MachineExit,
  MachineFault,
  MachineHalt,
  PLAIN_CPU,
} from '../../../runtime/host/index.ts';
import { ALL_RIGHTS, FRAME, OTHER_FRAME, PAGE, TestTables } from './tables.ts';

const HHDM = 0xffff_8000_0000_0000n;

describe('loads and stores', () => {
  const address = HHDM + 0x100_0000n;

  test('keep every bit, little-endian', () => {
    const machine = new Machine();
    machine.store64(address, 0, 0x8877_6655_4433_2211n);
    expect(machine.load64(address, 0)).toBe(0x8877_6655_4433_2211n);
    expect(machine.load32(address, 4)).toBe(0x8877_6655);
    expect(machine.load16(address, 2)).toBe(0x4433);
    expect(machine.load8(address, 7)).toBe(0x88);
    machine.store8(address, 0, 0xff);
    machine.store16(address, 2, 0xaaaa);
    machine.store32(address, 4, 0xffff_ffff);
    expect(machine.load64(address, 0)).toBe(0xffff_ffff_aaaa_22ffn);
  });

  test('take the low bits of negative values', () => {
    const machine = new Machine();
    machine.store64(address, 0, -1n);
    expect(machine.load64(address, 0)).toBe(0xffff_ffff_ffff_ffffn);
    machine.store32(address, 0, -2);
    expect(machine.load32(address, 0)).toBe(0xffff_fffe);
    machine.store16(address, 0, -3);
    expect(machine.load16(address, 0)).toBe(0xfffd);
  });

  test.each([1, 2, 3, 4, 5, 6, 7])('work at odd address %i, first time and later', (offset) => {
    const machine = new Machine();
    for (let round = 0; round < 2; round += 1) {
      machine.store64(address, offset, 0x0102_0304_0506_0708n);
      expect(machine.load64(address, offset)).toBe(0x0102_0304_0506_0708n);
      expect(machine.load32(address, offset)).toBe(0x0506_0708);
      expect(machine.load16(address, offset)).toBe(0x0708);
    }
  });

  test.each([4089, 4092, 4094, 4095])('cross a page boundary at offset %i', (offset) => {
    const tables = new TestTables();
    const { machine } = tables;
    tables.setEntry(1, OTHER_FRAME | ALL_RIGHTS, PAGE + 4096n);
    machine.store64(PAGE, offset, 0x1122_3344_5566_7788n);
    expect(machine.load64(PAGE, offset)).toBe(0x1122_3344_5566_7788n);
    const first = machine.memory.readBytes(FRAME + BigInt(offset), 4096 - offset);
    const second = machine.memory.readBytes(OTHER_FRAME, 8 - first.length);
    expect([...first, ...second]).toEqual([0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11]);
  });

  test('write nothing when the second page refuses', () => {
    const { machine } = new TestTables();
    const before = machine.load32(PAGE, 4092);
    expect(() => machine.store64(PAGE, 4092, 0n)).toThrow(
      expect.objectContaining({ address: PAGE + 4096n, errorCode: 0b10 }),
    );
    expect(machine.load32(PAGE, 4092)).toBe(before);
  });

  test('carry an offset past 4 GiB into the high half', () => {
    const machine = new Machine();
    machine.store8(HHDM + 0x100_0000n, 0, 9);
    expect(machine.load8(HHDM + 0x100_0000n - 0x2_0000_0000n, 0x2_0000_0000)).toBe(9);
  });

  test('of whole ranges cross pages', () => {
    const machine = new Machine();
    machine.fill(address, 7, 10_000);
    expect(machine.readBytes(address, 10_001).lastIndexOf(7)).toBe(9_999);
    machine.writeBytes(address + 4090n, new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]));
    expect(machine.load64(address, 4090)).toBe(0x0807_0605_0403_0201n);
  });
});

describe('physical memory', () => {
  test('is a clear error where there is none', () => {
    const machine = new Machine({ memoryBytes: 16 * 1024 * 1024 });
    expect(() => machine.load8(HHDM + 0x100_0000n, 0)).toThrow(
      'read of virt 0xffff_8000_0100_0000: phys 0x0000_0000_0100_0000 is not RAM',
    );
    expect(() => machine.store8(HHDM + 0xa_0000n, 0, 1)).toThrow(MachineError);
  });

  test('holds a pattern until it is written, the image holds zeros', () => {
    const machine = new Machine({ fillByte: 0x5a });
    expect(machine.load32(HHDM, 0x100_0000)).toBe(0x5a5a_5a5a);
    expect(machine.load32(IMAGE_VIRT_BASE + BigInt(IMAGE_PHYS_START), 0)).toBe(0);
  });

  test('may be ranges with holes and lie beyond 4 GiB', () => {
    const machine = new Machine({
      ram: [
        { start: 0, lengthBytes: 0x100_0000 },
        { start: 0x40_0000_0000, lengthBytes: 0x1000 },
      ],
    });
    machine.memory.write64(0x40_0000_0ff8, 3n);
    expect(machine.memory.read64(0x40_0000_0ff8n)).toBe(3n);
    expect(() => machine.memory.read64(0x40_0000_1000)).toThrow(MachineError);
  });

  test('must hold the image and consist of frames', () => {
    expect(() => new Machine({ memoryBytes: 0x30_0000 })).toThrow(MachineError);
    expect(() => new Machine({ ram: [{ start: 0, lengthBytes: 0x80_0001 }] })).toThrow(
      'not a multiple of 4096',
    );
  });

  test('gives a device every access to its range', () => {
    const log: string[] = [];
    const machine = new Machine({
      devices: [
        {
          start: 0xfee0_0000,
          lengthBytes: 4096,
          read: (offset, bytes) => BigInt(offset * 16 + bytes),
          write: (offset, bytes, value) => log.push(`${offset} ${bytes} ${value}`),
        },
      ],
    });
    const base = HHDM + 0xfee0_0000n;
    for (let round = 0; round < 2; round += 1) expect(machine.load32(base, 0x20)).toBe(0x204);
    machine.store32(base, 0xb0, 5);
    machine.store8(base, 1, 255);
    expect(log).toEqual(['176 4 5', '1 1 255']);
  });
});

describe('the boot address space', () => {
  test('maps [0, 4 GiB) twice and the image once, with 2 MiB pages', () => {
    const machine = new Machine();
    for (const base of [0n, HHDM]) {
      expect(machine.mappingOf(base)).toMatchObject({ phys: 0n, pageBytes: 0x20_0000 });
      expect(machine.mappingOf(base + 0xffff_ffffn)?.phys).toBe(0xffff_ffffn);
      expect(machine.mappingOf(base + 0x1_0000_0000n)).toBeNull();
    }
    for (const [name, address] of IMAGE_SYMBOLS) {
      expect(machine.mappingOf(address)?.phys, name).toBe(address - IMAGE_VIRT_BASE);
    }
  });

  test('has the HHDM elsewhere and no identity part when asked', () => {
    const machine = new Machine({ hhdmOffset: 0xffff_9000_0000_0000n, identity: false });
    expect(machine.mappingOf(0n)).toBeNull();
    expect(machine.mappingOf(HHDM)).toBeNull();
    expect(machine.mappingOf(0xffff_9000_0010_0000n)?.phys).toBe(0x10_0000n);
  });
});

describe('registers', () => {
  const machine = (): Machine => new Machine({ cpu: PLAIN_CPU });
  const refused = (write: () => void): void =>
    expect(write).toThrow(expect.objectContaining({ vector: 13, errorCode: 0 }));

  test('refuse to leave the mode', () => {
    refused(() => machine().writeCr0(0x8000_0010n));
    refused(() => machine().writeCr0(0x11n));
    refused(() => machine().writeCr0(0x1_8000_0011n));
    refused(() => machine().writeCr0(0xa000_0011n));
    refused(() => machine().writeCr4(0n));
    refused(() => machine().writeMsr(0xc000_0080, 0n));
  });

  test('refuse features that the processor lacks', () => {
    refused(() => machine().writeCr4((1n << 5n) | (1n << 20n)));
    refused(() => machine().writeCr4((1n << 5n) | (1n << 21n)));
    refused(() => machine().writeCr4((1n << 5n) | (1n << 11n)));
    const plain = new Machine({ cpu: { noExecute: false, globalPages: false } });
    refused(() => plain.writeCr4((1n << 5n) | (1n << 7n)));
    refused(() => plain.writeMsr(0xc000_0080, 0xd01n));
  });

  test('refuse a CR3 beyond the physical width', () => {
    refused(() => machine().writeCr3(1n << 40n));
    refused(() => machine().writeCr3(1n << 63n));
  });

  test('refuse MSRs that do not exist, bad memory types, bad addresses', () => {
    refused(() => machine().registers.readMsr(0x1234));
    refused(() => machine().writeMsr(0x1234, 0n));
    refused(() => machine().writeMsr(0x277, 2n));
    refused(() => machine().writeMsr(0xc000_0101, 0x8000_0000_0000n));
    refused(() => machine().writeMsr(0xfe, 0n));
  });

  test('keep what they accept', () => {
    const full = new Machine();
    full.writeCr4(0x30_08a0n);
    expect(full.registers.cr4).toBe(0x30_08a0n);
    full.writeMsr(0xc000_0101, HHDM);
    expect(full.registers.readMsr(0xc000_0101)).toBe(HHDM);
    expect(full.registers.readMsr(0x277)).toBe(0x0007_0406_0007_0406n);
  });

  test('say through CPUID what the processor can do', () => {
    const plain = machine();
    expect(plain.cpuid(0x8000_0008, 0).eax & 0xffff).toBe(0x3028);
    expect(plain.cpuid(7, 0)).toEqual({ eax: 0, ebx: 0, ecx: 0, edx: 0 });
    expect(plain.cpuid(0x8000_0001, 0).edx & (1 << 26)).toBe(0);
    const full = new Machine({ cpu: { linearAddressBits: 57 } });
    expect(full.cpuid(7, 0)).toMatchObject({ ebx: 0x10_0080, ecx: 0x1_0004 });
    expect(full.cpuid(0x8000_0001, 0).edx & (1 << 26)).not.toBe(0);
    expect(full.cpuid(99, 0)).toEqual({ eax: 0, ebx: 0, ecx: 0, edx: 0 });
  });
});

describe('faults', () => {
  test('can be taken by a handler, which makes the access go on', () => {
    const tables = new TestTables();
    tables.setEntry(1, 0n);
    const seen: bigint[] = [];
    tables.machine.faultHandler = (fault) => {
      seen.push(fault.address);
      tables.setEntry(1, FRAME | ALL_RIGHTS);
      return true;
    };
    expect(tables.machine.load64(PAGE, 0)).toBe(1n);
    expect(seen).toEqual([PAGE]);
    tables.machine.faultHandler = () => false;
    expect(() => tables.machine.load64(PAGE, 4096)).toThrow(MachineFault);
  });

  test('say which level refused what and why', () => {
    const tables = new TestTables();
    tables.change(2, 0n, 2n);
    expect(() => tables.machine.store8(PAGE, 3, 0)).toThrow(
      '#PF(0x3) virt 0xffff_9234_5678_9003: write refused at level 2: R/W = 0 refuses the write',
    );
  });
});

describe('ports', () => {
  test('send text, also while the divisor is set', () => {
    const machine = new Machine();
    expect(machine.readPort(0x3fd)).toBe(0x60);
    machine.writePort(0x3fb, 0x80);
    machine.writePort(0x3f8, 1);
    machine.writePort(0x3fb, 0x03);
    for (const byte of [0x4f, 0x4b, 0x0a]) machine.writePort(0x3f8, byte);
    expect(machine.serialText).toBe('OK\n');
  });

  test('return what is sent in loopback', () => {
    const machine = new Machine();
    machine.writePort(0x3fc, 0x1e);
    machine.writePort(0x3f8, 0xae);
    expect(machine.readPort(0x3fd) & 1).toBe(1);
    expect(machine.readPort(0x3f8)).toBe(0xae);
    expect(machine.serialText).toBe('');
  });

  test('end the machine, and halting does', () => {
    const machine = new Machine();
    expect(() => machine.writePort(0xf4, 0x10)).toThrow(expect.objectContaining({ status: 33 }));
    expect(() => machine.writePort(0xf4, 0x11)).toThrow(MachineExit);
    expect(() => machine.halt()).toThrow(MachineHalt);
    expect(machine.readPort(0x80)).toBe(0xff);
  });
});
