/**
 * Object literals: records, and variants of unions.
 *
 * The type comes from the surroundings; the values are computed in the order they are written and
 * kept in the order of the type.
 *
 * Used by: `expressions.ts`.            Uses: `expressions.ts` for the values of fields.
 */

import ts from 'typescript';

import type { Operand } from '../ir/program.ts';
import {
  type RecordField,
  type RecordType,
  type Type,
  typeName,
  type UnionType,
} from '../ir/types.ts';
import { coerce } from './convert.ts';
import { expression, namedOperand } from './expressions.ts';
import type { FunctionLowering } from './function.ts';
import { resolveDeclaration } from './names.ts';
import { refuseTag } from './unions.ts';

/** `{ a, b: 1 }`: a record, or a variant of a union. */
export function objectLiteral(
  f: FunctionLowering,
  node: ts.ObjectLiteralExpression,
  expected: Type | null,
): Operand {
  const type = expected !== null && expected.kind === 'nullable' ? expected.inner : expected;
  if (type !== null && type.kind === 'record') {
    const fields = literalFields(f, node, type, type.fields);
    return f.compute(node, type, (result) => ({ op: 'makeRecord', result, fields }));
  }
  if (type !== null && type.kind === 'union') {
    const variant = literalVariant(f, node, type.discriminant, type.variants);
    const found = type.variants[variant];
    if (found === undefined) return f.context.giveUp('the variant is already reported');
    const fields = literalFields(f, node, type, found.fields, type.discriminant);
    return f.compute(node, type, (result) => ({ op: 'makeVariant', result, variant, fields }));
  }
  return f.context.refuse(
    'KD0204',
    node,
    type === null
      ? 'the type of this object is not known'
      : `expected ${typeName(type)}, got an object`,
    type !== null && type.kind === 'ref'
      ? 'a struct lies in memory: take it from zeroed() storage or an allocator'
      : 'annotate the variable or result it is for with a record type',
  );
}

function literalVariant(
  f: FunctionLowering,
  node: ts.ObjectLiteralExpression,
  discriminant: string,
  variants: readonly { readonly tag: string }[],
): number {
  const property = node.properties.find((candidate) => candidate.name?.getText() === discriminant);
  if (
    property === undefined ||
    !ts.isPropertyAssignment(property) ||
    !ts.isStringLiteral(property.initializer)
  ) {
    return f.context.refuse(
      'KD0207',
      property ?? node,
      property === undefined
        ? `the variant is not known: the field ${discriminant} is missing`
        : `the variant is not known: ${discriminant} is not a string constant`,
      `write \`${discriminant}: '${variants[0]?.tag ?? ''}'\` or another variant in place`,
    );
  }
  const { text: tag } = property.initializer;
  const found = variants.findIndex((variant) => variant.tag === tag);
  return found >= 0 ? found : refuseTag(f, property.initializer, variants);
}

/** The values of the fields, evaluated in the order they are written, in the order of the type. */
export function literalFields(
  f: FunctionLowering,
  node: ts.ObjectLiteralExpression,
  owner: RecordType | UnionType,
  fields: readonly RecordField[],
  discriminant: string | null = null,
): readonly Operand[] {
  const values = new Map<string, Operand>();
  f.context.each(node.properties, (property) => {
    if (ts.isSpreadAssignment(property) || property.name === undefined) {
      return f.context.refuse('KD0102', property, 'spread is not part of the dialect');
    }
    if (!ts.isIdentifier(property.name)) {
      return f.context.refuse(
        'KD0102',
        property.name,
        'the name of a field is an identifier',
        'write the name as it stands in the type, without quotes or brackets',
      );
    }
    const { text: name } = property.name;
    if (name === discriminant) return;
    const field = fields.find((candidate) => candidate.name === name);
    if (field === undefined && f.context.incomplete.has(owner)) {
      return f.context.giveUp('the field is reported where it is declared');
    }
    if (field === undefined) {
      return f.context.refuse(
        'KD0204',
        property.name,
        `${typeName(owner)} has no field ${name}`,
        fields.length === 0
          ? 'leave it out'
          : `its fields are ${fields.map((known) => known.name).join(', ')}`,
      );
    }
    if (values.has(name)) {
      return f.context.refuse('KD0204', property.name, `the field ${name} is given twice`);
    }
    if (ts.isPropertyAssignment(property)) {
      const value = expression(f, property.initializer, field.type);
      values.set(name, coerce(f, value, field.type, property.initializer));
    } else if (ts.isShorthandPropertyAssignment(property)) {
      values.set(name, coerce(f, shorthand(f, property), field.type, property));
    } else {
      f.context.refuse('KD0102', property, 'objects have no methods in the dialect');
    }
  });
  if (f.context.incomplete.has(owner)) f.context.giveUp('a field of the type is reported');
  return fields.map(
    (field) =>
      values.get(field.name) ??
      f.context.refuse('KD0204', node, `the field ${field.name} of ${typeName(owner)} is missing`),
  );
}

/** `{ a }`: the name means a variable, which is not what the checker says of the property. */
function shorthand(f: FunctionLowering, property: ts.ShorthandPropertyAssignment): Operand {
  const { checker } = f.context;
  let symbol = checker.getShorthandAssignmentValueSymbol(property);
  if (symbol !== undefined && (symbol.flags & ts.SymbolFlags.Alias) !== 0) {
    symbol = checker.getAliasedSymbol(symbol);
  }
  const declaration = symbol?.valueDeclaration ?? null;
  return namedOperand(
    f,
    property.name,
    resolveDeclaration(f, declaration, property.name, property),
  );
}
