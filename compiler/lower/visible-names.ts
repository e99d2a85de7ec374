/**
 * Names of types where a help says to write them: a module may know a type by another name, as a
 * member of a module, or not at all.
 *
 * Used by: `convert.ts`, `wording.ts`, `expressions.ts`.            Uses: the checker.
 */

import ts from 'typescript';

import type { Suggestion } from '../diagnostics/diagnostic.ts';
import { type EnumType, type IntType, typeName } from '../ir/types.ts';
import type { LoweringContext } from './context.ts';

/** What a type is called at some place. */
export interface TypeInHelp {
  readonly name: string;
  /** Whether the place sees it under this name; an import is missing otherwise. */
  readonly isVisible: boolean;
}

/** What an enum is called at `node`, where one of its members is to be written. */
export function enumAt(context: LoweringContext, node: ts.Node, type: EnumType): TypeInHelp {
  const isMeant = (declaration: ts.Declaration): boolean =>
    ts.isEnumDeclaration(declaration) && context.enums.get(declaration) === type;
  return named(visibleName(context.checker, node, ts.SymbolFlags.Enum, isMeant), type.name);
}

/** What a branded integer is called at `node`. */
export function brandAt(context: LoweringContext, node: ts.Node, type: IntType): TypeInHelp {
  const isMeant = (declaration: ts.Declaration): boolean =>
    ts.isTypeAliasDeclaration(declaration) && brandOf(declaration.type) === type.brand;
  return named(
    visibleName(context.checker, node, ts.SymbolFlags.TypeAlias, isMeant),
    typeName(type),
  );
}

/** A help that has the name of `type` in it: what it says is whole where that is visible. */
export function suggest(suggestion: Suggestion, type: TypeInHelp): string | Suggestion {
  return type.isVisible ? suggestion : suggestion.help;
}

function named(visible: string | null, declared: string): TypeInHelp {
  return { name: visible ?? declared, isVisible: visible !== null };
}

/** The brand of `Branded<u64, 'Brand'>`; null of another type. */
function brandOf(type: ts.TypeNode): string | null {
  if (!ts.isTypeReferenceNode(type) || type.typeName.getText() !== 'Branded') return null;
  const brand = type.typeArguments?.[1];
  const isText = brand !== undefined && ts.isLiteralTypeNode(brand);
  return isText && ts.isStringLiteral(brand.literal) ? brand.literal.text : null;
}

/** The name by which `node` sees a declaration that is meant; null when it sees none. */
function visibleName(
  checker: ts.TypeChecker,
  node: ts.Node,
  meaning: ts.SymbolFlags,
  isMeant: (declaration: ts.Declaration) => boolean,
): string | null {
  const origin = (symbol: ts.Symbol): ts.Symbol =>
    (symbol.flags & ts.SymbolFlags.Alias) === 0 ? symbol : checker.getAliasedSymbol(symbol);
  const stands = (symbol: ts.Symbol): boolean => (origin(symbol).declarations ?? []).some(isMeant);
  // The members of an enum are values, which an import of the type alone does not give.
  const isImported = (symbol: ts.Symbol): boolean =>
    meaning !== ts.SymbolFlags.Enum ||
    !(symbol.declarations ?? []).some(ts.isTypeOnlyImportOrExportDeclaration);
  const inScope = checker
    .getSymbolsInScope(node, meaning | ts.SymbolFlags.Alias)
    .filter(isImported);
  const own = inScope.find(stands);
  if (own !== undefined) return own.name;
  for (const module of inScope) {
    if ((origin(module).flags & ts.SymbolFlags.ValueModule) === 0) continue;
    const member = checker.getExportsOfModule(origin(module)).find(stands);
    if (member !== undefined) return `${module.name}.${member.name}`;
  }
  return null;
}
