/** Imports and exports. */
import fs from 'node:fs'; //! KD0110: default imports are not part of the dialect
import { join } from 'path'; //! KD0003: `path` is not a dialect module
//                   ^^^^^^ import with a relative path that ends in .ts; packages are not available in a kernel
import './other.ts'; //! KD0110: an import without names does nothing
import * as Missing from './missing.ts'; //! KD0003: Cannot find module './missing.ts' or its corresponding type declarations. (TS2307)
//                       ^^^^^^^^^^^^^^ the path is relative to this file and ends in .ts
import { notThere } from '../accept/enums.ts'; //! KD0003: Module '"../accept/enums.ts"' has no exported member 'notThere'. (TS2305)
//       ^^^^^^^^ write `export` before its declaration in that module
import { find as renamed } from '../accept/enums.ts';
import { Header } from '../accept/unsafe-functions.ts'; //! KD0110: 'Header' is a type and must be imported using a type-only import when 'verbatimModuleSyntax' is enabled. (TS1484)
//       ^^^^^^ write `import type { … }` for types, and `import { … }` for values
import defer * as Later from '../accept/enums.ts'; //! KD0110: deferred imports are not part of the dialect
//     ^^^^^^^^^^^^^^^^ leave `defer` out: nothing runs when a module is imported
import type { PAGE_SIZE } from '../accept/constants.ts';
import { ENTRIESS } from '../accept/constants.ts'; //! KD0003: '"../accept/constants.ts"' has no exported member named 'ENTRIESS'. Did you mean 'ENTRIES'? (TS2724)
//       ^^^^^^^^ write `ENTRIES`
import * as Enums2 from '../accept/enums.ts';
import { Enums } from '../accept/enums.ts'; //! KD0003: Module '"../accept/enums.ts"' has no exported member 'Enums'. (TS2305)
import prelude from '../../../runtime/contract/prelude.d.ts'; //! KD0110: default imports are not part of the dialect
import { Color } from './colors.js'; //! KD0003: `./colors.js` is not a dialect module
import { PageTable } from '../../../runtime/contract/cpu.ts'; //! KD0003: Module '"../../../runtime/contract/cpu.ts"' has no exported member 'PageTable'. (TS2305)
//       ^^^^^^^^^ write `export` before its declaration in that module
import type { u32 as Other } from '../../../runtime/contract/prelude.d.ts'; //! KD0003: the names of the prelude are there without an import
import { compile } from '../../../compiler/compile.ts'; //! KD0003: `../../../compiler/compile.ts` is not a dialect module
import * as Host from '../../../runtime/host/index.ts'; //! KD0003: `../../../runtime/host/index.ts` is not a dialect module
import type ts from 'typescript'; //! KD0110: default imports are not part of the dialect
import * as Types from 'typescript'; //! KD0003: `typescript` is not a dialect module
import { none } from '../accept/enums.ts' with { type: 'json' }; //! KD0110: import attributes are not part of the dialect
//                                        ^^^^^^^^^^^^^^^^^^^^^ only dialect modules are imported: remove them

await using resource: u32 = 1; //! KD0101: `await using` outside functions is not part of the dialect
using flush: Header = zeroed(); //! KD0101: `using` outside functions is not part of the dialect

export function outsideValues(): u32 {
  const made = Host.make(compile(1));
  return u32(Types.version) + made;
}

const a: u32 = 1;
const b: u32 = 2;
export { a }; //! KD0110: export lists are not part of the dialect
export { b as c }; //! KD0110: export lists are not part of the dialect
export * from '../accept/loops.ts'; //! KD0110: re-exports and default exports are not part of the dialect
export { nothing } from '../accept/statics.ts'; //! KD0110: re-exports and default exports are not part of the dialect
export default function main(): void {} //! KD0110: default exports are not part of the dialect

export function throughNamespace(): u32 {
  return Enums2.missing(3); //! KD0003: Enums2 exports no missing
}

export function use(): u64 {
  return PAGE_SIZE; //! KD0110: 'PAGE_SIZE' cannot be used as a value because it was imported using 'import type'. (TS1361)
  //     ^^^^^^^^^ write `import type { … }` for types, and `import { … }` for values
}
