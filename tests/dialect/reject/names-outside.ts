/** The name that TypeScript thinks was meant is no help where the dialect does not have it. */

export function asType(action: Functio): void { //! KD0001: Cannot find name 'Functio'. (TS2552)
  //                           ^^^^^^^ declare it, or import it from the module that exports it
  print(`${action}`);
}

export function asValue(): u32 | null {
  return undefinedd; //! KD0001: Cannot find name 'undefinedd'. (TS2552)
  //     ^^^^^^^^^^ declare it, or import it from the module that exports it
}
