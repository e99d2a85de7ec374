/**
 * Checks that a program keeps the rules of the intermediate representation.
 *
 * What it finds is a bug of the stage before, so a back end may rely on everything checked here.
 * One walk per function follows the structured control flow: which locals are visible, which have a
 * value on every path, which labels are open. The types of each operation are in `verify-types.ts`.
 *
 * Used by: the compiler after lowering, tests.            Uses: `verify-types.ts`, `visit.ts`.
 * Invariants checked: I1 to I5 of `program.ts`.
 */

import type {
  Function,
  Instruction,
  Local,
  Operand,
  Position,
  Program,
  Static,
} from './program.ts';
import { operandType } from './program.ts';
import { initialOperands } from './reachable.ts';
import { maxValue, memoryLayout, minValue, sameType, type Type, typeName } from './types.ts';
import { typeProblems } from './verify-types.ts';
import { operandsOf, writtenLocal } from './visit.ts';

/** Everything that is wrong with `program`, one line each, with place and operation. */
export function verifyProgram(program: Program): readonly string[] {
  const problems: string[] = [];
  const report = (position: Position, what: string): void => {
    problems.push(`${position.file}:${position.line}:${position.column}: ${what}`);
  };
  const symbols = new Map<string, string>();
  const claimSymbol = (symbol: string, name: string, position: Position): void => {
    const other = symbols.get(symbol);
    if (other !== undefined) report(position, `${name} and ${other} share the symbol ${symbol}`);
    symbols.set(symbol, name);
  };
  for (const module of program.modules) {
    for (const declared of module.statics) {
      claimSymbol(declared.symbol, declared.name, declared.position);
      for (const what of staticProblems(declared)) {
        report(declared.position, `static ${declared.name}: ${what}`);
      }
    }
    for (const declared of module.functions) {
      if (declared.linkage === 'dialect') {
        claimSymbol(declared.symbol, declared.name, declared.position);
        new FunctionVerifier(declared, report).verify();
      } else if (declared.body.length > 0) {
        report(declared.position, `${declared.name}: a contract function has a body`);
      }
    }
  }
  return problems;
}

/** What is wrong with an operand by itself, wherever it stands; null when nothing is. */
function operandProblem(operand: Operand): string | null {
  switch (operand.kind) {
    case 'constant':
      return constantProblem(operand.type, operand.value);
    case 'null': {
      const { type } = operand;
      const isNullable = type.kind === 'nullable' || (type.kind === 'ref' && type.nullable);
      return isNullable ? null : `null of type ${typeName(type)}`;
    }
    case 'static': {
      const { kind } = operand.static.type;
      const isInline = kind === 'struct' || kind === 'array';
      return isInline ? null : `a reference to the scalar static ${operand.static.name}`;
    }
    case 'local':
    case 'text':
    case 'function':
      return null;
  }
}

function constantProblem(type: Type, value: bigint): string | null {
  const outside = `the constant ${value} is not a value of ${typeName(type)}`;
  if (type.kind === 'int') {
    return value >= minValue(type.int) && value <= maxValue(type.int) ? null : outside;
  }
  if (type.kind === 'bool') return value === 0n || value === 1n ? null : outside;
  if (type.kind === 'enum') {
    return type.members.some((member) => member.value === value) ? null : outside;
  }
  return `a constant of type ${typeName(type)}`;
}

function staticProblems(declared: Static): string[] {
  const operands = initialOperands(declared);
  const problems = operands.map(operandProblem).filter((problem) => problem !== null);
  if (operands.some((operand) => operand.kind === 'local')) problems.push('a local as value');
  const { type } = declared;
  if (type.kind === 'array') {
    if (operands.length !== 0 && operands.length !== type.length) {
      problems.push(`${operands.length} values for ${typeName(type)}`);
    }
    if (!operands.every((operand) => sameType(operandType(operand), type.element))) {
      problems.push(`an element is not of type ${typeName(type.element)}`);
    }
  } else if (type.kind === 'struct') {
    if (memoryLayout(type) === null) problems.push('a struct without a layout');
    if (operands.length > 0) problems.push('initial values for a struct');
  } else if (!operands.every((operand) => sameType(operandType(operand), type))) {
    problems.push(`the initial value is not of type ${typeName(type)}`);
  }
  return problems;
}

