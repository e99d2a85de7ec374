/**
 * What the lowering of one program shares: checker, diagnostics, and the maps from declarations to
 * their types, statics and functions.
 *
 * Lowering is one pass that checks and translates at the same time: a construct that it has no rule
 * for is a diagnostic, so nothing can be dropped silently. An error abandons the statement it is in
 * (`Refusal`), and the next statement goes on, so that one run reports every error.
 *
 * Used by: all of `compiler/lower`.            Uses: `compiler/ir`, `compiler/diagnostics`.
 */

import ts from 'typescript';

import type { DiagnosticCode } from '../diagnostics/catalogue.ts';
import { type Diagnostic, helpFields, type Suggestion } from '../diagnostics/diagnostic.ts';
import { projectPath, sourceRange } from '../frontend/load.ts';
import type { Function, Local, Module, Position, Static } from '../ir/program.ts';
import type {
  EnumType,
  FunctionType,
  RecordType,
  StructType,
  Type,
  UnionType,
} from '../ir/types.ts';
import type { Builtin } from './builtin.ts';
import type { ConstantValue } from './constants.ts';
import { StructQueue } from './struct-queue.ts';
import type { SupportModules } from './support-modules.ts';
import type { PendingTable } from './tables.ts';

/** Thrown to leave the statement that is being lowered; its diagnostic is already reported. */
export class Refusal extends Error {}

/** A refusal that relies on a diagnostic of somebody else, usually TypeScript's. */
class GiveUp extends Refusal {}

/** What a type parameter stands for in one instance of a generic declaration. */
export type TypeArgument = Type | number;
export type TypeArguments = readonly (readonly [ts.Declaration, TypeArgument])[];
export type TypeEnvironment = ReadonlyMap<ts.Declaration, TypeArgument>;

export const NO_TYPE_ARGUMENTS: TypeEnvironment = new Map();

export interface PendingBody {
  readonly function: Function;
  readonly declaration: ts.FunctionDeclaration | ts.ArrowFunction;
  readonly environment: TypeEnvironment;
  /** Set when the signature is refused: then the body is only looked through for errors. */
  readonly refused: RefusedSignature | null;
}

/** What is refused in the signature of a function. */
export interface RefusedSignature {
  readonly parameters: ReadonlySet<ts.ParameterDeclaration>;
  readonly result: boolean;
}

/** The parameters through which a function learns where it was called. */
export interface CallerPlace {
  /** Path of the file, relative to the project. */
  readonly file: Local;
  /** Line, counted from 1. */
  readonly line: Local;
}

/** What is itself and nothing else, however it is named. */
type Identified = ts.Node | StructType | RecordType | UnionType | EnumType;

/** What the program is compiled for. */
export interface Profile {
  /** Whether `debugAssert` is compiled in. */
  readonly debugAssertions: boolean;
}

/** State of the lowering of one program. */
export class LoweringContext {
  readonly checker: ts.TypeChecker;
  readonly projectDirectory: string;
  /** The rules for the functions of the prelude, by name. */
  readonly builtins: ReadonlyMap<string, Builtin>;
  /** Where the functions are that lowering itself calls. */
  readonly support: SupportModules;
  readonly profile: Profile;
  readonly diagnostics: Diagnostic[] = [];
  /** Name of the instance of a generic function that is being lowered, or null. */
  instance: string | null = null;
  /** What `giveUp` left. When nobody has reported anything, a construct was dropped: our bug. */
  readonly abandoned: Diagnostic[] = [];
  readonly modules = new Map<string, Module>();
  /** What finds the names that lead to owned values, in the modules that have any. */
  ownerNames: ReadonlyMap<ts.SourceFile, RegExp> = new Map();

  /** Types by declaration and type arguments, see `types.ts`. */
  readonly structs = new Map<string, StructType>();
  readonly structQueue = new StructQueue();
  readonly records = new Map<string, RecordType>();
  readonly unions = new Map<string, UnionType>();
  readonly enums = new Map<ts.EnumDeclaration, EnumType>();
  /** Types of which a field, variant or member is refused: what they lack may be that. */
  readonly incomplete = new Set<StructType | RecordType | UnionType | EnumType>();
  /** Type aliases that are being resolved, to find the ones that contain themselves. */
  readonly resolving = new Set<ts.Declaration>();
  /** Types in the order in which they were completed. */
  readonly typeOrder: (StructType | RecordType | UnionType | EnumType)[] = [];
  /** The generic declaration and arguments a struct or record type was made from. */
  readonly instances = new Map<
    StructType | RecordType | UnionType,
    { readonly declaration: ts.Declaration; readonly typeArguments: readonly TypeArgument[] }
  >();

