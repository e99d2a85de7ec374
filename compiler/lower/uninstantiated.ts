/**
 * Generic functions that nobody calls, and generic types: no instance of them need be lowered, so
 * their syntax is checked.
 *
 * Used by: `program.ts`.            Uses: `syntax.ts`.
 * Not handled here: their types, which depend on the type arguments of a call.
 */

import ts from 'typescript';

import type { LoweringContext } from './context.ts';
import { refuseKind, refuseMissingResult } from './declarations.ts';
import { checkSyntax } from './syntax.ts';

/** Reports what is outside the dialect in a generic type, whose instances may never be asked for. */
export function checkGenericType(
  context: LoweringContext,
  node: ts.InterfaceDeclaration | ts.TypeAliasDeclaration,
): void {
  for (const part of ts.isTypeAliasDeclaration(node) ? [node.type] : node.members) {
    checkSyntax(context, part);
  }
}

/** Reports what is outside the dialect in generic functions without an instance. */
export function checkUninstantiated(context: LoweringContext, file: ts.SourceFile): void {
  for (const node of file.statements) {
    if (!ts.isFunctionDeclaration(node) || node.typeParameters === undefined) continue;
    if (context.instantiated.has(node)) continue;
    const isFunction = context.attempt(() => refuseKind(context, node), node);
    if (!isFunction || node.body === undefined) continue;
    if (node.type === undefined) refuseMissingResult(context, node);
    for (const part of [...node.parameters, node.type, node.body]) {
      if (part !== undefined) checkSyntax(context, part);
    }
  }
}
