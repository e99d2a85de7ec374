/**
 * Identifiers of the emitted C, and the names that people see instead of them.
 *
 * Used by: all of `backend-c`, the symbol table.            Uses: `ir/program.ts`.
 * Invariants:
 *   I1. No emitted identifier is a C keyword, a predefined macro or another visible identifier.
 *   I2. A name from the source is kept when I1 allows it.
 */

import type { Function, Program } from '../ir/program.ts';

/** Keywords of C11 and of GNU C, macros predefined by `-std=gnu11`, and the names of our own prologue. */
const RESERVED = new Set(
  (
    'auto break case char const continue default do double else enum extern float for goto if ' +
    'inline int long register restrict return short signed sizeof static struct switch typedef ' +
    'union unsigned void volatile while asm typeof linux unix i386 bool true false nullptr ' +
    'constexpr alignas alignof static_assert thread_local main ' +
    'u8 u16 u32 u64 i8 i16 i32 i64 bool8'
  ).split(' '),
);

/** `text` with every character that C does not allow in an identifier replaced by `_`. */
export function sanitise(text: string): string {
  const replaced = text.replace(/[^A-Za-z0-9_]/g, '_');
  return /^[0-9]/.test(replaced) || replaced === '' ? `_${replaced}` : replaced;
}

/** Names that belong to the emitter and to the C implementation, which leaves `_x` to locals and fields. */
const RESERVED_PREFIX = /^(kx_|rt_|KX_|_(?![a-z]))/;

/** Names, nearly all, of which neither is true. */
const PLAIN = /^(?!kx_|rt_|KX_)(_[a-z]|[A-Za-z])[A-Za-z0-9_]*$/;

/**
 * A set of identifiers in which new ones do not collide with earlier ones.
 *
 * Scopes nest: a name claimed in an inner scope is free again when that scope is closed.
 */
export class NameScope {
  readonly #taken = new Set<string>();
  readonly #parent: NameScope | null;

  constructor(parent: NameScope | null = null) {
    this.#parent = parent;
  }

  #isTaken(name: string): boolean {
    return this.#taken.has(name) || (this.#parent !== null && this.#parent.#isTaken(name));
  }

  /** The identifier for `wanted`: itself, or changed a little where that is not possible. */
  claim(wanted: string): string {
    let base = wanted;
    if (!PLAIN.test(wanted)) {
      base = sanitise(wanted);
      if (RESERVED_PREFIX.test(base)) base = `x${base}`;
    }
    if (RESERVED.has(base)) base = `${base}_`;
    let name = base;
    for (let number = 2; this.#isTaken(name); number++) name = `${base}_${number}`;
    this.#taken.add(name);
    return name;
  }
}

/** The name of a function as messages and backtraces show it: `mm/paging.map`. */
export function displayName(declared: Function): string {
  const path = declared.module.replace(/^kernel\//, '').replace(/\.ts$/, '');
  return `${path}.${declared.name}`;
}

/** Display names by C symbol, for the symbol table of the image. */
export function displayNames(program: Program): Map<string, string> {
  const names = new Map<string, string>();
  for (const module of program.modules) {
    for (const declared of module.functions) names.set(declared.symbol, displayName(declared));
  }
  return names;
}
