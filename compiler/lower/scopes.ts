/**
 * Scopes and `using`: what is released when control leaves a scope.
 *
 * `using x = …` binds an owned value to its scope. The release function that its type names is
 * called at every exit (the end, return, break, continue), in reverse order of binding. A panic
 * releases nothing: nothing goes on after it.
 *
 * Used by: `statements.ts`, `loops.ts`, `switch.ts`, `body.ts`.            Uses: `calls.ts`.
 */

import type ts from 'typescript';

import {
  carriesOwnership,
  isOwned,
  ownershipFault,
  releaseFunctionOf,
} from '../frontend/ownership-types.ts';
import { originOf } from '../frontend/symbols.ts';
import type { Function, Instruction, Local, Operand } from '../ir/program.ts';
import { BOOL, type Type, typeName } from '../ir/types.ts';
import { emitCall } from './calls.ts';
import { coerce } from './convert.ts';
import { functionOf } from './declarations.ts';
import type { FunctionLowering } from './function.ts';
import { withoutNull } from './narrowing.ts';
import { convertsImplicitly } from './types.ts';

/** A value that is released when its scope is left. */
export interface Disposal {
  readonly local: Local;
  readonly release: Function;
  /** Type of the one parameter of `release`, which the value converts to. */
  readonly taken: Type;
  readonly node: ts.Node;
}

/** Runs `action` in a scope of its own, and releases at its end what was bound in it. */
export function inScope(f: FunctionLowering, action: () => void): void {
  const scope: Disposal[] = [];
  f.scopes.push(scope);
  action();
  if (!endsControl(f.block.at(-1))) releaseScopes(f, f.scopes.length - 1);
  f.scopes.pop();
}

/** Whether control cannot go on after `last`. */
export function endsControl(last: Instruction | undefined): boolean {
  return (
    last !== undefined &&
    (last.op === 'return' ||
      last.op === 'break' ||
      last.op === 'continue' ||
      last.op === 'unreachable')
  );
}

/** Emits the releases of all scopes from the innermost to the one at `depth`. */
export function releaseScopes(f: FunctionLowering, depth: number): void {
  for (const scope of f.scopes.slice(depth).reverse()) {
    for (const disposal of [...scope].reverse()) release(f, disposal);
  }
}

function release(f: FunctionLowering, { local, release: callee, taken, node }: Disposal): void {
  const value: Operand = { kind: 'local', local };
  const inner = withoutNull(local.type);
  if (inner === null) {
    emitCall(f, node, callee, [coerce(f, value, taken, node)]);
    return;
  }
  const isNull = f.compute(node, BOOL, (result) => ({ op: 'isNull', result, value }));
  const otherwise = f.inBlock(() => {
    const held = f.compute(node, inner, (result) => ({ op: 'unwrapNullable', result, value }));
    emitCall(f, node, callee, [coerce(f, held, taken, node)]);
  });
  f.emit(node, { op: 'if', condition: isNull, then: [], otherwise });
}

/** Binds `local`, declared by `using`, to the current scope. */
export function bindDisposal(
  f: FunctionLowering,
  declaration: ts.VariableDeclaration,
  local: Local,
): void {
  const { context } = f;
  const { checker } = context;
  const type = checker.getTypeAtLocation(declaration.name);
  if (ownershipFault(checker, type) !== null) {
    return context.giveUp('the type is reported where it is written');
  }
  const found = releaseFunctionOf(checker, declaration);
  if (found === null) {
    const name = declaration.name.getText();
    return context.refuse(
      'KD0905',
      declaration,
      `the type of ${name} does not say how it is released`,
      carriesOwnership(checker, type) && !isOwned(type)
        ? `declare it with const, and bind the field that is owned: \`using … = ${name}.…\``
        : 'use a type such as `Owned<PhysAddr, typeof freeFrame>`',
    );
  }
  if (originOf(found) !== 'dialect' || found.typeParameters !== undefined) {
    return context.refuse(
      'KD0905',
      declaration,
      `${found.name?.text ?? 'this function'} cannot be called when the scope ends`,
      'a release function is one of your own, without type parameters',
    );
  }
  const callee = functionOf(context, found);
  if (callee.result.kind !== 'void') {
    return context.refuse(
      'KD0905',
      declaration,
      `${callee.name} has a result that nobody would read`,
      'a release function returns void; it panics when releasing fails',
    );
  }
  const held = withoutNull(local.type) ?? local.type;
  const [parameter, ...others] = callee.parameters;
  if (parameter === undefined || others.length > 0 || !convertsImplicitly(held, parameter.type)) {
    return context.refuse(
      'KD0905',
      declaration,
      `${callee.name} does not release a ${typeName(held)}`,
      `a release function has one parameter, here of type ${typeName(held)}`,
    );
  }
  f.scopes.at(-1)?.push({ local, release: callee, taken: parameter.type, node: declaration });
}
