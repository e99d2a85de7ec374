/**
 * The dialect functions that lowering calls by name: messages and panics.
 *
 * They are ordinary dialect code. The modules are roots of every program, so that a kernel can
 * replace what they do without touching the compiler.
 *
 * Used by: `messages.ts`, `assertions.ts`, `program.ts`.            Uses: `declarations.ts`.
 */

import ts from 'typescript';

import type { Function } from '../ir/program.ts';
import type { LoweringContext } from './context.ts';
import { functionOf } from './declarations.ts';
import type { SupportModule } from './support-modules.ts';

/** The exported function `name` of a support module. */
export function supportFunction(
  context: LoweringContext,
  node: ts.Node,
  module: SupportModule,
  name: string,
): Function {
  const path = context.support[module];
  const declaration = context.supportDeclarations.get(`${path}:${name}`);
  if (declaration !== undefined) return functionOf(context, declaration);
  return context.refuse(
    'KD0004',
    node,
    `this needs the function ${name} of ${path}, which does not exist`,
  );
}

/** Remembers the exported functions of a support module. */
export function registerSupport(context: LoweringContext, file: ts.SourceFile): void {
  const path = context.modulePath(file);
  if (!Object.values(context.support).includes(path)) return;
  for (const statement of file.statements) {
    if (ts.isFunctionDeclaration(statement) && statement.name !== undefined) {
      context.supportDeclarations.set(`${path}:${statement.name.text}`, statement);
    }
  }
}
