/**
 * Lowering a whole program: every module's declarations, then the bodies they ask for.
 *
 * Used by: `compile.ts`.            Uses: everything in `compiler/lower`.
 */

import ts from 'typescript';

import type { LoadedProgram } from '../frontend/load.ts';
import { canBeModule, importedPath } from '../frontend/modules.ts';
import { findOwnerNames } from '../frontend/ownership-types.ts';
import {
  isAwaitUsingDeclaration,
  isUsingDeclaration,
  originOf,
  preludeName,
} from '../frontend/symbols.ts';
import type { Module, NamedConstant, Operand, Program } from '../ir/program.ts';
import { checkOwnedDeclarations } from '../ownership/declarations.ts';
import { enumType, isVariant } from './aggregates.ts';
import { checkStatically } from './assertions.ts';
import { lowerBody } from './body.ts';
import { BUILTINS } from './builtins.ts';
import { findSharedTables } from './constant-memory.ts';
import { constantLowering, moduleConstant } from './constants.ts';
import { LoweringContext, type Profile } from './context.ts';
import { functionOf } from './declarations.ts';
import { checkTags } from './doc-tags.ts';
import { checkAllocation, checkRecursion } from './effects.ts';
import { outside } from './outside.ts';
import { checkTotalStorage } from './sizes.ts';
import { staticOf } from './statics.ts';
import { registerSupport } from './support.ts';
import type { SupportModules } from './support-modules.ts';
import { fillTables } from './tables.ts';
import { declaredType } from './types.ts';
import { checkGenericType, checkUninstantiated } from './uninstantiated.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';

export interface LoweredProgram {
  /** Complete only when nothing is reported and nothing abandoned. */
  readonly program: Program;
  readonly diagnostics: readonly Diagnostic[];
  /** Statements left because TypeScript reports them: errors of ours when it does not. */
  readonly abandoned: readonly Diagnostic[];
}

/** Lowers a loaded program. */
export function lowerProgram(
  loaded: LoadedProgram,
  projectDirectory: string,
  support: SupportModules,
  profile: Profile,
): LoweredProgram {
  const context = new LoweringContext(loaded.checker, projectDirectory, BUILTINS, support, profile);
  const constants = new Map<string, NamedConstant[]>();
  context.ownerNames = findOwnerNames(loaded.checker, loaded.modules);
  for (const file of loaded.modules) {
    registerSupport(context, file);
    checkTags(context, file);
  }
  for (const file of loaded.modules) {
    context.module(context.modulePath(file));
    for (const statement of file.statements) {
      context.attempt(() => declaration(context, statement, constants), statement);
    }
  }
  // Lowering a body may queue instances of generic functions and lifted arrow functions.
  for (let pending = context.pendingBodies.shift(); pending !== undefined;) {
    const current = pending;
    context.attempt(() => lowerBody(context, current), current.declaration);
    pending = context.pendingBodies.shift();
  }
  context.instance = null;
  checkTotalStorage(context);
  for (const file of context.ownerNames.keys()) {
    checkOwnedDeclarations(context.checker, file, (code, node, message, help) =>
      context.report(code, node, message, help),
    );
  }
  if (context.diagnostics.length === 0) fillTables(context);
  for (const file of loaded.modules) checkUninstantiated(context, file);
  findSharedTables(context.modules.values());
  checkRecursion(context);
  checkAllocation(context);
  const modules: Module[] = [...context.modules.values()].map((module) => ({
    ...module,
    constants: constants.get(module.path) ?? [],
  }));
  const checkFailed = context.supportDeclarations.get(`${support.panic}:checkFailed`);
  return {
    program: {
      modules,
      types: context.typeOrder,
      checkFailed: checkFailed === undefined ? null : functionOf(context, checkFailed),
    },
    diagnostics: context.diagnostics,
    abandoned: context.abandoned,
  };
}

