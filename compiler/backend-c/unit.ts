/**
 * What all functions of one translation unit share: types, check sites, helpers, external names.
 *
 * Used by: all of `backend-c`.            Uses: `types.ts`, `checks.ts`, `helpers.ts`.
 */

import type { Function } from '../ir/program.ts';
import type { Proofs } from '../optimise/prove.ts';
import type { CheckTable } from './checks.ts';
import type { Helpers } from './helpers.ts';
import type { Part } from './partition.ts';
import { declarator, type CTypes } from './types.ts';

export interface Unit {
  readonly types: CTypes;
  readonly sites: CheckTable;
  readonly helpers: Helpers;
  readonly externals: Externals;
  /** Whether checks are compiled in. Division by zero is checked in any case. */
  readonly isChecked: boolean;
  /** Checks that are left out because they cannot fail. */
  readonly proofs: Proofs;
  /** What of the program is in it. */
  readonly part: Part;
}

/** The names that the linker finds in the assembly runtime and the linker script. */
export class Externals {
  readonly #declarations = new Map<string, string>();
  readonly #thunks = new Map<string, string>();
  /** What linker symbols are called in C. */
  readonly #linkerSymbols = new Map<string, string>();

  /** The C symbol of a contract function that is called. */
  contract(types: CTypes, declared: Function): string {
    const symbol = `rt_${declared.name}`;
    if (!this.#declarations.has(symbol)) {
      const parameters = declared.parameters.flatMap((parameter) =>
        parameter.type.kind === 'text'
          ? ['const char *', 'u32']
          : [types.value(parameter.type).trim()],
      );
      const attribute = declared.result.kind === 'never' ? '__attribute__((noreturn)) ' : '';
      const name = declarator(types.value(declared.result), symbol);
      const list = parameters.length === 0 ? 'void' : parameters.join(', ');
      this.#declarations.set(symbol, `extern ${attribute}${name}(${list});`);
    }
    return symbol;
  }

  /** The address of a linker symbol, as an expression. */
  linkerSymbol(types: CTypes, name: string): string {
    let known = this.#linkerSymbols.get(name);
    if (known === undefined) {
      // Claimed, because in C it could be a keyword, or what a type or local is called.
      known = types.identifiers.claim(name);
      this.#linkerSymbols.set(name, known);
      const label = known === name ? '' : ` __asm__("${name}")`;
      this.#declarations.set(name, `extern const u8 ${known}[]${label};`);
    }
    return `(u64)${known}`;
  }

  /** A function that has the calling convention of dialect functions and does what `body` says. */
  thunk(name: string, definition: string): string {
    this.#thunks.set(name, definition);
    return name;
  }

  /** Declarations, sorted by name, then the thunks. */
  text(): string {
    const sorted = (map: Map<string, string>): string[] =>
      [...map.keys()].sort().map((name) => `${map.get(name) ?? ''}\n`);
    return [...sorted(this.#declarations), ...sorted(this.#thunks)].join('');
  }
}
