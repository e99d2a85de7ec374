/**
 * What TypeScript's types say about ownership.
 *
 * `Owned<T, typeof release>` is an intersection with a mark of the prelude, so the checker carries
 * it through variables, parameters, results, narrowing and the fields of records. What lies in memory,
 * the fields of a struct and the elements of an array, is left to whoever keeps it there.
 *
 * Used by: `compiler/ownership`, `compiler/lower/{body,scopes}.ts`.            Uses: the checker.
 */

import ts from 'typescript';

const MARK_PREFIX = '__@ownedMark';

function markOf(type: ts.Type): ts.Symbol | null {
  return type.getProperties().find((property) => property.name.startsWith(MARK_PREFIX)) ?? null;
}

/** Whether a value of `type` is owned itself. */
export function isOwned(type: ts.Type): boolean {
  if (type.isUnion()) return type.types.some((member) => isOwned(member));
  return markOf(type) !== null;
}

/** The answers for types seen before: the check asks for every variable and argument. */
const KNOWN = new WeakMap<ts.Type, boolean>();

/** Whether a value of `type` is owned, or is a record with something owned in it. */
export function carriesOwnership(checker: ts.TypeChecker, type: ts.Type): boolean {
  let found = KNOWN.get(type);
  if (found === undefined) {
    // What a record that contains itself is asked for on the way: its other fields decide.
    KNOWN.set(type, false);
    found = computeCarriesOwnership(checker, type);
    KNOWN.set(type, found);
  }
  return found;
}

function computeCarriesOwnership(checker: ts.TypeChecker, type: ts.Type): boolean {
  if (type.isUnion()) return type.types.some((member) => carriesOwnership(checker, member));
  const fields = [...fieldsOf(checker, type).values()];
  return isOwned(type) || fields.some((field) => carriesOwnership(checker, field));
}

/** What an owned value is without its owner, and the function that releases it, if it names one. */
export interface Owner {
  readonly plain: ts.Type;
  readonly release: ts.Symbol | undefined;
}

/** The owner of a value of `type`, which is no union; null when it is not owned itself. */
export function ownerOf(checker: ts.TypeChecker, type: ts.Type): Owner | null {
  const mark = markOf(type);
  if (mark === null) return null;
  const marked = checker.getTypeOfSymbol(mark);
  const plain = marked.getProperty('value');
  const release = marked.getProperty('release');
  return {
    plain: plain === undefined ? type : checker.getTypeOfSymbol(plain),
    release: release === undefined ? undefined : checker.getTypeOfSymbol(release).getSymbol(),
  };
}

/** The types of a record's fields, declared or in a literal; none for what is no record. */
export function fieldsOf(checker: ts.TypeChecker, type: ts.Type): ReadonlyMap<string, ts.Type> {
  const isObject = (type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) !== 0;
  if (!isObject || isMemory(type)) return new Map();
  return new Map(
    type
      .getProperties()
      .filter(({ valueDeclaration }) => valueDeclaration !== undefined && isField(valueDeclaration))
      .map((property) => [property.name, checker.getTypeOfSymbol(property)]),
  );
}

function isField(node: ts.Declaration): boolean {
  const isProperty =
    ts.isPropertySignature(node) ||
    ts.isPropertyAssignment(node) ||
    ts.isShorthandPropertyAssignment(node);
  return isProperty && ts.isIdentifier(node.name);
}

/** Whether `node` reads the field of a record that owns what the record owns. */
export function isOwningField(
  checker: ts.TypeChecker,
  node: ts.Expression,
): node is ts.PropertyAccessExpression {
  return (
    ts.isPropertyAccessExpression(node) &&
    !isMemory(checker.getTypeAtLocation(node.expression)) &&
    carriesOwnership(checker, checker.getTypeAtLocation(node))
  );
}

/** Whether a value of `type` lies in memory, and a variable holds where: struct, array, view. */
export function isMemory(type: ts.Type): boolean {
  if (type.isIntersection()) return type.types.some((member) => isMemory(member));
  const name = type.getSymbol()?.name;
  if (name === 'FixedArray' || name === 'DataView') return true;
  return type.getProperties().some((property) => property.name.startsWith('__@structMark'));
}

const KNOWN_REFERENCES = new WeakMap<ts.Type, boolean>();

/** Whether a value of `type` refers to memory, or is a record with such a reference. */
export function holdsReference(checker: ts.TypeChecker, type: ts.Type): boolean {
  let found = KNOWN_REFERENCES.get(type);
  if (found === undefined) {
    KNOWN_REFERENCES.set(type, false);
    const parts = type.isUnionOrIntersection() ? type.types : [];
    found =
      isMemory(type) ||
      [...parts, ...fieldsOf(checker, type).values()].some((part) => holdsReference(checker, part));
    KNOWN_REFERENCES.set(type, found);
  }
  return found;
}

/** Why the check could not follow a value of `type`; null when it can, or has nothing to follow. */
export function ownershipFault(checker: ts.TypeChecker, type: ts.Type): string | null {
  if (type.isUnion()) {
    return firstFault(type.types, (member) => ownershipFault(checker, member));
  }
  const owner = ownerOf(checker, type);
  if (owner !== null) {
    const isTwice = carriesOwnership(checker, owner.plain);
    return isTwice ? 'what is owned owns something itself' : null;
  }
  const fields = [...fieldsOf(checker, type).values()];
  const owning = fields.filter((field) => carriesOwnership(checker, field));
  if (owning.length > 1) return `a record has ${owning.length} fields that own something`;
  if (owning.some((field) => !isOwned(field))) return 'what is owned lies in a record in a record';
  return null;
}

