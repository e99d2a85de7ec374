/**
 * Memory maps that machines have really sent, with what becomes of each.
 *
 * The entries are as their sources print them; `docs/malformed-memory-maps.md` lists the sources, and
 * the maps that could not be had. The expected regions were worked out apart from the kernel. Where a
 * source does not say how wide the processor's physical addresses are, a width is assumed that cuts
 * nothing off.
 *
 * Used by: `all.ktest.ts`.            Uses: `support/maps.ts`.
 * Sources: [ACPI] "System Address Map Interfaces" for the types of a PC; [LIMINE] "Memory Map
 *          Feature".
 */
import { MemoryMapStatus, RegionKind } from '../../kernel/mm/memory-map.ts';
import { expectEqual, group } from './support/ktest.ts';
import {
  addNumber,
  expectRegion,
  expectRegions,
  expectStatus,
  mapClaim,
  output,
} from './support/maps.ts';

/** The region that `region` looks at next. */
let next: u32 = 0;

export function suite(): void {
  mapsOfLimine();
  mapsOfFirmware();
}

/** Adds an entry as Limine gives it. */
function limine(base: u64, lengthBytes: u64, kind: RegionKind): void {
  addNumber(base, lengthBytes, u64(kind));
}

/** Adds an entry of type `type` as the firmware of a PC gives it. */
function e820(base: u64, lengthBytes: u64, type: u64): void {
  addNumber(base, lengthBytes, kindOf(type));
}

/** The Limine protocol's number for a type of a PC; for types without one, a number that is none. */
function kindOf(type: u64): u64 {
  switch (type) {
    case 1n:
      return u64(RegionKind.Usable);
    case 2n:
      return u64(RegionKind.Reserved);
    case 3n:
      return u64(RegionKind.AcpiReclaimable);
    case 4n:
      return u64(RegionKind.AcpiNvs);
    case 5n:
      return u64(RegionKind.BadMemory);
    default:
      return type + 0x100n;
  }
}

function normaliseFor(physicalBits: u32): void {
  'track caller';
  expectStatus(physicalBits, MemoryMapStatus.Ok);
  next = 0;
}

/** Expects the next region to be `[start, end)` of `kind`. */
function region(start: u64, end: u64, kind: RegionKind): void {
  expectRegion(next, start, end, kind);
  next += 1;
}

/** Expects no further region, and `usableBytes` in all. */
function endOfMap(usableBytes: u64): void {
  expectRegions(next);
  expectEqual(output().usableBytes, usableBytes, 'usable bytes');
}

