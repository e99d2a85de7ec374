/**
 * One error for one cause: which errors of TypeScript to leave out next to the dialect's own.
 *
 * Both look at the same program, so one mistake is often found twice. The dialect's message knows
 * more (widths, brands, what to write instead), so TypeScript's is dropped where the dialect
 * refuses the same place, the same statement of a function, or the class or namespace around it.
 * What does not follow from types, such as an unknown name, is kept in a statement that is refused.
 *
 * Where a declaration is refused, TypeScript goes on with the type that it has for it, and is
 * surprised wherever it is used; what it says there is dropped as well (`refused-declarations.ts`).
 *
 * Used by: `compile.ts`.            Uses: the syntax trees, `refused-declarations.ts`.
 */

import ts from 'typescript';

import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { type LoadedProgram, projectPath } from './load.ts';
import { RefusedDeclarations } from './refused-declarations.ts';

/**
 * The errors of a program that are shown: all of the dialect's, and what only TypeScript found.
 *
 * @param found - the errors of TypeScript
 * @param own   - the errors of the dialect
 */
export function withoutCascades(
  loaded: LoadedProgram,
  found: readonly Diagnostic[],
  own: readonly Diagnostic[],
  projectDirectory: string,
): readonly Diagnostic[] {
  const files = new Map(
    loaded.modules.map((file) => [projectPath(projectDirectory, file.fileName), file]),
  );
  const unitsAt = (found: Diagnostic): readonly ts.Node[] => {
    const file = files.get(found.file);
    if (file === undefined) return [];
    return unitsOf(file, positionOf(file, found));
  };
  const refused = new Set(
    own.flatMap((found) =>
      // Only what is wrong with the function as a whole hides the other errors of its signature.
      unitsAt(found).filter((unit) => !ts.isFunctionDeclaration(unit) || found.code === 'KD0103'),
    ),
  );
  const functionsWith = (isMeant: (found: Diagnostic) => boolean): ReadonlySet<ts.Node> =>
    new Set(own.flatMap((found) => (isMeant(found) ? functionsAt(files, found) : [])));
  const incomplete = functionsWith(
    (found) => found.code === 'KD0307' || isInSwitchHead(files, found),
  );
  const optional = functionsWith(({ code }) => code === 'KD0108');
  const isIn = (each: Diagnostic, functions: ReadonlySet<ts.Node>): boolean =>
    functionsAt(files, each).some((around) => functions.has(around));
  const declarations = new RefusedDeclarations(loaded.checker, files, [
    ...own,
    ...found.filter((each) => NO_VALUE.test(each.message)),
  ]);
  const first = firstOfDuplicates(files, found);
  const kept = found.filter(
    (each) =>
      !first.has(each) &&
      !OF_SECOND_TYPE.test(each.message) &&
      !own.some((other) => overlaps(each, other)) &&
      (NO_VALUE.test(each.message) || isOfName(each) || !declarations.areUsedAt(each)) &&
      !unitsAt(each).some((unit) => refused.has(unit) && !isApart(each, unit)) &&
      !(MISSING_RETURN.test(each.message) && isIn(each, incomplete)) &&
      !(AFTER_OPTIONAL.test(each.message) && isIn(each, optional)),
  );
  // A type of the library that TypeScript misses has no place; whatever needs it has one.
  const placed = withoutConsequences(
    kept.filter((each) => each.file !== ''),
    unitsAt,
  );
  return own.length + placed.length > 0 ? [...own, ...placed] : kept;
}

/** A path without a return, which a switch leaves open: it misses a case, or one is wrong. */
const MISSING_RETURN = /\(TS(2366|2355|7030)\)$/;
/** A name that nothing declares, or not here, or one that is no variable: whatever is around it. */
const OF_NAME = /\(TS(2304|2503|2552|258[0-58]|259[1-3]|18004)\)$/;
/** A call with too many or too few arguments, or a second `default`. */
const OF_COUNT = /\(TS(255[45]|1113)\)$/;
/** What does not fit a second declaration of a type, which none can have. */
const OF_SECOND_TYPE = /\(TS(2428|2432|2717)\)$/;
/** A parameter behind one that is optional, which none can be. */
const AFTER_OPTIONAL = /\(TS1016\)$/;
/** A constant without a value, which has none wherever it is used. */
const NO_VALUE = /\(TS1155\)$/;
/** A name that is declared more than once: TypeScript says so of each declaration. */
const DUPLICATE = /\(TS(2300|2323|2393|2451)\)$/;
/** A type that does not fit, which follows from any other error in the same statement. */
const MISMATCH = /\(TS2322\)$/;

/** Whether an error is about a name and not about the types around it. */
function isOfName(each: Diagnostic): boolean {
  return each.code === 'KD0113' || OF_NAME.test(each.message);
}

/** Whether an error in a unit that is refused has a cause of its own. */
function isApart(each: Diagnostic, unit: ts.Node): boolean {
  if (ts.isClassLike(unit) || ts.isModuleDeclaration(unit)) return false;
  if (ts.isImportDeclaration(unit) || ts.isImportEqualsDeclaration(unit)) return false;
  // `Promise` belongs to what is refused about a function, `new Error` to the `throw` before it.
  if (ts.isFunctionDeclaration(unit) || ts.isThrowStatement(unit)) {
    return each.code !== 'KD0113' && isOfName(each);
  }
  return isOfName(each) || OF_COUNT.test(each.message);
}

