/**
 * What a rule for one function of the prelude is, and what such rules share.
 *
 * Used by: `builtins.ts` and the rules it lists, `calls.ts`.            Uses: `function.ts`.
 */

import type ts from 'typescript';

import type { Operand } from '../ir/program.ts';
import type { Type } from '../ir/types.ts';
import type { FunctionLowering } from './function.ts';

/** How a call of one prelude function is lowered; null when it has no result. */
export type Builtin = (
  f: FunctionLowering,
  node: ts.CallExpression,
  expected: Type | null,
) => Operand | null;

/** The argument at `index`; gives up when it is missing, which TypeScript reports. */
export function argumentAt(
  f: FunctionLowering,
  node: ts.CallExpression,
  index: number,
): ts.Expression {
  return node.arguments[index] ?? f.context.giveUp('TypeScript reports the missing argument');
}
