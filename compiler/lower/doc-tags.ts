/**
 * The tags of doc comments that mean something to the compiler, where they would mean nothing.
 *
 * Used by: `program.ts`.            Uses: `frontend/tags.ts`.
 */

import ts from 'typescript';

import { type Tag, TAGS } from '../frontend/tags.ts';
import type { LoweringContext } from './context.ts';
import { isRecordUnion } from './types.ts';

/** Refuses each tag of the compiler's that stands on a declaration which it says nothing about. */
export function checkTags(context: LoweringContext, file: ts.SourceFile): void {
  const visit = (node: ts.Node): void => {
    // A variable is asked for the tags of its whole statement as well.
    const own = ts.getJSDocTags(node).filter((tag) => tag.parent.parent === node);
    for (const tag of own) {
      const name = TAGS.find((each) => each === tag.tagName.text);
      if (name === undefined || MEANS_SOMETHING[name](node)) continue;
      context.report('KD0602', tag.tagName, `\`@${name}\` means nothing here`, INSTEAD[name]);
    }
    ts.forEachChild(node, visit);
  };
  if (TAG.test(file.text)) visit(file);
}

const TAG = new RegExp(`@(${TAGS.join('|')})\\b`);

const MEANS_SOMETHING: Readonly<Record<Tag, (node: ts.Node) => boolean>> = {
  allocates: (node) => ts.isFunctionDeclaration(node) || ts.isArrowFunction(node),
  mustUse: isTypeOfItsOwn,
  // What is unsafe in the dialect says so in its body.
  unsafe: () => false,
};

const INSTEAD: Readonly<Record<Tag, string>> = {
  allocates: 'tag the function that allocates',
  mustUse:
    'tag the record, union, enum or struct that the results are of; other types have a name, not an identity',
  unsafe: "tags are for the contract; mark a function with the directive `'use unsafe'`",
};

/** Whether a declaration makes a type of its own, not another name of one. */
function isTypeOfItsOwn(node: ts.Node): boolean {
  if (ts.isInterfaceDeclaration(node) || ts.isEnumDeclaration(node)) return true;
  if (!ts.isTypeAliasDeclaration(node)) return false;
  return ts.isTypeLiteralNode(node.type) || isRecordUnion(node.type);
}