/**
 * What is known at a place of a function: the locals that have been declared and have no value on
 * some path to it, each with whether it has one on another path. They are few, and all others have
 * one. Null stands for a place that is not reached: there everything is true.
 */
type State = Map<Local, boolean> | null;

/** The same knowledge, to be added to on one of several paths. */
function copyOf(state: State): State {
  return state === null ? null : new Map(state);
}

/** What is known where two paths meet. Takes both over. */
function join(left: State, right: State): State {
  if (left === null) return right;
  if (right === null) return left;
  for (const local of left.keys()) {
    if (!right.has(local)) left.set(local, true);
  }
  for (const [local, isWritten] of right) left.set(local, isWritten || left.get(local) !== false);
  return left;
}

/** A block, loop or switch that may be left by a jump, and what is known after each jump. */
interface Target {
  readonly label: number;
  readonly isLoop: boolean;
  afterBreak: State;
  atContinue: State;
  /** How many scopes are around its body. */
  readonly depth: number;
  /** How many locals the body of a loop has declared where the first jump to its step is. */
  declaredAtContinue: number;
}

class FunctionVerifier {
  readonly #function: Function;
  readonly #report: (position: Position, what: string) => void;
  /** Visible locals, innermost block last. */
  readonly #scopes: Set<Local>[] = [];
  readonly #ids = new Map<number, Local>();
  readonly #targets: Target[] = [];
  #state: State = new Map();

  constructor(verified: Function, report: (position: Position, what: string) => void) {
    this.#function = verified;
    this.#report = report;
    this.#scopes.push(new Set(verified.parameters));
    for (const parameter of verified.parameters) this.#ids.set(parameter.id, parameter);
  }

  verify(): void {
    const { body, name, position, result } = this.#function;
    this.#block(body);
    if (this.#state !== null && result.kind !== 'void') {
      this.#report(position, `${name}: control runs off the end (I5)`);
    }
  }