/** Lowers one top-level statement of a module. */
function declaration(
  context: LoweringContext,
  node: ts.Statement,
  constants: Map<string, NamedConstant[]>,
): void {
  if (ts.isFunctionDeclaration(node)) {
    if (node.typeParameters === undefined) functionOf(context, node);
    return;
  }
  if (ts.isVariableStatement(node)) return moduleVariables(context, node, constants);
  if (ts.isEnumDeclaration(node)) {
    refuseMerging(context, node);
    enumType(context, node);
    return;
  }
  if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) {
    return typeDeclaration(context, node);
  }
  if (ts.isImportDeclaration(node)) return importDeclaration(context, node);
  if (ts.isExpressionStatement(node)) return moduleExpression(context, node);
  if (ts.isExportDeclaration(node) && node.moduleSpecifier === undefined) {
    return context.refuse(
      'KD0110',
      node,
      'export lists are not part of the dialect',
      'write `export` before the declaration',
    );
  }
  if (ts.isExportDeclaration(node) || ts.isExportAssignment(node)) {
    return context.refuse(
      'KD0110',
      node,
      're-exports and default exports are not part of the dialect',
      'import from the module that declares the name',
    );
  }
  const { name, help } = outside(node);
  context.refuse('KD0103', node, `${name} is not part of the dialect`, help);
}

/**
 * Types without parameters are resolved where they stand, so that their errors are reported; but
 * for the variants of unions, which are resolved with their union.
 */
function typeDeclaration(
  context: LoweringContext,
  node: ts.InterfaceDeclaration | ts.TypeAliasDeclaration,
): void {
  refuseMerging(context, node);
  refuseModifiers(context, node);
  if (node.typeParameters !== undefined) return checkGenericType(context, node);
  if (isVariant(node)) return;
  declaredType(context, node, []);
}

/** Reports what is said of a type beside `export`; the type is resolved all the same. */
function refuseModifiers(
  context: LoweringContext,
  node: ts.InterfaceDeclaration | ts.TypeAliasDeclaration,
): void {
  for (const modifier of node.modifiers ?? []) {
    if (modifier.kind === ts.SyntaxKind.DeclareKeyword) {
      context.report(
        'KD0103',
        modifier,
        '`declare` is not part of the dialect',
        'leave it out: a type has no body that could be elsewhere',
      );
    }
    if (modifier.kind === ts.SyntaxKind.DefaultKeyword) {
      context.report(
        'KD0110',
        modifier,
        'default exports are not part of the dialect',
        'export it under its name',
      );
    }
  }
}

/** Refuses the second declaration of a type; TypeScript would put both together. */
function refuseMerging(
  context: LoweringContext,
  node: ts.EnumDeclaration | ts.InterfaceDeclaration | ts.TypeAliasDeclaration,
): void {
  const [first = node] = context.checker.getSymbolAtLocation(node.name)?.declarations ?? [];
  if (first === node) return;
  context.refuse(
    'KD0103',
    node.name,
    `${node.name.text} is declared twice`,
    'write all its members in one declaration',
  );
}

function isExported(node: ts.VariableStatement): boolean {
  return node.modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword) ?? false;
}

