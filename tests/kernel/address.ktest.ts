/**
 * Addresses: what `virt2phys` refuses, and that the two windows are exact to the byte.
 *
 * Numbers in comments are the defects of the original kernel that a claim would have caught:
 * `docs/defects.md`.
 *
 * Used by: `all.ktest.ts`.            Uses: `kernel/mm/address.ts`.
 */
import * as Address from '../../kernel/mm/address.ts';
import { PAGE_SIZE_BYTES } from '../../kernel/mm/address.ts';
import { expect, expectEqual, group, testBetween, testPanicsAfter } from './support/ktest.ts';

/** What was set when the suite began, to be set again after each claim. */
interface Windows extends Struct {
  directMapStart: VirtAddr;
  directMapEnd: PhysAddr;
  imageStart: VirtAddr;
  imagePhysStart: PhysAddr;
  imageBytes: usize;
}

const SAVED: Windows = zeroed();

const OFFSET: u64 = 0xffff_8000_0000_0000n;
const REACH_BYTES: u64 = 0x1_0000_0000n;
const IMAGE_START: u64 = 0xffff_ffff_8020_0000n;
const IMAGE_PHYS: u64 = 0x70_0000n;
const IMAGE_BYTES: u64 = 0x3000n;

export function suite(): void {
  save();
  refusals();
  windows();
  forms();
  restore();
}

function refusals(): void {
  group('address: refusals');

  claim('virt2phys gives null for an address in no window', () => {
    // Defect 15: the original subtracted the offset from whatever it got.
    expectUnknown(0n);
    expectUnknown(0x1000n);
    expectUnknown(0x0000_7fff_ffff_f000n);
    expectUnknown(0xffff_c000_0000_0000n);
    expectUnknown(0xffff_ffff_ffff_ffffn);
  });
  claim('virt2phys gives null for an address that is not canonical', () => {
    expectUnknown(0x0000_8000_0000_0000n);
    expectUnknown(0xffff_7fff_ffff_ffffn);
  });
  claim('virt2phys gives null one byte beyond the direct map', () => {
    expectUnknown(OFFSET - 1n);
    expectUnknown(OFFSET + REACH_BYTES);
  });
  claim('virt2phys gives null one byte beyond the kernel image', () => {
    expectUnknown(IMAGE_START - 1n);
    expectUnknown(IMAGE_START + IMAGE_BYTES);
  });
  panics('phys2virt panics at the end of the direct map', 'is outside the direct map', () => {
    Address.setDirectMap(virt(OFFSET), phys(REACH_BYTES));
    ignore(Address.phys2virt(phys(REACH_BYTES)), 'it panics');
  });
  panics('phys2virt panics for an address beyond 2^52', 'is outside the direct map', () => {
    ignore(Address.phys2virt(phys(0xffff_ffff_ffff_f000n)), 'it panics');
  });
  panics('a direct map that wraps around panics', 'direct map may wrap around', () => {
    Address.setDirectMap(virt(0xffff_ffff_ffff_f000n), phys(0x2000n));
  });
  panics('a direct map above the last offset panics', 'direct map may wrap around', () => {
    Address.setDirectMap(virt(Address.LAST_DIRECT_MAP_OFFSET + 4096n), phys(0x2000n));
  });
  panics('a direct map of more than 64 TiB panics', 'direct map may wrap around', () => {
    Address.setDirectMap(virt(OFFSET), phys(Address.MAX_DIRECT_MAP_BYTES + 4096n));
  });
  panics('a direct map at address 0 panics', 'which may be null', () => {
    Address.setDirectMap(virt(0n), phys(REACH_BYTES));
  });
  panics('an unaligned direct map panics', 'direct map is not page aligned', () => {
    Address.setDirectMap(virt(OFFSET + 8n), phys(REACH_BYTES));
  });
  panics('an unaligned kernel image panics', 'kernel image is not page aligned', () => {
    Address.setKernelImage(virt(IMAGE_START), phys(0x1001n), IMAGE_BYTES);
  });
  panics('a kernel image that wraps around panics', 'kernel image wraps around', () => {
    Address.setKernelImage(virt(0xffff_ffff_ffff_f000n), phys(0x1000n), 0x2000n);
  });
}

function windows(): void {
  group('address: windows');

  claim('phys2virt and virt2phys are inverse at both ends of the direct map', () => {
    expect(Address.phys2virt(phys(0n)) === OFFSET, 'the first byte');
    expect(
      Address.phys2virt(phys(REACH_BYTES - 1n)) === OFFSET + REACH_BYTES - 1n,
      'the last byte',
    );
    expectPhys(OFFSET, 0n);
    expectPhys(OFFSET + REACH_BYTES - 1n, REACH_BYTES - 1n);
  });
  claim('virt2phys knows the first and the last byte of the kernel image', () => {
    expectPhys(IMAGE_START, IMAGE_PHYS);
    expectPhys(IMAGE_START + IMAGE_BYTES - 1n, IMAGE_PHYS + IMAGE_BYTES - 1n);
  });
  claim('a kernel image of partial pages is rounded up to whole ones', () => {
    Address.setKernelImage(virt(IMAGE_START), phys(IMAGE_PHYS), 0x2001n);
    expectEqual(Address.kernelImageBytes(), 0x3000n, 'image bytes');
  });
  claim('setting the direct map again forgets the old one', () => {
    Address.setDirectMap(virt(OFFSET + 0x4000_0000n), phys(0x2000n));
    expectUnknown(OFFSET);
    expectPhys(OFFSET + 0x4000_1000n, 0x1000n);
    expect(Address.directMapEnd() === 0x2000n, 'the new end');
  });
  claim('isDirectMapped is exact to the byte and survives a wrapping length', () => {
    expect(Address.isDirectMapped(phys(0n), REACH_BYTES), 'all of it');
    expect(!Address.isDirectMapped(phys(1n), REACH_BYTES), 'not one byte more');
    expect(!Address.isDirectMapped(phys(0x1000n), 0xffff_ffff_ffff_f000n), 'no wrapped range');
  });
}

