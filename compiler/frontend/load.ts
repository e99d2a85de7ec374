/**
 * Loading a dialect program: TypeScript's parser, binder and checker, without its library.
 *
 * `noLib` and the prelude are what make this take milliseconds; the checker then gives two things
 * the compiler builds on: which declaration a name means, and what control flow has narrowed.
 *
 * Used by: `compile.ts`.            Uses: the TypeScript API, `runtime/contract`.
 * Not handled here: the dialect's own rules (`compiler/lower`).
 */

import path from 'node:path';

import ts from 'typescript';

import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { disarm, refusedComments } from './comments.ts';
import { CONTRACT_DIRECTORY, PRELUDES } from './contract.ts';
import { canBeModule, moduleResolver } from './modules.ts';
import { NESTING_LIMIT, tooDeep } from './nesting.ts';
import { TAGS } from './tags.ts';
import { sayTypeScript } from './typescript-errors.ts';

export interface LoadedProgram {
  readonly checker: ts.TypeChecker;
  /** Dialect modules (the roots and everything they import), without the contract and prelude. */
  readonly modules: readonly ts.SourceFile[];
  /** What keeps the modules from being read as they are; a program that has any is not checked. */
  readonly syntaxErrors: readonly Diagnostic[];
  /** Other things that the dialect refuses before anything is lowered. */
  readonly refused: readonly Diagnostic[];
  /** Absolute paths of everything that was read: `modules`, the contract and the prelude. */
  readonly files: readonly string[];
  /** Has TypeScript check the program. @returns its errors, see `typescript-errors.ts` */
  check(): readonly Diagnostic[];
}

/** As in `kernel/tsconfig.json`, for editors and TypeScript 7. */
export const OPTIONS: ts.CompilerOptions = {
  strict: true,
  noLib: true,
  types: [],
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  allowImportingTsExtensions: true,
  noEmit: true,
  verbatimModuleSyntax: true,
  exactOptionalPropertyTypes: true,
  noImplicitReturns: true,
  noFallthroughCasesInSwitch: true,
  allowUnreachableCode: false,
  allowUnusedLabels: false,
};

/** The tags that `hasTag` is asked about. */
const SIGNIFICANT_TAG = new RegExp(`@(${TAGS.join('|')})\\b`);

/**
 * Syntax trees that later compilations use again while the text of their file is the same, with the
 * symbols that TypeScript's binder keeps in them. What a checker finds out is kept by the checker.
 */
export class ParsedFiles {
  /** The newest tree of each file, by absolute path. */
  readonly #trees = new Map<string, ts.SourceFile>();

  /** The tree of `file`, by `parse` unless it is known. */
  get(file: string, text: string, parse: () => ts.SourceFile): ts.SourceFile {
    const known = this.#trees.get(file);
    if (known?.text === text) return known;
    const tree = parse();
    this.#trees.set(file, tree);
    return tree;
  }
}

/** TypeScript's file host, reading through `sources` first so that tests can supply texts. */
function createHost(
  projectDirectory: string,
  sources: ReadonlyMap<string, string>,
  parsedFiles: ParsedFiles,
): ts.CompilerHost {
  const host = ts.createCompilerHost(OPTIONS, true);
  const fileExists = (file: string): boolean => sources.has(file) || host.fileExists(file);
  return {
    ...host,
    fileExists,
    resolveModuleNameLiterals: moduleResolver(projectDirectory, fileExists),
    readFile: (file) => sources.get(file) ?? host.readFile(file),
    getSourceFile: (file, options) => {
      const text = sources.get(file) ?? host.readFile(file);
      if (text === undefined) return undefined;
      return parsedFiles.get(file, text, () => {
        // Comments without tags cost a tenth of the parser's time; the binder sets the parents.
        const jsDocParsingMode = SIGNIFICANT_TAG.test(text)
          ? ts.JSDocParsingMode.ParseAll
          : ts.JSDocParsingMode.ParseNone;
        const parseOptions = typeof options === 'object' ? options : { languageVersion: options };
        const tree = parse(file, text, { ...parseOptions, jsDocParsingMode });
        disarm(tree);
        return tree;
      });
    },
  };
}

/** Files whose trees are empty because TypeScript's parser did not get to the end of them. */
const UNPARSED = new WeakSet<ts.SourceFile>();

function parse(file: string, text: string, options: ts.CreateSourceFileOptions): ts.SourceFile {
  try {
    return ts.createSourceFile(file, text, options, false);
  } catch (error) {
    // The stack has its end, and the parser none of its own.
    if (!(error instanceof RangeError)) throw error;
    const empty = ts.createSourceFile(file, '', options, false);
    UNPARSED.add(empty);
    return empty;
  }
}

/**
 * Parses the modules reachable from `roots`.
 *
 * @param projectDirectory - absolute path; every path in the result is relative to it
 * @param roots - project-relative paths of dialect files
 * @param sources - texts by project-relative path that replace or add files
 * @param parsedFiles - what earlier compilations of this process have parsed
 */
