/**
 * Names in emitted modules.
 *
 * Names of the source stay as they are. What the back end adds starts with `$`. A name that is
 * taken gets `$` and a number.
 *
 * Used by: `module.ts`, `function.ts`.            Uses: nothing.
 */

/** Globals that emitted code uses, and words that are no names. */
const TAKEN = [
  'Array',
  'BigInt',
  'Infinity',
  'Math',
  'NaN',
  'Number',
  'Object',
  'arguments',
  'eval',
  'undefined',
];

export class NameTable {
  readonly #taken: Set<string>;

  constructor(taken: Iterable<string> = TAKEN) {
    this.#taken = new Set(taken);
  }

  /** A name that nothing else in the table has, `wanted` if it is free. */
  claim(wanted: string): string {
    let name = wanted;
    for (let count = 2; this.#taken.has(name); count += 1) name = `${wanted}$${count}`;
    this.#taken.add(name);
    return name;
  }

  /** A table for an inner scope, where all names of this one are taken. */
  inner(): NameTable {
    return new NameTable(this.#taken);
  }
}

/** The file's name without folders and extension, as the middle of an identifier. */
export function moduleAlias(path: string): string {
  const base = path.slice(path.lastIndexOf('/') + 1).replace(/(\.ktest)?\.ts$/, '');
  return `$${base.replace(/[^A-Za-z0-9]+(.)?/g, (_match, next: string | undefined) => (next ?? '').toUpperCase())}`;
}

/** The name in the definition of a property: bare where JavaScript allows it. */
export function propertyName(name: string): string {
  // Computed, because the bare name would set the prototype.
  if (name === '__proto__') return "['__proto__']";
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}

/** A property access: bare where JavaScript allows it. */
export function propertyAccess(object: string, name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name)
    ? `${object}.${name}`
    : `${object}[${JSON.stringify(name)}]`;
}
