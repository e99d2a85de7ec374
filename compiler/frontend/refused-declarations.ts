/**
 * Declarations that are refused, and where TypeScript stumbles over them.
 *
 * A parameter of type `u32 | undefined` is refused once. TypeScript knows the type, and has
 * something to say of each use. So an error in a statement that uses a refused declaration, or one
 * whose type comes from there, is a consequence. Another mistake in the same statement waits until
 * the declaration is repaired; those in other statements are reported.
 *
 * Used by: `cascades.ts`.            Uses: the syntax trees, the checker.
 */

import ts from 'typescript';

import type { Diagnostic } from '../diagnostics/diagnostic.ts';

export class RefusedDeclarations {
  readonly #checker: ts.TypeChecker;
  readonly #files: ReadonlyMap<string, ts.SourceFile>;
  /** Where the errors begin that may be about a declaration, by file. */
  readonly #starts = new Map<ts.SourceFile, number[]>();
  /** What is known; a declaration that is being looked at counts as good. */
  readonly #known = new Map<ts.Declaration, boolean>();

  /**
   * @param files  - the modules by path
   * @param causes - what is reported anyway
   */
  constructor(
    checker: ts.TypeChecker,
    files: ReadonlyMap<string, ts.SourceFile>,
    causes: readonly Diagnostic[],
  ) {
    this.#checker = checker;
    this.#files = files;
    for (const { file: name, line, column } of causes) {
      const file = files.get(name);
      if (file === undefined) continue;
      const starts = this.#starts.get(file) ?? [];
      this.#starts.set(file, starts);
      starts.push(file.getPositionOfLineAndCharacter(line - 1, column - 1));
    }
  }

  /** Whether the statement with the error `found` uses a refused declaration. */
  areUsedAt(found: Diagnostic): boolean {
    const file = this.#files.get(found.file);
    if (file === undefined || this.#starts.size === 0) return false;
    const position = file.getPositionOfLineAndCharacter(found.line - 1, found.column - 1);
    const statement = statementAt(file, position);
    // In the head of another declaration each part has its own errors.
    return statement !== null && !declares(statement) && this.#areNamedIn(statement);
  }

  /** Whether `node` names a refused declaration, statements inside it apart. */
  #areNamedIn(node: ts.Node | undefined): boolean {
    if (node === undefined) return false;
    if (ts.isIdentifier(node)) return this.#isNameOfRefused(node);
    const isNamed = (child: ts.Node): boolean => !ts.isStatement(child) && this.#areNamedIn(child);
    return ts.forEachChild(node, isNamed) ?? false;
  }

  #isNameOfRefused(name: ts.Identifier): boolean {
    let symbol = this.#checker.getSymbolAtLocation(name);
    if (symbol !== undefined && (symbol.flags & ts.SymbolFlags.Alias) !== 0) {
      symbol = this.#checker.getAliasedSymbol(symbol);
    }
    return symbol?.declarations?.some((declaration) => this.#isRefused(declaration)) ?? false;
  }

  #isRefused(declaration: ts.Declaration): boolean {
    const known = this.#known.get(declaration);
    if (known !== undefined) return known;
    this.#known.set(declaration, false);
    const isRefused = typesOf(declaration).some(
      (part) => this.#hasError(part) || this.#areNamedIn(part),
    );
    this.#known.set(declaration, isRefused);
    return isRefused;
  }

  /** Whether an error begins in `node`. */
  #hasError(node: ts.Node): boolean {
    const starts = this.#starts.get(node.getSourceFile()) ?? [];
    return starts.some((start) => node.getStart() <= start && start < node.getEnd());
  }
}

/** The parts of a declaration that its type comes from, and its name. */
function typesOf(declaration: ts.Declaration): readonly ts.Node[] {
  if (ts.isFunctionDeclaration(declaration)) {
    return present([...declaration.parameters, declaration.type]);
  }
  if (ts.isVariableDeclaration(declaration)) {
    const list = declaration.parent.parent;
    const elements = ts.isForOfStatement(list) ? list.expression : undefined;
    return present([declaration.name, declaration.type ?? declaration.initializer ?? elements]);
  }
  if (ts.isClassDeclaration(declaration) || ts.isModuleDeclaration(declaration)) {
    return present([declaration.name]);
  }
  const isWhole =
    ts.isParameter(declaration) ||
    ts.isPropertySignature(declaration) ||
    ts.isTypeAliasDeclaration(declaration);
  return isWhole ? [declaration] : [];
}

function present(nodes: readonly (ts.Node | undefined)[]): readonly ts.Node[] {
  return nodes.filter((node) => node !== undefined);
}

/** The innermost statement around a position; null when there is none. */
function statementAt(file: ts.SourceFile, position: number): ts.Statement | null {
  let statement: ts.Statement | null = null;
  let node: ts.Node | undefined = file;
  while (node !== undefined) {
    if (ts.isStatement(node) && !ts.isBlock(node)) statement = node;
    node = ts.forEachChild(node, (child) =>
      child.getStart() <= position && position < child.getEnd() ? child : undefined,
    );
  }
  return statement;
}

function declares(statement: ts.Statement): boolean {
  return ts.isDeclarationStatement(statement) || ts.isImportDeclaration(statement);
}
