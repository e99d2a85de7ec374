/**
 * How a program is divided into translation units.
 *
 * clang uses one processor for a unit, and compiles all of it again when a line of it has changed. So
 * a large program becomes several units, of modules in the order in which they were loaded: what a module
 * imports comes before it, so those that call each other are together. Small functions, which clang
 * inlines, are in each unit that calls them.
 *
 * Used by: `emit.ts`.            Uses: `ir/`.
 * Invariants:
 *   I1. Every static, and every function that is not small, belongs to one unit. So does a function whose
 *       reference is taken: references to it are equal everywhere.
 *   I2. A program that fits one unit is one: everything in it is `static`.
 */

import type { Function, Module, Program, Static } from '../ir/program.ts';
import { initialOperands, type Reachable } from '../ir/reachable.ts';
import { type Uses as UsesOfFunction, usesOf } from '../ir/uses.ts';

/**
 * Operations of a unit, unless a single module has more: 0.2 to 0.3 s of clang. With more in a unit, less
 * is compiled twice; with less, a change costs less.
 */
const UNIT_OPERATIONS = 1400;
/** Operations of a small function. Copies of larger ones cost clang more time than they are worth. */
const COPIED_OPERATIONS = 12;

/** One translation unit. */
export interface Part {
  /** The modules whose statics and functions, but for small ones, belong to it. */
  readonly modules: readonly Module[];
  /** What it has the bodies of, in program order. */
  readonly functions: readonly Function[];
  readonly statics: readonly Static[];
  /** What belongs to other units and is used in this one. */
  readonly imports: ReadonlySet<Function | Static>;
  /** What belongs to it and is used in other units. */
  readonly exports: ReadonlySet<Function | Static>;
  /** What it has the bodies of, though they belong to other units. */
  readonly copies: ReadonlySet<Function>;
  /** What belongs to it and has copies in other units. */
  readonly copied: ReadonlySet<Function>;
  /** Operations of all its functions. */
  readonly operations: number;
}

/** What a function or a static uses. */
type Uses = Pick<UsesOfFunction, 'operations' | 'called' | 'referenced' | 'statics'>;

const NO_USES: Uses = { operations: 0, called: [], referenced: [], statics: [] };

/**
 * Divides what is reachable in `program` into units.
 *
 * @param mayCopy - whether a function may be in several units, if it is small and no reference is taken
 */
export function partition(
  program: Program,
  reachable: Reachable,
  mayCopy: (candidate: Function) => boolean,
): readonly Part[] {
  const uses = new Map<Function | Static, Uses>();
  for (const each of reachable.functions) uses.set(each, usesOf(each));
  for (const each of reachable.statics) uses.set(each, usesOfStatic(each));
  const referenced = new Set([...uses.values()].flatMap((each) => [...each.referenced]));
  const isCopied = (called: Function): boolean =>
    (uses.get(called)?.operations ?? Infinity) <= COPIED_OPERATIONS &&
    !referenced.has(called) &&
    mayCopy(called);

  const groups = groupModules(program, uses, referenced);
  if (groups.length === 1) return [wholeProgram(program, reachable)];
  const parts = groups.map((modules) => partOf(modules, program, reachable, uses, isCopied));
  return parts.map((part) => withOthers(part, parts));
}

/** The program as one unit, whatever its size. */
export function wholeProgram(program: Program, reachable: Reachable): Part {
  return {
    modules: program.modules,
    functions: reachable.functions,
    statics: reachable.statics,
    imports: new Set(),
    exports: new Set(),
    copies: new Set(),
    copied: new Set(),
    operations: reachable.functions.reduce((sum, each) => sum + usesOf(each).operations, 0),
  };
}

/** The modules of each unit. */
function groupModules(
  program: Program,
  uses: ReadonlyMap<Function | Static, Uses>,
  referenced: ReadonlySet<Function>,
): readonly (readonly Module[])[] {
  const sizes = new Map<string, number>();
  const add = (module: string, size: number): void => {
    sizes.set(module, (sizes.get(module) ?? 0) + size);
  };
  for (const [each, { operations }] of uses) add(each.module, operations);
  for (const each of referenced) add(each.module, 0);

  const groups: Module[][] = [];
  let room = 0;
  for (const module of program.modules.filter(({ path }) => sizes.has(path))) {
    const size = sizes.get(module.path) ?? 0;
    const group = groups.at(-1);
    if (group === undefined || size > room) {
      groups.push([module]);
      room = UNIT_OPERATIONS - size;
    } else {
      group.push(module);
      room -= size;
    }
  }
  return groups;
}

/** A unit, as far as it can be known without the others. */
function partOf(
  modules: readonly Module[],
  program: Program,
  reachable: Reachable,
  uses: ReadonlyMap<Function | Static, Uses>,
  isCopied: (called: Function) => boolean,
): Part {
  const paths = new Set(modules.map((module) => module.path));
  const isOwn = (each: Function | Static): boolean => paths.has(each.module);
  const statics = reachable.statics.filter(isOwn);
  const bodies = new Set(reachable.functions.filter((each) => isOwn(each) && !isCopied(each)));
  const imports = new Set<Function | Static>();
  // A set visits what is added to it while it is being visited.
  for (const each of bodies) {
    for (const called of uses.get(each)?.called ?? []) {
      if (isCopied(called)) bodies.add(called);
    }
  }
  for (const each of [...bodies, ...statics]) {
    const { called, referenced, statics: used } = uses.get(each) ?? NO_USES;
    for (const one of called) if (one.linkage === 'dialect' && !bodies.has(one)) imports.add(one);
    for (const one of referenced) if (!isOwn(one)) imports.add(one);
    for (const one of used) if (!isOwn(one)) imports.add(one);
  }
  const { checkFailed } = program;
  if (checkFailed?.linkage === 'dialect' && !isOwn(checkFailed)) imports.add(checkFailed);
  return {
    modules,
    functions: reachable.functions.filter((each) => bodies.has(each)),
    statics,
    imports,
    exports: new Set(),
    copies: new Set([...bodies].filter((each) => !isOwn(each))),
    copied: new Set(),
    operations: [...bodies].reduce((sum, each) => sum + usesOf(each).operations, 0),
  };
}

/** `part` with what others use of it. */
function withOthers(part: Part, parts: readonly Part[]): Part {
  const paths = new Set(part.modules.map((module) => module.path));
  const own = <Each extends Function | Static>(all: ReadonlySet<Each>): readonly Each[] =>
    [...all].filter((each) => paths.has(each.module));
  return {
    ...part,
    exports: new Set(parts.flatMap(({ imports }) => own(imports))),
    copied: new Set(parts.flatMap(({ copies }) => own(copies))),
  };
}

function usesOfStatic(declared: Static): Uses {
  const operands = initialOperands(declared);
  return {
    ...NO_USES,
    referenced: operands.flatMap((each) => (each.kind === 'function' ? [each.function] : [])),
    statics: operands.flatMap((each) => (each.kind === 'static' ? [each.static] : [])),
  };
}
