/**
 * Interrupt controllers: every line masked, as the protocol wants it at the kernel's entry.
 *
 * The two 8259s are told by port. I/O APICs are found through the ACPI table MADT; only their lines
 * with delivery mode fixed or lowest priority are masked, others (NMI, SMI) belong to the platform.
 *
 * Used by: `handover.ts`.            Uses: the contract, `arena.ts`.
 * Invariants:
 *   I1. No ACPI table is read beyond the length that its header says, which is at most 1 MiB.
 * Sources: [LIMINE] "Machine state at entry"; [ACPI] "Root System Description Pointer", "Extended
 *          System Description Table", "Multiple APIC Description Table"; [IOAPIC] "Registers".
 */
import { writePort8 } from '../../runtime/contract/cpu.ts';
import { readVolatile32, writeVolatile32 } from '../../runtime/contract/memory.ts';
import * as Arena from './arena.ts';

/** Mask registers of the two 8259s: a bit that is 1 masks its line. */
const PIC_PRIMARY_MASK: u16 = 0x21;
const PIC_SECONDARY_MASK: u16 = 0xa1;
const ALL_LINES: u8 = 0xff;

/** "RSD PTR ". */
const RSDP_SIGNATURE: u64 = 0x2052_5450_2044_5352n;
const RSDP_BYTES: u64 = 36n;
/** "APIC", the signature of the MADT. */
const MADT_SIGNATURE: u32 = 0x4349_5041;
const TABLE_HEADER_BYTES: u32 = 36;
const LARGEST_TABLE_BYTES: u32 = 0x10_0000;
/** The MADT's entries come after its header, the local APIC's address and flags. */
const MADT_ENTRIES_OFFSET: u32 = 44;
const MADT_IO_APIC: u8 = 1;
const MADT_IO_APIC_BYTES: u32 = 12;

/** I/O APIC: a register is chosen at offset 0 and read or written at offset 16. */
const IO_APIC_DATA_OFFSET: u64 = 0x10n;
/** Register 1, bits [23:16]: number of the last line. */
const IO_APIC_VERSION: u32 = 1;
/** Two registers for each line from here on; the first has the mask in bit 16. */
const IO_APIC_LINES: u32 = 0x10;
const LINE_MASKED: u32 = 1 << 16;
/** Bits [10:8] of a line: delivery mode; 0 is fixed, 1 lowest priority. */
const LINE_DELIVERY_MODE: u32 = 7 << 8;
const LINE_LOWEST_PRIORITY: u32 = 1 << 8;

/**
 * Masks everything. Requires that memory is mapped where it is, registers of devices too.
 *
 * @param rsdp - physical address of the RSDP, or 0
 */
export function maskAll(rsdp: PhysAddr): void {
  'use unsafe';
  // SAFE: without boot services the firmware takes no interrupts; a missing 8259 ignores writes.
  writePort8(PIC_PRIMARY_MASK, ALL_LINES);
  writePort8(PIC_SECONDARY_MASK, ALL_LINES);
  const madt = findMadt(rsdp);
  if (madt !== 0n) maskIoApics(madt);
}

/** Physical address of the MADT, or 0. */
function findMadt(rsdp: PhysAddr): u64 {
  if (rsdp === 0n) return 0n;
  const pointer = Arena.bytesAt(rsdp, RSDP_BYTES);
  if (pointer.getBigUint64(0, true) !== RSDP_SIGNATURE) return 0n;
  // Revision 2 and later have the XSDT with 64-bit addresses, at offset 24.
  const hasXsdt = pointer.getUint8(15) >= 2 && pointer.getBigUint64(24, true) !== 0n;
  const list = hasXsdt ? pointer.getBigUint64(24, true) : u64(pointer.getUint32(16, true));
  const entryBytes: u32 = hasXsdt ? 8 : 4;
  const lengthBytes = tableBytes(list);
  if (lengthBytes === 0) return 0n;
  const table = Arena.bytesAt(phys(list), u64(lengthBytes));
  for (let at: u32 = TABLE_HEADER_BYTES; at + entryBytes <= lengthBytes; at += entryBytes) {
    const address = hasXsdt ? table.getBigUint64(at, true) : u64(table.getUint32(at, true));
    if (tableBytes(address) === 0) continue;
    if (Arena.bytesAt(phys(address), 4n).getUint32(0, true) === MADT_SIGNATURE) return address;
  }
  return 0n;
}

/** The length of the table at `address`, from its header; 0 when it cannot be right. */
function tableBytes(address: u64): u32 {
  if (address === 0n) return 0;
  const lengthBytes = Arena.bytesAt(phys(address), 8n).getUint32(4, true);
  const isPlausible = lengthBytes >= TABLE_HEADER_BYTES && lengthBytes <= LARGEST_TABLE_BYTES; // I1
  return isPlausible ? lengthBytes : 0;
}

function maskIoApics(madt: u64): void {
  const lengthBytes = tableBytes(madt);
  const table = Arena.bytesAt(phys(madt), u64(lengthBytes));
  let at: u32 = MADT_ENTRIES_OFFSET;
  while (at + 2 <= lengthBytes) {
    const entryBytes = u32(table.getUint8(at + 1));
    if (entryBytes < 2 || at + entryBytes > lengthBytes) return;
    if (table.getUint8(at) === MADT_IO_APIC && entryBytes >= MADT_IO_APIC_BYTES) {
      maskIoApic(virt(u64(table.getUint32(at + 4, true))));
    }
    at += entryBytes;
  }
}

function maskIoApic(base: VirtAddr): void {
  const last = (readRegister(base, IO_APIC_VERSION) >> 16) & 0xff;
  for (const line of range(0, last + 1)) {
    const register = IO_APIC_LINES + 2 * line;
    const value = readRegister(base, register);
    if ((value & LINE_DELIVERY_MODE) > LINE_LOWEST_PRIORITY) continue;
    writeRegister(base, register, value | LINE_MASKED);
  }
}

function readRegister(base: VirtAddr, register: u32): u32 {
  'use unsafe';
  // SAFE: ACPI says that an I/O APIC is here; choosing and reading registers has no other effect.
  writeVolatile32(base, register);
  return readVolatile32(virt(base + IO_APIC_DATA_OFFSET));
}

function writeRegister(base: VirtAddr, register: u32, value: u32): void {
  'use unsafe';
  // SAFE: as `readRegister`; only mask bits are changed.
  writeVolatile32(base, register);
  writeVolatile32(virt(base + IO_APIC_DATA_OFFSET), value);
}
