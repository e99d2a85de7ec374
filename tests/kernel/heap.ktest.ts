/**
 * The heap: what it refuses, what it notices, and that it loses nothing.
 *
 * Failure paths come first. Numbers in comments are the defects of the original kernel that a claim
 * would have caught.
 *
 * Used by: `all.ktest.ts`.            Uses: `support/heap-claims.ts`.
 */
import * as Directory from '../../kernel/mm/heap-directory.ts';
import { HeapDefect } from '../../kernel/mm/heap-check.ts';
import * as Frame from '../../kernel/mm/frame.ts';
import * as Heap from '../../kernel/mm/heap.ts';
import { HeapFill, HeapStatus } from '../../kernel/mm/heap.ts';
import { linkerSymbol } from '../../runtime/contract/image.ts';
import {
  bytesOf,
  expectHolds,
  expectRefused,
  expectUnchanged,
  fillWith,
  free,
  heapClaim,
  heapPanics,
  must,
  note,
  readByte,
  writeByte,
} from './support/heap-claims.ts';
import { expect, expectEqual, group } from './support/ktest.ts';
import { tortureHeap } from './support/heap-torture.ts';

const HEADER_BYTES: u64 = 32n;
const SHARED_PAGE_BYTES: u64 = 65536n;

export function suite(): void {
  sizesRefused();
  addressesRefused();
  damageNoticed();
  blocksHandedOut();
  alignedBlocks();
  zeroedBlocks();
  segmentsMerged();
  blocksResized();
  pagesReturned();
  directoryKept();
  tortured();
}

function sizesRefused(): void {
  group('heap: sizes refused');

  heapClaim('kmalloc(0) gives null and costs nothing', () => {
    // Defect 48: a block of no bytes used to cost a header.
    expect(Heap.kmalloc(0n) === null, 'null');
    expectEqual(Heap.statistics().pages, 0n, 'pages');
  });
  heapClaim('kmalloc of 2^63 bytes gives null', () => {
    expect(Heap.kmalloc(0x8000_0000_0000_0000n) === null, 'null');
  });
  heapClaim('kmalloc of sizes whose rounding would wrap gives null', () => {
    // Defect 39: 2^64 - 16 made the original recurse until all frames were gone.
    const before = Frame.freeFrameCount();
    expect(Heap.kmalloc(0xffff_ffff_ffff_ffffn) === null, '2^64 - 1');
    expect(Heap.kmalloc(0xffff_ffff_ffff_fff1n) === null, '2^64 - 15');
    expect(Heap.kmalloc(0xffff_ffff_ffff_fff0n) === null, '2^64 - 16');
    expect(Heap.kmalloc(0xffff_ffff_ffff_f000n) === null, '2^64 - 4096');
    expectEqual(Frame.freeFrameCount(), before, 'free frames');
  });
  heapClaim('kmalloc around 2^31, 2^32 and 2^53 bytes gives null when memory is smaller', () => {
    // Defect 40: sizes were kept in 32 bits.
    expect(Heap.kmalloc(0x8000_0000n) === null, '2^31');
    expect(Heap.kmalloc(0xffff_ffffn) === null, '2^32 - 1');
    expect(Heap.kmalloc(0x1_0000_0000n) === null, '2^32');
    expect(Heap.kmalloc(0x1_0000_0010n) === null, '2^32 + 16');
    expect(Heap.kmalloc(0x20_0000_0000_0000n) === null, '2^53');
    expect(Heap.kmalloc(Heap.MAX_REQUEST_BYTES) === null, 'the largest request');
    expect(Heap.kmalloc(Heap.MAX_REQUEST_BYTES + 1n) === null, 'above the largest request');
  });
  heapClaim('kmallocAligned refuses alignments that are no powers of two, or too large', () => {
    expect(Heap.kmallocAligned(64n, 0n) === null, '0');
    expect(Heap.kmallocAligned(64n, 3n) === null, '3');
    expect(Heap.kmallocAligned(64n, 48n) === null, '48');
    expect(Heap.kmallocAligned(64n, 0x2_0000n) === null, '128 KiB');
    expect(Heap.kmallocAligned(64n, 0x8000_0000_0000_0000n) === null, '2^63');
    expect(Heap.kmallocAligned(64n, 0xffff_ffff_ffff_ffffn) === null, '2^64 - 1');
  });
  heapClaim('kmallocAligned refuses the sizes that kmalloc refuses', () => {
    expect(Heap.kmallocAligned(0n, 64n) === null, '0');
    expect(Heap.kmallocAligned(0x8000_0000_0000_0000n, 64n) === null, '2^63');
    expect(Heap.kmallocAligned(0xffff_ffff_ffff_ffffn, 4096n) === null, '2^64 - 1');
  });
  heapClaim('kcalloc refuses products that are zero or do not fit', () => {
    expect(Heap.kcalloc(0n, 0n) === null, '0 * 0');
    expect(Heap.kcalloc(0n, 8n) === null, '0 * 8');
    expect(Heap.kcalloc(8n, 0n) === null, '8 * 0');
    expect(Heap.kcalloc(0x1_0000_0000n, 0x1_0000_0000n) === null, '2^32 * 2^32 wraps to 0');
    expect(Heap.kcalloc(0x2_0000_0000n, 0x8000_0000n) === null, '2^33 * 2^31 wraps to 0');
    expect(Heap.kcalloc(0xffff_ffff_ffff_ffffn, 2n) === null, '(2^64 - 1) * 2');
    expect(Heap.kcalloc(3n, 0x8000_0000_0000_0000n) === null, '3 * 2^63');
    expect(Heap.kcalloc(0x1_0000_0000_0001n, 0x1_0000n) === null, 'wraps to 65536');
  });
  heapClaim('every refusal is counted and changes nothing else', () => {
    note();
    expect(Heap.kmalloc(0n) === null, 'size 0');
    expect(Heap.kcalloc(0xffff_ffff_ffff_ffffn, 2n) === null, 'product too large');
    expect(Heap.kmallocAligned(1n, 3n) === null, 'alignment 3');
    expectEqual(Heap.statistics().refusals, 3n, 'refusals');
    expectUnchanged();
  });
  heapClaim('exhausted frames give null, and everything works again after a free', () => {
    // Defects 21 and 49: failed allocations were not checked, or went on after one HLT.
    const first = must(Heap.kmalloc(60000n));
    let blocks: u64 = 1n;
    while (Heap.kmalloc(60000n) !== null) blocks += 1n;
    expect(blocks > 100n, 'more than a hundred blocks fit');
    expect(Heap.check() === HeapDefect.Ok, 'an intact heap');
    free(first);
    const again = must(Heap.kmalloc(60000n));
    free(again);
    Heap.init();
  });
  heapClaim('small blocks still come from the last frames when no whole page is left', () => {
    while (Heap.kmalloc(60000n) !== null) {}
    const before = Heap.statistics().usedBlocks;
    let small: u64 = 0n;
    while (Heap.kmalloc(3000n) !== null) small += 1n;
    expectEqual(Heap.statistics().usedBlocks, before + small, 'blocks');
    expect(Heap.check() === HeapDefect.Ok, 'an intact heap');
    Heap.init();
  });
}

