/**
 * `declarationOf` against the checker: the same answer for every name of a program that declares
 * names again and again.
 */

import ts from 'typescript';
import { expect, test } from 'vitest';

import { loadProgram } from '../../../compiler/frontend/load.ts';
import { declarationOf } from '../../../compiler/frontend/symbols.ts';
import { projectDirectory } from '../../../tools/paths.ts';

const OTHER = `
export enum Kind { First = 1, Second = First + 1 }
export enum Rank { First = 5, Last = First + 2 }
export interface Item<Kind> extends Struct { value: Kind; }
export function count(item: u32): u32 { return item; }
export const LIMIT: u32 = 3;
let hidden: u32 = 0;
export function read(): u32 { return hidden; }
`;

const MAIN = `
import * as Other from './other.ts';
import { count, Kind as Sort, type Item, LIMIT } from './other.ts';

type Pair<Item> = { readonly first: Item; readonly second: Sort };
interface u16 extends Struct { value: u32; }
const size: u32 = LIMIT;

function generic<size extends u32>(value: size, other: Item<size>): size {
  const Item: size = value;
  return Item;
}

function shadows(count: u32, LIMIT: typeof size): u32 {
  let size: u32 = count + LIMIT;
  if (size > 3) {
    let count: u32 = size;
    size = count;
    for (let LIMIT: u32 = 0; LIMIT < count; LIMIT++) size += LIMIT;
    for (const Other of range(0, count)) size += Other;
  }
  switch (size) {
    case count: {
      const LIMIT: u32 = size;
      return LIMIT;
    }
    default:
      break;
  }
  const later = (size: u32): u32 => size + count;
  { const unknown: u32 = 1; size = unknown; }
  return later(size) + unknown + hidden + arguments.length;
}

function plain(pair: Pair<u16>, item: Item<u32>): Sort {
  const count: u32 = Other.count(Other.LIMIT) + Other.hidden + Other.missing;
  const record: Pair<u32> = { first: count, second: Other.Kind.First };
  const shorthand = { count, size };
  print(\`\${count} \${record.second === Sort.Second} \${shorthand.count} \${item.value}\`);
  outer: while (true) { break outer; }
  enum size2 { First = 1, count = First, Last = count }
  interface Inner<Item> extends Struct { value: Item; }
  const made = class count { static readonly again: u32 = count.length; };
  const again = function size(depth: u32): u32 { return depth > 3 ? depth : size(depth + 1); };
  type Element<Kind> = Kind extends FixedArray<infer Item, 3> ? Item : Inner<Item<u32>>;
  return pair.second === Sort.First ? Sort.Third : Other['count'](1);
}
`;

test('finds what the checker finds', () => {
  const texts = new Map([
    ['kernel/main.ts', MAIN],
    ['kernel/other.ts', OTHER],
  ]);
  const { checker, modules, syntaxErrors } = loadProgram(
    projectDirectory,
    ['kernel/main.ts'],
    texts,
  );
  expect(syntaxErrors).toEqual([]);
  const checkerFinds = (name: ts.Node): ts.Declaration | null => {
    let symbol = checker.getSymbolAtLocation(name);
    if (symbol !== undefined && (symbol.flags & ts.SymbolFlags.Alias) !== 0) {
      symbol = checker.getAliasedSymbol(symbol);
    }
    return symbol?.valueDeclaration ?? symbol?.declarations?.[0] ?? null;
  };
  let names = 0;
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      names += 1;
      const { line } = node.getSourceFile().getLineAndCharacterOfPosition(node.pos);
      const place = `${node.text} in line ${line + 1}`;
      expect(declarationOf(checker, node) === checkerFinds(node), place).toBe(true);
    }
    ts.forEachChild(node, visit);
  };
  modules.forEach(visit);
  expect(names).toBeGreaterThan(150);
});