function mapsOfLimine(): void {
  group('memory map: captured from Limine');

  mapClaim('QEMU with 256 MiB, under Limine', () => {
    // Limine issue 505.
    limine(0x1000n, 0x5_1000n, RegionKind.BootloaderReclaimable);
    limine(0x5_2000n, 0x4_d000n, RegionKind.Usable);
    limine(0x9_fc00n, 0x400n, RegionKind.Reserved);
    limine(0xf_0000n, 0x1_0000n, RegionKind.Reserved);
    limine(0x10_0000n, 0xfe0_0000n, RegionKind.Usable);
    limine(0xff2_e000n, 0x4000n, RegionKind.BootloaderReclaimable);
    limine(0xff3_2000n, 0x4000n, RegionKind.KernelAndModules);
    limine(0xff3_6000n, 0xe000n, RegionKind.BootloaderReclaimable);
    limine(0xff4_4000n, 0x1_f000n, RegionKind.Usable);
    limine(0xff6_3000n, 0x7_d000n, RegionKind.BootloaderReclaimable);
    limine(0xffe_0000n, 0x2_0000n, RegionKind.Reserved);
    limine(0xfd00_0000n, 0x30_0000n, RegionKind.Framebuffer);
    limine(0xfffc_0000n, 0x4_0000n, RegionKind.Reserved);
    limine(0xfd_0000_0000n, 0x3_0000_0000n, RegionKind.Reserved);
    normaliseFor(40);
    region(0x1000n, 0x5_2000n, RegionKind.BootloaderReclaimable);
    region(0x5_2000n, 0x9_f000n, RegionKind.Usable);
    region(0x9_f000n, 0xa_0000n, RegionKind.Reserved);
    region(0xf_0000n, 0x10_0000n, RegionKind.Reserved);
    region(0x10_0000n, 0xff0_0000n, RegionKind.Usable);
    region(0xff2_e000n, 0xff3_2000n, RegionKind.BootloaderReclaimable);
    region(0xff3_2000n, 0xff3_6000n, RegionKind.KernelAndModules);
    region(0xff3_6000n, 0xff4_4000n, RegionKind.BootloaderReclaimable);
    region(0xff4_4000n, 0xff6_3000n, RegionKind.Usable);
    region(0xff6_3000n, 0xffe_0000n, RegionKind.BootloaderReclaimable);
    region(0xffe_0000n, 0x1000_0000n, RegionKind.Reserved);
    region(0xfd00_0000n, 0xfd30_0000n, RegionKind.Framebuffer);
    region(0xfffc_0000n, 0x1_0000_0000n, RegionKind.Reserved);
    region(0xfd_0000_0000n, 0x100_0000_0000n, RegionKind.Reserved);
    endOfMap(0xfe6_c000n);
  });
  mapClaim('QEMU with 2 GiB, under Limine, the first 13 of 18 entries', () => {
    // Limine issue 517.
    limine(0x1000n, 0x5_1000n, RegionKind.BootloaderReclaimable);
    limine(0x5_2000n, 0x4_d000n, RegionKind.Usable);
    limine(0x9_fc00n, 0x400n, RegionKind.Reserved);
    limine(0xf_0000n, 0x1_0000n, RegionKind.Reserved);
    limine(0x10_0000n, 0x7fe1_b000n, RegionKind.Usable);
    limine(0x7ff1_b000n, 0x3000n, RegionKind.BootloaderReclaimable);
    limine(0x7ff1_e000n, 0x8000n, RegionKind.KernelAndModules);
    limine(0x7ff2_6000n, 0x1_a000n, RegionKind.BootloaderReclaimable);
    limine(0x7ff4_0000n, 0x1000n, RegionKind.Usable);
    limine(0x7ff4_1000n, 0x2000n, RegionKind.BootloaderReclaimable);
    limine(0x7ff4_3000n, 0x1_b000n, RegionKind.Usable);
    limine(0x7ff5_e000n, 0x8_1000n, RegionKind.BootloaderReclaimable);
    limine(0x7ffd_f000n, 0x2_1000n, RegionKind.Reserved);
    normaliseFor(40);
    region(0x1000n, 0x5_2000n, RegionKind.BootloaderReclaimable);
    region(0x5_2000n, 0x9_f000n, RegionKind.Usable);
    region(0x9_f000n, 0xa_0000n, RegionKind.Reserved);
    region(0xf_0000n, 0x10_0000n, RegionKind.Reserved);
    region(0x10_0000n, 0x7ff1_b000n, RegionKind.Usable);
    region(0x7ff1_b000n, 0x7ff1_e000n, RegionKind.BootloaderReclaimable);
    region(0x7ff1_e000n, 0x7ff2_6000n, RegionKind.KernelAndModules);
    region(0x7ff2_6000n, 0x7ff4_0000n, RegionKind.BootloaderReclaimable);
    region(0x7ff4_0000n, 0x7ff4_1000n, RegionKind.Usable);
    region(0x7ff4_1000n, 0x7ff4_3000n, RegionKind.BootloaderReclaimable);
    region(0x7ff4_3000n, 0x7ff5_e000n, RegionKind.Usable);
    region(0x7ff5_e000n, 0x7ffd_f000n, RegionKind.BootloaderReclaimable);
    region(0x7ffd_f000n, 0x8000_0000n, RegionKind.Reserved);
    endOfMap(0x7fe8_4000n);
  });
}