  /** The sets of type arguments that each generic declaration is used with, see `instances.ts`. */
  readonly argumentsOf = new Map<ts.Declaration, Set<string>>();

  readonly functions = new Map<string, Function>();
  /** The functions whose signature is refused, by the keys of `functions`. */
  readonly refusedFunctions = new Set<string>();
  /** The declarations that `functions` has instances of. */
  readonly instantiated = new Set<ts.Declaration>();
  /** Functions that lowering itself calls, by `module:name`, see `support.ts`. */
  readonly supportDeclarations = new Map<string, ts.FunctionDeclaration>();
  readonly pendingBodies: PendingBody[] = [];
  readonly pendingTables: PendingTable[] = [];
  readonly statics = new Map<ts.VariableDeclaration, Static>();
  /** Statics in place of refused ones: they have a type and no value. */
  readonly standIns = new Set<Static>();
  readonly constants = new Map<ts.VariableDeclaration, ConstantValue | 'in progress' | 'refused'>();
  /** The call graph, for the checks of `effects.ts`. */
  readonly calls = new Map<Function, { readonly callee: Function; readonly node: ts.Node }[]>();

  /** Functions whose reference is taken somewhere. */
  readonly taken = new Set<Function>();
  readonly indirectCalls = new Map<
    Function,
    { readonly type: FunctionType; readonly node: ts.Node }[]
  >();
  /** Functions tagged `@allocates`. */
  readonly allocating = new Set<Function>();
  /** Functions marked `'track caller'`, with the parameters that their callers fill in. */
  readonly trackers = new Map<Function, CallerPlace>();
  /** Functions marked `'no alloc'`, with the directive. */
  readonly noAlloc = new Map<Function, ts.Node>();

  /** The names that each function compares with null, see `keepsNull`. */
  readonly testedForNull = new Map<ts.Node, ts.Identifier[]>();

  private readonly symbols = new Set<string>();
  private readonly paths = new Map<ts.SourceFile, string>();
  private readonly ids = new Map<Identified, number>();
  private lambdaCount = new Map<string, number>();

  constructor(
    checker: ts.TypeChecker,
    projectDirectory: string,
    builtins: ReadonlyMap<string, Builtin>,
    support: SupportModules,
    profile: Profile,
  ) {
    this.checker = checker;
    this.builtins = builtins;
    this.support = support;
    this.profile = profile;
    this.projectDirectory = projectDirectory;
  }

  /** Reports an error at `node`. */
  report(
    code: DiagnosticCode,
    node: ts.Node,
    message: string,
    help: string | Suggestion | null = null,
  ): void {
    const { instance } = this;
    const said = helpFields(
      help ?? (instance === null ? null : `this is the instance ${instance}`),
    );
    this.diagnostics.push({
      code,
      ...this.range(caretNode(node)),
      message,
      help: said.help,
      // What repairs one instance of a generic function is wrong for another one.
      replacement: instance === null ? said.replacement : null,
    });
  }

  /** The place of `node` in a diagnostic. */
  private range(node: ts.Node): ReturnType<typeof sourceRange> {
    const file = node.getSourceFile();
    return sourceRange(file, node.getStart(), node.getEnd(), this.projectDirectory);
  }

  /** Reports an error at `node` and leaves the statement. */
  refuse(
    code: DiagnosticCode,
    node: ts.Node,
    message: string,
    help: string | Suggestion | null = null,
  ): never {
    this.report(code, node, message, help);
    throw new Refusal(message);
  }

  /** Leaves the statement without a diagnostic: its cause is reported elsewhere. */
  giveUp(reason: string): never {
    throw new GiveUp(reason);
  }

  /**
   * Runs `action`; a refusal inside ends only `action`. Whether it went through.
   *
   * @param node - what `action` lowers: the place of an error of the compiler itself
   */
  attempt(action: () => void, node: ts.Node | null = null): boolean {
    try {
      action();
      return true;
    } catch (error) {
      if (error instanceof GiveUp && node !== null) {
        this.abandoned.push({ ...this.internalError(error.message), ...this.range(node) });
      }
      if (error instanceof Refusal) return false;
      if (node === null) throw error;
      const text = error instanceof Error ? error.message : String(error);
      this.diagnostics.push({ ...this.internalError(text), ...this.range(caretNode(node)) });
      return false;
    }
  }

