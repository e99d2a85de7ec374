/** Finds the RSDP in memory, checks its sums, and reads the XSDT: packed structs over the same bytes. */
interface Rsdp extends Packed {
  signature: FixedArray<u8, 8>;
  checksum: u8;
  oemId: FixedArray<u8, 6>;
  revision: u8;
  rsdtAddress: u32;
  lengthBytes: u32;
  xsdtAddress: u64;
  extendedChecksum: u8;
  reserved: FixedArray<u8, 3>;
}
interface TableHeader extends Packed {
  signature: u32;
  lengthBytes: u32;
  revision: u8;
  checksum: u8;
  oem: FixedArray<u8, 14>;
  oemRevision: u32;
  creator: u64;
}
type Found =
  | { readonly kind: 'tables'; readonly header: TableHeader; readonly count: u32 }
  | { readonly kind: 'badSum'; readonly at: VirtAddr; readonly sum: u8 }
  | { readonly kind: 'nothing' };

const SIGNATURE = 'RSD PTR ';
const XSDT: u32 = 0x5444_5358;
const OLD_BYTES: u32 = 20;
const STEP_BYTES: u64 = 16n;
const POINTER_BYTES: u64 = sizeOf<u64>();

staticAssert(sizeOf<Rsdp>() === 36n, 'acpi: size of the RSDP');
staticAssert(offsetOf<Rsdp>('xsdtAddress') === 24n, 'acpi: offset of the XSDT');
staticAssert(sizeOf<TableHeader>() === 36n, 'acpi: size of a header');

/** Sixteen words, so that it is aligned. */
interface Area extends Struct {
  words: FixedArray<u64, 32>;
}
const AREA: Area = zeroed();

function bytesAt(address: VirtAddr, lengthBytes: u32): DataView {
  'use unsafe';
  // SAFE: callers stay inside AREA.
  return dataViewAt(address, u64(lengthBytes));
}

function rsdpAt(address: VirtAddr): Rsdp {
  'use unsafe';
  // SAFE: callers stay inside AREA, and a packed struct may lie anywhere.
  return at<Rsdp>(address);
}

function headerAt(address: VirtAddr): TableHeader {
  'use unsafe';
  // SAFE: as above.
  return at<TableHeader>(address);
}

function sumOf(view: DataView): u8 {
  let sum: u8 = 0;
  for (const i of range(0, view.byteLength)) sum = wrappingAdd(sum, view.getUint8(i));
  return sum;
}

function isRsdp(address: VirtAddr): bool {
  const view = bytesAt(address, SIGNATURE.length);
  for (const i of range(0, SIGNATURE.length)) {
    if (u32(view.getUint8(i)) !== SIGNATURE.charCodeAt(i)) return false;
  }
  return true;
}

function find(): Found {
  const start = addressOf(AREA);
  const end = start + sizeOf<Area>();
  for (let address = start; address + sizeOf<Rsdp>() <= end; address = virt(address + STEP_BYTES)) {
    if (!isRsdp(address)) continue;
    const rsdp = rsdpAt(address);
    const sum = sumOf(bytesAt(address, rsdp.revision < 2 ? OLD_BYTES : rsdp.lengthBytes));
    if (sum !== 0) return { kind: 'badSum', at: address, sum };
    const header = headerAt(virt(start + rsdp.xsdtAddress));
    if (header.signature !== XSDT) return { kind: 'nothing' };
    const count = (u64(header.lengthBytes) - sizeOf<TableHeader>()) / POINTER_BYTES;
    return { kind: 'tables', header, count: u32(count) };
  }
  return { kind: 'nothing' };
}

function show(found: Found): void {
  switch (found.kind) {
    case 'tables':
      print(`${found.count} tables, revision ${found.header.revision}`);
      for (const i of range(0, found.count)) {
        const entries = bytesAt(
          virt(addressOf(found.header) + sizeOf<TableHeader>()),
          found.count * 8,
        );
        print(`  ${hex(entries.getBigUint64(i * 8, true))}`);
      }
      break;
    case 'badSum':
      print(`sum ${found.sum} at ${found.at - addressOf(AREA)}`);
      break;
    case 'nothing':
      print('nothing');
      break;
  }
}

export function main(): void {
  show(find());

  const rsdp = rsdpAt(virt(addressOf(AREA) + 32n));
  for (const i of range(0, SIGNATURE.length)) rsdp.signature[i] = u8(SIGNATURE.charCodeAt(i));
  rsdp.revision = 2;
  rsdp.lengthBytes = u32(sizeOf<Rsdp>());
  rsdp.xsdtAddress = 101n;
  show(find());

  rsdp.extendedChecksum = wrappingSub(0, sumOf(bytesAt(addressOf(rsdp), rsdp.lengthBytes)));
  show(find());

  const header = headerAt(virt(addressOf(AREA) + rsdp.xsdtAddress));
  header.signature = XSDT;
  header.lengthBytes = u32(sizeOf<TableHeader>()) + 16;
  header.revision = 1;
  const entries = bytesAt(virt(addressOf(header) + sizeOf<TableHeader>()), 16);
  entries.setBigUint64(0, 0x7fe_0000n, true);
  entries.setBigUint64(8, 0x7fe_1000n, true);
  show(find());
}
