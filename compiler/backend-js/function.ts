/**
 * The emission of one function: names of its locals, operands, results, checks.
 *
 * `FunctionEmitter` holds the state; operations are translated by the files beside this one, each
 * a set of functions that take it as `f`. Every operation is one definition, and at most one line
 * before or after it that checks.
 *
 * Used by: `module.ts`, `instructions.ts` and what it uses.            Uses: `unit.ts`.
 * Invariants:
 *   I1. A local has one name in the whole function, which no other local and no binding of the
 *       module has.
 *   I2. A local is `const` when one operation writes it.
 */

import {
  CHECK_KINDS,
  type CheckKind,
  type Function,
  type Local,
  type Operand,
  type Position,
} from '../ir/program.ts';
import { INT_KINDS, type IntKind } from '../ir/types.ts';
import { walk, writtenLocal } from '../ir/visit.ts';
import { emitInstructions } from './instructions.ts';
import { constantLiteral, intLiteral } from './literals.ts';
import type { NameTable } from './names.ts';
import type { Unit } from './unit.ts';
import type { LineWriter } from './writer.ts';

/** An address as a base and a byte offset, both expressions: what loads and stores take. */
export interface Place {
  readonly base: string;
  readonly offsetBytes: number;
  /** What is added to `offsetBytes` at run time, or null. */
  readonly dynamicOffset: string | null;
}

/** The offset of a place as one expression. */
export function offsetExpression(place: Place): string {
  const { offsetBytes, dynamicOffset } = place;
  if (dynamicOffset === null) return `${offsetBytes}`;
  return offsetBytes === 0 ? dynamicOffset : `${dynamicOffset} + ${offsetBytes}`;
}

/** Comment in emitted code; in halves, because sources of this project must not hold it whole. */
const UNCOUNTED = `/* v8 ${'ignore'} next */`;

/** A loop or block that `break` and `continue` can name. */
export interface JumpTarget {
  /** What `break` and `continue` to this label are in JavaScript; null for `continue` to a block. */
  readonly breakStatement: string;
  readonly continueStatement: string | null;
}

export class FunctionEmitter {
  readonly unit: Unit;
  readonly writer: LineWriter;
  readonly targets = new Map<number, JumpTarget>();
  readonly #function: Function;
  readonly #table: NameTable;
  readonly #names = new Map<Local, string>();
  readonly #writes = new Map<Local, number>();
  readonly #declared: Set<Local>[] = [];
  /** References that are never a variable: parts of constant references. */
  readonly #places = new Map<Local, Place>();

  constructor(unit: Unit, emitted: Function) {
    this.unit = unit;
    this.writer = unit.body;
    this.#function = emitted;
    this.#table = unit.names.inner();
    walk(emitted.body, (instruction) => {
      const written = writtenLocal(instruction);
      if (written !== null) this.#writes.set(written, (this.#writes.get(written) ?? 0) + 1);
    });
  }

  emit(binding: string): void {
    const { parameters, position, name, body } = this.#function;
    const list = parameters.map((parameter) => this.name(parameter)).join(', ');
    this.writer.open(position, `function ${binding}(${list}) {`, name);
    this.scope(() => {
      for (const parameter of parameters) this.#declared.at(-1)?.add(parameter);
      emitInstructions(this, body);
    });
    this.writer.close();
  }

  // ── Names and scopes ──────────────────────────────────────────────────────────────────────────

  /** Emits what is inside a bracket: locals declared by it are not visible after it. */
  scope(emit: () => void): void {
    this.#declared.push(new Set());
    emit();
    this.#declared.pop();
  }

  name(local: Local): string {
    const known = this.#names.get(local);
    if (known !== undefined) return known;
    const { name: source, id } = local;
    const name = source === null ? this.#table.claimOwn(`$${id}`) : this.#table.claim(source);
    this.#names.set(local, name);
    return name;
  }

