/**
 * Names in emitted modules.
 *
 * Names of the source stay as they are, unless they begin with `$`, which is for what the back end
 * adds, or mean something to JavaScript. A name that is taken gets `$` and a number.
 *
 * A function is emitted before it is known what its module imports. So nothing may depend on which
 * name is claimed first:
 *
 *   `$` and a digit           temporaries of a function
 *   `$` and anything else     imports, runtime functions and addresses of a module
 *   anything else             the source
 *
 * Labels are a name space of their own in JavaScript, and only the back end writes any.
 *
 * Used by: `emit.ts`, `unit.ts`, `module.ts`, `function.ts`.            Uses: nothing.
 */

/** Globals that emitted code uses, and words that are no names in a module. */
const TAKEN: ReadonlySet<string> = new Set(
  (
    'BigInt Math Number Object Infinity NaN undefined globalThis arguments eval ' +
    'await enum implements interface let package private protected public static yield ' +
    'break case catch class const continue debugger default delete do else export extends false ' +
    'finally for function if import in instanceof new null return super switch this throw true ' +
    'try typeof var void while with'
  ).split(' '),
);

/** Names of the source that would be taken for ours, or for those that vite adds to a module. */
const NOT_OF_THE_SOURCE = /^(\$|__vi)/;

/** Names that something has. */
interface Names {
  has(name: string): boolean;
  add(name: string): unknown;
}

/** `wanted` if it is not in `taken`, or that and a number; `taken` has it afterwards. */
export function claimIn(taken: Names, wanted: string): string {
  let name = wanted;
  for (let count = 2; taken.has(name); count += 1) name = `${wanted}$${count}`;
  taken.add(name);
  return name;
}

export class NameTable implements Names {
  readonly #outer: Pick<Names, 'has'>;
  readonly #own = new Set<string>();

  constructor(outer: Pick<Names, 'has'> = TAKEN) {
    this.#outer = outer;
  }

  has(name: string): boolean {
    return this.#own.has(name) || this.#outer.has(name);
  }

  add(name: string): void {
    this.#own.add(name);
  }

  /** A name that nothing else in the table has, for `wanted` of the source: itself if it may be. */
  claim(wanted: string): string {
    return claimIn(this, NOT_OF_THE_SOURCE.test(wanted) ? `_${wanted}` : wanted);
  }

  /** A name of the back end's own; `wanted` begins with `$`. */
  claimOwn(wanted: `$${string}`): string {
    return claimIn(this, wanted);
  }

  /** A table for an inner scope, where all names of this one are taken. */
  inner(): NameTable {
    return new NameTable(this);
  }
}

/** The file's name without folders and extension, as an identifier of the back end. */
export function moduleAlias(path: string): `$${string}` {
  const base = path.slice(path.lastIndexOf('/') + 1).replace(/(\.ktest)?\.ts$/, '');
  const words = base.replace(/[^A-Za-z0-9]+(.)?/g, (_match, next: string | undefined) =>
    (next ?? '').toUpperCase(),
  );
  // With a digit behind the `$` it could be a temporary.
  return /^[A-Za-z]/.test(words) ? `$${words}` : `$_${words}`;
}

/** The name of a property where an object literal defines it: bare where JavaScript allows it. */
export function propertyName(name: string): string {
  // Any other way of writing it sets the prototype of the object.
  if (name === '__proto__') return '["__proto__"]';
  return isIdentifier(name) ? name : JSON.stringify(name);
}

/** A property access: bare where JavaScript allows it. */
export function propertyAccess(object: string, name: string): string {
  return isIdentifier(name) ? `${object}.${name}` : `${object}[${JSON.stringify(name)}]`;
}

function isIdentifier(name: string): boolean {
  return /^[A-Za-z_$][\w$]*$/.test(name);
}
