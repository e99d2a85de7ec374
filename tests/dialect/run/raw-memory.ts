/** One place seen as bytes, as a struct and through a view: all the same memory. */
interface Header extends Struct {
  magic: u32;
  length: u16;
  kind: u8;
  flags: u8;
}
interface Words extends Struct {
  values: FixedArray<u32, 4>;
}

const STORAGE: FixedArray<u64, 8> = zeroed();

function headerAt(offset: u64): Header {
  'use unsafe';
  // SAFE: the callers stay inside STORAGE, at multiples of 4.
  return at<Header>(virt(addressOf(STORAGE) + offset));
}

function wordsAt(offset: u64): Words {
  'use unsafe';
  // SAFE: as above.
  return at<Words>(virt(addressOf(STORAGE) + offset));
}

function bytesAt(offset: u64): FixedArray<u8, 16> {
  'use unsafe';
  // SAFE: as above, at any offset.
  return at<FixedArray<u8, 16>>(virt(addressOf(STORAGE) + offset));
}

function view(offset: u64, length: u64): DataView {
  'use unsafe';
  // SAFE: as above.
  return dataViewAt(virt(addressOf(STORAGE) + offset), length);
}

export function main(): void {
  const header = headerAt(8n);
  header.magic = 0x464c_457f;
  header.length = 0x1234;
  header.kind = 7;
  header.flags = 0x80;
  print(`${hex(STORAGE[1])}`);
  const bytes = bytesAt(8n);
  print(`${hex(bytes[0])} ${bytes[1]} ${bytes[2]} ${bytes[3]} ${hex(bytes[7])}`);
  bytes[6] = 9;
  print(`${header.kind} ${hex(view(8n, 8n).getUint16(6))}`);
  const words = wordsAt(12n);
  words.values[0] += 1;
  print(`${hex(header.length)} ${hex(words.values[0])}`);
  view(13n, 4n).setUint32(0, 0, true);
  print(`${hex(STORAGE[1])} ${header === headerAt(8n)} ${headerAt(16n) === header}`);
  for (const i of range(0, 16)) bytes[i] = u8(i);
  print(`${hex(STORAGE[1])} ${hex(STORAGE[2])}`);
  print(`${bytesAt(11n)[0]} ${hex(wordsAt(12n).values[1])}`);
}
