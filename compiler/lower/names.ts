/**
 * Names as values: locals, parameters, statics, constants, functions, enum members.
 *
 * Used by: `expressions.ts`, `assignments.ts`, `calls.ts`.            Uses: `constants.ts`,
 * `declarations.ts`.
 */

import ts from 'typescript';

import { insteadOfLibrary } from '../frontend/library.ts';
import { declarationOf, originOf } from '../frontend/symbols.ts';
import type { Function, Local, Operand, Static } from '../ir/program.ts';
import { enumType } from './aggregates.ts';
import { constantOperand, moduleConstant } from './constants.ts';
import { functionOf } from './declarations.ts';
import { constant, type FunctionLowering } from './function.ts';
import { staticOf } from './statics.ts';

/** What a name refers to. */
export type Named =
  | { readonly kind: 'local'; readonly local: Local }
  | { readonly kind: 'static'; readonly static: Static }
  | { readonly kind: 'value'; readonly operand: Operand };

/** Whether a variable is declared at the top level of a module. */
export function isModuleLevel(declaration: ts.VariableDeclaration): boolean {
  return (
    ts.isVariableStatement(declaration.parent.parent) &&
    ts.isSourceFile(declaration.parent.parent.parent)
  );
}

/** Resolves `name` (an identifier, or the right part of `Module.name` or `Enum.Member`). */
export function resolveName(f: FunctionLowering, name: ts.Identifier, node: ts.Node): Named {
  return resolveDeclaration(f, declarationOf(f.context.checker, name), name, node);
}

/** As `resolveName`, for a declaration already found. */
export function resolveDeclaration(
  f: FunctionLowering,
  declaration: ts.Declaration | null,
  name: ts.Identifier,
  node: ts.Node,
): Named {
  const { context } = f;
  if (declaration === null) {
    if (name.text === 'undefined') {
      return context.refuse('KD0102', node, '`undefined` is not part of the dialect', 'use null');
    }
    if (name.text === 'arguments') {
      return context.refuse(
        'KD0102',
        node,
        '`arguments` is not part of the dialect',
        'name every parameter',
      );
    }
    // TypeScript knows this name, although nothing declares it.
    if (name.text === 'globalThis') return refuseLibrary(f, name.text, node);
    return context.giveUp('TypeScript reports the unknown name');
  }
  const local = f.locals.get(declaration);
  if (local !== undefined) return { kind: 'local', local };
  if (f.poisoned.has(declaration)) return context.giveUp('the declaration is already reported');
  if (ts.isEnumMember(declaration)) {
    const type = enumType(context, declaration.parent);
    const member = type.members.find((candidate) => candidate.name === declaration.name.getText());
    if (member === undefined) return context.giveUp('the enum is already reported');
    return { kind: 'value', operand: constant(type, member.value) };
  }
  if (ts.isFunctionDeclaration(declaration)) {
    if (originOf(declaration) === 'prelude') {
      return context.refuse(
        'KD0102',
        node,
        `\`${name.text}\` can only be called`,
        'wrap it in a function of your own to pass it on',
      );
    }
    if (declaration.typeParameters !== undefined) {
      return context.refuse('KD0209', node, `\`${name.text}\` is generic and can only be called`);
    }
    const taken = takenFunction(context, declaration);
    if (context.trackers.has(taken)) {
      return context.refuse(
        'KD0102',
        node,
        `\`${name.text}\` tracks its caller and can only be called`,
        'wrap it in a function of your own to pass it on',
      );
    }
    if (taken.linkage === 'contract' && taken.unsafe) {
      return context.refuse(
        'KD0501',
        node,
        `\`${name.text}\` is unsafe and can only be called`,
        "wrap it in a function of your own that is marked `'use unsafe'`",
      );
    }
    return { kind: 'value', operand: { kind: 'function', function: taken } };
  }
  if (ts.isVariableDeclaration(declaration) && isModuleLevel(declaration)) {
    return moduleVariable(f, declaration, node);
  }
  if (ts.isVariableDeclaration(declaration) || ts.isParameter(declaration)) {
    if (enclosingFunction(declaration) === enclosingFunction(name)) {
      return context.giveUp('TypeScript reports the use before the declaration');
    }
    return context.refuse(
      'KD0106',
      node,
      `\`${name.text}\` belongs to an enclosing function`,
      'pass it as a parameter, or keep it in a module-level variable',
    );
  }
  return context.refuse(
    'KD0102',
    node,
    `\`${name.text}\` is not a value of the dialect`,
    ts.isEnumDeclaration(declaration)
      ? 'name a member; a message writes the name of an enum value: `${x}`'
      : null,
  );
}

function enclosingFunction(node: ts.Node): ts.Node | undefined {
  return ts.findAncestor(node, (around) => around !== node && ts.isFunctionLike(around));
}

function moduleVariable(
  f: FunctionLowering,
  declaration: ts.VariableDeclaration,
  node: ts.Node,
): Named {
  const { context } = f;
  if (originOf(declaration) === 'prelude') {
    const { text } = declaration.name as ts.Identifier;
    if (insteadOfLibrary(text) !== null) return refuseLibrary(f, text, node);
    return context.refuse(
      'KD0102',
      node,
      `\`${text}\` cannot be used as a value`,
      'write log.info(`…`), log.warn(`…`), …',
    );
  }
  const isConst = (declaration.parent.flags & ts.NodeFlags.Const) !== 0;
  if (!isConst) {
    const found = staticOf(context, declaration);
    if (found === null || (f.isConstant && context.standIns.has(found))) {
      return context.giveUp('the static is already reported');
    }
    return { kind: 'static', static: found };
  }
  const value = moduleConstant(context, declaration);
  return { kind: 'value', operand: constantOperand(f, value, node) };
}

function refuseLibrary(f: FunctionLowering, name: string, node: ts.Node): never {
  return f.context.refuse(
    'KD0113',
    node,
    `\`${name}\` belongs to the JavaScript library, which the dialect does not have`,
    insteadOfLibrary(name),
  );
}

/** A function whose reference is taken: it may be called wherever its type fits. */
function takenFunction(
  context: FunctionLowering['context'],
  declaration: ts.FunctionDeclaration,
): Function {
  const taken = functionOf(context, declaration);
  context.taken.add(taken);
  return taken;
}

/** The value of a scalar static. */
export function loadStatic(f: FunctionLowering, node: ts.Node, loaded: Static): Operand {
  return f.compute(node, loaded.type, (result) => ({ op: 'loadStatic', result, static: loaded }));
}
