/**
 * Which files can be modules of a dialect program.
 *
 * Ordinary TypeScript, such as the compiler itself, would be reported line by line; so it is never
 * read, and the import that names it is the error.
 *
 * Used by: `load.ts`, `compile.ts`, `lower/program.ts`.            Uses: `contract.ts`.
 */

import path from 'node:path';

import ts from 'typescript';

import { CONTRACT_DIRECTORY } from './contract.ts';

/** Directories of ordinary TypeScript, relative to the project. */
const ORDINARY_DIRECTORIES: readonly string[] = ['compiler', 'node_modules', 'runtime', 'tools'];

/** Whether a path relative to the project may be that of a module: dialect, or the contract. */
export function canBeModule(file: string): boolean {
  if (!file.endsWith('.ts')) return false;
  if (file.startsWith(`${CONTRACT_DIRECTORY}/`)) return true;
  return (
    !file.endsWith('.d.ts') &&
    !ORDINARY_DIRECTORIES.some((directory) => file.startsWith(`${directory}/`))
  );
}

/** The path relative to the project of what `file` imports as `specifier`; null for a package. */
export function importedPath(file: string, specifier: string): string | null {
  if (!/^\.\.?\//.test(specifier)) return null;
  return path.posix.join(path.posix.dirname(file), specifier);
}

/**
 * The modules that reach none of the `broken` ones through imports.
 *
 * @param broken - paths relative to the project, as those of the result are
 */
export function modulesApart(
  modules: readonly ts.SourceFile[],
  broken: ReadonlySet<string>,
  projectDirectory: string,
): readonly string[] {
  const importers = new Map<string, string[]>();
  const paths = modules.map(({ fileName }) => path.relative(projectDirectory, fileName));
  modules.forEach(({ statements }, index) => {
    const importer = paths[index] ?? '';
    for (const statement of statements) {
      if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) continue;
      const specifier = statement.moduleSpecifier;
      if (specifier === undefined || !ts.isStringLiteral(specifier)) continue;
      const imported = importedPath(importer, specifier.text) ?? '';
      importers.set(imported, [...(importers.get(imported) ?? []), importer]);
    }
  });
  const reaching = new Set(broken);
  // A set visits what is added to it while it is being visited.
  for (const each of reaching) importers.get(each)?.forEach((importer) => reaching.add(importer));
  return paths.filter((each) => !reaching.has(each));
}

/**
 * Where TypeScript finds what a file imports. It is told nothing of what cannot be a module: names
 * from there have no type then, and no errors follow.
 *
 * @param projectDirectory - absolute path of the project
 * @param fileExists       - whether there is a file at an absolute path
 */
export function moduleResolver(
  projectDirectory: string,
  fileExists: (file: string) => boolean,
): NonNullable<ts.CompilerHost['resolveModuleNameLiterals']> {
  return (specifiers, from) =>
    specifiers.map(({ text }) => {
      const file = importedPath(path.relative(projectDirectory, from), text);
      if (file === null || !canBeModule(file)) return { resolvedModule: undefined };
      const resolvedFileName = path.posix.join(projectDirectory, file);
      if (!fileExists(resolvedFileName)) return { resolvedModule: undefined };
      const extension = file.endsWith('.d.ts') ? ts.Extension.Dts : ts.Extension.Ts;
      return { resolvedModule: { resolvedFileName, extension } };
    });
}
