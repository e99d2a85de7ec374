/**
 * Module-level variables and memory: scalar statics, zeroed structs and arrays, constant tables.
 *
 * Used by: `names.ts`, `constants.ts`, `program.ts`.            Uses: `constants.ts`, `types.ts`.
 */

import ts from 'typescript';

import { declarationOf, preludeName } from '../frontend/symbols.ts';
import type { Operand, Static } from '../ir/program.ts';
import { type ArrayType, memoryLayout, type Type, typeName } from '../ir/types.ts';
import { constantLowering } from './constants.ts';
import type { LoweringContext } from './context.ts';
import { NO_TYPE_ARGUMENTS, symbolOf } from './context.ts';
import { coerce } from './convert.ts';
import { functionOf } from './declarations.ts';
import { expression } from './expressions.ts';
import { addTable } from './tables.ts';
import { outside } from './outside.ts';
import { refuseLargeStorage } from './sizes.ts';
import { valueType } from './types.ts';
import { quoted } from './wording.ts';

function addStatic(
  context: LoweringContext,
  declaration: ts.VariableDeclaration,
  type: Type,
  initial: Static['initial'],
  isConstant: boolean,
): Static {
  const path = context.modulePath(declaration);
  const name = declaration.name.getText();
  refuseLargeStorage(context, declaration.name, name, memoryLayout(type)?.sizeBytes ?? 0);
  const created: Static = {
    name,
    symbol: symbolOf(path, context.uniqueName(path, name)),
    module: path,
    type,
    initial,
    constant: isConstant,
    position: context.position(declaration),
  };
  context.statics.set(declaration, created);
  context.module(path).statics.push(created);
  return created;
}

/** The scalar static that a module-level `let` declares; null when it was refused. */
export function staticOf(
  context: LoweringContext,
  declaration: ts.VariableDeclaration,
): Static | null {
  const known = context.statics.get(declaration);
  if (known !== undefined) return known;
  const standing = context.constants.get(declaration);
  if (standing === 'refused') return null;
  if (standing === 'in progress') {
    return context.refuse(
      'KD0702',
      declaration.name,
      `the first value of \`${declaration.name.getText()}\` depends on itself`,
    );
  }
  context.constants.set(declaration, 'in progress');
  let created: Static | null = null;
  context.attempt(() => {
    created = createScalar(context, declaration);
  });
  if (created === null) context.constants.set(declaration, 'refused');
  else context.constants.delete(declaration);
  return created;
}

function createScalar(context: LoweringContext, declaration: ts.VariableDeclaration): Static {
  if (declaration.type === undefined) {
    return context.refuse(
      'KD0201',
      declaration.name,
      `the variable ${declaration.name.getText()} has no type`,
      'write one, for example `let count: u64 = 0n;`',
    );
  }
  const type = valueType(context, declaration.type, NO_TYPE_ARGUMENTS);
  if (type.kind === 'ref' && !type.nullable) {
    return context.refuse(
      'KD0403',
      declaration.type,
      `a variable of type ${typeName(type)} would need an initial reference`,
      `use \`const …: ${typeName(type)} = zeroed();\` for storage, or \`| null\` for a reference`,
    );
  }
  if (type.kind === 'record' || type.kind === 'union' || type.kind === 'text') {
    return context.refuse(
      'KD0403',
      declaration.type,
      `a module-level variable cannot have the type ${quoted(declaration.type)}`,
      'keep the parts in variables of their own, or use a struct in `zeroed()` storage',
    );
  }
  return context.orElse(
    () => addStatic(context, declaration, type, initialValue(context, declaration, type), false),
    () => standIn(context, declaration, type, false),
  );
}

function initialValue(
  context: LoweringContext,
  declaration: ts.VariableDeclaration,
  type: Type,
): Operand {
  const { initializer } = declaration;
  if (initializer === undefined) {
    return context.refuse(
      'KD0403',
      declaration,
      `the variable ${declaration.name.getText()} has no initial value`,
    );
  }
  const f = constantLowering(context, initializer);
  return coerceInitial(f, expression(f, initializer, type), type, initializer);
}

function coerceInitial(
  f: ReturnType<typeof constantLowering>,
  value: Operand,
  type: Type,
  node: ts.Node,
): Operand {
  if (type.kind === 'nullable' && value.kind !== 'null') {
    return f.context.refuse(
      'KD0403',
      node,
      `the initial value of a ${typeName(type)} is null`,
      'assign the value when the module is initialised',
    );
  }
  return coerce(f, value, type, node);
}