function addressesRefused(): void {
  group('heap: addresses refused');

  heapClaim('kfree before the first kmalloc is refused', () => {
    // Defect 41: this crashed.
    expectRefused(virt(0xffff_8000_0010_0000n), HeapStatus.Foreign);
  });
  heapClaim('kfree of virt 0 does nothing', () => {
    note();
    expect(Heap.kfree(virt(0n)) === HeapStatus.Ok, 'Ok');
    expectUnchanged();
  });
  heapClaim('addresses at the ends of the address space are foreign', () => {
    const block = must(Heap.kmalloc(64n));
    expectRefused(virt(1n), HeapStatus.Foreign);
    expectRefused(virt(31n), HeapStatus.Foreign);
    expectRefused(virt(32n), HeapStatus.Foreign);
    expectRefused(virt(0xffff_ffff_ffff_ffffn), HeapStatus.Foreign);
    expectRefused(virt(0xffff_ffff_ffff_fff0n), HeapStatus.Foreign);
    free(block);
  });
  heapClaim('user-half and non-canonical addresses are foreign', () => {
    const block = must(Heap.kmalloc(64n));
    expectRefused(virt(0x40_0000n), HeapStatus.Foreign);
    expectRefused(virt(0x7fff_ffff_f000n), HeapStatus.Foreign);
    expectRefused(virt(0x8000_0000_0000n), HeapStatus.Foreign);
    expectRefused(virt(0xffff_7fff_ffff_fff0n), HeapStatus.Foreign);
    free(block);
  });
  heapClaim('addresses of the kernel image are foreign', () => {
    const block = must(Heap.kmalloc(64n));
    expectRefused(imageAddress(), HeapStatus.Foreign);
    expectRefused(virt(imageAddress() + 0x1_0000n), HeapStatus.Foreign);
    free(block);
  });
  heapClaim('a frame of somebody else is foreign, whatever it contains', () => {
    const frame = Frame.allocZeroed();
    if (frame === null) panic('heap test: no frame');
    const block = must(Heap.kmalloc(64n));
    expectRefused(virt(block + 16n * SHARED_PAGE_BYTES), HeapStatus.Foreign);
    expect(Frame.free(frame) === Frame.FrameStatus.Ok, 'the frame goes back');
    free(block);
  });
  heapClaim('addresses inside a block are no blocks', () => {
    const block = must(Heap.kmalloc(256n));
    fillWith(block, 256n, 0);
    expectRefused(virt(block + 1n), HeapStatus.NotABlock);
    expectRefused(virt(block + 8n), HeapStatus.NotABlock);
    expectRefused(virt(block + 16n), HeapStatus.NotABlock);
    expectRefused(virt(block + 128n), HeapStatus.NotABlock);
    expectRefused(virt(block - 16n), HeapStatus.NotABlock);
    free(block);
  });
  heapClaim('the start and the end of a heap page are no blocks', () => {
    const block = must(Heap.kmalloc(64n));
    const page = alignDown(block, SHARED_PAGE_BYTES);
    expectRefused(virt(page + 32n), HeapStatus.NotABlock);
    expectRefused(virt(page + 64n), HeapStatus.NotABlock);
    expectRefused(virt(page + SHARED_PAGE_BYTES - 16n), HeapStatus.NotABlock);
    free(block);
  });
  heapClaim('a copy of a header does not make a block', () => {
    const block = must(Heap.kmalloc(64n));
    const holder = must(Heap.kmalloc(256n));
    for (const offset of range(0n, HEADER_BYTES)) {
      const byte = readByte(virt(block - HEADER_BYTES + offset));
      writeByte(virt(holder + 64n + offset), byte);
    }
    expectRefused(virt(holder + 64n + HEADER_BYTES), HeapStatus.CorruptedHeader);
    free(holder);
    free(block);
  });
  heapClaim('what an earlier page left in front of the first block is no block', () => {
    const small = must(Heap.kmalloc(64n));
    free(small);
    Heap.trim();
    const large = must(Heap.kmallocAligned(40_000n, 8192n));
    expect(alignDown(large, SHARED_PAGE_BYTES) === alignDown(small, SHARED_PAGE_BYTES), 'its page');
    expectRefused(small, HeapStatus.NotABlock);
    free(large);
  });
  heapClaim('a block of an earlier page at the same place is no block in use', () => {
    const large = must(Heap.kmallocAligned(40_000n, 8192n));
    free(large);
    const small = must(Heap.kmalloc(64n));
    expect(alignDown(large, SHARED_PAGE_BYTES) === alignDown(small, SHARED_PAGE_BYTES), 'its page');
    expectRefused(large, HeapStatus.DoubleFree);
    free(small);
  });
  heapClaim('a second kfree at once is a double free', () => {
    // Defect 42: it succeeded and inflated the free count.
    const guard = must(Heap.kmalloc(64n));
    const block = must(Heap.kmalloc(64n));
    const above = must(Heap.kmalloc(64n));
    free(block);
    expectRefused(block, HeapStatus.DoubleFree);
    free(above);
    free(guard);
  });
  heapClaim('a second kfree after others is a double free', () => {
    const first = must(Heap.kmalloc(64n));
    const block = must(Heap.kmalloc(64n));
    const above = must(Heap.kmalloc(64n));
    const last = must(Heap.kmalloc(64n));
    free(block);
    free(above);
    expectRefused(block, HeapStatus.DoubleFree);
    expectRefused(above, HeapStatus.DoubleFree);
    free(first);
    expectRefused(block, HeapStatus.DoubleFree);
    expectRefused(above, HeapStatus.DoubleFree);
    expectRefused(first, HeapStatus.DoubleFree);
    free(last);
  });
  heapClaim('a second kfree of the only block is a double free while its page is kept', () => {
    const block = must(Heap.kmalloc(64n));
    free(block);
    expectRefused(block, HeapStatus.DoubleFree);
    Heap.trim();
    expectRefused(block, HeapStatus.Foreign);
  });
  heapClaim('a second kfree of a large block is refused', () => {
    const block = must(Heap.kmalloc(100_000n));
    free(block);
    expectRefused(block, HeapStatus.Foreign);
  });
  heapClaim('a freed block inside one handed out later is still a double free', () => {
    const low = must(Heap.kmalloc(64n));
    const high = must(Heap.kmalloc(64n));
    const end = must(Heap.kmalloc(64n));
    free(low);
    free(high);
    const both = must(Heap.kmalloc(160n));
    expect(both === low, 'the merged block is used again');
    expectRefused(high, HeapStatus.DoubleFree);
    free(both);
    free(end);
  });
  heapClaim('krealloc refuses foreign, interior and freed addresses', () => {
    const block = must(Heap.kmalloc(64n));
    const freed = must(Heap.kmalloc(64n));
    const end = must(Heap.kmalloc(64n));
    free(freed);
    note();
    expect(Heap.krealloc(virt(0x40_0000n), 64n) === null, 'foreign');
    expect(Heap.krealloc(virt(block + 16n), 64n) === null, 'interior');
    expect(Heap.krealloc(freed, 128n) === null, 'freed');
    expectUnchanged();
    free(end);
    free(block);
  });
  heapClaim('blockBytes tells a block from any other address', () => {
    const block = must(Heap.kmalloc(100n));
    expectEqual(bytesOf(block), 112n, 'bytes of the block');
    expect(Heap.blockBytes(virt(block + 16n)) === null, 'null inside');
    expect(Heap.blockBytes(virt(0n)) === null, 'null for virt 0');
    free(block);
    expect(Heap.blockBytes(block) === null, 'null after the free');
  });
}

