/**
 * Which declaration a name means, and where that declaration lives.
 *
 * Used by: `compiler/lower`.            Uses: the TypeScript checker.
 */

import ts from 'typescript';

import { CONTRACT_DIRECTORY } from './contract.ts';
import type { Tag } from './tags.ts';

const K = ts.SyntaxKind;

/** Where a declaration comes from: the prelude, another contract module, or dialect code. */
export type Origin = 'prelude' | 'contract' | 'dialect';

export function originOf(declaration: ts.Node): Origin {
  const file = declaration.getSourceFile().fileName;
  if (!file.includes(`/${CONTRACT_DIRECTORY}/`)) return 'dialect';
  return file.endsWith('.d.ts') ? 'prelude' : 'contract';
}

/**
 * The declarations that names of one program refer to. The checker resolves a name anew whenever it
 * is asked, and goes through types that nobody has asked for: most names are found without it.
 */
class Names {
  readonly #checker: ts.TypeChecker;
  readonly #known = new Map<ts.Node, ts.Declaration | null>();
  /** Names that no module declares, by what they stand for. */
  readonly #globalTypes = new Map<ts.__String, ts.Declaration | null>();
  readonly #globalValues = new Map<ts.__String, ts.Declaration | null>();

  constructor(checker: ts.TypeChecker) {
    this.#checker = checker;
  }

  find(name: ts.Node): ts.Declaration | null {
    let found = this.#known.get(name);
    if (found === undefined) {
      found = ts.isIdentifier(name) ? this.#look(name, name.parent) : this.#ask(name);
      this.#known.set(name, found);
    }
    return found;
  }

  #look(name: ts.Identifier, parent: ts.Node): ts.Declaration | null {
    switch (parent.kind) {
      case K.PropertyAccessExpression:
        return name === (parent as ts.PropertyAccessExpression).name
          ? this.#member(parent as ts.PropertyAccessExpression, name)
          : this.#inScope(name, ts.SymbolFlags.Value);
      case K.TypeReference:
        return this.#inScope(name, ts.SymbolFlags.Type);
      case K.VariableDeclaration:
      case K.PropertyAssignment:
        return name === (parent as ts.VariableDeclaration | ts.PropertyAssignment).name
          ? this.#ask(name)
          : this.#inScope(name, ts.SymbolFlags.Value);
      case K.BinaryExpression:
      case K.CallExpression:
      case K.CaseClause:
      case K.ConditionalExpression:
      case K.ElementAccessExpression:
      case K.ExpressionStatement:
      case K.IfStatement:
      case K.ParenthesizedExpression:
      case K.PostfixUnaryExpression:
      case K.PrefixUnaryExpression:
      case K.ReturnStatement:
      case K.SwitchStatement:
      case K.TemplateSpan:
        return this.#inScope(name, ts.SymbolFlags.Value);
      default:
        return this.#ask(name);
    }
  }

  #ask(name: ts.Node): ts.Declaration | null {
    const symbol = this.#checker.getSymbolAtLocation(name);
    return symbol === undefined ? null : declarationIn(this.#withoutAlias(symbol));
  }

  #withoutAlias(symbol: ts.Symbol): ts.Symbol {
    if ((symbol.flags & ts.SymbolFlags.Alias) === 0) return symbol;
    return this.#checker.getAliasedSymbol(symbol);
  }

  /** The innermost declaration of a name that is visible where it stands. */
  #inScope(name: ts.Identifier, meaning: ts.SymbolFlags): ts.Declaration | null {
    const text = name.escapedText;
    let inner: ts.Node = name;
    let scope: ts.Node = name.parent;
    while (!ts.isSourceFile(scope)) {
      if (hasNamesOfItsOwn(scope)) return this.#ask(name);
      const symbol = localsOf(scope)?.get(text);
      if (symbol !== undefined) {
        // The head of a function sees less than its body.
        const isInHead = 'body' in scope && scope.body !== inner;
        return isInHead || (symbol.flags & meaning) === 0 ? this.#ask(name) : declarationIn(symbol);
      }
      inner = scope;
      scope = scope.parent;
    }
    const locals = localsOf(scope);
    if (locals === undefined) return this.#ask(name);
    const symbol = locals.get(text);
    if (symbol === undefined) return this.#global(name, meaning);
    const declared = this.#withoutAlias(this.#checker.getExportSymbolOfSymbol(symbol));
    return (declared.flags & meaning) === 0 ? this.#ask(name) : declarationIn(declared);
  }

  #global(name: ts.Identifier, meaning: ts.SymbolFlags): ts.Declaration | null {
    const known = meaning === ts.SymbolFlags.Type ? this.#globalTypes : this.#globalValues;
    let found = known.get(name.escapedText);
    if (found === undefined) {
      found = this.#ask(name);
      known.set(name.escapedText, found);
    }
    return found;
  }

  /** `Module.name` and `Enum.Member`. */
  #member(node: ts.PropertyAccessExpression, name: ts.Identifier): ts.Declaration | null {
    const owner = ts.isIdentifier(node.expression) ? this.find(node.expression) : null;
    if (owner === null || !(ts.isSourceFile(owner) || ts.isEnumDeclaration(owner))) {
      return this.#ask(name);
    }
    const symbol = this.#checker.getSymbolAtLocation(ts.isSourceFile(owner) ? owner : owner.name);
    const member = symbol?.exports?.get(name.escapedText);
    const isFound = member !== undefined && (member.flags & ts.SymbolFlags.Alias) === 0;
    return isFound ? declarationIn(member) : this.#ask(name);
  }
}

function declarationIn(symbol: ts.Symbol): ts.Declaration | null {
  return symbol.valueDeclaration ?? symbol.declarations?.[0] ?? null;
}

/** What TypeScript's binder has found declared directly in `scope`; not in its published types. */
function localsOf(
  scope: ts.Node & { readonly locals?: ts.SymbolTable },
): ts.SymbolTable | undefined {
  return scope.locals;
}

/** Whether `scope` shows names inside that are not among its locals. */
function hasNamesOfItsOwn(scope: ts.Node): boolean {
  switch (scope.kind) {
    case K.ClassDeclaration:
    case K.ClassExpression:
    case K.ConditionalType:
    case K.EnumDeclaration:
    case K.FunctionExpression:
    case K.InterfaceDeclaration:
    case K.ModuleDeclaration:
      return true;
    default:
      return false;
  }
}

const NAMES = new WeakMap<ts.TypeChecker, Names>();

/** The declaration that `name` refers to, through imports; null when TypeScript found none. */
export function declarationOf(checker: ts.TypeChecker, name: ts.Node): ts.Declaration | null {
  let names = NAMES.get(checker);
  if (names === undefined) {
    names = new Names(checker);
    NAMES.set(checker, names);
  }
  return names.find(name);
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
