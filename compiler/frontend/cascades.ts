/**
 * One error for one cause: which errors of TypeScript to leave out next to the dialect's own.
 *
 * Both look at the same program, so one mistake is often found twice. The dialect's message knows
 * more (widths, brands, what to write instead), so TypeScript's is dropped where the dialect
 * refuses the same place, the same statement of a function, or the class or namespace around it.
 * Lowering leaves a statement at its first error, so nothing is lost that it would have reported.
 *
 * Used by: `compile.ts`.            Uses: the syntax trees.
 */

import ts from 'typescript';

import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { type LoadedProgram, projectPath } from './load.ts';

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
    return unitsOf(file, file.getPositionOfLineAndCharacter(found.line - 1, found.column - 1));
  };
  const refused = new Set(
    own.flatMap((found) =>
      // Only what is wrong with the function as a whole hides the other errors of its signature.
      unitsAt(found).filter((unit) => !ts.isFunctionDeclaration(unit) || found.code === 'KD0103'),
    ),
  );
  const incomplete = new Set(
    own.flatMap((found) =>
      found.code === 'KD0307' || isCaseLabel(files, found) ? functionsAt(files, found) : [],
    ),
  );
  const kept = found.filter(
    (each) =>
      !own.some((other) => overlaps(each, other)) &&
      !unitsAt(each).some((unit) => refused.has(unit)) &&
      !(
        MISSING_RETURN.test(each.message) &&
        functionsAt(files, each).some((around) => incomplete.has(around))
      ),
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
/** A type that does not fit, which follows from any other error in the same statement. */
const MISMATCH = /\(TS2322\)$/;

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

/** The functions around a place, its own signature included. */
function functionsAt(
  files: ReadonlyMap<string, ts.SourceFile>,
  found: Diagnostic,
): readonly ts.Node[] {
  return nodesAt(files, found).filter((node) => ts.isFunctionLike(node));
}

/** Whether a place is in the label of a case. */
function isCaseLabel(files: ReadonlyMap<string, ts.SourceFile>, found: Diagnostic): boolean {
  const nodes = nodesAt(files, found);
  return nodes.some((node) => ts.isCaseClause(node) && nodes.includes(node.expression));
}

/** The nodes around a place, outermost first. */
function nodesAt(files: ReadonlyMap<string, ts.SourceFile>, found: Diagnostic): readonly ts.Node[] {
  const file = files.get(found.file);
  if (file === undefined) return [];
  const position = file.getPositionOfLineAndCharacter(found.line - 1, found.column - 1);
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