function forms(): void {
  group('address: forms');

  claim('the canonical halves end at bit 47', () => {
    expect(Address.isCanonical(virt(0n)), 'zero');
    expect(Address.isCanonical(virt(0x0000_7fff_ffff_ffffn)), 'the end of the lower half');
    expect(!Address.isCanonical(virt(0x0000_8000_0000_0000n)), 'bit 47 alone');
    expect(!Address.isCanonical(virt(0xffff_7fff_ffff_ffffn)), 'all but bit 47');
    expect(Address.isCanonical(virt(0xffff_8000_0000_0000n)), 'the start of the higher half');
    expect(Address.isCanonical(virt(0xffff_ffff_ffff_ffffn)), 'the last byte');
  });
  claim('a canonical range neither wraps nor crosses the hole', () => {
    expect(Address.isCanonicalRange(virt(0x0000_7fff_ffff_f000n), 0x1000n), 'up to the hole');
    expect(!Address.isCanonicalRange(virt(0x0000_7fff_ffff_f000n), 0x1001n), 'into the hole');
    expect(!Address.isCanonicalRange(virt(0x1000n), 0xffff_f000_0000_0000n), 'over the hole');
    expect(Address.isCanonicalRange(virt(0xffff_ffff_ffff_f000n), 0x1000n), 'up to 2^64');
    expect(!Address.isCanonicalRange(virt(0xffff_ffff_ffff_f000n), 0x1001n), 'beyond 2^64');
    expect(Address.isCanonicalRange(virt(0x1000n), 0n), 'no bytes');
    expect(!Address.isCanonicalRange(virt(0x0000_8000_0000_0000n), 0n), 'no bytes in the hole');
  });
  claim('frame numbers above 2^20 keep all their bits', () => {
    // Defects 9 and 10: the original computed the frame's offset in 32 bits.
    const frame = Address.frameNumber(phys(0x1_0000_5fffn));
    expect(frame === 0x10_0005n, 'the number of a frame above 4 GiB');
    expect(Address.frameAddress(frame) === 0x1_0000_5000n, 'its address');
    const last = Address.frameNumber(phys(Address.PHYSICAL_END - 1n));
    expect(Address.frameAddress(last) === Address.PHYSICAL_END - PAGE_SIZE_BYTES, 'the last frame');
  });
  claim('only multiples of 4096 are aligned', () => {
    expect(Address.isFrameAligned(phys(0x5000n)), 'a frame');
    expect(!Address.isFrameAligned(phys(0x5001n)), 'one byte on');
    expect(!Address.isFrameAligned(phys(0x5800n)), 'half a frame on');
    expect(Address.isPageAligned(virt(0xffff_ffff_ffff_f000n)), 'the last page');
    expect(!Address.isPageAligned(virt(0xffff_ffff_ffff_ffffn)), 'the last byte');
  });
}

function claim(text: string, action: () => void): void {
  testBetween(text, setWindows, action, restore);
}

function panics(text: string, part: string, action: () => void): void {
  testPanicsAfter(text, part, setWindows, action);
  restore();
}

function setWindows(): void {
  Address.setDirectMap(virt(OFFSET), phys(REACH_BYTES));
  Address.setKernelImage(virt(IMAGE_START), phys(IMAGE_PHYS), IMAGE_BYTES);
}

function save(): void {
  SAVED.directMapStart = Address.directMapStart();
  SAVED.directMapEnd = Address.directMapEnd();
  SAVED.imageStart = Address.kernelImageStart();
  SAVED.imageBytes = Address.kernelImageBytes();
  const physStart = Address.virt2phys(SAVED.imageStart);
  SAVED.imagePhysStart = physStart === null ? phys(0n) : physStart;
}

function restore(): void {
  Address.setDirectMap(SAVED.directMapStart, SAVED.directMapEnd);
  Address.setKernelImage(SAVED.imageStart, SAVED.imagePhysStart, SAVED.imageBytes);
}

function expectUnknown(address: u64): void {
  'track caller';
  const found = Address.virt2phys(virt(address));
  if (found !== null) print(`# ${virt(address)} gave ${found}`);
  expect(found === null, 'no physical address');
}

function expectPhys(address: u64, expected: u64): void {
  'track caller';
  const found = Address.virt2phys(virt(address));
  if (found === null) panic(`address test: ${virt(address)} is unknown`);
  expectEqual(found, phys(expected), 'physical address');
}
