/** Page tables of 512 entries in static memory: mapped, walked, and a missing level. */
interface PageTable extends Struct {
  entries: FixedArray<u64, 512>;
}
type Walk =
  | { readonly kind: 'mapped'; readonly frame: u64; readonly writable: bool }
  | { readonly kind: 'missing'; readonly level: u32 };

const TABLES: FixedArray<PageTable, 4> = zeroed();
const PRESENT: u64 = 1n;
const WRITABLE: u64 = 2n;
const ADDRESS: u64 = 0x000f_ffff_ffff_f000n;

function index(address: u64, level: u32): u32 {
  return u32((address >> (12n + 9n * u64(level - 1))) & 0x1ffn);
}

function tableAt(number: u64): PageTable {
  return TABLES[u32(number)];
}

function map(address: u64, frame: u64, flags: u64): void {
  let table: PageTable = TABLES[0];
  for (let level: u32 = 4; level > 1; level--) {
    const next = u64(5 - level);
    table.entries[index(address, level)] = (next << 12n) | PRESENT;
    table = tableAt(next);
  }
  table.entries[index(address, 1)] = (frame << 12n) | flags | PRESENT;
}

function walk(address: u64): Walk {
  let table: PageTable = TABLES[0];
  for (let level: u32 = 4; level > 0; level--) {
    const entry = table.entries[index(address, level)];
    if ((entry & PRESENT) === 0n) return { kind: 'missing', level };
    const target = (entry & ADDRESS) >> 12n;
    if (level === 1) {
      return { kind: 'mapped', frame: target, writable: (entry & WRITABLE) !== 0n };
    }
    table = tableAt(target);
  }
  panic('level 0');
}

function show(address: u64): void {
  const found = walk(address);
  switch (found.kind) {
    case 'mapped':
      print(`${virt(address)} frame ${hex(found.frame)} ${found.writable ? 'rw' : 'r'}`);
      break;
    case 'missing':
      print(`${virt(address)} missing at level ${found.level}`);
      break;
  }
}

export function main(): void {
  show(0xffff_8000_0000_1000n);
  map(0xffff_8000_0000_1000n, 0x1234n, WRITABLE);
  map(0xffff_8000_0000_2000n, 0xff_ffff_ffffn, 0n);
  show(0xffff_8000_0000_1000n);
  show(0xffff_8000_0000_2fffn);
  show(0xffff_8000_0000_3000n);
  show(0xffff_8000_0020_1000n);
  show(0xffff_8000_4000_1000n);
  print(
    `${sizeOf<PageTable>()} ${sizeOf<FixedArray<PageTable, 4>>()} ${hex(TABLES[0].entries[256])}`,
  );
}
