/**
 * The names under which emitted modules export what they declare.
 *
 * What the source exports has its name there, so that a test that imports the module finds it.
 * Modules reach each other's other functions, and what sets their variables, in the same way; their
 * names are made up and give way.
 *
 * Used by: `emit.ts`, `unit.ts`, `module.ts`.            Uses: `names.ts`.
 * Invariants:
 *   I1. No module exports two things under one name.
 */

import type { Function, NamedConstant, Program, Static } from '../ir/program.ts';
import type { EnumType } from '../ir/types.ts';
import { claimIn } from './names.ts';

/** What has a binding in an emitted module. */
export type Exported = Function | Static | NamedConstant | EnumType;

export class ExportNames {
  readonly #names = new Map<string, Map<Exported, string>>();
  readonly #setters = new Map<Static, string>();

  constructor(program: Program) {
    for (const { path, functions, statics, constants } of program.modules) {
      const taken = new Set<string>();
      const names = new Map<Exported, string>();
      const claim = (exported: Exported, wanted: string): void => {
        names.set(exported, claimIn(taken, wanted));
      };
      const [own, others] = [
        functions.filter((each) => each.exported),
        functions.filter((each) => !each.exported),
      ];
      for (const each of own) claim(each, each.name);
      for (const type of program.types) {
        if (type.kind === 'enum' && type.module === path) claim(type, type.name);
      }
      for (const each of constants ?? []) claim(each, each.name);
      for (const each of statics) claim(each, each.name);
      for (const each of others) claim(each, each.jsName);
      for (const each of statics) this.#setters.set(each, claimIn(taken, `$set_${each.name}`));
      this.#names.set(path, names);
    }
  }

  /** What the module at `path` declares, with its names. */
  of(path: string): ReadonlyMap<Exported, string> {
    const names = this.#names.get(path);
    if (names === undefined) throw new Error(`the program has no module ${path}`);
    return names;
  }

  nameOf(declared: Function | Static): string {
    const name = this.of(declared.module).get(declared);
    if (name === undefined) throw new Error(`${declared.symbol} is not in ${declared.module}`);
    return name;
  }

  /** The name of the function that sets a scalar static from another module. */
  setterOf(declared: Static): string {
    const name = this.#setters.get(declared);
    if (name === undefined) throw new Error(`${declared.symbol} is not in the program`);
    return name;
  }
}
