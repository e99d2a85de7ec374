/**
 * The emission of one function body: names of its locals, results, checks, control flow.
 *
 * `FunctionEmitter` holds the state; operations are translated by the files beside this one, each a
 * set of functions that take it as `f`. An operation becomes one statement (a check and a definition
 * at most), or a part of the only statement that reads its result, where that means the same. So
 * the C of `return a + b < c` is about that, and debuggers show few variables besides the source's.
 *
 * Used by: `emit.ts`.            Uses: the files beside this one.
 * Invariants:
 *   I1. A local has one C name, which no other local visible at the same place has, and no type
 *       or linker symbol that the function names.
 *   I2. The address of a local is taken only by the overflow builtins.
 */

import {
  type CheckKind,
  type Function,
  type Instruction,
  type InstructionOf,
  type Local,
  type Operand,
  operandType,
  type Position,
} from '../ir/program.ts';
import type { IntKind, Type } from '../ir/types.ts';
import { operandsOf } from '../ir/visit.ts';
import { functionAddress } from './calls.ts';
import type { Handed } from './checks.ts';
import { type Folded, Folding, type Origin } from './folding.ts';
import { emitInstructions } from './instructions.ts';
import { NameScope } from './names.ts';
import { cInteger, cString } from './operands.ts';
import { constDeclarator, declarator, enumValue } from './types.ts';
import type { Unit } from './unit.ts';
import { LineWriter } from './writer.ts';

/** What the trial emission writes for a local that is read. */
const READ_MARKS = /<read ([0-9]+)>/g;

/** Expressions that need no parentheses anywhere. */
const ATOMIC = /^[A-Za-z_][\w.]*(\([^()]*\))?$/;

/** What `break` and `continue` may leave; a switch only stands between. */
export interface JumpTarget {
  readonly kind: 'loop' | 'block' | 'switch';
  /** Null for a switch. */
  readonly label: number | null;
  readonly hasStep: boolean;
  isBreakLabelUsed: boolean;
  isContinueLabelUsed: boolean;
}

interface Scope {
  readonly names: NameScope;
  readonly locals: Local[];
}

export class FunctionEmitter {
  readonly unit: Unit;
  readonly function: Function;
  writer: LineWriter;
  readonly targets: JumpTarget[] = [];
  readonly #scopes: Scope[] = [];
  /** C names of the visible locals. */
  readonly #names = new Map<Local, string>();
  readonly #folding: Folding;
  /** Ids of the locals that the emitted text reads; null while that is being found out. */
  readonly #reads: ReadonlyMap<number, number> | null;
  /** The operation that is executed after the one that is being emitted, in the same body. */
  next: Instruction | null = null;
  /** Choices that have turned out to need statements; those around them need not try again. */
  readonly failedChoices = new Set<InstructionOf<'if'>>();
  #isTrial = false;

  private constructor(
    unit: Unit,
    emitted: Function,
    writer: LineWriter,
    reads: ReadonlyMap<number, number> | null,
  ) {
    this.unit = unit;
    this.function = emitted;
    this.writer = writer;
    this.#reads = reads;
    this.#folding = new Folding(emitted, reads);
  }

  /**
   * Writes a whole function; `head` is everything before the parameter list.
   *
   * It is emitted twice: the first time shows which locals are read. The IR does not say, because
   * checks that are compiled out, or are known to hold, read nothing.
   */
  static emit(unit: Unit, emitted: Function, writer: LineWriter, head: string): void {
    const trial = new LineWriter();
    new FunctionEmitter(unit, emitted, trial, null).#emit(head);
    const reads = new Map<number, number>();
    for (const [, digits] of trial.text().matchAll(READ_MARKS)) {
      const id = Number(digits);
      reads.set(id, (reads.get(id) ?? 0) + 1);
    }
    new FunctionEmitter(unit, emitted, writer, reads).#emit(head);
  }

  #emit(head: string): void {
    this.pushScope();
    const parameters = this.function.parameters.map((parameter) =>
      declarator(this.unit.types.value(parameter.type), this.#claim(parameter)),
    );
    const list = parameters.length === 0 ? 'void' : parameters.join(', ');
    const { position } = this.function;
    this.writer.open(position, `${head}(${list})`);
    for (const parameter of this.function.parameters) {
      this.#markUnread(position, parameter);
    }
    emitInstructions(this, this.function.body);
    this.writer.close();
    this.popScope();
  }