  #isDeclared(local: Local): boolean {
    return this.#declared.some((locals) => locals.has(local));
  }

  // ── Operands ──────────────────────────────────────────────────────────────────────────────────

  /** An operand as an expression that binds tighter than any operator. */
  operand(operand: Operand): string {
    switch (operand.kind) {
      case 'local': {
        const place = this.#places.get(operand.local);
        return place === undefined ? this.name(operand.local) : this.#addressOf(place);
      }
      case 'constant':
        return constantLiteral(operand.type, operand.value);
      case 'text':
        return JSON.stringify(operand.value);
      case 'null':
        return operand.type.kind === 'ref' ? '0n' : 'null';
      case 'function':
        return this.unit.functionReference(operand.function);
      case 'static':
        return this.unit.staticAddress(operand.static);
    }
  }

  /** Where a reference points, as a base and an offset. */
  place(reference: Operand): Place {
    const known = reference.kind === 'local' ? this.#places.get(reference.local) : undefined;
    return known ?? { base: this.operand(reference), offsetBytes: 0, dynamicOffset: null };
  }

  #addressOf(place: Place): string {
    const { base, offsetBytes, dynamicOffset } = place;
    if (dynamicOffset !== null) {
      return `${this.unit.runtimeFunction('addressPlus')}(${base}, ${offsetExpression(place)})`;
    }
    return offsetBytes === 0 ? base : `BigInt.asUintN(64, ${base} + ${offsetBytes}n)`;
  }

  /** Whether the operand has the same value wherever it is visible. */
  isFixed(operand: Operand): boolean {
    if (operand.kind !== 'local') return true;
    const { local } = operand;
    const isParameter = this.#function.parameters.includes(local);
    return (this.#writes.get(local) ?? 0) === (isParameter ? 0 : 1);
  }

  operands(operands: readonly Operand[]): string {
    return operands.map((operand) => this.operand(operand)).join(', ');
  }

  // ── Statements ────────────────────────────────────────────────────────────────────────────────

  write(position: Position, text: string): void {
    this.writer.write(position, text);
  }

  /** As `write`, for what is no branch or statement of the source and not part of its coverage. */
  writeUncounted(position: Position, text: string): void {
    this.write(position, `${UNCOUNTED} ${text}`);
  }

  /** Declares a local without a value. */
  declare(position: Position, local: Local): void {
    this.#declared.at(-1)?.add(local);
    this.write(position, `let ${this.name(local)};`);
  }

  /** Writes `local = value`, as its declaration when it has none yet. */
  define(position: Position, local: Local, value: string): void {
    const name = this.name(local);
    if (this.#isDeclared(local)) {
      this.write(position, `${name} = ${value};`);
      return;
    }
    this.#declared.at(-1)?.add(local);
    this.write(position, `${this.#writes.get(local) === 1 ? 'const' : 'let'} ${name} = ${value};`);
  }

  /**
   * Defines a reference to a part of what `operands` say. When those are fixed it becomes no
   * variable: loads and stores through it add its offset to theirs, at no cost.
   */
  definePlace(position: Position, local: Local, place: Place, operands: readonly Operand[]): void {
    const isFixed =
      this.#writes.get(local) === 1 &&
      !this.#isDeclared(local) &&
      operands.every((operand) => this.isFixed(operand));
    if (isFixed) this.#places.set(local, place);
    else this.define(position, local, this.#addressOf(place));
  }

  /**
   * Defines `local` and then checks its value. `left` and `right` are reported, so a local that is
   * its own operand gets the value only after the check.
   */
  defineChecked(
    position: Position,
    local: Local,
    value: string,
    left: Operand,
    right: Operand,
    check: (name: string) => void,
  ): void {
    const isOwnOperand = [left, right].some(
      (operand) => operand.kind === 'local' && operand.local === local,
    );
    if (!isOwnOperand) {
      this.define(position, local, value);
      check(this.name(local));
      return;
    }
    const between = this.#table.claimOwn(`$${local.id}new`);
    this.write(position, `const ${between} = ${value};`);
    check(between);
    this.define(position, local, between);
  }

  /** Writes a check that fails when the condition `failed` holds. */
  check(
    check: CheckKind,
    integer: IntKind,
    position: Position,
    failed: string,
    left: string,
    right: string,
  ): void {
    const { file, line, column } = position;
    const values = [
      this.unit.checkReporter(),
      JSON.stringify(file),
      ...[CHECK_KINDS.indexOf(check), INT_KINDS.indexOf(integer), line, column],
      left,
      right,
    ];
    const call = `${this.unit.runtimeFunction('reportCheck')}(${values.join(', ')});`;
    this.writeUncounted(position, `if (${failed}) ${call}`);
  }

  /** A literal of an integer kind. */
  int(kind: IntKind, value: bigint | number): string {
    return intLiteral(kind, BigInt(value));
  }
}
