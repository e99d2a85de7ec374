/**
 * How large a type may be, and the storage of one.
 *
 * A type is smaller than each half of the address space, so that an object of it could lie
 * somewhere. Storage lies in the image, which ends inside the kernel window. Sizes below these
 * limits are exact as JavaScript numbers, and so are the sums of a few of them.
 *
 * Used by: `types.ts`, `aggregates.ts`, `statics.ts`, `program.ts`.            Uses: nothing.
 * Sources: [SDM1] "Canonical Addressing"; `linker/kernel.ld` for the kernel window.
 */

import type ts from 'typescript';

import { memoryLayout } from '../ir/types.ts';
import type { LoweringContext } from './context.ts';

/** Bytes in each half of the canonical addresses under 4-level paging: no type has as many. */
const HALF_OF_ADDRESSES_BYTES = 2 ** 47;
/** Bytes in the kernel window: no storage has as many. */
const KERNEL_WINDOW_BYTES = 2 ** 30;

const TOO_MUCH = 'has 2^30 bytes or more';
const HELP = 'storage is part of the image, which has less; take large memory from an allocator';

/** Whether a type of `sizeBytes` is too large; reported at `node`, under `name`. */
export function isTooLarge(
  context: LoweringContext,
  node: ts.Node,
  name: string,
  sizeBytes: number,
): boolean {
  if (sizeBytes < HALF_OF_ADDRESSES_BYTES) return false;
  context.report(
    'KD0216',
    node,
    `${name} has 2^47 bytes or more`,
    'half of the addresses are 2^47; take a length that memory can have',
  );
  return true;
}

/** Refuses storage that does not fit the image. */
export function refuseLargeStorage(
  context: LoweringContext,
  node: ts.Node,
  name: string,
  sizeBytes: number,
): void {
  if (sizeBytes < KERNEL_WINDOW_BYTES) return;
  context.refuse('KD0216', node, `the storage ${name} ${TOO_MUCH}`, HELP);
}

/** Reports the storage with which that of all modules together does not fit the image any more. */
export function checkTotalStorage(context: LoweringContext): void {
  let sumBytes = 0;
  for (const [declaration, stored] of context.statics) {
    if (context.standIns.has(stored)) continue;
    const { name, type } = stored;
    const before = sumBytes;
    sumBytes += memoryLayout(type)?.sizeBytes ?? 0;
    if (before >= KERNEL_WINDOW_BYTES || sumBytes < KERNEL_WINDOW_BYTES) continue;
    context.report(
      'KD0216',
      declaration.name,
      `with ${name} all storage together ${TOO_MUCH}`,
      HELP,
    );
  }
}
