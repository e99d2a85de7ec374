/**
 * Generic functions that nobody calls: no instance of them is lowered, so only their syntax is
 * checked.
 *
 * Used by: `program.ts`.            Uses: `syntax.ts`.
 * Not handled here: their types, which depend on the type arguments of a call.
 */

import ts from 'typescript';

import type { LoweringContext } from './context.ts';
import { refuseKind } from './declarations.ts';
import { checkSyntax } from './syntax.ts';

/** Reports what is outside the dialect in generic functions without an instance. */
export function checkUninstantiated(context: LoweringContext, file: ts.SourceFile): void {
  for (const node of file.statements) {
    if (!ts.isFunctionDeclaration(node) || node.typeParameters === undefined) continue;
    if (context.instantiated.has(node)) continue;
    const isFunction = context.attempt(() => refuseKind(context, node), node);
    if (isFunction && node.body !== undefined) checkSyntax(context, node.body);
  }
}
