/**
 * The emission of one function body: names of its locals, results, checks, control flow.
 *
 * `FunctionEmitter` holds the state; operations are translated by the files beside this one, each a
 * set of functions that take it as `f`. Every operation becomes one statement (a check and a
 * definition at most): a temporary is a `const` variable defined where its value is computed, which
 * is the form that clang optimises best and a debugger shows.
 *
 * Used by: `emit.ts`.            Uses: the files beside this one.
 * Invariants:
 *   I1. A local has one C name, which no other local visible at the same place has.
 *   I2. The address of a local is taken only by the overflow builtins.
 */

import {
  type CheckKind,
  type Function,
  type Instruction,
  type Local,
  type Operand,
  operandType,
  type Position,
} from '../ir/program.ts';
import type { IntKind, Type } from '../ir/types.ts';
import { walk, writtenLocal } from '../ir/visit.ts';
import { functionAddress } from './calls.ts';
import { emitInstructions } from './instructions.ts';
import { NameScope } from './names.ts';
import { cInteger, cString } from './operands.ts';
import { constDeclarator, declarator, enumValue } from './types.ts';
import type { Unit } from './unit.ts';
import { LineWriter } from './writer.ts';

/** What the trial emission writes for a local that is read. */
const READ_MARKS = /<read ([0-9]+)>/g;

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
  readonly locals: Map<Local, string>;
}

export class FunctionEmitter {
  readonly unit: Unit;
  readonly function: Function;
  readonly writer: LineWriter;
  readonly targets: JumpTarget[] = [];
  readonly #scopes: Scope[] = [];
  readonly #writes = new Map<Local, number>();
  /** Ids of the locals that the emitted text reads; null while that is being found out. */
  readonly #used: ReadonlySet<number> | null;

  private constructor(
    unit: Unit,
    emitted: Function,
    writer: LineWriter,
    used: ReadonlySet<number> | null,
  ) {
    this.unit = unit;
    this.function = emitted;
    this.writer = writer;
    this.#used = used;
    walk(emitted.body, (instruction) => {
      const written = writtenLocal(instruction);
      if (written !== null) this.#writes.set(written, (this.#writes.get(written) ?? 0) + 1);
    });
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
    const used = [...trial.text().matchAll(READ_MARKS)].map((match) => Number(match[1]));
    new FunctionEmitter(unit, emitted, writer, new Set(used)).#emit(head);
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
    const outer = this.#scopes.at(-1);
    this.#scopes.push({ names: new NameScope(outer?.names ?? null), locals: new Map() });
  }

  popScope(): void {
    this.#scopes.pop();
  }

  #claim(local: Local): string {
    const scope = this.#scopes.at(-1);
    if (scope === undefined) throw new Error('no open scope');
    const name = scope.names.claim(local.name ?? `t${local.id}`);
    scope.locals.set(local, name);
    return name;
  }

  #find(local: Local): string | null {
    for (const scope of [...this.#scopes].reverse()) {
      const name = scope.locals.get(local);
      if (name !== undefined) return name;
    }
    return null;
  }

  /** The C name of a declared local, in order to read it. */
  name(local: Local): string {
    const name = this.target(local);
    return this.#used === null ? `<read ${local.id}>` : name;
  }

  /** The C name of a declared local, in order to write it. */
  target(local: Local): string {
    const name = this.#find(local);
    if (name === null) {
      throw new Error(`${this.function.name}: local ${local.name ?? local.id} is not declared`);
    }
    return name;
  }

  #isUnread(local: Local): boolean {
    return this.#used !== null && !this.#used.has(local.id);
  }

  // ── Operands ──────────────────────────────────────────────────────────────────────────────────

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

  /** Declares a local without a value. It starts as zero bytes, so that no path is undefined. */
  declare(position: Position, local: Local): void {
    const type = this.unit.types.value(local.type);
    const zero = type.startsWith('struct') && !type.endsWith('*') ? '{ 0 }' : '0';
    this.write(position, `${declarator(type, this.#claim(local))} = ${zero};`);
    this.#markUnread(position, local);
  }

  #markUnread(position: Position, local: Local): void {
    if (this.#isUnread(local)) this.write(position, `(void)${this.target(local)};`);
  }

  /** Writes `local = value`, as its declaration when it has none yet. */
  define(position: Position, local: Local, value: string): void {
    if (this.#find(local) !== null) {
      this.write(position, `${this.target(local)} = ${value};`);
      return;
    }
    if (local.name === null && this.#isUnread(local)) {
      this.write(position, `(void)(${value});`);
      this.#claim(local);
      return;
    }
    // Claimed after `value` was made: the name must not be visible in it.
    const type = this.unit.types.value(local.type);
    const isConst = this.#writes.get(local) === 1;
    const name = this.#claim(local);
    const declaration = isConst ? constDeclarator(type, name) : declarator(type, name);
    this.write(position, `${declaration} = ${value};`);
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
    const known = this.#find(local);
    const type = this.unit.types.value(local.type);
    if (known === null) {
      const name = this.#claim(local);
      this.write(position, `${declarator(type, name)}; ${statement(name)}`);
      return;
    }
    const isOperand = operands.some((each) => each.kind === 'local' && each.local === local);
    if (!isOperand) {
      this.write(position, statement(known));
      return;
    }
    const between = 'kx_result';
    this.write(
      position,
      `{ ${declarator(type, between)}; ${statement(between)} ${known} = ${between}; }`,
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
  ): string {
    const site = this.unit.sites.site(check, integer, position);
    return `KX_CHECK(${failed}, ${site}, ${left}, ${right});`;
  }

  /** Writes a check, when checks are compiled in. */
  check(
    check: CheckKind,
    integer: IntKind,
    instruction: Instruction,
    failed: string,
    left: string,
    right: string,
  ): void {
    if (!this.unit.isChecked) return;
    const { position } = instruction;
    this.write(position, this.checkStatement(check, integer, position, failed, left, right));
  }
}
