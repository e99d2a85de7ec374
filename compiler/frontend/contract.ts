/**
 * Where the declarations are that come with the dialect.
 *
 * Used by: `load.ts`, `symbols.ts`, `tools/type-check.ts`.            Uses: nothing.
 */

/** Directory of the contract, relative to the project. */
export const CONTRACT_DIRECTORY = 'runtime/contract';

/** What every program has without an import, relative to the project. */
export const PRELUDES: readonly string[] = ['core.d.ts', 'prelude.d.ts'].map(
  (file) => `${CONTRACT_DIRECTORY}/${file}`,
);