/**
 * The storage that a module-level `const` declares with `zeroed()` or an array literal.
 *
 * @param type - the annotated type, or null when there is none
 * @returns null when the constant is a value and has no storage
 */
export function objectStatic(
  context: LoweringContext,
  declaration: ts.VariableDeclaration,
  initializer: ts.Expression,
  type: Type | null,
): Static | null {
  const known = context.statics.get(declaration);
  if (known !== undefined) return known;
  const maker = ts.isCallExpression(initializer)
    ? preludeName(context.checker, initializer.expression)
    : null;
  if (ts.isCallExpression(initializer) && maker === 'tabulate') {
    return tabulated(context, declaration, initializer, type);
  }
  if (ts.isCallExpression(initializer) && maker === 'zeroed') {
    const target = zeroedType(context, initializer, type);
    if (target.kind !== 'ref' || target.nullable) {
      return context.refuse(
        'KD0403',
        initializer,
        `zeroed() makes storage for structs and arrays, not for ${typeName(target)}`,
        'annotate the constant with the struct or FixedArray type',
      );
    }
    return addStatic(context, declaration, target.target, null, false);
  }
  if (!ts.isArrayLiteralExpression(initializer)) return null;
  const array = tableType(context, initializer, type);
  const elements = tableElements(context, initializer, array);
  return addStatic(context, declaration, array, elements, true);
}

/**
 * The static in place of one whose value is refused: what is done with it is right or wrong by the
 * type that is written.
 */
export function standIn(
  context: LoweringContext,
  declaration: ts.VariableDeclaration,
  type: Type,
  isConstant: boolean,
): Static {
  const created: Static = {
    name: declaration.name.getText(),
    symbol: '',
    module: context.modulePath(declaration),
    type,
    initial: null,
    constant: isConstant,
    position: context.position(declaration),
  };
  context.statics.set(declaration, created);
  context.standIns.add(created);
  return created;
}

/** A table computed by a function. */
function tabulated(
  context: LoweringContext,
  declaration: ts.VariableDeclaration,
  call: ts.CallExpression,
  type: Type | null,
): Static {
  const array = tableType(context, call, type);
  const [argument] = call.arguments;
  const named =
    argument !== undefined && ts.isIdentifier(argument)
      ? declarationOf(context.checker, argument)
      : null;
  if (named === null || !ts.isFunctionDeclaration(named) || named.typeParameters !== undefined) {
    return context.refuse(
      'KD0310',
      argument ?? call,
      'tabulate() takes the name of a top-level function of this program',
    );
  }
  const created = addStatic(context, declaration, array, [], true);
  addTable(context, {
    static: created,
    type: array,
    entry: functionOf(context, named),
    node: call,
  });
  return created;
}

/** The annotated FixedArray type of a table. */
function tableType(context: LoweringContext, node: ts.Node, type: Type | null): ArrayType {
  if (type !== null && type.kind === 'ref' && type.target.kind === 'array') return type.target;
  return context.refuse(
    'KD0201',
    node,
    'a table needs a FixedArray type',
    'write `const TABLE: FixedArray<u32, 4> = [1, 2, 3, 4];`',
  );
}

function zeroedType(context: LoweringContext, call: ts.CallExpression, type: Type | null): Type {
  const [argument] = call.typeArguments ?? [];
  if (argument !== undefined) return valueType(context, argument, NO_TYPE_ARGUMENTS);
  if (type !== null) return type;
  return context.refuse(
    'KD0201',
    call,
    'zeroed() does not know the type of its storage',
    'annotate the constant: `const STATE: State = zeroed();`',
  );
}

function tableElements(
  context: LoweringContext,
  literal: ts.ArrayLiteralExpression,
  type: ArrayType,
): readonly Operand[] {
  const { element } = type;
  if (memoryLayout(element) === null || element.kind === 'struct' || element.kind === 'array') {
    return context.refuse(
      'KD0403',
      literal,
      `a table of ${typeName(element)} cannot be written as a literal`,
      'use zeroed() storage and fill it when the module is initialised',
    );
  }
  const spread = literal.elements.find((item) => ts.isSpreadElement(item));
  if (spread !== undefined) {
    const { name, help } = outside(spread);
    context.refuse('KD0102', spread, `${name} is not part of the dialect`, help);
  }
  const f = constantLowering(context, literal);
  const values = context.each(literal.elements, (item) =>
    coerce(f, expression(f, item, element), element, item),
  );
  if (literal.elements.length !== type.length) {
    return context.refuse(
      'KD0212',
      literal,
      `the table has ${literal.elements.length} elements, its type says ${type.length}`,
      `write all of its elements, or the length ${literal.elements.length}`,
    );
  }
  return values;
}
