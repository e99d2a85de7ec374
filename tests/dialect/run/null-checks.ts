/** `at` refuses address 0 and addresses that are not aligned; a field is read again after a test. */
import { attempt } from '../support/attempt.ts';

interface Header extends Struct {
  size: u64;
  next: Header | null;
}
interface Bytes extends Packed {
  low: u16;
}

const STORAGE: FixedArray<u64, 4> = zeroed();
const HEADER: Header = zeroed();
let address: VirtAddr = virt(0n);

function headerAt(place: VirtAddr): Header {
  'use unsafe';
  // SAFE: the callers pass the address of STORAGE or one that panics.
  return at<Header>(place);
}

function bytesAt(place: VirtAddr): Bytes {
  'use unsafe';
  // SAFE: the callers pass an address inside STORAGE.
  return at<Bytes>(place);
}

function read(): void {
  print(`size ${headerAt(address).size}`);
}

function cut(): void {
  HEADER.next = null;
}

function readAgain(): void {
  if (HEADER.next !== null) {
    cut();
    print(`size ${HEADER.next.size}`);
  }
}

export function main(): void {
  attempt(read);
  STORAGE[0] = 0x1122_3344_5566_7788n;
  address = addressOf(STORAGE);
  attempt(read);
  STORAGE[1] = 5n;
  address = virt(address + 8n);
  attempt(read);
  print(`${hex(bytesAt(virt(addressOf(STORAGE) + 1n)).low)}`);
  HEADER.next = HEADER;
  HEADER.size = 3n;
  attempt(readAgain);
}
