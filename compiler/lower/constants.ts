/**
 * Module-level constants: evaluated when the program is compiled.
 *
 * A constant's initial value is lowered like any expression, by a `FunctionLowering` that may not
 * emit an operation; what comes out is a constant operand. Structs and arrays are constant
 * references to static storage.
 *
 * Used by: `names.ts`, `declarations.ts`.            Uses: `expressions.ts`, `statics.ts`.
 */

import ts from 'typescript';

import type { Function, Operand } from '../ir/program.ts';
import { type RecordType, type Type, VOID } from '../ir/types.ts';
import type { LoweringContext } from './context.ts';
import { NO_TYPE_ARGUMENTS } from './context.ts';
import { coerce } from './convert.ts';
import { expression } from './expressions.ts';
import { FunctionLowering } from './function.ts';
import { literalFields } from './object-literals.ts';
import { objectStatic, standIn } from './statics.ts';
import { valueType } from './types.ts';

/** The value of a constant: an operand, or a record of operands. */
export type ConstantValue =
  | Operand
  | { readonly kind: 'record'; readonly type: RecordType; readonly fields: readonly Operand[] };

/** A lowering in which only constants may be computed, for an initial value at `node`. */
export function constantLowering(context: LoweringContext, node: ts.Node): FunctionLowering {
  const nowhere: Function = {
    name: 'a constant',
    symbol: '',
    jsName: '',
    module: context.modulePath(node),
    parameters: [],
    result: VOID,
    exported: false,
    linkage: 'dialect',
    unsafe: false,
    body: [],
    position: context.position(node),
  };
  return new FunctionLowering(context, nowhere, NO_TYPE_ARGUMENTS, true);
}

/** The value of the module-level constant `declaration`; gives up when it was refused. */
export function moduleConstant(
  context: LoweringContext,
  declaration: ts.VariableDeclaration,
): ConstantValue {
  const known = context.constants.get(declaration);
  if (known === 'in progress') {
    return context.refuse(
      'KD0702',
      declaration.name,
      `\`${declaration.name.getText()}\` depends on itself`,
    );
  }
  if (known === 'refused') return context.giveUp('the constant is already reported');
  if (known !== undefined) return known;
  context.constants.set(declaration, 'in progress');
  let value: ConstantValue | null = null;
  try {
    context.attempt(() => {
      value = evaluate(context, declaration);
    });
  } finally {
    // An error of the compiler itself must not look like a constant that needs itself.
    context.constants.set(declaration, value ?? 'refused');
  }
  return value ?? context.giveUp('the constant is already reported');
}

function evaluate(context: LoweringContext, declaration: ts.VariableDeclaration): ConstantValue {
  const { initializer } = declaration;
  if (initializer === undefined) return context.giveUp('TypeScript reports the missing value');
  const type =
    declaration.type === undefined ? null : valueType(context, declaration.type, NO_TYPE_ARGUMENTS);
  return context.orElse<ConstantValue>(
    () => firstValue(context, declaration, initializer, type),
    () => {
      if (type?.kind !== 'ref' || type.nullable) return null;
      const isTable = ts.isArrayLiteralExpression(initializer);
      return { kind: 'static', static: standIn(context, declaration, type.target, isTable) };
    },
  );
}

function firstValue(
  context: LoweringContext,
  declaration: ts.VariableDeclaration,
  initializer: ts.Expression,
  type: Type | null,
): ConstantValue {
  const object = objectStatic(context, declaration, initializer, type);
  if (object !== null) return { kind: 'static', static: object };
  const f = constantLowering(context, initializer);
  if (type !== null && type.kind === 'record' && ts.isObjectLiteralExpression(initializer)) {
    const fields = literalFields(f, initializer, type, type.fields);
    return { kind: 'record', type, fields };
  }
  const operand = expression(f, initializer, type);
  return type === null ? operand : coerce(f, operand, type, initializer);
}

/** The constant as an operand in `f`; a record is made anew at each use. */
export function constantOperand(f: FunctionLowering, value: ConstantValue, node: ts.Node): Operand {
  if (value.kind !== 'record') return value;
  return f.compute(node, value.type, (result) => ({
    op: 'makeRecord',
    result,
    fields: value.fields,
  }));
}