export function loadProgram(
  projectDirectory: string,
  roots: readonly string[],
  sources: ReadonlyMap<string, string>,
  parsedFiles = new ParsedFiles(),
): LoadedProgram {
  const absolute = (file: string): string => path.posix.join(projectDirectory, file);
  const host = createHost(
    projectDirectory,
    new Map([...sources].map(([file, text]): [string, string] => [absolute(file), text])),
    parsedFiles,
  );
  const missing = roots.flatMap((root) => rootErrors(root, host.fileExists(absolute(root))));
  const found = roots.filter((root) => !missing.some(({ file }) => file === root));
  const program = ts.createProgram([...PRELUDES, ...found].map(absolute), OPTIONS, host);
  const options = program.getOptionsDiagnostics();
  const said = (errors: readonly ts.Diagnostic[]): readonly Diagnostic[] =>
    errors.map((diagnostic) => fromTypeScript(diagnostic, projectDirectory));
  const contract = absolute(`${CONTRACT_DIRECTORY}/`);
  const modules = program.getSourceFiles().filter((file) => !file.fileName.startsWith(contract));
  return {
    // Not before it is needed: it binds names first, which ends on a tree that is too deep.
    get checker() {
      return program.getTypeChecker();
    },
    modules,
    syntaxErrors: [
      ...modules.flatMap((file) => nestingErrors(file, projectDirectory)),
      ...said(program.getSyntacticDiagnostics()),
    ],
    refused: [...missing, ...modules.flatMap((file) => commentErrors(file, projectDirectory))],
    files: program.getSourceFiles().map((file) => file.fileName),
    check: () => said([...options, ...program.getSemanticDiagnostics()]),
  };
}

/** The path of `file` relative to the project, with forward slashes. */
export function projectPath(projectDirectory: string, file: string): string {
  return path.relative(projectDirectory, file).split(path.sep).join('/');
}

const AT_START = { line: 1, column: 1, endLine: 1, endColumn: 1 };

/** What is wrong with a root before it is read. */
function rootErrors(file: string, isThere: boolean): readonly Diagnostic[] {
  const at = { code: 'KD0003', file, ...AT_START, replacement: null } as const;
  if (!isThere) return [{ ...at, message: `there is no file \`${file}\``, help: null }];
  if (canBeModule(file)) return [];
  const help = 'dialect modules end in .ts and are not among the tools of the project';
  return [{ ...at, message: `\`${file}\` is not a dialect module`, help }];
}

/** That a module nests too deeply, at the place where it does. */
function nestingErrors(file: ts.SourceFile, projectDirectory: string): readonly Diagnostic[] {
  const said = {
    code: 'KD0006',
    message: `syntax nests more than ${NESTING_LIMIT} levels deep`,
    help: 'take it apart: name parts of it, or write a switch, a loop or a table',
    replacement: null,
  } as const;
  if (UNPARSED.has(file)) {
    return [{ ...said, ...sourceRange(file, 0, 0, projectDirectory) }];
  }
  const node = tooDeep(file);
  if (node === null) return [];
  const place = sourceRange(file, node.getStart(file), node.end, projectDirectory);
  return [{ ...said, ...place }];
}

/** The comments that must not be in a dialect module, as errors. */
function commentErrors(file: ts.SourceFile, projectDirectory: string): readonly Diagnostic[] {
  return refusedComments(file).map(({ start, end, message, help }) => ({
    code: 'KD0005',
    ...sourceRange(file, start, end, projectDirectory),
    message,
    help,
    replacement: null,
  }));
}

function fromTypeScript(diagnostic: ts.Diagnostic, projectDirectory: string): Diagnostic {
  const { message, ...others } = sayTypeScript(diagnostic);
  // Types of modules are named by their absolute paths, which say where the project lies.
  const said = { ...others, message: message.replaceAll(`${projectDirectory}/`, '') };
  const { file, start } = diagnostic;
  if (file === undefined || start === undefined) {
    return { ...said, file: '', ...AT_START };
  }
  return {
    ...said,
    ...sourceRange(file, start, start + (diagnostic.length ?? 0), projectDirectory),
  };
}

/** The range `[start, end)` of character offsets as lines and columns. */
export function sourceRange(
  file: ts.SourceFile,
  start: number,
  end: number,
  projectDirectory: string,
): Pick<Diagnostic, 'file' | 'line' | 'column' | 'endLine' | 'endColumn'> {
  const from = file.getLineAndCharacterOfPosition(start);
  const to = file.getLineAndCharacterOfPosition(Math.max(end, start));
  return {
    file: projectPath(projectDirectory, file.fileName),
    line: from.line + 1,
    column: from.character + 1,
    endLine: to.line + 1,
    endColumn: to.character + 1,
  };
}
