/**
 * Programs made by hand: a small builder for tests of the stages behind the front end.
 *
 * Used by: `tests/unit`.            Uses: `program.ts`.
 * Not handled here: checking what is built (`verify.ts`).
 */

import type { Function, Instruction, Local, Module, Operand, Program, Static } from './program.ts';
import { type IntKind, type Type, VOID } from './types.ts';

/** An instruction without its position. */
export type Bare<T = Instruction> = T extends Instruction ? Omit<T, 'position'> : never;

/** An operand, or something that is clearly one: a local. */
export type Value = Operand | Local;

export function asOperand(value: Value): Operand {
  return 'kind' in value ? value : { kind: 'local', local: value };
}

export function constantOf(type: Type, value: bigint | number | boolean): Operand {
  return { kind: 'constant', type, value: BigInt(value) };
}

/** The plain integer type of `kind`. */
export function intType(kind: IntKind): Type {
  return { kind: 'int', int: kind, brand: null };
}

/** Builds one function, operation by operation; each gets a line of its own. */
export class FunctionBuilder {
  readonly function: Function;
  #body: Instruction[];
  #nextLocal = 0;
  #nextLabel = 0;
  #line = 1;

  constructor(
    module: string,
    name: string,
    parameters: Readonly<Record<string, Type>>,
    result: Type,
  ) {
    const locals = Object.entries(parameters).map(([parameter, type]) =>
      this.local(parameter, type),
    );
    this.#body = [];
    const prefix = module.replace(/^kernel\//, '').replace(/\.ts$/, '');
    this.function = {
      name,
      symbol: `kx_${prefix.replace(/[^A-Za-z0-9]/g, '_')}__${name}`,
      jsName: name,
      module,
      parameters: locals,
      result,
      exported: true,
      linkage: 'dialect',
      unsafe: false,
      body: this.#body,
      position: { file: module, line: 1, column: 1 },
    };
  }

  /** The parameter at `index`, as an operand. */
  parameter(index: number): Operand {
    const local = this.function.parameters[index];
    if (local === undefined) throw new Error(`no parameter ${index}`);
    return asOperand(local);
  }

  local(name: string | null, type: Type): Local {
    const local: Local = { id: this.#nextLocal, name, type, mutable: false };
    this.#nextLocal += 1;
    return local;
  }

  label(): number {
    this.#nextLabel += 1;
    return this.#nextLabel;
  }

  emit(instruction: Bare): void {
    this.#line += 1;
    const position = { file: this.function.module, line: this.#line, column: 3 };
    this.#body.push({ ...instruction, position });
  }

  /** Emits the operation that `make` makes for a new temporary of `type`, and gives the temporary. */
  compute(type: Type, make: (result: Local) => Bare): Operand {
    const result = this.local(null, type);
    this.emit(make(result));
    return asOperand(result);
  }

  /** The operations that `action` emits, as a nested body. */
  nested(action: () => void): Instruction[] {
    const outer = this.#body;
    const inner: Instruction[] = [];
    this.#body = inner;
    action();
    this.#body = outer;
    return inner;
  }

  return(value: Operand | null): void {
    this.emit({ op: 'return', value });
  }
}

/** A function that the runtime implements. */
export function contractFunction(
  name: string,
  parameters: readonly Type[],
  result: Type = VOID,
): Function {
  return {
    name,
    symbol: `rt_${name}`,
    jsName: name,
    module: 'runtime/contract/test.ts',
    parameters: parameters.map((type, id) => ({ id, name: `p${id}`, type, mutable: false })),
    result,
    exported: true,
    linkage: 'contract',
    unsafe: true,
    body: [],
    position: { file: 'runtime/contract/test.ts', line: 1, column: 1 },
  };
}

/** A static of `module`. */
export function staticOf(
  module: string,
  name: string,
  type: Type,
  initial: Static['initial'],
  constant = false,
): Static {
  const prefix = module.replace(/^kernel\//, '').replace(/\.ts$/, '');
  return {
    name,
    symbol: `kx_${prefix.replace(/[^A-Za-z0-9]/g, '_')}__${name}`,
    module,
    type,
    initial,
    constant,
    position: { file: module, line: 1, column: 1 },
  };
}

/** A program of one module. */
export function programOf(
  module: string,
  functions: readonly Function[],
  options: {
    readonly statics?: readonly Static[];
    readonly types?: Program['types'];
    readonly checkFailed?: Function;
  } = {},
): Program {
  const made: Module = {
    path: module,
    statics: [...(options.statics ?? [])],
    functions: [...functions],
  };
  return {
    modules: [made],
    types: options.types ?? [],
    checkFailed: options.checkFailed ?? null,
  };
}