function damageNoticed(): void {
  group('heap: damage noticed');

  heapClaim('a one-byte overrun is noticed when the block is freed', () => {
    // Defect 46: the next header changed and its kfree silently failed.
    const block = must(Heap.kmalloc(64n));
    const next = must(Heap.kmalloc(64n));
    const byte = readByte(virt(block + 64n));
    writeByte(virt(block + 64n), byte ^ 0x01);
    expectRefused(block, HeapStatus.CorruptedNeighbour);
    expectRefused(next, HeapStatus.CorruptedHeader);
    expect(Heap.check() === HeapDefect.SegmentHeader, 'check names the header');
    writeByte(virt(block + 64n), byte);
    free(block);
    free(next);
  });
  heapClaim('an overrun with zeros over the whole next header is noticed', () => {
    const block = must(Heap.kmalloc(64n));
    const next = must(Heap.kmalloc(64n));
    fillWith(virt(block + 64n), HEADER_BYTES, 0);
    expectRefused(block, HeapStatus.CorruptedNeighbour);
    note();
    expect(Heap.kfree(next) !== HeapStatus.Ok, 'a refusal');
    expectUnchanged();
    Heap.init();
  });
  heapClaim('an underrun is noticed', () => {
    const block = must(Heap.kmalloc(64n));
    const byte = readByte(virt(block - 1n));
    writeByte(virt(block - 1n), byte ^ 0x80);
    expectRefused(block, HeapStatus.CorruptedHeader);
    writeByte(virt(block - 1n), byte);
    free(block);
  });
  heapClaim('a change of any one bit of a header is noticed', () => {
    const low = must(Heap.kmalloc(64n));
    const block = must(Heap.kmalloc(64n));
    const high = must(Heap.kmalloc(64n));
    for (const bit of range(0, 256)) {
      const address = virt(block - HEADER_BYTES + u64(bit / 8));
      const byte = readByte(address);
      writeByte(address, byte ^ (u8(1) << u8(bit % 8)));
      expectRefused(block, HeapStatus.CorruptedHeader);
      expectRefused(low, HeapStatus.CorruptedNeighbour);
      expectRefused(high, HeapStatus.CorruptedNeighbour);
      writeByte(address, byte);
    }
    free(high);
    free(block);
    free(low);
  });
  heapClaim('an overrun of the last block of a page is noticed', () => {
    const block = must(Heap.kmalloc(32_000n));
    const rest = Heap.statistics().freeBytes;
    const last = must(Heap.kmalloc(rest - 2048n));
    const bytes = bytesOf(last);
    // Whatever is left behind `last` belongs to one free segment or is its own.
    writeByte(virt(last + bytes), readByte(virt(last + bytes)) ^ 0x10);
    expectRefused(last, HeapStatus.CorruptedNeighbour);
    writeByte(virt(last + bytes), readByte(virt(last + bytes)) ^ 0x10);
    free(last);
    free(block);
  });
  heapClaim('an overrun of a large block is noticed', () => {
    const block = must(Heap.kmalloc(100_000n));
    const bytes = bytesOf(block);
    writeByte(virt(block + bytes), readByte(virt(block + bytes)) ^ 0x01);
    expectRefused(block, HeapStatus.CorruptedNeighbour);
    writeByte(virt(block + bytes), readByte(virt(block + bytes)) ^ 0x01);
    free(block);
  });
  heapClaim('an overwritten page header is noticed', () => {
    const block = must(Heap.kmalloc(64n));
    const page = virt(block - 96n);
    const byte = readByte(page);
    writeByte(page, byte ^ 0xff);
    expectRefused(block, HeapStatus.CorruptedPage);
    expect(Heap.check() === HeapDefect.PageHeader, 'check names the page');
    writeByte(page, byte);
    free(block);
  });
  heapClaim('check notices a write into a freed block', () => {
    const block = must(Heap.kmalloc(64n));
    const above = must(Heap.kmalloc(64n));
    free(block);
    for (const offset of range(0n, 16n)) {
      const byte = readByte(virt(block + offset));
      writeByte(virt(block + offset), byte ^ 0x20);
      expect(Heap.check() === HeapDefect.SegmentHeader, 'check names the header');
      writeByte(virt(block + offset), byte);
    }
    free(above);
  });
  heapPanics('handing out a freed block that was written to panics', 'free segment damaged', () => {
    const block = must(Heap.kmalloc(64n));
    must(Heap.kmalloc(64n));
    free(block);
    writeByte(block, readByte(block) ^ 0x20);
    must(Heap.kmalloc(64n));
  });
  heapPanics(
    'handing out memory in front of an overwritten header panics',
    'was overwritten',
    () => {
      const block = must(Heap.kmalloc(64n));
      const next = must(Heap.kmalloc(64n));
      free(block);
      const header = virt(next - HEADER_BYTES);
      writeByte(header, readByte(header) ^ 0x01);
      must(Heap.kmalloc(64n));
    },
  );
  heapPanics(
    'merging with free memory in front of an overwritten header panics',
    'was overwritten',
    () => {
      const block = must(Heap.kmalloc(64n));
      const between = must(Heap.kmalloc(64n));
      const damaged = must(Heap.kmalloc(64n));
      free(between);
      const header = virt(damaged - HEADER_BYTES);
      writeByte(header, readByte(header) ^ 0x01);
      free(block);
    },
  );
}