  // ── Names and scopes ──────────────────────────────────────────────────────────────────────────

  pushScope(): void {
    // What the function names of the unit is in there since the first emission.
    const outer = this.#scopes.at(-1)?.names ?? this.unit.types.identifiers;
    this.#scopes.push({
      names: new NameScope(outer),
      locals: [],
    });
  }

  popScope(): void {
    for (const local of this.#scopes.pop()?.locals ?? []) this.#names.delete(local);
  }

  #claim(local: Local): string {
    const scope = this.#scopes.at(-1);
    if (scope === undefined) throw new Error('no open scope');
    const name = scope.names.claim(local.name ?? `t${local.id}`);
    scope.locals.push(local);
    this.#names.set(local, name);
    return name;
  }

  /** The C name of a declared local, in order to read it. */
  name(local: Local): string {
    const folded = this.#folding.get(local);
    if (folded !== undefined) return ATOMIC.test(folded.text) ? folded.text : `(${folded.text})`;
    const name = this.target(local);
    return this.#reads === null ? `<read ${local.id}>` : name;
  }

  /** The C name of a declared local, in order to write it. */
  target(local: Local): string {
    const name = this.#names.get(local);
    if (name === undefined) {
      throw new Error(`${this.function.name}: local ${local.name ?? local.id} is not declared`);
    }
    return name;
  }

  #isUnread(local: Local): boolean {
    return this.#reads !== null && !this.#reads.has(local.id);
  }

  // ── Operands ──────────────────────────────────────────────────────────────────────────────────

  /** An operand where any C expression may stand. */
  expression(operand: Operand): string {
    const folded = operand.kind === 'local' ? this.#folding.get(operand.local) : undefined;
    return folded?.text ?? this.operand(operand);
  }

  /** An operand as a C expression that binds tighter than any operator. */
  operand(operand: Operand): string {
    switch (operand.kind) {
      case 'local':
        return this.name(operand.local);
      case 'constant':
        return this.#constant(operand.type, operand.value);
      case 'text':
        return `(struct Text){ ${cString(operand.value)}, ${operand.value.length}u }`;
      case 'null': {
        const type = this.unit.types.value(operand.type);
        const isPointer =
          operand.type.kind === 'ref' ||
          (operand.type.kind === 'nullable' && operand.type.inner.kind === 'function');
        return isPointer ? `((${type})0)` : `(${type}){ .present = 0 }`;
      }
      case 'function':
        return functionAddress(this.unit, operand.function);
      case 'static': {
        const { symbol, constant } = operand.static;
        if (!constant) return `(&${symbol})`;
        // References carry no `const`; nothing writes through one to constant memory.
        return `((${this.unit.types.value(operandType(operand))})(u64)&${symbol})`;
      }
    }
  }

  #constant(type: Type, value: bigint): string {
    switch (type.kind) {
      case 'int':
        return cInteger(type.int, value);
      case 'enum':
        return `((${this.unit.types.value(type)})${enumValue(value)}u)`;
      default:
        return value === 0n ? '0' : '1';
    }
  }

  // ── Statements ────────────────────────────────────────────────────────────────────────────────

  write(position: Position, text: string): void {
    this.writer.statement(position, text);
  }

  /** Whether the text only shows which locals are read. */
  isFirstEmission(): boolean {
    return this.#reads === null;
  }

  /** Whether `action` writes nothing. What it writes is lost, and it need not go on after that. */
  isSilent(action: () => void): boolean {
    const { writer, next } = this;
    const isTrial = this.#isTrial;
    this.writer = new LineWriter();
    this.#isTrial = true;
    this.pushScope();
    action();
    this.popScope();
    const isSilent = this.writer.isEmpty();
    this.writer = writer;
    this.next = next;
    this.#isTrial = isTrial;
    return isSilent;
  }

  /** Whether what is emitted now is lost, and nobody waits for more of it. */
  isTrialOver(): boolean {
    return this.#isTrial && !this.writer.isEmpty();
  }

  /** A declaration; debuggers are not told of temporaries. */
  #declaration(local: Local, make: (type: string, name: string) => string): string {
    const declaration = make(this.unit.types.value(local.type), this.#claim(local));
    return local.name === null ? `KX_NO_DEBUG ${declaration}` : declaration;
  }

  /** Declares a local without a value. It starts as zero bytes, so that no path is undefined. */
  declare(position: Position, local: Local): void {
    const type = this.unit.types.value(local.type);
    const isStruct = type.startsWith('struct') && !type.endsWith('*');
    const zero = isStruct ? '{ 0 }' : `(${type})0`;
    this.write(position, `${this.#declaration(local, declarator)} = ${zero};`);
    this.#markUnread(position, local);
  }

  #markUnread(position: Position, local: Local): void {
    if (this.#isUnread(local)) this.write(position, `(void)${this.target(local)};`);
  }

  /** Writes `local = value`, as its declaration when it has none yet, or keeps it for its reader. */
  define(op: Instruction, local: Local, value: string, origin: Origin = 'computed'): void {
    if (this.#names.has(local)) {
      this.write(op.position, `${this.target(local)} = ${value};`);
    } else {
      this.#defineNew(op, local, this.#folding.value(value, origin, operandsOf(op)));
    }
  }

  /** Writes the only definition of `local`, whose value is chosen among `operands`. */
  defineChoice(op: Instruction, local: Local, value: string, operands: readonly Operand[]): void {
    this.#folding.setWrittenOnce(local);
    this.#defineNew(op, local, this.#folding.value(value, 'computed', operands));
  }

  #defineNew(op: Instruction, local: Local, value: Folded): void {
    const { position } = op;
    if (local.name === null && this.#isUnread(local)) {
      this.write(position, `(void)(${value.text});`);
      this.#claim(local);
      return;
    }
    if (this.#folding.keep(op, this.next, local, value)) return;
    const isConst = this.#folding.isWrittenOnce(local);
    const declaration = this.#declaration(local, isConst ? constDeclarator : declarator);
    this.write(position, `${declaration} = ${value.text};`);
    this.#markUnread(position, local);
  }

  /**
   * Writes `local` through a statement that takes a pointer to it and still needs `operands` when it
   * fails. An operand that is the local itself would be gone by then, so that case uses a variable
   * in between.
   */
  defineThrough(
    position: Position,
    local: Local,
    operands: readonly Operand[],
    statement: (target: string) => string,
  ): void {
    const known = this.#names.get(local);
    if (known === undefined) {
      const declaration = this.#declaration(local, declarator);
      this.write(position, `${declaration}; ${statement(this.target(local))}`);
      return;
    }
    const isOperand = operands.some((each) => each.kind === 'local' && each.local === local);
    if (!isOperand) {
      this.write(position, statement(known));
      return;
    }
    const between = 'kx_result';
    const declaration = declarator(this.unit.types.value(local.type), between);
    this.write(
      position,
      `{ KX_NO_DEBUG ${declaration}; ${statement(between)} ${known} = ${between}; }`,
    );
  }

  // ── Checks ────────────────────────────────────────────────────────────────────────────────────

  /** A statement that panics when `failed` is true. `left` and `right` are what is reported. */
  checkStatement(
    check: CheckKind,
    integer: IntKind,
    position: Position,
    failed: string,
    left: string,
    right: string,
    handed?: Handed,
  ): string {
    const { sites } = this.unit;
    return sites.statement(this.function, check, integer, position, failed, left, right, handed);
  }

  /** Whether `check` of `instruction` is compiled in: checks are on, and it may fail. */
  isNeeded(check: CheckKind, instruction: Instruction): boolean {
    return this.unit.isChecked && !this.unit.proofs.holds(instruction, check);
  }

  /** Writes a check, when it is compiled in. */
  check(
    check: CheckKind,
    integer: IntKind,
    instruction: Instruction,
    failed: string,
    left: string,
    right: string,
  ): void {
    if (!this.isNeeded(check, instruction)) return;
    const { position } = instruction;
    this.write(position, this.checkStatement(check, integer, position, failed, left, right));
  }
}
