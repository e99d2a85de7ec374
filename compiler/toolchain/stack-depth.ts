/**
 * The deepest stack that a function can need, from its call graph and clang's frame sizes.
 *
 * The dialect has no recursion, so the depth is a sum along the longest chain of calls. A call
 * through a reference may reach every function of its type whose reference is taken. A panic
 * (`isPanicFunction`) runs on top of whatever started it; it is counted once more, because a check may
 * fail while one is reported (`kernel/panic.ts` then prints one line and stops). Every other call of
 * a function that never returns counts like any call: its caller's frame stays on the stack.
 *
 * Used by: `tools/link.ts`.            Uses: `elf.ts`, `compiler/ir`.
 * Invariants:
 *   I1. The result is an upper bound: a function that clang inlined counts in its caller's frame,
 *       and each call counts its return address and saved frame pointer.
 * Not handled here: assembly routines, which are given a fixed allowance.
 * Sources: clang `-fstack-size-section`, section `.stack_sizes`: address, then size as ULEB128.
 */

import { sayChain } from '../diagnostics/chain.ts';
import { calleesFirst } from '../ir/call-order.ts';
import type { Function, Instruction, Operand, Program } from '../ir/program.ts';
import { functionType, isPanicFunction } from '../ir/program.ts';
import { sameType } from '../ir/types.ts';
import { bodiesOf, operandsOf } from '../ir/visit.ts';
import type { ElfFile } from './elf.ts';

/** Return address and saved RBP. */
const CALL_BYTES = 16;
/** More than any routine of `runtime/native` that dialect code calls pushes. */
const ASSEMBLY_ALLOWANCE_BYTES = 128;

/** The deepest stack of one entry point. */
export interface StackDepth {
  readonly bytes: number;
  /** Functions of the deepest chain, the entry point first. */
  readonly path: readonly string[];
}

/** Functions that call each other through references in a circle: their stack has no end. */
export class CallCircle extends Error {
  /** The first is the last as well. */
  readonly functions: readonly Function[];

  constructor(functions: readonly Function[]) {
    const names = functions.map(({ name }) => name);
    super(`these functions can call each other in a circle: ${sayChain(names)}`);
    this.name = 'CallCircle';
    this.functions = functions;
  }
}

/** Frame sizes by symbol, as clang wrote them into the image; the largest where there are several. */
export function readStackSizes(file: ElfFile): ReadonlyMap<string, number> {
  const names = new Map(file.symbols.map((symbol) => [symbol.address, symbol.name]));
  const sizes = new Map<string, number>();
  for (const section of file.sections.filter(({ name }) => name === '.stack_sizes')) {
    const { bytes } = section;
    let offset = 0;
    while (offset + 8 < bytes.length) {
      const address = bytes.readBigUInt64LE(offset);
      offset += 8;
      let size = 0;
      let shift = 0;
      for (let more = true; more; shift += 7) {
        const byte = bytes.readUInt8(offset);
        offset += 1;
        size += (byte & 0x7f) * 2 ** shift;
        more = (byte & 0x80) !== 0;
      }
      const name = names.get(address);
      // A small function may be there once for each unit that calls it.
      if (name !== undefined) sizes.set(name, Math.max(size, sizes.get(name) ?? 0));
    }
  }
  return sizes;
}

/** What a function calls. */
interface Calls {
  readonly direct: readonly Function[];
  readonly indirect: readonly Function[];
  readonly mayPanic: boolean;
}

/** The deepest stack of a function, and through which call it comes about; null when through none. */
interface Depth {
  readonly bytes: number;
  readonly deepest: Function | null;
}

/**
 * Computes the deepest stack of functions of a program.
 *
 * @param sizes - frame sizes by symbol; a function that is missing was inlined
 * @throws CallCircle when functions call each other in a circle through references
 */
export class StackDepths {
  private readonly sizes: ReadonlyMap<string, number>;
  private readonly unbounded: readonly string[];
  private readonly taken: readonly Function[];
  private readonly calls = new Map<Function, Calls>();
  private readonly known = new Map<Function, Depth>();
  private readonly panicModule: string | null;
  private readonly panicBytes: number;