function blocksHandedOut(): void {
  group('heap: blocks handed out');

  heapClaim('every block starts on a multiple of 16', () => {
    // Defect 38: the second kmalloc(1) was at an odd address.
    for (const size of range(1n, 200n)) {
      const block = must(Heap.kmalloc(size));
      expect(isAligned(block, 16n), 'a multiple of 16');
      expectEqual(block, virt(alignDown(block, 16n)), 'address');
    }
    Heap.init();
  });
  heapClaim('two blocks of 8000 bytes do not overlap', () => {
    // Defect 37: 3,968 bytes of the first changed.
    const first = must(Heap.kmalloc(8000n));
    const second = must(Heap.kmalloc(8000n));
    fillWith(first, 8000n, 0x11);
    fillWith(second, 8000n, 0x22);
    expectHolds(first, 8000n, 0x11);
    expectHolds(second, 8000n, 0x22);
    free(first);
    expectHolds(second, 8000n, 0x22);
    free(second);
  });
  heapClaim('a block outside the first heap page can be freed', () => {
    // Defect 36: kfree found blocks of the first page only.
    const first = must(Heap.kmalloc(30_000n));
    const second = must(Heap.kmalloc(30_000n));
    const third = must(Heap.kmalloc(30_000n));
    expect(Heap.statistics().pages >= 2n, 'two pages');
    free(third);
    free(second);
    free(first);
  });
  heapClaim('a large block uses the whole of its frames', () => {
    // Defect 45: 4,097 bytes took two frames and exposed 4,097 of 8,128 bytes.
    const block = must(Heap.kmalloc(40_000n));
    const bytes = bytesOf(block);
    expectEqual(Heap.statistics().pageBytes, 40_960n, 'page bytes');
    expectEqual(bytes, 40_960n - 64n - 2n * HEADER_BYTES, 'usable bytes');
    fillWith(block, bytes, 0x5a);
    free(block);
  });
  heapClaim('sizes on both sides of every limit keep their contents', () => {
    const sizes = LIMIT_SIZES;
    for (const index of range(0, 14)) {
      const size = sizes[index];
      const block = must(Heap.kmalloc(size));
      const bytes = bytesOf(block);
      expect(bytes >= size, 'at least the size asked for');
      fillWith(block, bytes, u8(index + 1));
      expectHolds(block, bytes, u8(index + 1));
      expect(Heap.check() === HeapDefect.Ok, 'an intact heap');
      free(block);
    }
  });
  heapClaim('fresh and recycled memory look the same when a fill is chosen', () => {
    // Defect 47: fresh memory was zero, recycled memory was not.
    Heap.setFill(HeapFill.Pattern);
    const block = must(Heap.kmalloc(96n));
    expectHolds(block, 96n, 0xcd);
    fillWith(block, 96n, 0x77);
    const above = must(Heap.kmalloc(16n));
    free(block);
    expectHolds(virt(block + 16n), 80n, 0xdd);
    const again = must(Heap.kmalloc(96n));
    expect(again === block, 'the same memory');
    expectHolds(again, 96n, 0xcd);
    free(again);
    free(above);
  });
  heapClaim('labels name the blocks in use', () => {
    const block = must(Heap.kmallocLabelled(48n, 7));
    const other = must(Heap.kmalloc(48n));
    expectEqual(Heap.reportLeaks(8n), 2n, 'blocks in use');
    free(block);
    free(other);
    expectEqual(Heap.reportLeaks(8n), 0n, 'blocks in use');
  });
}

