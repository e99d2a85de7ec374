/**
 * The emission of one module: its bindings, and how it reaches those of others.
 *
 * Functions keep their source names. Functions and variables of other modules are reached through
 * namespace imports, which may be circular; runtime functions through constants that are bound
 * once, because the runtime never imports a dialect module.
 *
 * Used by: `module.ts`, `function.ts`.            Uses: `layout.ts`, `names.ts`, `writer.ts`.
 */

import type { Function, Module, Program, Static } from '../ir/program.ts';
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
}

/** Export name of the function that sets a scalar static from another module. */
export function setterName(declared: Static): string {
  return `$set_${declared.name}`;
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
  readonly #bindings = new Map<Function | Static, string>();

  constructor(shared: ProgramUnit, module: Module) {
    this.shared = shared;
    this.module = module;
    this.names.claim('$rt');
    this.names.claim('$modules');
    this.names.claim('$exports');
    for (const declared of module.functions) {
      this.#bindings.set(declared, this.names.claim(declared.jsName));
    }
    for (const declared of module.statics) {
      this.#bindings.set(declared, this.names.claim(declared.name));
    }
    for (const { name } of module.constants ?? []) this.names.claim(name);
    for (const type of shared.program.types) {
      if (type.kind === 'enum' && type.module === module.path) this.names.claim(type.name);
    }
  }

  /** The name here of a function that the runtime exports. */
  runtimeFunction(name: string): string {
    return memoise(this.runtime, name, () => this.names.claim(`$${name}`));
  }

  /** The alias of another module's namespace. */
  alias(path: string): string {
    return memoise(this.imports, path, () => this.names.claim(moduleAlias(path)));
  }

  /** The name here of a function or static of this module. */
  binding(declared: Function | Static): string {
    const name = this.#bindings.get(declared);
    if (name === undefined) throw new Error(`${declared.symbol} is not in ${this.module.path}`);
    return name;
  }

  /** A function of any module or of the contract, as an expression that can be called. */
  functionReference(called: Function): string {
    if (called.linkage === 'contract') return this.runtimeFunction(called.name);
    if (called.module === this.module.path) return this.binding(called);
    return propertyAccess(this.alias(called.module), called.jsName);
  }

  /** A scalar static, to read. */
  variable(declared: Static): string {
    if (declared.module === this.module.path) return this.binding(declared);
    return propertyAccess(this.alias(declared.module), declared.name);
  }

  /** A statement that writes a scalar static; bindings of other modules are read-only. */
  assignVariable(declared: Static, value: string): string {
    if (declared.module === this.module.path) return `${this.binding(declared)} = ${value};`;
    return `${propertyAccess(this.alias(declared.module), setterName(declared))}(${value});`;
  }

  /** The address of a static struct or array, as a constant of this module. */
  staticAddress(declared: Static): string {
    if (declared.module === this.module.path) return this.binding(declared);
    return memoise(this.statics, declared, () => this.names.claim(`$${declared.name}`));
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
