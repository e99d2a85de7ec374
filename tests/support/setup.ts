/**
 * Runs before each test file: gives the property tests their seed.
 *
 * Used by: `vitest.config.ts`.            Uses: fast-check.
 */

import fc from 'fast-check';

const seed = Number(process.env['SLAYER_SEED']);
if (!Number.isInteger(seed)) throw new Error('SLAYER_SEED is not an integer');
fc.configureGlobal({ seed });