/** Around the smallest block, the lists, a frame, the largest shared block and a page. */
const LIMIT_SIZES: FixedArray<u64, 14> = [
  1n,
  15n,
  16n,
  17n,
  255n,
  256n,
  257n,
  4095n,
  4097n,
  32_768n,
  32_769n,
  65_535n,
  65_537n,
  200_000n,
];

function alignedBlocks(): void {
  group('heap: aligned blocks');

  heapClaim('alignments from 1 to 4096 hold, and nothing is lost', () => {
    const before = must(Heap.kmalloc(16n));
    for (const power of range(0n, 13n)) {
      const alignment = 1n << power;
      const block = must(Heap.kmallocAligned(100n, alignment));
      expect(isAligned(block, alignment), 'the alignment asked for');
      fillWith(block, 100n, 0x33);
      expect(Heap.check() === HeapDefect.Ok, 'an intact heap');
      free(block);
    }
    free(before);
  });
  heapClaim('alignments from 8 KiB to 64 KiB hold', () => {
    for (const power of range(13n, 17n)) {
      const alignment = 1n << power;
      const block = must(Heap.kmallocAligned(100n, alignment));
      expect(isAligned(block, alignment), 'the alignment asked for');
      fillWith(block, 100n, 0x44);
      expect(Heap.check() === HeapDefect.Ok, 'an intact heap');
      free(block);
    }
  });
  heapClaim('a large aligned block is aligned too', () => {
    const block = must(Heap.kmallocAligned(100_000n, 4096n));
    expect(isAligned(block, 4096n), 'a multiple of 4096');
    fillWith(block, 100_000n, 0x55);
    free(block);
  });
  heapClaim('the memory in front of an aligned block is not lost', () => {
    const first = must(Heap.kmalloc(16n));
    const used = Heap.statistics().usedBytes;
    const block = must(Heap.kmallocAligned(64n, 2048n));
    expectEqual(Heap.statistics().usedBytes, used + 64n, 'bytes in use');
    const gap = must(Heap.kmalloc(512n));
    expect(gap < block, 'the piece in front is handed out');
    free(gap);
    free(block);
    free(first);
  });
  heapClaim('many aligned blocks at once do not overlap', () => {
    const first = must(Heap.kmallocAligned(1000n, 512n));
    const second = must(Heap.kmallocAligned(1000n, 1024n));
    const third = must(Heap.kmallocAligned(1000n, 64n));
    fillWith(first, 1000n, 1);
    fillWith(second, 1000n, 2);
    fillWith(third, 1000n, 3);
    expectHolds(first, 1000n, 1);
    expectHolds(second, 1000n, 2);
    expectHolds(third, 1000n, 3);
    free(second);
    free(first);
    free(third);
  });
}

