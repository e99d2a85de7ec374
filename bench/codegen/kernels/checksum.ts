/**
 * K6: the checksum of a table of bytes, as ACPI defines it, and Fletcher's, in one loop.
 *
 * Used by: `bench/codegen`.            Uses: nothing.
 */

const TABLE_BYTES: u64 = 4096n;

function windowAt(address: VirtAddr): DataView {
  'use unsafe';
  // SAFE: the caller owns TABLE_BYTES there.
  return dataViewAt(address, TABLE_BYTES);
}

/** The sum of the bytes modulo 256, and Fletcher-32 style sums above it. */
function checksum(table: DataView): u64 {
  let sum: u8 = 0;
  let first: u32 = 0;
  let second: u32 = 0;
  for (let offset: u32 = 0; offset < table.byteLength; offset++) {
    const byte = table.getUint8(offset);
    sum = wrappingAdd(sum, byte);
    first = wrappingAdd(first, u32(byte));
    second = wrappingAdd(second, first);
  }
  return (u64(second) << 32n) | (u64(first & 0xff_ffff) << 8n) | u64(sum);
}

/** Sums the 4096 bytes at `address` `rounds` times, changing one byte each time. */
export function runChecksum(address: VirtAddr, rounds: u64): u64 {
  const table = windowAt(address);
  for (let offset: u32 = 0; offset < table.byteLength; offset++) {
    table.setUint8(offset, truncate<u8>(offset * 7));
  }
  let sum: u64 = 0n;
  for (let round: u64 = 0n; round < rounds; round++) {
    table.setUint8(truncate<u32>(round) & 0xfff, truncate<u8>(round));
    sum = wrappingAdd(sum, checksum(table));
  }
  return sum;
}