function mapsOfFirmware(): void {
  group('memory map: captured from firmware');

  mapClaim('a desktop with 32 GiB', () => {
    // SerenityOS pull request 11517.
    e820(0x0n, 0x9_d400n, 1n);
    e820(0x9_d400n, 0x2c00n, 2n);
    e820(0xe_0000n, 0x2_0000n, 2n);
    e820(0x10_0000n, 0x9c8_0000n, 1n);
    e820(0x9d8_0000n, 0x28_0000n, 2n);
    e820(0xa00_0000n, 0xd32b_4000n, 1n);
    e820(0xdd2b_4000n, 0x11_9000n, 2n);
    e820(0xdd3c_d000n, 0xf_3000n, 1n);
    e820(0xdd4c_0000n, 0x3d_2000n, 4n);
    e820(0xdd89_2000n, 0xb5_7000n, 2n);
    e820(0xde3e_9000n, 0xc1_7000n, 1n);
    e820(0xdf00_0000n, 0x100_0000n, 2n);
    e820(0xf800_0000n, 0x400_0000n, 2n);
    e820(0xfdf0_0000n, 0x10_0000n, 2n);
    e820(0xfea0_0000n, 0x1_0000n, 2n);
    e820(0xfeb8_0000n, 0x8_2000n, 2n);
    e820(0xfec1_0000n, 0x1000n, 2n);
    e820(0xfec3_0000n, 0x1000n, 2n);
    e820(0xfed0_0000n, 0x1000n, 2n);
    e820(0xfed4_0000n, 0x5000n, 2n);
    e820(0xfed8_0000n, 0x1_0000n, 2n);
    e820(0xfedc_2000n, 0xe000n, 2n);
    e820(0xfedd_4000n, 0x2000n, 2n);
    e820(0xfee0_0000n, 0x10_0000n, 2n);
    e820(0xff00_0000n, 0x100_0000n, 2n);
    e820(0x1_0000_0000n, 0x7_1f38_0000n, 1n);
    normaliseFor(48);
    region(0x0n, 0x1000n, RegionKind.Reserved);
    region(0x1000n, 0x9_d000n, RegionKind.Usable);
    region(0x9_d000n, 0xa_0000n, RegionKind.Reserved);
    region(0xe_0000n, 0x10_0000n, RegionKind.Reserved);
    region(0x10_0000n, 0x9d8_0000n, RegionKind.Usable);
    region(0x9d8_0000n, 0xa00_0000n, RegionKind.Reserved);
    region(0xa00_0000n, 0xdd2b_4000n, RegionKind.Usable);
    region(0xdd2b_4000n, 0xdd3c_d000n, RegionKind.Reserved);
    region(0xdd3c_d000n, 0xdd4c_0000n, RegionKind.Usable);
    region(0xdd4c_0000n, 0xdd89_2000n, RegionKind.AcpiNvs);
    region(0xdd89_2000n, 0xde3e_9000n, RegionKind.Reserved);
    region(0xde3e_9000n, 0xdf00_0000n, RegionKind.Usable);
    region(0xdf00_0000n, 0xe000_0000n, RegionKind.Reserved);
    region(0xf800_0000n, 0xfc00_0000n, RegionKind.Reserved);
    region(0xfdf0_0000n, 0xfe00_0000n, RegionKind.Reserved);
    region(0xfea0_0000n, 0xfea1_0000n, RegionKind.Reserved);
    region(0xfeb8_0000n, 0xfec0_2000n, RegionKind.Reserved);
    region(0xfec1_0000n, 0xfec1_1000n, RegionKind.Reserved);
    region(0xfec3_0000n, 0xfec3_1000n, RegionKind.Reserved);
    region(0xfed0_0000n, 0xfed0_1000n, RegionKind.Reserved);
    region(0xfed4_0000n, 0xfed4_5000n, RegionKind.Reserved);
    region(0xfed8_0000n, 0xfed9_0000n, RegionKind.Reserved);
    region(0xfedc_2000n, 0xfedd_0000n, RegionKind.Reserved);
    region(0xfedd_4000n, 0xfedd_6000n, RegionKind.Reserved);
    region(0xfee0_0000n, 0xfef0_0000n, RegionKind.Reserved);
    region(0xff00_0000n, 0x1_0000_0000n, RegionKind.Reserved);
    region(0x1_0000_0000n, 0x8_1f38_0000n, RegionKind.Usable);
    endOfMap(0x7_fd05_a000n);
  });
  mapClaim('QEMU with 512 MiB, under the loader of Redox', () => {
    // Redox issue 1136.
    e820(0x0n, 0x9_f000n, 1n);
    e820(0x9_f000n, 0x1000n, 2n);
    e820(0xf_0000n, 0x1_0000n, 2n);
    e820(0x10_0000n, 0xf69_1400n, 1n);
    e820(0xf79_1400n, 0x1086_ec00n, 2n);
    e820(0xfffc_0000n, 0x4_0000n, 2n);
    normaliseFor(40);
    region(0x0n, 0x1000n, RegionKind.Reserved);
    region(0x1000n, 0x9_f000n, RegionKind.Usable);
    region(0x9_f000n, 0xa_0000n, RegionKind.Reserved);
    region(0xf_0000n, 0x10_0000n, RegionKind.Reserved);
    region(0x10_0000n, 0xf79_1000n, RegionKind.Usable);
    region(0xf79_1000n, 0x2000_0000n, RegionKind.Reserved);
    region(0xfffc_0000n, 0x1_0000_0000n, RegionKind.Reserved);
    endOfMap(0xf72_f000n);
  });
  mapClaim('an Intel D875PBZ with 2 GiB', () => {
    // SerenityOS issue 571.
    e820(0x0n, 0x9_fc00n, 1n);
    e820(0x9_fc00n, 0x400n, 2n);
    e820(0xe_6000n, 0x1_a000n, 2n);
    e820(0x10_0000n, 0x7fd3_0000n, 1n);
    e820(0x7fe3_0000n, 0x1_1810n, 4n);
    e820(0x7fe4_1810n, 0xe_e7f0n, 1n);
    e820(0x7ff3_0000n, 0x1_0000n, 3n);
    e820(0x7ff4_0000n, 0xb_0000n, 4n);
    e820(0x7fff_0000n, 0x1_0000n, 2n);
    e820(0xfecf_0000n, 0x1000n, 2n);
    e820(0xfed2_0000n, 0x8_0000n, 2n);
    normaliseFor(36);
    region(0x0n, 0x1000n, RegionKind.Reserved);
    region(0x1000n, 0x9_f000n, RegionKind.Usable);
    region(0x9_f000n, 0xa_0000n, RegionKind.Reserved);
    region(0xe_6000n, 0x10_0000n, RegionKind.Reserved);
    region(0x10_0000n, 0x7fe3_0000n, RegionKind.Usable);
    region(0x7fe3_0000n, 0x7fe4_2000n, RegionKind.AcpiNvs);
    region(0x7fe4_2000n, 0x7ff3_0000n, RegionKind.Usable);
    region(0x7ff3_0000n, 0x7ff4_0000n, RegionKind.AcpiReclaimable);
    region(0x7ff4_0000n, 0x7fff_0000n, RegionKind.AcpiNvs);
    region(0x7fff_0000n, 0x8000_0000n, RegionKind.Reserved);
    region(0xfecf_0000n, 0xfecf_1000n, RegionKind.Reserved);
    region(0xfed2_0000n, 0xfeda_0000n, RegionKind.Reserved);
    endOfMap(0x7feb_c000n);
  });
  mapClaim('an Intel S3420GPV with 4 GiB', () => {
    // `memtest86plus` issue 409.
    e820(0x0n, 0x9_b000n, 1n);
    e820(0x9_b000n, 0x5000n, 2n);
    e820(0xe_0000n, 0x2_0000n, 2n);
    e820(0x10_0000n, 0x9b71_f000n, 1n);
    e820(0x9b81_f000n, 0x1f0_0000n, 2n);
    e820(0x9d71_f000n, 0x2_1000n, 1n);
    e820(0x9d74_0000n, 0xd_4000n, 4n);
    e820(0x9d81_4000n, 0x1e9_0000n, 3n);
    e820(0x9f6a_4000n, 0x3_b000n, 2n);
    e820(0x9f6d_f000n, 0xa_b000n, 3n);
    e820(0x9f78_a000n, 0x5_5000n, 4n);
    e820(0x9f7d_f000n, 0x2_1000n, 3n);
    e820(0x9f80_0000n, 0x1080_0000n, 2n);
    e820(0xfed1_c000n, 0x4000n, 2n);
    e820(0xff80_0000n, 0x80_0000n, 2n);
    e820(0x1_0000_0000n, 0x5c00_0000n, 1n);
    normaliseFor(36);
    region(0x0n, 0x1000n, RegionKind.Reserved);
    region(0x1000n, 0x9_b000n, RegionKind.Usable);
    region(0x9_b000n, 0xa_0000n, RegionKind.Reserved);
    region(0xe_0000n, 0x10_0000n, RegionKind.Reserved);
    region(0x10_0000n, 0x9b81_f000n, RegionKind.Usable);
    region(0x9b81_f000n, 0x9d71_f000n, RegionKind.Reserved);
    region(0x9d71_f000n, 0x9d74_0000n, RegionKind.Usable);
    region(0x9d74_0000n, 0x9d81_4000n, RegionKind.AcpiNvs);
    region(0x9d81_4000n, 0x9f6a_4000n, RegionKind.AcpiReclaimable);
    region(0x9f6a_4000n, 0x9f6d_f000n, RegionKind.Reserved);
    region(0x9f6d_f000n, 0x9f78_a000n, RegionKind.AcpiReclaimable);
    region(0x9f78_a000n, 0x9f7d_f000n, RegionKind.AcpiNvs);
    region(0x9f7d_f000n, 0x9f80_0000n, RegionKind.AcpiReclaimable);
    region(0x9f80_0000n, 0xb000_0000n, RegionKind.Reserved);
    region(0xfed1_c000n, 0xfed2_0000n, RegionKind.Reserved);
    region(0xff80_0000n, 0x1_0000_0000n, RegionKind.Reserved);
    region(0x1_0000_0000n, 0x1_5c00_0000n, RegionKind.Usable);
    endOfMap(0xf77d_a000n);
  });
  mapClaim('a PC of 2009 with the ICH7 chip set', () => {
    // SerenityOS issue 5893.
    e820(0x0n, 0x9_f800n, 1n);
    e820(0x9_f800n, 0x800n, 2n);
    e820(0xf_0000n, 0x1_0000n, 2n);
    e820(0x10_0000n, 0x7f4e_0000n, 1n);
    e820(0x7f5e_0000n, 0x3000n, 4n);
    e820(0x7f5e_3000n, 0xd000n, 3n);
    e820(0x7f5f_0000n, 0x1_0000n, 2n);
    e820(0xe000_0000n, 0x1000_0000n, 2n);
    e820(0xfec0_0000n, 0x140_0000n, 2n);
    normaliseFor(36);
    region(0x0n, 0x1000n, RegionKind.Reserved);
    region(0x1000n, 0x9_f000n, RegionKind.Usable);
    region(0x9_f000n, 0xa_0000n, RegionKind.Reserved);
    region(0xf_0000n, 0x10_0000n, RegionKind.Reserved);
    region(0x10_0000n, 0x7f5e_0000n, RegionKind.Usable);
    region(0x7f5e_0000n, 0x7f5e_3000n, RegionKind.AcpiNvs);
    region(0x7f5e_3000n, 0x7f5f_0000n, RegionKind.AcpiReclaimable);
    region(0x7f5f_0000n, 0x7f60_0000n, RegionKind.Reserved);
    region(0xe000_0000n, 0xf000_0000n, RegionKind.Reserved);
    region(0xfec0_0000n, 0x1_0000_0000n, RegionKind.Reserved);
    endOfMap(0x7f57_e000n);
  });
  mapClaim('coreboot, whose own tables are of type 16', () => {
    // u-root issue 1858.
    e820(0x0n, 0x1000n, 16n);
    e820(0x1000n, 0x9_f000n, 1n);
    e820(0xa_0000n, 0x6_0000n, 2n);
    e820(0x10_0000n, 0x7fe6_3000n, 1n);
    e820(0x7ff6_3000n, 0x9_d000n, 16n);
    e820(0xb000_0000n, 0x1000_0000n, 2n);
    e820(0x1_0000_0000n, 0x1_8000_0000n, 1n);
    normaliseFor(40);
    region(0x0n, 0x1000n, RegionKind.Reserved);
    region(0x1000n, 0xa_0000n, RegionKind.Usable);
    region(0xa_0000n, 0x10_0000n, RegionKind.Reserved);
    region(0x10_0000n, 0x7ff6_3000n, RegionKind.Usable);
    region(0x7ff6_3000n, 0x8000_0000n, RegionKind.Reserved);
    region(0xb000_0000n, 0xc000_0000n, RegionKind.Reserved);
    region(0x1_0000_0000n, 0x2_8000_0000n, RegionKind.Usable);
    endOfMap(0x1_fff0_2000n);
  });
  mapClaim('the map that Limine was tested with against overlaps', () => {
    // Limine pull request 288.
    e820(0x0n, 0x3000n, 1n);
    e820(0x5_a000n, 0x1500n, 2n);
    e820(0x3_0000n, 0x200n, 3n);
    e820(0x3000n, 0x7f00n, 1n);
    e820(0x3600n, 0x200n, 2n);
    e820(0x5_0000n, 0x8000n, 3n);
    e820(0x10_0000n, 0x1_0000n, 2n);
    e820(0xf_5000n, 0x1_0000n, 1n);
    e820(0x3600n, 0x200n, 5n);
    e820(0x7e00n, 0x8000n, 1n);
    e820(0x3000n, 0x200n, 2n);
    e820(0x3_0000n, 0x200n, 1n);
    e820(0x5_4000n, 0x8000n, 1n);
    e820(0x4_f000n, 0x2000n, 1n);
    e820(0x5_7000n, 0x1500n, 2n);
    e820(0x0n, 0x200n, 2n);
    normaliseFor(40);
    region(0x0n, 0x1000n, RegionKind.Reserved);
    region(0x1000n, 0x3000n, RegionKind.Usable);
    region(0x3000n, 0x4000n, RegionKind.BadMemory);
    region(0x4000n, 0xf000n, RegionKind.Usable);
    region(0x3_0000n, 0x3_1000n, RegionKind.AcpiReclaimable);
    region(0x4_f000n, 0x5_0000n, RegionKind.Usable);
    region(0x5_0000n, 0x5_7000n, RegionKind.AcpiReclaimable);
    region(0x5_7000n, 0x5_9000n, RegionKind.Reserved);
    region(0x5_9000n, 0x5_a000n, RegionKind.Usable);
    region(0x5_a000n, 0x5_c000n, RegionKind.Reserved);
    region(0xf_5000n, 0x11_0000n, RegionKind.Reserved);
    endOfMap(0xf000n);
  });
}
