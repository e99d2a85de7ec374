/**
 * What TypeScript's types say about ownership.
 *
 * `Owned<T, typeof release>` is an intersection with a mark of the prelude, so the checker carries
 * it through variables, parameters, results, narrowing and the fields of records.
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

/** Whether a value of `type` is owned or is a record with an owned field. */
export function carriesOwnership(checker: ts.TypeChecker, type: ts.Type): boolean {
  let found = KNOWN.get(type);
  if (found === undefined) {
    found = computeCarriesOwnership(checker, type);
    KNOWN.set(type, found);
  }
  return found;
}

function computeCarriesOwnership(checker: ts.TypeChecker, type: ts.Type): boolean {
  if (type.isUnion()) return type.types.some((member) => carriesOwnership(checker, member));
  if (isOwned(type)) return true;
  if ((type.flags & ts.TypeFlags.Object) === 0 || isStruct(type)) return false;
  return type.getProperties().some((property) => {
    const declaration = property.valueDeclaration;
    if (declaration === undefined || !ts.isPropertySignature(declaration)) return false;
    return isOwned(checker.getTypeOfSymbol(property));
  });
}

function isStruct(type: ts.Type): boolean {
  return type.getProperties().some((property) => property.name.startsWith('__@structMark'));
}

/** What every type with ownership names, in the module that declares it. */
const OWNED_NAME = /\bOwned\b/;

/**
 * The modules in which a value can be owned: those that name `Owned`, and those that import one of
 * them, directly or through others. In any other module no type can carry ownership.
 */
export function modulesWithOwners(
  checker: ts.TypeChecker,
  modules: readonly ts.SourceFile[],
): ReadonlySet<ts.SourceFile> {
  const importers = new Map<ts.SourceFile, ts.SourceFile[]>();
  for (const module of modules) {
    for (const statement of module.statements) {
      if (!ts.isImportDeclaration(statement)) continue;
      const imported = checker.getSymbolAtLocation(statement.moduleSpecifier)?.valueDeclaration;
      if (imported === undefined || !ts.isSourceFile(imported)) continue;
      const known = importers.get(imported);
      if (known === undefined) importers.set(imported, [module]);
      else known.push(module);
    }
  }
  const all = [...modules, ...importers.keys()];
  const found = new Set(all.filter((module) => OWNED_NAME.test(module.text)));
  // Grows while it is gone through.
  for (const module of found) {
    for (const importer of importers.get(module) ?? []) found.add(importer);
  }
  return found;
}

/** The function that `Owned<T, typeof release>` names for the variable `declaration`, or null. */
export function releaseFunctionOf(
  checker: ts.TypeChecker,
  declaration: ts.VariableDeclaration,
): ts.FunctionDeclaration | null {
  const type = checker.getTypeAtLocation(declaration.name);
  const members = type.isUnion() ? type.types : [type];
  for (const member of members) {
    const mark = markOf(member);
    if (mark === null) continue;
    const release = checker.getTypeOfSymbol(mark).getProperty('release');
    if (release === undefined) continue;
    const found = checker.getTypeOfSymbol(release).symbol?.valueDeclaration;
    if (found !== undefined && ts.isFunctionDeclaration(found)) return found;
  }
  return null;
}
