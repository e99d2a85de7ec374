/**
 * How deep a module nests.
 *
 * TypeScript and the stages of the compiler go through statements, expressions and types by
 * recursion, as clang does: all of them end somewhere. So there is one limit, far above what people
 * write, and what is deeper is an error with a place.
 *
 * Used by: `load.ts`.            Uses: the syntax trees.
 */

import ts from 'typescript';

/** Levels of syntax below a module: `if (a) { … }` has two, each operator and parenthesis one. */
export const NESTING_LIMIT = 200;

/** The first node that lies too deep; null when there is none. */
export function tooDeep(file: ts.SourceFile): ts.Node | null {
  return below(file, 0) ?? null;
}

function below(node: ts.Node, depth: number): ts.Node | undefined {
  if (depth > NESTING_LIMIT) return node;
  return ts.forEachChild(node, (child) => below(child, depth + 1));
}
