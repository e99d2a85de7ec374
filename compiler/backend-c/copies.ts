/**
 * Lines of copied functions.
 *
 * A small function is in every unit that calls it (`partition.ts`), and its lines with it. A line more
 * above it would change the text of all those units, though only a number in each has moved. So a
 * copy's lines are counted from the function's own line, which its home alone says: as a constant
 * for the places of checks, and to whoever reads debug information (`sourceLine`).
 *
 * Used by: `emit.ts`, `function.ts`, `checks.ts`; what reads line tables.            Uses: `ir/program.ts`.
 */

import type { Function, Position, Program } from '../ir/program.ts';

/** What copies say of lines to debuggers. Places of checks are the same in both. */
export type CopyLines =
  /** The lines of the file: for debuggers. */
  | 'of the file'
  /** Lines of the function, 1 for its own, in a file named by `copyName`: for `copyLines`. */
  | 'of the function';

/** The C constant with the line of `copied`, for the places of its checks in other units. */
export function lineSymbol(copied: Function): string {
  return `KX_LINE_${copied.symbol}`;
}

/** What the line table calls the file of a copy. */
export function copyName(copied: Function): string {
  return `${copied.module}#${copied.symbol}`;
}

/**
 * Where a line of debug information is in the sources.
 *
 * @param copies - of `copyPositions`
 */
export function sourceLine(
  copies: ReadonlyMap<string, Position>,
  file: string,
  line: number,
): Pick<Position, 'file' | 'line'> {
  const first = copies.get(file);
  // Line 0 stands for no line.
  if (first === undefined || line === 0) return { file, line };
  return { file: first.file, line: first.line + line - 1 };
}

/** Where line 1 of each possible copy is, by `copyName`. */
export function copyPositions(program: Program): Map<string, Position> {
  const functions = program.modules.flatMap((module) => module.functions);
  return new Map(functions.map((each) => [copyName(each), each.position]));
}
