/**
 * The emission of one module: its bindings, and how it reaches those of others.
 *
 * Functions keep their source names. Functions and variables of other modules are reached through
 * namespace imports, which may be circular; runtime functions through constants that are bound
 * once, because the runtime never imports a dialect module.
 *
 * Used by: `module.ts`, `function.ts`.            Uses: `exports.ts`, `names.ts`, `writer.ts`.
 */

import type { Function, Module, Program, Static } from '../ir/program.ts';
import type { Exported, ExportNames } from './exports.ts';
import { intLiteral } from './literals.ts';
import { moduleAlias, NameTable, propertyAccess } from './names.ts';
import { LineWriter } from './writer.ts';

/** What all modules of a program share. */
export interface ProgramUnit {
  readonly program: Program;
  readonly addresses: ReadonlyMap<Static, bigint>;
  /** Functions and scalar statics that a module other than their own uses. */
  readonly usedElsewhere: ReadonlySet<Function | Static>;
  /** Scalar statics that a module other than their own writes. */
  readonly writtenElsewhere: ReadonlySet<Static>;
  readonly exportNames: ExportNames;
}

export class Unit {
  readonly shared: ProgramUnit;
  readonly module: Module;
  readonly body = new LineWriter();
  readonly names = new NameTable();
  /** Runtime functions in use: name in the runtime, name here. */
  readonly runtime = new Map<string, string>();
  /** Other modules in use: path, alias. */
  readonly imports = new Map<string, string>();
  /** Static addresses in use. */
  readonly statics = new Map<Static, string>();
  /** For each scalar static that another module writes, the function here that does it. */
  readonly setters = new Map<Static, string>();
  readonly #bindings = new Map<Exported, string>();

  constructor(shared: ProgramUnit, module: Module) {
    this.shared = shared;
    this.module = module;
    this.names.claimOwn('$rt');
    this.names.claimOwn('$modules');
    this.names.claimOwn('$exports');
    for (const [exported, name] of shared.exportNames.of(module.path)) {
      this.#bindings.set(exported, this.names.claim(name));
    }
    for (const declared of module.statics) {
      if (!shared.writtenElsewhere.has(declared)) continue;
      this.setters.set(declared, this.names.claimOwn(`$set_${declared.name}`));
    }
  }

  /** The name here of a function that the runtime exports. */
  runtimeFunction(name: string): string {
    return memoise(this.runtime, name, () => this.names.claimOwn(`$${name}`));
  }

  /** The alias of another module's namespace. */
  alias(path: string): string {
    return memoise(this.imports, path, () => this.names.claimOwn(moduleAlias(path)));
  }

  /** The name here of what this module declares. */
  binding(declared: Exported): string {
    const name = this.#bindings.get(declared);
    if (name === undefined) throw new Error(`${declared.name} is not in ${this.module.path}`);
    return name;
  }

  /** A function of any module or of the contract, as an expression that can be called. */
  functionReference(called: Function): string {
    if (called.linkage === 'contract') return this.runtimeFunction(called.name);
    if (called.module === this.module.path) return this.binding(called);
    return this.#imported(called);
  }

  /** A function or static of another module. */
  #imported(declared: Function | Static): string {
    return propertyAccess(this.alias(declared.module), this.shared.exportNames.nameOf(declared));
  }

  /** A scalar static, to read. */
  variable(declared: Static): string {
    if (declared.module === this.module.path) return this.binding(declared);
    return this.#imported(declared);
  }

  /** A statement that writes a scalar static; bindings of other modules are read-only. */
  assignVariable(declared: Static, value: string): string {
    if (declared.module === this.module.path) return `${this.binding(declared)} = ${value};`;
    const setter = this.shared.exportNames.setterOf(declared);
    return `${propertyAccess(this.alias(declared.module), setter)}(${value});`;
  }

  /** The address of a static struct or array, as a constant of this module. */
  staticAddress(declared: Static): string {
    if (declared.module === this.module.path) return this.binding(declared);
    return memoise(this.statics, declared, () => this.names.claimOwn(`$${declared.name}`));
  }

  addressLiteral(declared: Static): string {
    const address = this.shared.addresses.get(declared);
    if (address === undefined) throw new Error(`static ${declared.symbol} is not in the program`);
    return intLiteral('u64', address);
  }

  /** The dialect function that reports failed checks, or null in a program that has none. */
  checkReporter(): string {
    const { checkFailed } = this.shared.program;
    return checkFailed === null ? 'null' : this.functionReference(checkFailed);
  }
}

function memoise<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