function zeroedBlocks(): void {
  group('heap: zeroed blocks');

  heapClaim('kcalloc gives zeros in recycled memory', () => {
    // Defect 47.
    const dirty = must(Heap.kmalloc(500n));
    const above = must(Heap.kmalloc(16n));
    fillWith(dirty, 500n, 0xee);
    free(dirty);
    const clean = must(Heap.kcalloc(50n, 10n));
    expect(clean === dirty, 'the same memory');
    expectHolds(clean, 500n, 0);
    free(clean);
    free(above);
  });
  heapClaim('kcalloc gives zeros in a large block', () => {
    const dirty = must(Heap.kmalloc(70_000n));
    fillWith(dirty, 70_000n, 0xee);
    free(dirty);
    const clean = must(Heap.kcalloc(7n, 10_000n));
    expectHolds(clean, 70_000n, 0);
    free(clean);
  });
}

function segmentsMerged(): void {
  group('heap: segments merged');

  heapClaim('blocks freed in the order 1, 2, 0 leave one free segment', () => {
    // Defect 44: merging went forward only.
    const first = must(Heap.kmalloc(100n));
    const second = must(Heap.kmalloc(100n));
    const third = must(Heap.kmalloc(100n));
    free(second);
    free(third);
    free(first);
    expectEqual(Heap.statistics().freeSegments, 1n, 'free segments');
  });
  heapClaim('three blocks freed in any order leave one free segment', () => {
    for (const order of range(0, 6)) {
      const first = must(Heap.kmalloc(100n));
      const second = must(Heap.kmalloc(200n));
      const third = must(Heap.kmalloc(300n));
      freeInOrder(order, first, second, third);
      expectEqual(Heap.statistics().freeSegments, 1n, 'free segments');
      expect(Heap.check() === HeapDefect.Ok, 'an intact heap');
    }
  });
  heapClaim('the counts return exactly after every split and merge', () => {
    // Defect 43: the header was not subtracted on a split and added on a merge.
    const page = must(Heap.kmalloc(16n));
    note();
    for (const size of range(1n, 100n)) {
      const first = must(Heap.kmalloc(size * 7n));
      const second = must(Heap.kmalloc(size * 3n));
      free(first);
      free(second);
      expectUnchanged();
    }
    free(page);
  });
  heapClaim('used and free bytes and all headers make the bytes of the pages', () => {
    // Defect 43 again, as a sum; `check` does the same with its own walk.
    const first = must(Heap.kmalloc(1000n));
    const second = must(Heap.kmalloc(2000n));
    const counts = Heap.statistics();
    const headers = (counts.usedBlocks + counts.freeSegments + counts.pages) * HEADER_BYTES;
    const sum = counts.usedBytes + counts.freeBytes + headers + counts.pages * 64n;
    expectEqual(sum, counts.pageBytes, 'sum of the parts');
    free(first);
    free(second);
  });
  heapClaim('a rest of 48 bytes becomes a segment', () => {
    const first = must(Heap.kmalloc(112n));
    const above = must(Heap.kmalloc(64n));
    free(first);
    const again = must(Heap.kmalloc(64n));
    expect(again === first, 'the same memory');
    expectEqual(bytesOf(again), 64n, 'bytes of the block');
    const smallest = must(Heap.kmalloc(16n));
    expect(smallest > again && smallest < above, 'the rest is handed out');
    free(smallest);
    free(again);
    free(above);
  });
  heapClaim('a rest too small for a segment stays with the block', () => {
    const first = must(Heap.kmalloc(64n));
    const above = must(Heap.kmalloc(64n));
    free(first);
    const again = must(Heap.kmalloc(48n));
    expect(again === first, 'the same memory');
    expectEqual(bytesOf(again), 64n, 'bytes of the block');
    free(again);
    free(above);
  });
}

