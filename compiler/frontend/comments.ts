/**
 * Comments that TypeScript obeys: those that silence its checks, and those that name more files.
 *
 * A comment must not decide what is checked. So TypeScript never sees these (`disarm`), and they
 * are errors of the dialect (`refusedComments`). They are looked for more widely than TypeScript 6
 * does, because TypeScript 7 checks as well and may read comments in its own way.
 *
 * Used by: `load.ts`.            Uses: the syntax trees.
 */

import ts from 'typescript';

/** A comment that is refused, with what to say of it. */
export interface RefusedComment {
  /** Character offsets of the part that TypeScript would obey, `[start, end)`. */
  readonly start: number;
  readonly end: number;
  readonly message: string;
  readonly help: string;
}

/** At the start of a comment, or of a line in one; in any letter case, as TypeScript has it. */
const SILENCER = /(?:\/[/*]|^)[/*\s]*(@ts-(?:ignore|expect-error|nocheck|check))/gim;
const REFERENCE = /^\/\/\/\s*<(reference|amd-module|amd-dependency)\b/i;

/** What TypeScript's parser makes of such comments; not in its published types. */
interface ObeyedComments {
  commentDirectives?: unknown;
  checkJsDirective?: unknown;
}

/** Has TypeScript forget which comments of `file` it would obey. */
export function disarm(file: ts.SourceFile & ObeyedComments): void {
  file.commentDirectives = undefined;
  file.checkJsDirective = undefined;
  file.referencedFiles = [];
  file.typeReferenceDirectives = [];
  file.libReferenceDirectives = [];
}

/** The comments of a dialect module that TypeScript would obey. */
export function refusedComments(file: ts.SourceFile): readonly RefusedComment[] {
  return [...silencers(file), ...references(file)];
}

function silencers(file: ts.SourceFile): readonly RefusedComment[] {
  return [...file.text.matchAll(SILENCER)].flatMap((match) => {
    const [text, mark = ''] = match;
    const end = match.index + text.length;
    const start = end - mark.length;
    if (!isInComment(file, start)) return [];
    const message = `a comment does not change what is checked: \`${mark}\``;
    return [{ start, end, message, help: 'remove the comment, and repair what it was to hide' }];
  });
}

/** TypeScript looks for these above the first token only. */
function references(file: ts.SourceFile): readonly RefusedComment[] {
  return (ts.getLeadingCommentRanges(file.text, 0) ?? []).flatMap(({ pos: start, end }) => {
    const [, tag] = REFERENCE.exec(file.text.slice(start, end)) ?? [];
    if (tag === undefined) return [];
    const message = `\`/// <${tag} …>\` is not part of the dialect`;
    return [{ start, end, message, help: "names come from imports: `… from './name.ts'`" }];
  });
}

/** Whether the character at `position`, which is no white space, is outside of all tokens. */
function isInComment(file: ts.SourceFile, position: number): boolean {
  let node: ts.Node = file;
  for (;;) {
    const child: ts.Node | undefined = ts.forEachChild(node, (each) =>
      each.pos <= position && position < each.end ? each : undefined,
    );
    // Between the children of a node are comments, and signs and words that the marks are not.
    if (child === undefined) return node.getChildCount(file) > 0;
    if (position < child.getStart(file)) return true;
    node = child;
  }
}
