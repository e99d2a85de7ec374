/**
 * What a program needs when it is started at given functions.
 *
 * Used by: the back ends.            Uses: `program.ts`, `uses.ts`.
 * Invariants:
 *   I1. The result is in program order (module, then declaration), whatever the calls look like.
 */

import type { Function, Operand, Program, Static } from './program.ts';
import { usesOf } from './uses.ts';

export interface Reachable {
  readonly functions: readonly Function[];
  readonly statics: readonly Static[];
  /** Contract functions, by name. */
  readonly contract: readonly Function[];
}

function isOperandList(initial: Static['initial']): initial is readonly Operand[] {
  return Array.isArray(initial);
}

/** The operands of a static's initial value. */
export function initialOperands(declared: Static): readonly Operand[] {
  if (declared.initial === null) return [];
  return isOperandList(declared.initial) ? declared.initial : [declared.initial];
}

/**
 * The functions and statics reachable from `entryPoints`, `Program.checkFailed` always being one.
 *
 * @param entryPoints - symbols of dialect functions
 * @throws Error when an entry point does not exist
 */
export function findReachable(program: Program, entryPoints: readonly string[]): Reachable {
  const functions = new Set<Function>();
  const statics = new Set<Static>();
  const pending: Function[] = [];

  const reachFunction = (reached: Function): void => {
    if (functions.has(reached)) return;
    functions.add(reached);
    pending.push(reached);
  };
  const reachStatic = (reached: Static): void => {
    if (statics.has(reached)) return;
    statics.add(reached);
    for (const operand of initialOperands(reached)) reachOperand(operand);
  };
  const reachOperand = (operand: Operand): void => {
    if (operand.kind === 'function') reachFunction(operand.function);
    if (operand.kind === 'static') reachStatic(operand.static);
  };

  const declared = program.modules.flatMap((module) => module.functions);
  for (const symbol of entryPoints) {
    const entry = declared.find((each) => each.symbol === symbol);
    if (entry === undefined) throw new Error(`no function has the symbol ${symbol}`);
    reachFunction(entry);
  }
  if (program.checkFailed !== null) reachFunction(program.checkFailed);

  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { called, referenced, statics: used } = usesOf(next);
    called.forEach(reachFunction);
    referenced.forEach(reachFunction);
    used.forEach(reachStatic);
  }

  return {
    functions: declared.filter((each) => each.linkage === 'dialect' && functions.has(each)),
    statics: program.modules.flatMap((module) =>
      module.statics.filter((each) => statics.has(each)),
    ),
    contract: [...functions]
      .filter((each) => each.linkage === 'contract')
      .sort((left, right) => (left.name < right.name ? -1 : 1)),
  };
}
