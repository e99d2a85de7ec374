/**
 * K2 as the kernel has it: the direct map is at an address that is known when the kernel runs.
 *
 * As in `kernel/mm/address.ts`, the place of the direct map is checked once, when it is set, and each
 * translation makes sure that the direct map reaches the address. What a reference checks (not null,
 * aligned) and the sum of the two follow from that.
 *
 * Used by: `bench/codegen`.            Uses: `random.ts`.
 */

import { nextRandom } from './random.ts';

const ENTRY_COUNT: u32 = 512;
const PRESENT: u64 = 1n;
const ADDRESS_BITS: u64 = 0x000f_ffff_ffff_f000n;
const TABLE_BYTES: u64 = 4096n;
const POOL_TABLES: u64 = 1024n;
const FIRST_TABLE: u64 = 0x10_0000n;

/** The direct map starts at or below this address and has at most 64 TiB, so that it does not wrap. */
const LAST_OFFSET: u64 = 0xffff_c000_0000_0000n;
const MAX_BYTES: u64 = 0x4000_0000_0000n;

interface PageTable extends Struct {
  entries: FixedArray<u64, 512>;
}

let directMapOffset: u64 = TABLE_BYTES;
let directMapBytes: u64 = 0n;
let nextTable: u64 = 0n;
let tablesEnd: u64 = 0n;

function setDirectMap(offset: u64, end: u64): void {
  assert(isAligned(offset, TABLE_BYTES), 'page-walk: the direct map is page aligned');
  assert(offset >= TABLE_BYTES && offset <= LAST_OFFSET, 'page-walk: the direct map does not wrap');
  assert(end <= MAX_BYTES, 'page-walk: the direct map has at most 64 TiB');
  directMapOffset = offset;
  directMapBytes = end;
}

function phys2virt(address: PhysAddr): VirtAddr {
  assert(address < directMapBytes, 'page-walk: the direct map reaches the address');
  return virt(directMapOffset + address);
}

function tableAt(address: PhysAddr): PageTable {
  'use unsafe';
  // SAFE: only addresses of tables that newTable made come here.
  return at<PageTable>(phys2virt(address));
}

/** A table with no entry present; null when the pool is empty. */
function newTable(): PhysAddr | null {
  if (nextTable === tablesEnd) return null;
  const address = phys(nextTable);
  nextTable += TABLE_BYTES;
  const table = tableAt(address);
  for (let index: u32 = 0; index < ENTRY_COUNT; index++) table.entries[index] = 0n;
  return address;
}

function indexAt(address: VirtAddr, level: u32): u32 {
  return u32((address >> (3n + 9n * u64(level))) & 0x1ffn);
}

function map(root: PhysAddr, page: VirtAddr, frame: PhysAddr): bool {
  let table = tableAt(root);
  for (let level: u32 = 4; level > 1; level--) {
    const index = indexAt(page, level);
    const entry = table.entries[index];
    if ((entry & PRESENT) !== 0n) {
      table = tableAt(phys(entry & ADDRESS_BITS));
    } else {
      const made = newTable();
      if (made === null) return false;
      table.entries[index] = made | PRESENT;
      table = tableAt(made);
    }
  }
  const index = indexAt(page, 1);
  if ((table.entries[index] & PRESENT) !== 0n) return false;
  table.entries[index] = frame | PRESENT;
  return true;
}

function translate(root: PhysAddr, page: VirtAddr): PhysAddr | null {
  let table = tableAt(root);
  for (let level: u32 = 4; level > 1; level--) {
    const entry = table.entries[indexAt(page, level)];
    if ((entry & PRESENT) === 0n) return null;
    table = tableAt(phys(entry & ADDRESS_BITS));
  }
  const entry = table.entries[indexAt(page, 1)];
  if ((entry & PRESENT) === 0n) return null;
  return phys(entry & ADDRESS_BITS);
}

function unmap(root: PhysAddr, page: VirtAddr): bool {
  let table = tableAt(root);
  for (let level: u32 = 4; level > 1; level--) {
    const entry = table.entries[indexAt(page, level)];
    if ((entry & PRESENT) === 0n) return false;
    table = tableAt(phys(entry & ADDRESS_BITS));
  }
  const index = indexAt(page, 1);
  if ((table.entries[index] & PRESENT) === 0n) return false;
  table.entries[index] = 0n;
  return true;
}

/** Runs `rounds` triples on tables in the `POOL_TABLES` pages at `pool`. */
export function runPageWalkOffset(pool: VirtAddr, rounds: u64): u64 {
  nextTable = FIRST_TABLE;
  // Known when the kernel runs, as in a kernel; the address is that of a page.
  tablesEnd = FIRST_TABLE + POOL_TABLES * TABLE_BYTES + (pool & 0xfffn);
  setDirectMap(pool - FIRST_TABLE, tablesEnd);
  const root = newTable();
  if (root === null) return 0n;
  let state: u64 = 0x9e37_79b9_7f4a_7c15n;
  let sum: u64 = 0n;
  for (let round: u64 = 0n; round < rounds; round++) {
    state = nextRandom(state);
    const page = virt(0xffff_9000_0000_0000n + ((state >> 20n) & 0x3_ffffn) * 4096n);
    const frame = phys((state & 0xfff_ffffn) << 12n);
    if (!map(root, page, frame)) return 0n;
    const found = translate(root, page);
    if (found === null) return 0n;
    sum = wrappingAdd(sum, found);
    if (!unmap(root, page)) return 0n;
  }
  return sum;
}
