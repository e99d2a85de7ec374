/**
 * The reference in docs/dialect.md names everything that dialect code can use without writing it, and
 * what it names as functions of the contract is there.
 */

import { readdirSync, readFileSync } from 'node:fs';

import ts from 'typescript';
import { describe, expect, test } from 'vitest';

import { projectPath } from '../../../tools/paths.ts';

const CONTRACT = 'runtime/contract';
const PRELUDE = `${CONTRACT}/prelude.d.ts`;
const CORE = `${CONTRACT}/core.d.ts`;
/** Interfaces of TypeScript's own library whose members are for dialect code. */
const OPEN_INTERFACES: readonly string[] = ['DataView', 'String'];

const text = readFileSync(projectPath('docs/dialect.md'), 'utf8');
const reference = /\n## Reference\n([^]*?)\n## /.exec(text)?.[1] ?? '';
/** All identifiers in the code of the reference: between backticks, or in a block. */
const named = new Set(
  [...reference.matchAll(/```[^]*?```|`[^`\n]+`/g)].flatMap(([code]) => code.match(/\w+/g) ?? []),
);

function parse(file: string): ts.SourceFile {
  return ts.createSourceFile(
    file,
    readFileSync(projectPath(file), 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  );
}

/** The names that a module declares, without marks that only tell types apart. */
function declaredIn(file: string): readonly string[] {
  return parse(file).statements.flatMap((statement) => {
    if (ts.isVariableStatement(statement)) {
      return statement.declarationList.declarations
        .filter(({ type }) => type === undefined || !/^unique symbol$/.test(type.getText()))
        .map(({ name }) => name.getText());
    }
    const isNamed =
      ts.isFunctionDeclaration(statement) ||
      ts.isTypeAliasDeclaration(statement) ||
      ts.isInterfaceDeclaration(statement);
    return isNamed && statement.name !== undefined ? [statement.name.text] : [];
  });
}

function membersIn(file: string, names: readonly string[]): readonly string[] {
  return parse(file).statements.flatMap((statement) =>
    ts.isInterfaceDeclaration(statement) && names.includes(statement.name.text)
      ? statement.members.flatMap(({ name }) => (name === undefined ? [] : [name.getText()]))
      : [],
  );
}

const modules = readdirSync(projectPath(CONTRACT))
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
  .map((file) => `${CONTRACT}/${file}`);

describe('the reference of the dialect names', () => {
  test.for([PRELUDE, ...modules])('all of %s', (file) => {
    const declared = declaredIn(file).filter((name) => name !== 'Ownership');
    expect(declared.length).toBeGreaterThan(0);
    expect(declared.filter((name) => !named.has(name))).toEqual([]);
  });

  test('all members of what is open to dialect code', () => {
    const members = membersIn(CORE, OPEN_INTERFACES);
    expect(members).toContain('getUint8');
    expect(members.filter((name) => !named.has(name))).toEqual([]);
  });

  test('no function of the contract that is not there', () => {
    const section = /\n### Contract functions\n([^]*?)\n### /.exec(reference)?.[1] ?? '';
    const rows = [...section.matchAll(/^\| (`\w+\([^|]*) \|/gm)].map(([, cell = '']) => cell);
    const listed = rows.flatMap((cell) => [...cell.matchAll(/`(\w+)\(/g)].map(([, name]) => name));
    expect(listed.sort()).toEqual(modules.flatMap(declaredIn).sort());
  });
});