  #problem(instruction: Instruction, what: string): void {
    this.#report(instruction.position, `${this.#function.name}: ${instruction.op}: ${what}`);
  }

  /** Walks a body in a scope of its own. */
  #block(body: readonly Instruction[]): void {
    this.#scopes.push(new Set());
    for (const instruction of body) this.#instruction(instruction);
    this.#leaveScope();
  }

  /** Forgets the locals of the innermost block. */
  #leaveScope(): void {
    for (const local of this.#scopes.pop() ?? []) this.#state?.delete(local);
  }

  #isVisible(local: Local): boolean {
    return this.#scopes.some((scope) => scope.has(local));
  }

  #declare(instruction: Instruction, local: Local): void {
    const other = this.#ids.get(local.id);
    if (other !== undefined && other !== local) {
      this.#problem(instruction, `two locals have the id ${local.id}`);
    }
    this.#ids.set(local.id, local);
    this.#scopes.at(-1)?.add(local);
    this.#state?.set(local, false);
  }

  #write(instruction: Instruction, local: Local): void {
    if (this.#state === null) return;
    const isWritten = this.#state.get(local) ?? true;
    if (local.name === null && isWritten) {
      this.#problem(instruction, `the temporary ${nameOf(local)} is written twice (I2)`);
    }
    if (local.name !== null && !local.mutable && !this.#state.has(local)) {
      this.#problem(instruction, `${local.name} is assigned, but not mutable`);
    }
    this.#state.delete(local);
  }

  #read(instruction: Instruction, operand: Operand): void {
    const wrong = operandProblem(operand);
    if (wrong !== null) this.#problem(instruction, wrong);
    if (operand.kind !== 'local') return;
    const { local } = operand;
    if (!this.#isVisible(local)) {
      this.#problem(instruction, `${nameOf(local)} is not visible here (I1)`);
    } else if (this.#state?.has(local) === true) {
      this.#problem(instruction, `${nameOf(local)} has no value on some path (I1)`);
    }
  }

  #instruction(op: Instruction): void {
    for (const operand of operandsOf(op)) this.#read(op, operand);
    for (const what of typeProblems(op, this.#function)) this.#problem(op, `${what} (I3)`);

    if (op.op === 'declare') {
      if (this.#isVisible(op.local)) this.#problem(op, `${nameOf(op.local)} is declared twice`);
      this.#declare(op, op.local);
    }
    const written = writtenLocal(op);
    if (written !== null) {
      if (!this.#isVisible(written)) {
        if (op.op === 'assign') this.#problem(op, `${nameOf(written)} is not visible here (I1)`);
        this.#declare(op, written);
      }
      this.#write(op, written);
    }
    this.#control(op);
  }

  /** Follows control into, over and out of an operation. */
  #control(op: Instruction): void {
    switch (op.op) {
      case 'if':
        this.#alternatives([op.then, op.otherwise]);
        break;
      case 'switch':
        this.#alternatives([...op.cases.map((each) => each.body), op.otherwise]);
        break;
      case 'loop': {
        const target = this.#enter(op, true);
        // The step sees what the body declares: it is part of the same turn.
        const scope = new Set<Local>();
        this.#scopes.push(scope);
        for (const each of op.body) this.#instruction(each);
        // The step sees what is declared behind a jump to it.
        for (const skipped of [...scope].slice(target.declaredAtContinue)) {
          target.atContinue?.set(skipped, false);
        }
        this.#state = join(this.#state, target.atContinue);
        for (const each of op.step) this.#instruction(each);
        this.#leaveScope();
        this.#targets.pop();
        this.#state = target.afterBreak;
        break;
      }
      case 'block': {
        const target = this.#enter(op, false);
        this.#block(op.body);
        this.#targets.pop();
        this.#state = join(this.#state, target.afterBreak);
        break;
      }
      case 'break':
      case 'continue':
        this.#jump(op);
        break;
      case 'return':
      case 'unreachable':
        this.#state = null;
        break;
      case 'call':
        if (op.function.result.kind === 'never') this.#state = null;
        break;
      default:
        break;
    }
  }

  #alternatives(bodies: readonly (readonly Instruction[])[]): void {
    const before = this.#state;
    let after: State = null;
    for (const body of bodies) {
      this.#state = copyOf(before);
      this.#block(body);
      after = join(after, this.#state);
    }
    this.#state = after;
  }

  #enter(op: Instruction & { readonly label: number }, isLoop: boolean): Target {
    if (this.#targets.some((each) => each.label === op.label)) {
      this.#problem(op, `the label ${op.label} is open already (I4)`);
    }
    const target: Target = {
      label: op.label,
      isLoop,
      afterBreak: null,
      atContinue: null,
      depth: this.#scopes.length,
      declaredAtContinue: 0,
    };
    this.#targets.push(target);
    return target;
  }

  #jump(op: Instruction & { readonly op: 'break' | 'continue'; readonly label: number }): void {
    const target = this.#targets.find((each) => each.label === op.label);
    if (target === undefined) this.#problem(op, `no label ${op.label} is open (I4)`);
    else if (op.op === 'break') target.afterBreak = join(target.afterBreak, this.#state);
    else if (!target.isLoop) this.#problem(op, `the label ${op.label} is not a loop's (I4)`);
    else {
      if (target.atContinue === null) {
        target.declaredAtContinue = this.#scopes[target.depth]?.size ?? 0;
      }
      target.atContinue = join(target.atContinue, this.#state);
    }
    this.#state = null;
  }
}

function nameOf(local: Local): string {
  return local.name ?? `t${local.id}`;
}