/** Of several errors in one statement, a mismatch of types is the consequence of the others. */
function withoutConsequences(
  found: readonly Diagnostic[],
  unitsAt: (found: Diagnostic) => readonly ts.Node[],
): readonly Diagnostic[] {
  const causes = new Set(
    found.flatMap((each) => (MISMATCH.test(each.message) ? [] : unitsAt(each))),
  );
  return found.filter(
    (each) => !MISMATCH.test(each.message) || !unitsAt(each).some((unit) => causes.has(unit)),
  );
}

/** Of several declarations of one name in one scope, the first: nothing is wrong with it. */
function firstOfDuplicates(
  files: ReadonlyMap<string, ts.SourceFile>,
  found: readonly Diagnostic[],
): ReadonlySet<Diagnostic> {
  const scopes = new Map<ts.Node, Set<string>>();
  return new Set(
    found.filter((each) => {
      const file = files.get(each.file);
      if (file === undefined || !DUPLICATE.test(each.message)) return false;
      const scope = scopeAt(file, positionOf(file, each));
      const known = scopes.get(scope) ?? new Set();
      scopes.set(scope, known);
      // The text has the name in it, but for functions, whose name is at the place.
      const key = each.message + file.text.slice(positionOf(file, each), endOf(file, each));
      if (known.has(key)) return false;
      known.add(key);
      return true;
    }),
  );
}

/** The innermost node around a position in which a name is declared once. */
function scopeAt(file: ts.SourceFile, position: number): ts.Node {
  let scope: ts.Node = file;
  for (let node: ts.Node | undefined = file; node !== undefined; node = childAt(node, position)) {
    // A name of a function is one of the scope around it.
    if ('name' in node && node.name === childAt(node, position)) break;
    const isBody = ts.isBlock(node) && ts.isFunctionLike(node.parent);
    if (!isBody && (isScope(node) || ts.isFunctionLike(node))) scope = node;
  }
  return scope;
}

function isScope(node: ts.Node): boolean {
  return (
    ts.isBlock(node) ||
    ts.isCaseBlock(node) ||
    ts.isModuleBlock(node) ||
    ts.isForStatement(node) ||
    ts.isForOfStatement(node) ||
    ts.isClassLike(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeLiteralNode(node) ||
    ts.isEnumDeclaration(node)
  );
}

function positionOf(file: ts.SourceFile, found: Diagnostic): number {
  return file.getPositionOfLineAndCharacter(found.line - 1, found.column - 1);
}

function endOf(file: ts.SourceFile, found: Diagnostic): number {
  return file.getPositionOfLineAndCharacter(found.endLine - 1, found.endColumn - 1);
}

/** The functions around a place, its own signature included. */
function functionsAt(
  files: ReadonlyMap<string, ts.SourceFile>,
  found: Diagnostic,
): readonly ts.Node[] {
  return nodesAt(files, found).filter((node) => ts.isFunctionLike(node));
}

/** Whether a place is in what a switch is over, or in the label of a case. */
function isInSwitchHead(files: ReadonlyMap<string, ts.SourceFile>, found: Diagnostic): boolean {
  const nodes = nodesAt(files, found);
  return nodes.some(
    (node) =>
      (ts.isCaseClause(node) || ts.isSwitchStatement(node)) && nodes.includes(node.expression),
  );
}

/** The nodes around a place, outermost first. */
function nodesAt(files: ReadonlyMap<string, ts.SourceFile>, found: Diagnostic): readonly ts.Node[] {
  const file = files.get(found.file);
  if (file === undefined) return [];
  const position = positionOf(file, found);
  const nodes: ts.Node[] = [];
  for (let node: ts.Node | undefined = file; node !== undefined; node = childAt(node, position)) {
    nodes.push(node);
  }
  return nodes;
}

function overlaps(left: Diagnostic, right: Diagnostic): boolean {
  return left.file === right.file && startsBefore(left, right) && startsBefore(right, left);
}

/** Whether `left` starts before `right` ends. */
function startsBefore(left: Diagnostic, right: Diagnostic): boolean {
  return (
    left.line < right.endLine || (left.line === right.endLine && left.column < right.endColumn)
  );
}

/**
 * What may be refused as a whole around a position: the outermost class or namespace, else the
 * innermost statement of a function, else the function whose signature this is, else a top-level
 * statement that declares no function or type.
 */
function unitsOf(file: ts.SourceFile, position: number): readonly ts.Node[] {
  let unit: ts.Node | null = null;
  let isInFunction = false;
  for (let node: ts.Node | undefined = file; node !== undefined; node = childAt(node, position)) {
    if (ts.isClassLike(node) || ts.isModuleDeclaration(node)) return [node];
    if (ts.isBlock(node)) isInFunction = true;
    else if (isInFunction ? ts.isStatement(node) : node.parent === file && !isType(node)) {
      unit = node;
    }
  }
  return unit === null || (isInFunction && ts.isFunctionDeclaration(unit)) ? [] : [unit];
}

function isType(node: ts.Node): boolean {
  return (
    ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) || ts.isEnumDeclaration(node)
  );
}

function childAt(node: ts.Node, position: number): ts.Node | undefined {
  return ts.forEachChild(node, (child) =>
    child.getStart() <= position && position < child.getEnd() ? child : undefined,
  );
}