function freeInOrder(order: u32, first: VirtAddr, second: VirtAddr, third: VirtAddr): void {
  switch (order) {
    case 0:
      freeThree(first, second, third);
      break;
    case 1:
      freeThree(first, third, second);
      break;
    case 2:
      freeThree(second, first, third);
      break;
    case 3:
      freeThree(second, third, first);
      break;
    case 4:
      freeThree(third, first, second);
      break;
    default:
      freeThree(third, second, first);
  }
}

function freeThree(first: VirtAddr, second: VirtAddr, third: VirtAddr): void {
  free(first);
  free(second);
  free(third);
}

function blocksResized(): void {
  group('heap: blocks resized');

  heapClaim('krealloc of virt 0 or null allocates', () => {
    // Defect 48: there was no krealloc.
    const first = must(Heap.krealloc(virt(0n), 100n));
    const second = must(Heap.krealloc(null, 100n));
    expect(first !== second, 'two blocks');
    free(first);
    free(second);
  });
  heapClaim('krealloc to a refused size leaves the block alone', () => {
    const block = must(Heap.kmalloc(100n));
    fillWith(block, 100n, 0x42);
    note();
    expect(Heap.krealloc(block, 0n) === null, 'size 0');
    expect(Heap.krealloc(block, 0x8000_0000_0000_0000n) === null, '2^63');
    expect(Heap.krealloc(block, 0xffff_ffff_ffff_ffffn) === null, '2^64 - 1');
    expectUnchanged();
    expectHolds(block, 100n, 0x42);
    free(block);
  });
  heapClaim('krealloc to the same size changes nothing', () => {
    const block = must(Heap.kmalloc(100n));
    note();
    expect(must(Heap.krealloc(block, 100n)) === block, 'the same address');
    expect(must(Heap.krealloc(block, 112n)) === block, 'the same address for its whole size');
    expectUnchanged();
    free(block);
  });
  heapClaim('krealloc grows into the free segment behind', () => {
    const block = must(Heap.kmalloc(100n));
    const behind = must(Heap.kmalloc(400n));
    const above = must(Heap.kmalloc(16n));
    fillWith(block, 100n, 0x42);
    free(behind);
    expect(must(Heap.krealloc(block, 300n)) === block, 'the same address');
    expectHolds(block, 100n, 0x42);
    fillWith(block, 300n, 0x43);
    expect(Heap.check() === HeapDefect.Ok, 'an intact heap');
    free(above);
    free(block);
  });
  heapClaim('krealloc moves a block that cannot grow, with its contents', () => {
    const block = must(Heap.kmalloc(100n));
    const above = must(Heap.kmalloc(100n));
    fillWith(block, 100n, 0x42);
    const moved = must(Heap.krealloc(block, 1000n));
    expect(moved !== block, 'another address');
    expectHolds(moved, 100n, 0x42);
    expectRefused(block, HeapStatus.DoubleFree);
    free(above);
    free(moved);
  });
  heapClaim('krealloc to one byte gives the rest back', () => {
    const block = must(Heap.kmalloc(1000n));
    const above = must(Heap.kmalloc(16n));
    const used = Heap.statistics().usedBytes;
    expect(must(Heap.krealloc(block, 1n)) === block, 'the same address');
    expect(Heap.statistics().usedBytes < used - 900n, 'most of it is free');
    free(block);
    free(above);
  });
  heapClaim('krealloc moves between shared and large blocks and back', () => {
    const block = must(Heap.kmalloc(1000n));
    fillWith(block, 1000n, 0x42);
    const large = must(Heap.krealloc(block, 150_000n));
    expectHolds(large, 1000n, 0x42);
    fillWith(large, 150_000n, 0x24);
    const larger = must(Heap.krealloc(large, 300_000n));
    expectHolds(larger, 150_000n, 0x24);
    const small = must(Heap.krealloc(larger, 500n));
    expectHolds(small, 500n, 0x24);
    free(small);
  });
  heapClaim('krealloc of a large block to less than half gives frames back', () => {
    const block = must(Heap.kmalloc(300_000n));
    fillWith(block, 300_000n, 0x42);
    const before = Frame.freeFrameCount();
    const half = must(Heap.krealloc(block, 200_000n));
    expect(half === block, 'above half it stays');
    const small = must(Heap.krealloc(block, 40_000n));
    expectHolds(small, 40_000n, 0x42);
    expect(Frame.freeFrameCount() > before + 60n, 'the frames are free');
    free(small);
  });
  heapClaim('krealloc to less than half stays where it is when there are no frames', () => {
    const block = must(Heap.kmalloc(300_000n));
    fillWith(block, 300_000n, 0x42);
    while (Heap.kmalloc(3000n) !== null) {}
    expect(must(Heap.krealloc(block, 10_000n)) === block, 'the same address');
    expectHolds(block, 300_000n, 0x42);
    Heap.init();
  });
  heapClaim('the peak is the highest number of bytes that were in use', () => {
    const first = must(Heap.kmalloc(1024n));
    const second = must(Heap.kmalloc(2048n));
    free(first);
    free(second);
    expectEqual(Heap.statistics().peakBytes, 3072n, 'peak');
  });
  heapClaim('krealloc without frames leaves the old block alone', () => {
    const block = must(Heap.kmalloc(1000n));
    fillWith(block, 1000n, 0x42);
    expect(Heap.krealloc(block, 0x4000_0000n) === null, 'null for 1 GiB');
    expectHolds(block, 1000n, 0x42);
    free(block);
  });
}

