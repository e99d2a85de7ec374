/**
 * The lowering of one function body: its locals, its current block, its loops.
 *
 * `FunctionLowering` holds the state; the rules of the language are in the files beside this one,
 * each a set of functions that take it as `f`.
 *
 * Used by: all rules of `compiler/lower`.            Uses: `context.ts`.
 * Invariants:
 *   I1. Operations are appended in evaluation order: left to right, as JavaScript defines it.
 *   I2. A local whose declaration was refused is in `poisoned`, so that its uses are not reported.
 */

import type ts from 'typescript';

import type { Function, Instruction, Local, Operand, Position } from '../ir/program.ts';
import { operandType } from '../ir/program.ts';
import type { Type } from '../ir/types.ts';
import type { LoweringContext, TypeEnvironment } from './context.ts';
import type { Disposal } from './scopes.ts';

/** An instruction without its position, which `emit` takes from the node. */
export type Bare<T = Instruction> = T extends Instruction ? Omit<T, 'position'> : never;

/** What `break` and `continue` may leave. */
export interface JumpTarget {
  readonly label: number;
  /** What is left, or gone on with; the labels in front of it are its names. */
  readonly statement: ts.Statement;
  readonly kind: 'loop' | 'switch' | 'block';
  /** Scopes open outside it: a jump releases the ones inside. */
  readonly scopeDepth: number;
}

export class FunctionLowering {
  readonly context: LoweringContext;
  readonly function: Function;
  readonly environment: TypeEnvironment;
  /** Evaluating a constant: nothing may be emitted. */
  readonly isConstant: boolean;
  readonly locals = new Map<ts.Declaration, Local>();
  readonly poisoned = new Set<ts.Declaration>();
  /** The locals that keep results which tell how something went. */
  readonly keepers = new Set<ts.VariableDeclaration>();
  /** Locals that may be null where control flow excludes it, see `keepsNull`. */
  readonly uncertain = new Set<Local>();
  readonly targets: JumpTarget[] = [];
  /** What is released when each open scope is left, outermost first. */
  readonly scopes: Disposal[][] = [];
  /** Whether the result type is refused, so that nothing is known of what is returned. */
  isResultRefused = false;
  /** Whether an operation that needs `'use unsafe'` was seen. */
  usedUnsafe = false;
  block: Instruction[] = [];
  /** How many of the expressions around are only looked at, see `unevaluated`. */
  private unevaluatedDepth = 0;
  private localCount = 0;
  private labelCount = 0;

  constructor(
    context: LoweringContext,
    lowered: Function,
    environment: TypeEnvironment,
    isConstant: boolean,
  ) {
    this.context = context;
    this.function = lowered;
    this.environment = environment;
    this.isConstant = isConstant;
    for (const parameter of lowered.parameters) {
      this.localCount = Math.max(this.localCount, parameter.id + 1);
    }
  }

  emit(node: ts.Node, instruction: Bare): void {
    if (this.isConstant && !this.isUnevaluated) {
      this.context.refuse(
        'KD0701',
        node,
        'this cannot be computed when the program is compiled',
        'a constant consists of literals, constants, operators, conversions, functions of integers, sizeOf and offsetOf',
      );
    }
    this.block.push({ ...instruction, position: this.position(node) });
  }

  position(node: ts.Node): Position {
    return this.context.position(node);
  }

  newLocal(name: string | null, type: Type): Local {
    const local: Local = { id: this.localCount, name, type, mutable: false };
    this.localCount += 1;
    return local;
  }

  temporary(type: Type): Local {
    return this.newLocal(null, type);
  }

  newLabel(): number {
    this.labelCount += 1;
    return this.labelCount;
  }

  /** The operations that `action` emits, as a block of their own. */
  inBlock(action: () => void): Instruction[] {
    const outer = this.block;
    const inner: Instruction[] = [];
    this.block = inner;
    try {
      action();
    } finally {
      this.block = outer;
    }
    return inner;
  }

  /**
   * Lowers what is never evaluated, for its errors and its type, and drops the operations: the side
   * of `&&`, `||` or `?:` that a constant excludes. Nothing in the source is ignored, so this side
   * is as correct as the other one; only its values need not exist (`N === 0 ? 0 : 100 / N`).
   */
  unevaluated<T>(action: () => T): T {
    const outer = this.block;
    this.block = [];
    this.unevaluatedDepth += 1;
    try {
      return action();
    } finally {
      this.block = outer;
      this.unevaluatedDepth -= 1;
    }
  }

  get isUnevaluated(): boolean {
    return this.unevaluatedDepth > 0;
  }

  /** Refuses a constant that has no value; where nothing evaluates it, `standIn` is as good as any. */
  refuseValue<T>(node: ts.Node, message: string, help: string | null, standIn: T): T {
    return this.isUnevaluated ? standIn : this.context.refuse('KD0305', node, message, help);
  }

  /** As `inBlock`, for what `break` and `continue` to `target` may stand in. */
  inTarget(target: Omit<JumpTarget, 'scopeDepth'>, action: () => void): Instruction[] {
    this.targets.push({ ...target, scopeDepth: this.scopes.length });
    try {
      return this.inBlock(action);
    } finally {
      this.targets.pop();
    }
  }

  /** Emits an operation that has a result and gives that result. */
  compute(node: ts.Node, type: Type, make: (result: Local) => Bare): Operand {
    const result = this.temporary(type);
    this.emit(node, make(result));
    return { kind: 'local', local: result };
  }

  /** Says that the function needs `'use unsafe'` because of `what`, at `node`. */
  requireUnsafe(node: ts.Node, what: string): void {
    this.usedUnsafe = true;
    if (this.function.unsafe) return;
    const { name } = this.function;
    const isArrow = /\.arrow\d+$/.test(name);
    this.context.refuse(
      'KD0501',
      node,
      `${what} is unsafe, and ${isArrow ? 'this arrow function' : name} is not marked`,
      "put `'use unsafe';` first in a small function that does only this, and say why it is safe",
    );
  }
}

export function constant(type: Type, value: bigint): Operand {
  return { kind: 'constant', type, value };
}

export function text(value: string): Operand {
  return { kind: 'text', value };
}

export function isConstantOperand(
  operand: Operand,
): operand is Extract<Operand, { kind: 'constant' }> {
  return operand.kind === 'constant';
}

export { operandType };