  /** @param unbounded - symbols of functions that are meant to overflow the stack: their calls are left out */
  constructor(
    program: Program,
    sizes: ReadonlyMap<string, number>,
    unbounded: readonly string[] = [],
  ) {
    this.sizes = sizes;
    this.unbounded = unbounded;
    this.taken = takenFunctions(program);
    this.panicModule = program.checkFailed?.module ?? null;
    const panics = program.modules
      .flatMap((module) => module.functions)
      .filter((one) => isPanicFunction(one, this.panicModule));
    this.panicBytes = 0;
    const deepest = Math.max(0, ...panics.map((panic) => this.depthOf(panic).bytes));
    this.panicBytes = 2 * deepest;
    this.known.clear();
  }

  /** The deepest stack of `entry`. */
  depthOf(entry: Function): StackDepth {
    const calleesOf = (caller: Function): readonly Function[] => {
      const { direct, indirect } = this.callsOf(caller);
      return this.known.has(caller) ? [] : [...direct, ...indirect];
    };
    const order = calleesFirst([entry], calleesOf, (circle) => {
      throw new CallCircle([...circle, ...circle.slice(0, 1)]);
    });
    for (const each of order) {
      if (!this.known.has(each)) this.known.set(each, this.deepestOf(each, calleesOf(each)));
    }
    const path: string[] = [];
    for (let each: Function | null = entry; each !== null;) {
      path.push(each.name);
      each = this.known.get(each)?.deepest ?? null;
    }
    return { bytes: this.known.get(entry)?.bytes ?? 0, path };
  }

  /** How deep `caller` is, when that is known of what it calls. */
  private deepestOf(caller: Function, callees: readonly Function[]): Depth {
    let belowBytes = this.callsOf(caller).mayPanic ? this.panicBytes : 0;
    let deepest: Function | null = null;
    for (const callee of callees) {
      const bytes = this.known.get(callee)?.bytes ?? 0;
      if (bytes <= belowBytes) continue;
      belowBytes = bytes;
      deepest = callee;
    }
    return { bytes: this.frameOf(caller) + belowBytes, deepest };
  }

  private frameOf(entry: Function): number {
    if (entry.linkage === 'contract') return ASSEMBLY_ALLOWANCE_BYTES;
    const size = this.sizes.get(entry.symbol);
    return size === undefined ? 0 : size + CALL_BYTES;
  }

  private callsOf(entry: Function): Calls {
    const known = this.calls.get(entry);
    if (known !== undefined) return known;
    const direct = new Set<Function>();
    const indirect = new Set<Function>();
    const isPanic = isPanicFunction(entry, this.panicModule);
    let mayPanic = false;
    const visit = (body: readonly Instruction[]): void => {
      for (const instruction of body) {
        if (instruction.op === 'call') {
          const callee = instruction.function;
          const startsPanic = isPanicFunction(callee, this.panicModule) && !isPanic;
          if (startsPanic) mayPanic = true;
          else direct.add(callee);
        } else if (instruction.op === 'callReference') {
          for (const callee of this.taken) {
            if (sameType(functionType(callee), instruction.type)) indirect.add(callee);
          }
        } else {
          mayPanic = true;
        }
        for (const inner of bodiesOf(instruction)) visit(inner);
      }
    };
    if (!this.unbounded.includes(entry.symbol)) visit(entry.body);
    const calls = { direct: [...direct], indirect: [...indirect], mayPanic };
    this.calls.set(entry, calls);
    return calls;
  }
}

/** All functions whose reference is an operand or initial value somewhere. */
function takenFunctions(program: Program): readonly Function[] {
  const taken = new Set<Function>();
  const take = (operand: Operand): void => {
    if (operand.kind === 'function') taken.add(operand.function);
  };
  const visit = (body: readonly Instruction[]): void => {
    for (const instruction of body) {
      operandsOf(instruction).forEach(take);
      for (const inner of bodiesOf(instruction)) visit(inner);
    }
  };
  for (const module of program.modules) {
    for (const one of module.functions) visit(one.body);
    for (const { initial } of module.statics) {
      if (initial === null) continue;
      if ('kind' in initial) take(initial);
      else initial.forEach(take);
    }
  }
  return [...taken];
}
