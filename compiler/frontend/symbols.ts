/**
 * Which declaration a name means, and where that declaration lives.
 *
 * Used by: `compiler/lower`.            Uses: the TypeScript checker.
 */

import ts from 'typescript';

import { CONTRACT_DIRECTORY } from './load.ts';
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
  /** Names that no function declares: by module, and those that no module declares either. */
  readonly #ofModules = new Map<ts.SourceFile, Map<string, ts.Declaration | null>>();
  readonly #global = new Map<string, ts.Declaration | null>();

  constructor(checker: ts.TypeChecker) {
    this.#checker = checker;
  }

  find(name: ts.Node): ts.Declaration | null {
    let found = this.#known.get(name);
    if (found === undefined) {
      found = this.#look(name);
      this.#known.set(name, found);
    }
    return found;
  }

  #look(name: ts.Node): ts.Declaration | null {
    if (!ts.isIdentifier(name)) return this.#ask(name);
    const { parent } = name;
    if (ts.isPropertyAccessExpression(parent) && parent.name === name) return this.#member(parent);
    if (ts.isTypeReferenceNode(parent)) return this.#inScope(name, ts.SymbolFlags.Type);
    return isValueName(name) ? this.#inScope(name, ts.SymbolFlags.Value) : this.#ask(name);
  }

  #ask(name: ts.Node): ts.Declaration | null {
    let symbol = this.#checker.getSymbolAtLocation(name);
    if (symbol !== undefined && (symbol.flags & ts.SymbolFlags.Alias) !== 0) {
      symbol = this.#checker.getAliasedSymbol(symbol);
    }
    return declarationIn(symbol);
  }

  /** The innermost declaration of a name that is visible where it stands. */
  #inScope(name: ts.Identifier, meaning: ts.SymbolFlags): ts.Declaration | null {
    let inner: ts.Node = name;
    for (let scope: ts.Node = name.parent; !ts.isSourceFile(scope); scope = scope.parent) {
      if (hasNamesOfItsOwn(scope)) return this.#ask(name);
      const symbol = localsOf(scope)?.get(name.escapedText);
      if (symbol !== undefined) {
        // The head of a function sees less than its body.
        const isInHead = 'body' in scope && scope.body !== inner;
        return isInHead || (symbol.flags & meaning) === 0 ? this.#ask(name) : declarationIn(symbol);
      }
      inner = scope;
    }
    return this.#inModule(name, meaning);
  }

  #inModule(name: ts.Identifier, meaning: ts.SymbolFlags): ts.Declaration | null {
    const module = name.getSourceFile();
    const locals = localsOf(module);
    if (locals === undefined) return this.#ask(name);
    let names = this.#global;
    if (locals.has(name.escapedText)) {
      names = this.#ofModules.get(module) ?? new Map<string, ts.Declaration | null>();
      this.#ofModules.set(module, names);
    }
    const key = `${meaning} ${name.text}`;
    let found = names.get(key);
    if (found === undefined) {
      found = this.#ask(name);
      names.set(key, found);
    }
    return found;
  }

  /** `Module.name` and `Enum.Member`. */
  #member(node: ts.PropertyAccessExpression): ts.Declaration | null {
    const owner = ts.isIdentifier(node.expression) ? this.find(node.expression) : null;
    if (owner === null || !(ts.isSourceFile(owner) || ts.isEnumDeclaration(owner))) {
      return this.#ask(node.name);
    }
    const symbol = this.#checker.getSymbolAtLocation(ts.isSourceFile(owner) ? owner : owner.name);
    const member = symbol?.exports?.get(node.name.escapedText);
    const isFound = member !== undefined && (member.flags & ts.SymbolFlags.Alias) === 0;
    return isFound ? declarationIn(member) : this.#ask(node.name);
  }
}

function declarationIn(symbol: ts.Symbol | undefined): ts.Declaration | null {
  return symbol?.valueDeclaration ?? symbol?.declarations?.[0] ?? null;
}

/** What TypeScript's binder has found declared directly in `scope`; not in its published types. */
function localsOf(
  scope: ts.Node & { readonly locals?: ts.SymbolTable },
): ts.SymbolTable | undefined {
  return scope.locals;
}

/** Whether names are visible in `scope` that are not among its locals, such as members of an enum. */
function hasNamesOfItsOwn(scope: ts.Node): boolean {
  return (
    ts.isEnumDeclaration(scope) ||
    ts.isInterfaceDeclaration(scope) ||
    ts.isClassLike(scope) ||
    ts.isModuleDeclaration(scope) ||
    ts.isFunctionExpression(scope)
  );
}

/** Whether `name` stands for its value: it declares nothing and is not a label or a field. */
function isValueName(name: ts.Identifier): boolean {
  const { parent } = name;
  switch (parent.kind) {
    case K.VariableDeclaration:
    case K.PropertyAssignment:
      return (parent as ts.VariableDeclaration | ts.PropertyAssignment).name !== name;
    case K.PropertyAccessExpression:
    case K.ElementAccessExpression:
    case K.CallExpression:
    case K.BinaryExpression:
    case K.PrefixUnaryExpression:
    case K.PostfixUnaryExpression:
    case K.ConditionalExpression:
    case K.ParenthesizedExpression:
    case K.TemplateSpan:
    case K.ExpressionStatement:
    case K.ReturnStatement:
    case K.IfStatement:
    case K.SwitchStatement:
    case K.CaseClause:
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
