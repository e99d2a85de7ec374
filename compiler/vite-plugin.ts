/**
 * Dialect modules in Vite and vitest: `import * as Frame from '../../kernel/mm/frame.ts'`.
 *
 * All dialect files are compiled as one program when the first of them is asked for, because
 * statics get their addresses in one program. A compile error becomes the error of that import,
 * with the text that the compiler prints. In watch mode a change of any dialect file drops the
 * program and everything that was served from it.
 *
 * Used by: `vitest.config.ts`.            Uses: `compile.ts`, `backend-js/emit.ts`.
 * Not handled here: what dialect code runs on (`runtime/host`).
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import type { Plugin } from 'vitest/config';

import { emitJavaScript } from './backend-js/emit.ts';
import type { EmittedCode } from './backend-js/writer.ts';
import { compile } from './compile.ts';
import { renderDiagnostics } from './diagnostics/render.ts';

export interface DialectOptions {
  /** Absolute path of the project. */
  readonly projectDirectory: string;
  /** Directories of dialect files, relative to the project. */
  readonly directories?: readonly string[];
  /** Directories inside of them that hold ordinary TypeScript. */
  readonly exclude?: readonly string[];
}

const DIRECTORIES = ['kernel', 'tests/kernel'];
const EXCLUDED = ['tests/kernel/targets'];
const RUNTIME_MODULE = 'runtime/host/index.ts';

function isInside(file: string, directory: string): boolean {
  return file.startsWith(`${directory}/`);
}

/** All dialect files, relative to the project, sorted. */
export function dialectFiles(options: DialectOptions): readonly string[] {
  const directories = options.directories ?? DIRECTORIES;
  return directories
    .flatMap((directory) => {
      const absolute = path.join(options.projectDirectory, directory);
      if (!existsSync(absolute)) return [];
      return readdirSync(absolute, { recursive: true, encoding: 'utf8' }).map((name) =>
        path.posix.join(directory, name.replaceAll('\\', '/')),
      );
    })
    .filter((file) => isDialectPath(options, file))
    .sort();
}

/** Whether a path relative to the project is that of a dialect file. */
function isDialectPath(options: DialectOptions, file: string): boolean {
  const directories = options.directories ?? DIRECTORIES;
  const excluded = options.exclude ?? EXCLUDED;
  return (
    file.endsWith('.ts') &&
    !file.endsWith('.d.ts') &&
    // Emacs keeps a link to nowhere, `.#x.ts`, beside a file that has changes.
    !path.posix.basename(file).startsWith('.') &&
    directories.some((directory) => isInside(file, directory)) &&
    !excluded.some((directory) => isInside(file, directory))
  );
}

/** The plugin. */
export function dialect(options: DialectOptions): Plugin {
  const { projectDirectory } = options;
  let emitted: ReadonlyMap<string, EmittedCode> | null = null;

  const pathOf = (id: string): string | null => {
    const file = id.replace(/[?#].*$/s, '');
    if (!path.isAbsolute(file)) return null;
    const relative = path.relative(projectDirectory, file).replaceAll('\\', '/');
    // Modules that dialect files import are part of the program wherever they lie.
    return isDialectPath(options, relative) || emitted?.has(relative) === true ? relative : null;
  };
  const absolute = (file: string): string => path.join(projectDirectory, file);

  return {
    name: 'slayer-dialect',
    enforce: 'pre',

    config: () => ({
      // What is served is JavaScript already.
      oxc: { exclude: [/\.js$/, ...dialectPatterns(options)] },
    }),

    load(id) {
      const file = pathOf(id);
      if (file === null) return null;
      emitted ??= compileAll(options);
      const found = emitted.get(file);
      if (found === undefined) return this.error(`${file} is not part of the dialect program`);
      return { code: found.code, map: found.map, moduleType: 'js' };
    },

    configureServer(server) {
      const drop = (changed: string): void => {
        if (pathOf(path.resolve(changed)) === null) return;
        emitted = null;
        for (const { moduleGraph } of Object.values(server.environments)) {
          for (const module of moduleGraph.idToModuleMap.values()) {
            if (module.id !== null && pathOf(module.id) !== null) {
              moduleGraph.invalidateModule(module);
            }
          }
        }
      };
      for (const event of ['change', 'add', 'unlink'] as const) server.watcher.on(event, drop);
      for (const directory of options.directories ?? DIRECTORIES) {
        server.watcher.add(absolute(directory));
      }
    },
  };
}

/** Patterns of the files that `load` serves, for the filter of the TypeScript transform. */
function dialectPatterns(options: DialectOptions): RegExp[] {
  return (options.directories ?? DIRECTORIES).map((directory) => {
    const excluded = (options.exclude ?? EXCLUDED)
      .filter((inner) => isInside(inner, directory))
      .map((inner) => `(?!${escapePattern(inner.slice(directory.length + 1))}/)`);
    const start = escapePattern(`${path.join(options.projectDirectory, directory)}/`);
    return new RegExp(`^${start}${excluded.join('')}`);
  });
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** Compiles and emits all dialect files; throws the rendered diagnostics. */
function compileAll(options: DialectOptions): ReadonlyMap<string, EmittedCode> {
  const { projectDirectory } = options;
  const readSource = (file: string): string | null => {
    const absolute = path.join(projectDirectory, file);
    return existsSync(absolute) ? readFileSync(absolute, 'utf8') : null;
  };
  const { program, diagnostics } = compile({ projectDirectory, roots: dialectFiles(options) });
  if (program === null) {
    throw new Error(
      `the dialect program has errors\n\n${renderDiagnostics(diagnostics, readSource, false)}`,
    );
  }
  const absolute = (file: string): string => path.join(projectDirectory, file);
  return emitJavaScript(program, {
    runtimeModule: absolute(RUNTIME_MODULE),
    moduleSpecifier: absolute,
    sourceFor: absolute,
    contentOf: readSource,
  });
}