function pagesReturned(): void {
  group('heap: pages returned');

  heapClaim('a large block goes back to the frame allocator at once', () => {
    // Defect 48: heap pages never went back.
    const before = Frame.freeFrameCount();
    const block = must(Heap.kmalloc(100_000n));
    expectEqual(Frame.freeFrameCount(), before - 25n, 'free frames');
    free(block);
    expectEqual(Frame.freeFrameCount(), before, 'free frames');
  });
  heapClaim('one empty shared page is kept, all others go back', () => {
    const before = Frame.freeFrameCount();
    const first = must(Heap.kmalloc(30_000n));
    const second = must(Heap.kmalloc(30_000n));
    const third = must(Heap.kmalloc(30_000n));
    const fourth = must(Heap.kmalloc(30_000n));
    const fifth = must(Heap.kmalloc(30_000n));
    expectEqual(Frame.freeFrameCount(), before - 48n, 'free frames');
    freeThree(first, third, fifth);
    free(second);
    free(fourth);
    expectEqual(Frame.freeFrameCount(), before - 16n, 'free frames');
    expectEqual(Heap.statistics().pages, 1n, 'pages');
    Heap.trim();
    expectEqual(Frame.freeFrameCount(), before, 'free frames');
  });
  heapClaim('a block that comes and goes does not take its page along', () => {
    free(must(Heap.kmalloc(100n)));
    const before = Frame.freeFrameCount();
    for (const size of range(1n, 50n)) {
      free(must(Heap.kmalloc(size * 16n)));
      expectEqual(Frame.freeFrameCount(), before, 'free frames');
    }
  });
  heapClaim('trim of a heap in use gives nothing back', () => {
    const block = must(Heap.kmalloc(100n));
    const before = Frame.freeFrameCount();
    Heap.trim();
    expectEqual(Frame.freeFrameCount(), before, 'free frames');
    free(block);
  });
  heapClaim('init forgets everything that was', () => {
    const block = must(Heap.kmalloc(100n));
    Heap.init();
    expectRefused(block, HeapStatus.Foreign);
    expectEqual(Heap.statistics().pageBytes, 0n, 'page bytes');
  });
}

function directoryKept(): void {
  group('heap: directory of pages');

  heapClaim('a thousand pages are found, and only they', () => {
    const before = Frame.freeFrameCount();
    for (const index of range(1n, 1001n)) {
      expect(Directory.add(chunk(index * 3n)), 'room for a page');
    }
    expect(Directory.frameCount() > 0n, 'the table has grown');
    for (const index of range(1n, 3004n)) {
      const isThere = Directory.contains(chunk(index));
      expect(isThere === (index % 3n === 0n && index <= 3000n), 'every third is there');
    }
    for (const index of range(1n, 1001n)) Directory.remove(chunk(index * 3n));
    expectEqual(Directory.count(), 0n, 'entries');
    expectEqual(Directory.frameCount(), 0n, 'frames of the table');
    expectEqual(Frame.freeFrameCount(), before, 'free frames');
  });
  heapClaim('entries stay reachable while others are removed in any order', () => {
    for (const index of range(1n, 201n)) expect(Directory.add(chunk(index * 512n)), 'room');
    for (const step of range(0n, 200n)) {
      // 77 and 200 have no common divisor: every entry is removed once.
      Directory.remove(chunk((((step * 77n) % 200n) + 1n) * 512n));
      for (const later of range(step + 1n, 200n)) {
        expect(Directory.contains(chunk((((later * 77n) % 200n) + 1n) * 512n)), 'still there');
      }
    }
    expectEqual(Directory.count(), 0n, 'entries');
  });
  heapPanics('removing a page that is not there panics', 'not recorded', () => {
    Directory.remove(chunk(5n));
  });
}

function tortured(): void {
  group('heap: torture');

  heapClaim('3000 random operations keep every block and every count', () => {
    tortureHeap(0x5107_a7e4_0000_0001n, 3000);
  });
  heapClaim('3000 other random operations do too', () => {
    tortureHeap(0x0bad_5eed_0000_0002n, 3000);
  });
}

function chunk(index: u64): PhysAddr {
  return phys(index * Directory.CHUNK_BYTES);
}

function imageAddress(): VirtAddr {
  'use unsafe';
  // SAFE: the address is not followed.
  return linkerSymbol('kernel_text_start');
}
