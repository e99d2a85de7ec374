/**
 * Which declaration a name means, and where that declaration lives.
 *
 * Used by: `compiler/lower`.            Uses: the TypeScript checker.
 */

import ts from 'typescript';

import { CONTRACT_DIRECTORY } from './load.ts';
import type { Tag } from './tags.ts';

/** Where a declaration comes from: the prelude, another contract module, or dialect code. */
export type Origin = 'prelude' | 'contract' | 'dialect';

export function originOf(declaration: ts.Node): Origin {
  const file = declaration.getSourceFile().fileName;
  if (!file.includes(`/${CONTRACT_DIRECTORY}/`)) return 'dialect';
  return file.endsWith('.d.ts') ? 'prelude' : 'contract';
}

/** The checker resolves a name anew whenever it is asked, and every stage asks. */
const KNOWN = new WeakMap<ts.TypeChecker, WeakMap<ts.Node, ts.Declaration | null>>();

/** The declaration that `name` refers to, through imports; null when TypeScript found none. */
export function declarationOf(checker: ts.TypeChecker, name: ts.Node): ts.Declaration | null {
  let known = KNOWN.get(checker);
  if (known === undefined) {
    known = new WeakMap();
    KNOWN.set(checker, known);
  }
  let found = known.get(name);
  if (found === undefined) {
    found = findDeclaration(checker, name);
    known.set(name, found);
  }
  return found;
}

function findDeclaration(checker: ts.TypeChecker, name: ts.Node): ts.Declaration | null {
  let symbol = checker.getSymbolAtLocation(name);
  if (symbol !== undefined && (symbol.flags & ts.SymbolFlags.Alias) !== 0) {
    symbol = checker.getAliasedSymbol(symbol);
  }
  return symbol?.valueDeclaration ?? symbol?.declarations?.[0] ?? null;
}

/** The name when `node` is a name declared in the prelude, else null. */
export function preludeName(checker: ts.TypeChecker, node: ts.Node): string | null {
  const declaration = declarationOf(checker, node);
  if (declaration === null || originOf(declaration) !== 'prelude') return null;
  const name = ts.getNameOfDeclaration(declaration);
  return name !== undefined && ts.isIdentifier(name) ? name.text : null;
}

/** Whether a declaration carries the TSDoc tag `@name`. */
export function hasTag(declaration: ts.Node, name: Tag): boolean {
  return ts.getJSDocTags(declaration).some((tag) => tag.tagName.text === name);
}

/** Whether variables are declared with `using`. */
export function isUsingDeclaration(list: ts.VariableDeclarationList): boolean {
  // `await using` is both bits at once.
  return (list.flags & ts.NodeFlags.Using) !== 0 && (list.flags & ts.NodeFlags.Const) === 0;
}

/** Whether variables are declared with `await using`. */
export function isAwaitUsingDeclaration(list: ts.VariableDeclarationList): boolean {
  return (list.flags & ts.NodeFlags.Using) !== 0 && (list.flags & ts.NodeFlags.Const) !== 0;
}

/** The directives (`'use unsafe'`) at the start of a function body. */
export function directivesOf(body: ts.Block): readonly ts.StringLiteral[] {
  const directives: ts.StringLiteral[] = [];
  for (const statement of body.statements) {
    if (!ts.isExpressionStatement(statement) || !ts.isStringLiteral(statement.expression)) break;
    directives.push(statement.expression);
  }
  return directives;
}