function firstFault<T>(items: readonly T[], find: (item: T) => string | null): string | null {
  for (const item of items) {
    const found = find(item);
    if (found !== null) return found;
  }
  return null;
}

/**
 * The functions that release what a value of `type` owns, by the symbols that TypeScript has for
 * them; undefined stands for an owned value that names none.
 */
export function releasesOf(
  checker: ts.TypeChecker,
  type: ts.Type,
): ReadonlySet<ts.Symbol | undefined> {
  const found = new Set<ts.Symbol | undefined>();
  const seen = new Set<ts.Type>();
  const visit = (part: ts.Type): void => {
    if (seen.has(part) || !carriesOwnership(checker, part)) return;
    seen.add(part);
    if (part.isUnion()) return part.types.forEach(visit);
    const owner = ownerOf(checker, part);
    if (owner !== null) found.add(owner.release);
    else fieldsOf(checker, part).forEach(visit);
  };
  visit(type);
  return found;
}

/** An import of a module by another. */
interface Import {
  readonly by: ts.SourceFile;
  readonly bindings: ts.NamedImportBindings;
}

/**
 * For each module in which a value can be owned: what finds the names that lead to one there.
 *
 * A value has its type from names, so a function without any of these has nothing to do with
 * ownership. `Owned` is the first of them; the others are those of the types, variables and functions
 * at the top of a module whose declared type has one of them, there and where they are imported.
 * They are looked for in the text, comments and all: one too many costs time and nothing else.
 */
export function findOwnerNames(
  checker: ts.TypeChecker,
  modules: readonly ts.SourceFile[],
): ReadonlyMap<ts.SourceFile, RegExp> {
  const imports = importsOf(checker, modules);
  const names = new Map<ts.SourceFile, Set<string>>();
  const changed = new Set<ts.SourceFile>();
  const add = (module: ts.SourceFile, name: string): void => {
    const known = names.get(module) ?? new Set();
    if (known.has(name)) return;
    names.set(module, known.add(name));
    changed.add(module);
  };
  const isOwned = patternFor(['Owned']);
  for (const module of new Set([...modules, ...imports.keys()])) {
    if (isOwned.test(module.text)) add(module, 'Owned');
  }
  const found = new Set<ts.Identifier>();
  // Grows while it is gone through.
  for (const module of changed) {
    changed.delete(module);
    const leadsToOwner = patternFor(names.get(module) ?? []);
    for (const { name, type } of declaredIn(module)) {
      if (found.has(name) || !leadsToOwner.test(type)) continue;
      found.add(name);
      add(module, name.text);
      for (const { by, bindings } of imports.get(module) ?? []) {
        for (const imported of namesFor(name.text, bindings)) add(by, imported);
      }
    }
  }
  return new Map([...names].map(([module, known]) => [module, patternFor(known)]));
}

/** Finds each of `names`, and the escapes with which one could be written in another way. */
function patternFor(names: Iterable<string>): RegExp {
  const alternatives = [...names].map((name) => name.replaceAll('$', '\\$'));
  return new RegExp(`(?<![\\w$])(?:${alternatives.join('|')})(?![\\w$])|\\\\u`);
}

/** The imports of each module. */
function importsOf(
  checker: ts.TypeChecker,
  modules: readonly ts.SourceFile[],
): ReadonlyMap<ts.SourceFile, readonly Import[]> {
  const imports = new Map<ts.SourceFile, Import[]>();
  for (const by of modules) {
    for (const statement of by.statements) {
      if (!ts.isImportDeclaration(statement)) continue;
      const bindings = statement.importClause?.namedBindings;
      const imported = checker.getSymbolAtLocation(statement.moduleSpecifier)?.valueDeclaration;
      if (bindings === undefined || imported === undefined || !ts.isSourceFile(imported)) continue;
      const known = imports.get(imported) ?? [];
      imports.set(imported, known);
      known.push({ by, bindings });
    }
  }
  return imports;
}

/** What an import calls the declaration `name`. */
function namesFor(name: string, bindings: ts.NamedImportBindings): readonly string[] {
  if (ts.isNamespaceImport(bindings)) return [name];
  return bindings.elements
    .filter((element) => (element.propertyName ?? element.name).text === name)
    .map((element) => element.name.text);
}

/** The declarations at the top of a module, with the text that their types are in. */
function* declaredIn(module: ts.SourceFile): Iterable<{ name: ts.Identifier; type: string }> {
  for (const statement of module.statements) {
    const text = (end: number): string => module.text.slice(statement.getStart(module), end);
    if (ts.isFunctionDeclaration(statement) && statement.name !== undefined) {
      yield { name: statement.name, type: text(statement.body?.pos ?? statement.end) };
    } else if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) {
      yield { name: statement.name, type: text(statement.end) };
    } else if (ts.isVariableStatement(statement)) {
      for (const { name } of statement.declarationList.declarations) {
        if (ts.isIdentifier(name)) yield { name, type: text(statement.end) };
      }
    }
  }
}

/** The function that `Owned<T, typeof release>` names for the variable `declaration`, or null. */
export function releaseFunctionOf(
  checker: ts.TypeChecker,
  declaration: ts.VariableDeclaration,
): ts.FunctionDeclaration | null {
  const type = checker.getTypeAtLocation(declaration.name);
  const members = type.isUnion() ? type.types : [type];
  for (const member of members) {
    const found = ownerOf(checker, member)?.release?.valueDeclaration;
    if (found !== undefined && ts.isFunctionDeclaration(found)) return found;
  }
  return null;
}
