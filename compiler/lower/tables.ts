/**
 * Tables filled when the program is compiled: `const CRC: FixedArray<u32, 256> = tabulate(entry);`.
 *
 * The entry function is called once per index by the interpreter of the IR, after all bodies are
 * lowered; until then the table is a static whose elements are still to come.
 *
 * Used by: `statics.ts`, `program.ts`.            Uses: `compiler/ir/evaluate.ts`.
 */

import type ts from 'typescript';

import { evaluateTable, EvaluationError } from '../ir/evaluate.ts';
import type { Function, Static } from '../ir/program.ts';
import { type ArrayType, sameType, typeName, U32 } from '../ir/types.ts';
import type { LoweringContext } from './context.ts';
import { constant } from './function.ts';

/** A table whose entries are computed once all functions are lowered. */
export interface PendingTable {
  readonly static: Static;
  readonly type: ArrayType;
  readonly entry: Function;
  readonly node: ts.Node;
}

/** Checks that `entry` can fill a table of `type`, and remembers to do so. */
export function addTable(context: LoweringContext, table: PendingTable): void {
  const { element } = table.type;
  const [parameter] = table.entry.parameters;
  const fits =
    table.entry.parameters.length === 1 &&
    parameter !== undefined &&
    sameType(parameter.type, U32) &&
    sameType(table.entry.result, element);
  const isScalar = element.kind === 'int' || element.kind === 'bool' || element.kind === 'enum';
  if (!fits || !isScalar) {
    context.refuse(
      'KD0203',
      table.node,
      `a table of ${typeName(element)} is filled by a function (index: u32) => ${typeName(element)}`,
    );
  }
  context.pendingTables.push(table);
}

/** Computes all tables. */
export function fillTables(context: LoweringContext): void {
  for (const table of context.pendingTables) {
    try {
      table.static.initial = evaluateTable(table.entry, table.type.length).map((value) =>
        constant(table.type.element, typeof value === 'bigint' ? value : 0n),
      );
    } catch (error) {
      if (!(error instanceof EvaluationError)) throw error;
      const { file, line, column } = error.position;
      context.report(
        'KD0701',
        table.node,
        `the table cannot be computed: ${error.message} (${file}:${line}:${column})`,
        'the function may use integers, booleans, records, loops and calls of such functions',
      );
    }
  }
}