function moduleVariables(
  context: LoweringContext,
  node: ts.VariableStatement,
  constants: Map<string, NamedConstant[]>,
): void {
  const declare = node.modifiers?.find(
    (modifier) => modifier.kind === ts.SyntaxKind.DeclareKeyword,
  );
  if (declare !== undefined) {
    return context.refuse(
      'KD0103',
      declare,
      '`declare` is not part of the dialect',
      'import the variable from the module that defines it',
    );
  }
  const { declarationList } = node;
  if (isAwaitUsingDeclaration(declarationList) || isUsingDeclaration(declarationList)) {
    const word = isAwaitUsingDeclaration(declarationList) ? 'await using' : 'using';
    for (const item of declarationList.declarations) context.constants.set(item, 'refused');
    return context.refuse(
      'KD0101',
      declarationList,
      `\`${word}\` outside functions is not part of the dialect`,
      'a module is never left, so nothing would be released: bind the value in a function',
    );
  }
  const path = context.modulePath(node);
  for (const item of declarationList.declarations) {
    if (!ts.isIdentifier(item.name)) {
      context.report(
        'KD0102',
        item.name,
        'destructuring is not part of the dialect',
        'read the fields one by one',
      );
      continue;
    }
    const { text: name } = item.name;
    if ((declarationList.flags & ts.NodeFlags.Const) === 0) {
      if ((declarationList.flags & ts.NodeFlags.Let) === 0) {
        context.report(
          'KD0101',
          declarationList,
          '`var` is not part of the dialect',
          'use const or let',
        );
      }
      staticOf(context, item);
      continue;
    }
    context.attempt(() => {
      const value = moduleConstant(context, item);
      if (!isExported(node) || !isNamedConstant(value)) return;
      const known = constants.get(path) ?? [];
      known.push({ name, value });
      constants.set(path, known);
    });
  }
}

function isNamedConstant(value: ReturnType<typeof moduleConstant>): value is Operand {
  return value.kind === 'constant' || value.kind === 'text';
}

/** `staticAssert(…)` is the only expression allowed outside functions. */
function moduleExpression(context: LoweringContext, node: ts.ExpressionStatement): void {
  const call = node.expression;
  if (ts.isCallExpression(call)) {
    if (preludeName(context.checker, call.expression) === 'staticAssert') {
      checkStatically(constantLowering(context, call), call);
      return;
    }
  }
  context.refuse(
    'KD0103',
    node,
    'only declarations and static assertions stand outside functions',
    'put it into a function that is called at the start',
  );
}

function importDeclaration(context: LoweringContext, node: ts.ImportDeclaration): void {
  const specifier = node.moduleSpecifier;
  const clause = node.importClause;
  if (!ts.isStringLiteral(specifier)) return;
  if (clause === undefined) {
    return context.refuse('KD0110', node, 'an import without names does nothing', 'remove it');
  }
  if (clause.name !== undefined) {
    return context.refuse(
      'KD0110',
      clause,
      'default imports are not part of the dialect',
      `write \`* as ${clause.name.text}\`, or the names in braces: \`{ name }\``,
    );
  }
  if (clause.phaseModifier === ts.SyntaxKind.DeferKeyword) {
    return context.refuse(
      'KD0110',
      clause,
      'deferred imports are not part of the dialect',
      'leave `defer` out: nothing runs when a module is imported',
    );
  }
  if (specifier.text.endsWith('.d.ts')) {
    return context.refuse(
      'KD0003',
      specifier,
      'the names of the prelude are there without an import',
      'remove the import',
    );
  }
  if (!specifier.text.startsWith('.') || !specifier.text.endsWith('.ts')) {
    return context.refuse(
      'KD0003',
      specifier,
      `\`${specifier.text}\` is not a dialect module`,
      specifier.text.startsWith('.')
        ? `write '${specifier.text.replace(/\.[cm]?js$/, '')}.ts'`
        : 'import with a relative path that ends in .ts; packages are not available in a kernel',
    );
  }
  if (!canBeModule(importedPath(context.modulePath(node), specifier.text) ?? '')) {
    return context.refuse(
      'KD0003',
      specifier,
      `\`${specifier.text}\` is not a dialect module`,
      'dialect code imports dialect code, and what the machine does from runtime/contract',
    );
  }
  if (node.attributes !== undefined) {
    return context.refuse(
      'KD0110',
      node.attributes,
      'import attributes are not part of the dialect',
      'only dialect modules are imported: remove them',
    );
  }
  const symbol = context.checker.getSymbolAtLocation(specifier);
  const file = symbol?.valueDeclaration;
  if (file !== undefined && originOf(file) === 'prelude') {
    context.refuse('KD0003', specifier, 'the prelude needs no import');
  }
}
