/**
 * Sizes of memory where kernels have broken, and what QEMU makes of them.
 *
 * QEMU's `max` is a processor of AMD: when memory, and the window for devices behind it, would reach
 * 1,012 GiB, all memory above 4 GiB begins at 1 TiB, behind the hole of HyperTransport. `Skylake-Server` is one of Intel, without that hole.
 *
 * Used by: the tests of this folder.            Uses: `machines.ts`.
 * Sources: [QEMU] "pc" and "q35": where memory is split around the hole for devices below 4 GiB.
 */

import type { Machine } from './machines.ts';

const GIB = 1n << 30n;
const TIB = 1n << 40n;

export interface Size extends Machine {
  /** Where memory above 4 GiB begins; null when there is none. */
  readonly highStart: bigint | null;
}

const AMD = 'max';
const INTEL = 'Skylake-Server-v4';

/** Rows of one machine type: the same processor, high memory at the same place. */
function rows(
  machine: 'pc' | 'q35',
  highStart: bigint | null,
  sizes: readonly string[],
  cpu = AMD,
): readonly Size[] {
  return sizes.map((memory) => ({ memory, machine, cpu, highStart }));
}

function inEveryTest(sizes: readonly Size[]): readonly Size[] {
  return sizes.map((size) => ({ ...size, isInEveryTest: true }));
}

/** By PVH. */
export const DIRECT_SIZES: readonly Size[] = [
  ...inEveryTest(rows('pc', null, ['4M', '8M'])),
  ...rows('pc', null, ['16M']),
  ...rows('q35', null, ['48M', '64M', '128M', '255M', '256M', '257M']),
  ...rows('pc', null, ['511M', '512M', '513M', '1G', '1034M']),
  ...rows('q35', null, ['511M', '512M', '513M', '1G', '1034M']),
  // q35 puts all beyond 2 GiB above 4 GiB as soon as it does not fit below 2.75 GiB.
  ...rows('q35', null, ['2047M', '2048M', '2049M', '2815M']),
  ...inEveryTest(rows('q35', 4n * GIB, ['2816M'])),
  // pc does the same from 3.5 GiB on, with 3 GiB below.
  ...rows('pc', null, ['3G', '3583M']),
  ...inEveryTest(rows('pc', 4n * GIB, ['3584M'])),
  ...rows('pc', 4n * GIB, ['4G', '4106M', '8G', '64G', '256G']),
  ...rows('q35', 4n * GIB, ['3G', '4G', '4106M', '8G', '64G', '256G']),
  // The end of what one PML4 entry maps.
  ...rows('q35', 4n * GIB, ['509G', '510G', '511G', '512G']),
  ...inEveryTest(rows('q35', 4n * GIB, ['513G'])),
  ...rows('q35', TIB, ['1008G'], `${AMD},phys-bits=46`),
  ...inEveryTest(rows('q35', TIB, ['1T'], `${AMD},phys-bits=46`)),
  ...rows('q35', TIB, ['1048577M', '2T', '4T'], `${AMD},phys-bits=46`),
  ...inEveryTest(rows('q35', 4n * GIB, ['1T'], `${INTEL},phys-bits=46`)),
  ...rows('q35', 4n * GIB, ['64G', '4T'], `${INTEL},phys-bits=46`),
];

/**
 * Under OVMF. It prepares tables for all of the physical width before it does anything else, which
 * takes 40 s for 46 bits: so each machine has the width that its memory needs.
 */
export const UEFI_SIZES: readonly Size[] = [
  ...inEveryTest(rows('q35', null, ['49M'])),
  ...rows('q35', null, ['64M', '128M', '255M', '256M', '257M', '512M', '1034M', '2815M']),
  ...rows('q35', 4n * GIB, ['2816M', '4106M', '64G', '512G']),
  ...rows('pc', null, ['64M', '513M', '3583M']),
  ...rows('pc', 4n * GIB, ['3584M', '4G', '256G']),
  ...rows('q35', TIB, ['1T'], `${AMD},phys-bits=42`),
  ...rows('q35', 4n * GIB, ['1T'], `${INTEL},phys-bits=42`),
  ...rows('q35', TIB, ['4T'], `${AMD},phys-bits=43`),
];