  /**
   * What `action` gives for each of `items`. A refusal does not keep the others from being looked
   * at; it is passed on after the last one.
   */
  each<Item, Result>(
    items: readonly Item[],
    action: (item: Item, index: number) => Result,
  ): readonly Result[] {
    let refusal: Refusal | null = null;
    const results: Result[] = [];
    items.forEach((item, index) => {
      try {
        results.push(action(item, index));
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        // One with a diagnostic of its own says more than one that relies on somebody else's.
        if (refusal === null || refusal instanceof GiveUp) refusal = error;
      }
    });
    if (refusal !== null) throw refusal as Refusal;
    return results;
  }

  /**
   * What `action` gives. When it is refused, `look` goes through what `action` was needed for, so
   * that the errors there are reported too, and the refusal is passed on.
   */
  whenRefused<Result>(action: () => Result, look: () => void): Result {
    try {
      return action();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      try {
        look();
      } catch (other) {
        if (!(other instanceof Refusal)) throw other;
        if (error instanceof GiveUp) throw other;
      }
      throw error;
    }
  }

  /** What `action` gives, or where that is refused what `standIn` gives, unless that is null. */
  orElse<Result>(action: () => Result, standIn: () => Result | null): Result {
    try {
      return action();
    } catch (error) {
      const other = error instanceof Refusal ? standIn() : null;
      if (other === null) throw error;
      return other;
    }
  }

  /** What both give; a refusal of the first does not hide one of the second. */
  both<First, Second>(first: () => First, second: () => Second): readonly [First, Second] {
    const one = this.whenRefused(first, () => void second());
    return [one, second()];
  }

  private internalError(text: string): Omit<Diagnostic, keyof ReturnType<typeof sourceRange>> {
    return {
      code: 'KD0002',
      message: `internal compiler error: ${text}`,
      help: 'this is a bug of the compiler; the program above shows how to reproduce it',
      replacement: null,
    };
  }

  position(node: ts.Node): Position {
    const file = node.getSourceFile();
    const start = file.getLineAndCharacterOfPosition(node.getStart(file));
    return { file: this.pathOf(file), line: start.line + 1, column: start.character + 1 };
  }

  modulePath(node: ts.Node): string {
    return this.pathOf(node.getSourceFile());
  }

  /** The path of a file relative to the project; every position asks for it. */
  private pathOf(file: ts.SourceFile): string {
    let found = this.paths.get(file);
    if (found === undefined) {
      found = projectPath(this.projectDirectory, file.fileName);
      this.paths.set(file, found);
    }
    return found;
  }

  module(path: string): Module {
    let found = this.modules.get(path);
    if (found === undefined) {
      found = { path, statics: [], functions: [] };
      this.modules.set(path, found);
    }
    return found;
  }

  /** A number that stands for a declaration, or a type made from one, in map keys. */
  idOf(key: Identified): number {
    let id = this.ids.get(key);
    if (id === undefined) {
      id = this.ids.size;
      this.ids.set(key, id);
    }
    return id;
  }

  /** `name`, or with a number behind it when its symbol is already taken. */
  uniqueName(path: string, name: string): string {
    let unique = name;
    for (let number = 2; this.symbols.has(symbolOf(path, unique)); number += 1) {
      unique = `${name}_${number}`;
    }
    this.symbols.add(symbolOf(path, unique));
    return unique;
  }

  /** 1, 2, … for the arrow functions inside the function `symbol`. */
  nextLambda(symbol: string): number {
    const count = (this.lambdaCount.get(symbol) ?? 0) + 1;
    this.lambdaCount.set(symbol, count);
    return count;
  }
}

/** The part of `node` to point at: of what spans lines, its name or its first word. */
function caretNode(node: ts.Node): ts.Node {
  if (ts.isClassLike(node) || ts.isFunctionDeclaration(node) || ts.isModuleDeclaration(node)) {
    return node.name ?? node.getFirstToken() ?? node;
  }
  if (ts.isInterfaceDeclaration(node) || ts.isEnumDeclaration(node)) return node.name;
  if (ts.isVariableStatement(node) || ts.isExpressionStatement(node)) return node;
  if (ts.isTypeAliasDeclaration(node) || ts.isImportDeclaration(node)) return node;
  if (ts.isStatement(node) || ts.isCaseOrDefaultClause(node)) return node.getFirstToken() ?? node;
  return node;
}

/** The C symbol of `name` in the module at `path`; see "Symbols" in `docs/architecture.md`. */
export function symbolOf(path: string, name: string): string {
  const stem = path.replace(/^kernel\//, '').replace(/\.ts$/, '');
  const mangled = stem.replace(/[^A-Za-z0-9]/g, '_');
  return `kx_${mangled}__${name.replace(/[^A-Za-z0-9_]/g, '_')}`;
}
