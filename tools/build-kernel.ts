/**
 * `npm run build`: set-up, then the kernel image.
 *
 * Used by: `build.ts`.            Uses: `kernel-image.ts`.
 */

import path from 'node:path';

import { ensureTools } from './install.ts';
import { buildKernel } from './kernel-image.ts';

/** Makes the kernel image and says where it is. */
export async function build(): Promise<void> {
  await ensureTools();
  const image = await buildKernel();
  console.log(`${path.relative('.', image.elf)}\n${path.relative('.', image.map)}`);
}
