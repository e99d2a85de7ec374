/**
 * Declared types: structs with their layout, records, discriminated unions, enums.
 *
 * There is one IR type object per declaration and type arguments. A struct's object exists before
 * its fields are resolved, so that it may hold references to itself.
 *
 * Used by: `types.ts`.            Uses: `types.ts` for the types of fields.
 * Invariants:
 *   I1. `context.typeOrder` lists a type after every type it contains inline.
 * Sources: [SYSV] "Aggregates and Unions" for the layout of structs.
 */

import ts from 'typescript';

import { NESTING_LIMIT } from '../frontend/nesting.ts';
import { declarationOf, hasTag, preludeName } from '../frontend/symbols.ts';
import {
  type EnumType,
  memoryLayout,
  type RecordField,
  type RecordType,
  type StructField,
  type StructType,
  type Type,
  type UnionType,
  type UnionVariant,
} from '../ir/types.ts';
import type { LoweringContext, TypeArgument, TypeArguments, TypeEnvironment } from './context.ts';
import { integerValue } from './literals.ts';
import { operatorHelp } from './outside.ts';
import { isTooLarge } from './sizes.ts';
import { memoryType, typeArgumentIdentity, typeArgumentKey, valueType } from './types.ts';

const HEADER_IN_PROGRESS = -1;

/** The name of a type with its type arguments. */
export function instanceName(name: string, typeArguments: TypeArguments): string {
  if (typeArguments.length === 0) return name;
  return `${name}<${typeArguments.map(([, argument]) => typeArgumentKey(argument)).join(', ')}>`;
}

function instanceKey(
  context: LoweringContext,
  declaration: ts.Node,
  typeArguments: TypeArguments,
): string {
  const args = typeArguments.map(([, argument]) => typeArgumentIdentity(context, argument));
  return `${context.idOf(declaration)}(${args.join(';')})`;
}

/** The struct or record that an interface declares. */
export function interfaceType(
  context: LoweringContext,
  declaration: ts.InterfaceDeclaration,
  typeArguments: TypeArguments,
): Type {
  const base = structBase(context, declaration);
  if (base === 'none') {
    return recordOrUnionType(
      context,
      declaration,
      declaration,
      new Map(typeArguments),
      instanceName(declaration.name.text, typeArguments),
    );
  }
  return structType(context, declaration, typeArguments, base === 'Packed');
}

/** Which of the prelude's struct bases an interface extends. */
function structBase(
  context: LoweringContext,
  declaration: ts.InterfaceDeclaration,
): 'Struct' | 'Packed' | 'none' {
  const bases = (declaration.heritageClauses ?? []).flatMap((clause) => [...clause.types]);
  const [first, ...others] = bases;
  if (first === undefined) return 'none';
  const name = preludeName(context.checker, first.expression);
  if ((name !== 'Struct' && name !== 'Packed') || others.length > 0) {
    return context.refuse(
      'KD0206',
      others[0] ?? first,
      'an interface extends Struct, Packed, or nothing',
      'put the other struct into a field: nested structs lie inline',
    );
  }
  return name;
}

function structType(
  context: LoweringContext,
  declaration: ts.InterfaceDeclaration,
  typeArguments: TypeArguments,
  packed: boolean,
): StructType {
  const key = instanceKey(context, declaration, typeArguments);
  const known = context.structs.get(key);
  if (known !== undefined) {
    context.structQueue.need(known);
    return known;
  }
  if (context.structQueue.depth >= NESTING_LIMIT) {
    context.refuse(
      'KD0006',
      declaration.name,
      `structs lie in each other more than ${NESTING_LIMIT} levels deep`,
      NO_CIRCLE,
    );
  }
  const struct: StructType = {
    kind: 'struct',
    name: instanceName(declaration.name.text, typeArguments),
    module: context.modulePath(declaration),
    packed,
    mustUse: hasTag(declaration, 'mustUse'),
    fields: [],
    sizeBytes: HEADER_IN_PROGRESS,
    alignBytes: 1,
  };
  context.structs.set(key, struct);
  context.instances.set(struct, {
    declaration,
    typeArguments: typeArguments.map(([, argument]) => argument),
  });
  context.structQueue.add(struct, () => {
    if (completeStruct(context, struct, declaration, typeArguments)) return;
    // Asked for again, when its type arguments are complete, it may be.
    context.structs.delete(key);
  });
  return struct;
}

/** Gives a struct its fields. Whether it got all that are right. */
function completeStruct(
  context: LoweringContext,
  struct: StructType,
  declaration: ts.InterfaceDeclaration,
  typeArguments: TypeArguments,
): boolean {
  const environment: TypeEnvironment = new Map(typeArguments);
  const fields: StructField[] = [];
  let offset = 0;
  let structAlign = 1;
  let isComplete = true;
  for (const member of declaration.members) {
    const isAccepted = context.attempt(() => {
      const { name, typeNode, readonly } = propertyOf(context, member);
      const type = memoryType(context, typeNode, environment);
      if (!hasLayout(context, type)) context.incomplete.add(struct);
      const layout = memoryLayout(type);
      if (layout === null || layout.sizeBytes < 0) {
        if (typeArguments.some(([, argument]) => isInProgress(argument))) {
          // The circle is closed where this instance is asked for, and reported there.
          isComplete = false;
          return;
        }
        return context.refuse('KD0208', typeNode, `${struct.name} contains itself`, NO_CIRCLE);
      }
      const align = struct.packed ? 1 : layout.alignBytes;
      offset = Math.ceil(offset / align) * align;
      fields.push({ name, type, offsetBytes: offset, readonly });
      offset += layout.sizeBytes;
      structAlign = Math.max(structAlign, align);
    });
    if (!isAccepted) context.incomplete.add(struct);
  }
  if (!isComplete) return false;
  if (declaration.members.length === 0) {
    context.report('KD0206', declaration.name, `the struct ${struct.name} has no fields`);
  }
  struct.fields = fields;
  struct.alignBytes = structAlign;
  // What contains a struct that is too large is not reported again.
  if (isTooLarge(context, declaration.name, struct.name, offset)) {
    context.incomplete.add(struct);
    offset = 0;
  }
  struct.sizeBytes = Math.max(1, Math.ceil(offset / structAlign) * structAlign);
  context.typeOrder.push(struct);
  return true;
}

/** Whether the sizes and offsets of a type are those that its declarations give it: none was refused. */
export function hasLayout(context: LoweringContext, type: Type): boolean {
  const inline = type.kind === 'ref' && !type.nullable ? type.target : type;
  if (inline.kind === 'array') return hasLayout(context, inline.element);
  return inline.kind !== 'struct' || !context.incomplete.has(inline);
}

const NO_CIRCLE = 'refer to it: a field `X | null`';

/** Whether a type argument has no size yet. */
function isInProgress(argument: TypeArgument): boolean {
  if (typeof argument === 'number') return false;
  const type = argument.kind === 'ref' && !argument.nullable ? argument.target : argument;
  return (memoryLayout(type)?.sizeBytes ?? 0) < 0;
}

function propertyOf(
  context: LoweringContext,
  member: ts.TypeElement,
): { name: string; typeNode: ts.TypeNode; readonly: boolean } {
  if (!ts.isPropertySignature(member) || !ts.isIdentifier(member.name)) {
    return context.refuse(
      'KD0103',
      member,
      'structs and records have named fields only',
      ts.isIndexSignatureDeclaration(member)
        ? 'use a FixedArray: its elements have indexes'
        : ts.isPropertySignature(member)
          ? 'write the name of the field without quotes or brackets'
          : 'make a method a top-level function that takes the struct',
    );
  }
  if (member.questionToken !== undefined) {
    return context.refuse('KD0108', member, 'a field cannot be optional', 'write `T | null`');
  }
  if (member.type === undefined) {
    return context.refuse('KD0201', member, `the field ${member.name.text} has no type`);
  }
  const readonly =
    member.modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.ReadonlyKeyword) ?? false;
  return { name: member.name.text, typeNode: member.type, readonly };
}

/**
 * The record or union that `node` describes.
 *
 * @param node - a type literal, an interface, or a union of type literals and names of them
 * @param owner - the declaration that stands for the type in maps and tags
 * @param name - name of the declaration, or null for a type written in place
 */
export function recordOrUnionType(
  context: LoweringContext,
  node: ts.TypeLiteralNode | ts.InterfaceDeclaration | ts.TypeNode,
  owner: ts.Node,
  environment: TypeEnvironment,
  name: string | null,
): RecordType | UnionType {
  const typeArguments: TypeArguments =
    name === null ? argumentsWithin(context, node, environment) : [...environment];
  const key = instanceKey(context, owner, typeArguments);
  const known = context.records.get(key) ?? context.unions.get(key);
  if (known !== undefined) return known;
  const shared = {
    name: name ?? instanceName(nameInPlace(context, node), typeArguments),
    isAnonymous: name === null,
    module: context.modulePath(node),
  };
  const instance = {
    declaration: owner as ts.Declaration,
    typeArguments: typeArguments.map(([, argument]) => argument),
  };
  if (ts.isUnionTypeNode(node)) {
    const union: UnionType = {
      kind: 'union',
      ...shared,
      discriminant: discriminantOf(context, node),
      variants: [],
      mustUse: true,
    };
    context.unions.set(key, union);
    context.instances.set(union, instance);
    union.variants = node.types.map((member) => unionVariant(context, member, union, environment));
    checkTags(context, node, union);
    context.typeOrder.push(union);
    return union;
  }
  if (!ts.isTypeLiteralNode(node) && !ts.isInterfaceDeclaration(node)) {
    return context.refuse('KD0207', node, 'expected an object type');
  }
  const record: RecordType = {
    kind: 'record',
    ...shared,
    fields: [],
    mustUse: hasTag(owner, 'mustUse'),
  };
  context.records.set(key, record);
  context.instances.set(record, instance);
  record.fields = node.members.flatMap((member) =>
    acceptedField(context, member, record, environment),
  );
  if (node.members.length === 0) {
    context.refuse('KD0206', node, 'a record has at least one field');
  }
  context.typeOrder.push(record);
  return record;
}

function nameInPlace(context: LoweringContext, node: ts.Node): string {
  const { line, column } = context.position(node);
  return `anonymous_${line}_${column}`;
}

/**
 * The type arguments that a type written in place depends on, in the order in which it names them.
 * `environment` may hold more, and while the arguments of a call are looked at, less, in the order
 * in which they were found: one type would have several keys, or two types the same one.
 */
function argumentsWithin(
  context: LoweringContext,
  node: ts.Node,
  environment: TypeEnvironment,
): TypeArguments {
  const found = new Map<ts.Declaration, TypeArgument>();
  const visit = (part: ts.Node): void => {
    const declaration = ts.isTypeReferenceNode(part)
      ? declarationOf(context.checker, part.typeName)
      : null;
    if (declaration !== null && ts.isTypeParameterDeclaration(declaration)) {
      const bound = environment.get(declaration);
      if (bound === undefined) {
        return context.refuse('KD0209', part, `nothing is known for ${part.getText()}`);
      }
      found.set(declaration, bound);
    }
    ts.forEachChild(part, visit);
  };
  visit(node);
  return [...found];
}

/** The field that `member` declares; none when it is refused, and `owner` incomplete. */
function acceptedField(
  context: LoweringContext,
  member: ts.TypeElement,
  owner: RecordType | UnionType,
  environment: TypeEnvironment,
): readonly RecordField[] {
  const fields: RecordField[] = [];
  const isAccepted = context.attempt(() => {
    fields.push(recordField(context, member, environment));
  }, member);
  if (!isAccepted) context.incomplete.add(owner);
  return fields;
}

function recordField(
  context: LoweringContext,
  member: ts.TypeElement,
  environment: TypeEnvironment,
): RecordField {
  const { name, typeNode, readonly } = propertyOf(context, member);
  if (tagOf(member) !== null) {
    return context.refuse(
      'KD0207',
      typeNode,
      'one variant of a union is not a type of values',
      'name the union that it is part of; for a record of its own leave this field out',
    );
  }
  if (!readonly) {
    // The record has the field all the same, for what uses it.
    context.report(
      'KD0206',
      member,
      `the field ${name} of a record is not readonly`,
      'records are values: mark every field `readonly`, or extend Struct to describe memory',
    );
  }
  const type = valueType(context, typeNode, environment);
  const held = type.kind === 'nullable' ? type.inner : type;
  if ((held.kind === 'record' || held.kind === 'union') && !isComplete(context, held)) {
    return context.refuse(
      'KD0208',
      typeNode,
      `${held.name} contains itself`,
      'records are values; only a reference to a struct can lead back',
    );
  }
  return { name, type };
}

function isComplete(context: LoweringContext, type: RecordType | UnionType): boolean {
  return context.typeOrder.includes(type);
}

/** The members of a variant: of a type literal, or of the record type that a name stands for. */
function variantMembers(context: LoweringContext, node: ts.TypeNode): ts.NodeArray<ts.TypeElement> {
  if (ts.isTypeLiteralNode(node)) return node.members;
  if (ts.isTypeReferenceNode(node)) {
    const symbol = context.checker.getSymbolAtLocation(node.typeName);
    const target =
      symbol !== undefined && (symbol.flags & ts.SymbolFlags.Alias) !== 0
        ? context.checker.getAliasedSymbol(symbol)
        : symbol;
    const declaration = target?.declarations?.[0];
    if (declaration !== undefined && ts.isInterfaceDeclaration(declaration)) {
      return declaration.members;
    }
    if (
      declaration !== undefined &&
      ts.isTypeAliasDeclaration(declaration) &&
      ts.isTypeLiteralNode(declaration.type)
    ) {
      return declaration.type.members;
    }
  }
  return context.refuse(
    'KD0207',
    node,
    'a union is `T | null` or consists of records that one string constant tells apart',
    "write each variant as `{ readonly kind: 'name'; … }`",
  );
}

function tagOf(member: ts.TypeElement): { name: string; tag: string } | null {
  if (
    ts.isPropertySignature(member) &&
    ts.isIdentifier(member.name) &&
    member.type !== undefined &&
    ts.isLiteralTypeNode(member.type) &&
    ts.isStringLiteral(member.type.literal)
  ) {
    return { name: member.name.text, tag: member.type.literal.text };
  }
  return null;
}

/** Whether a declaration is one variant of a union, with a name of its own. */
export function isVariant(node: ts.InterfaceDeclaration | ts.TypeAliasDeclaration): boolean {
  const members = ts.isInterfaceDeclaration(node)
    ? node.members
    : ts.isTypeLiteralNode(node.type)
      ? node.type.members
      : [];
  return members.some((member) => tagOf(member) !== null);
}

/** The property that has a string constant in every variant. */
function discriminantOf(context: LoweringContext, node: ts.UnionTypeNode): string {
  const candidates = node.types.map((member) =>
    variantMembers(context, member).flatMap((field) => tagOf(field)?.name ?? []),
  );
  const [first, ...others] = candidates;
  const found = first?.find((name) => others.every((names) => names.includes(name)));
  if (found === undefined) {
    return context.refuse(
      'KD0207',
      node,
      'no property tells the variants apart',
      "give each variant a field such as `readonly kind: 'mapped'`",
    );
  }
  return found;
}

function unionVariant(
  context: LoweringContext,
  node: ts.TypeNode,
  union: UnionType,
  environment: TypeEnvironment,
): UnionVariant {
  let tag = '';
  const fields: RecordField[] = [];
  for (const member of variantMembers(context, node)) {
    const found = tagOf(member);
    if (found !== null && found.name === union.discriminant) tag = found.tag;
    else fields.push(...acceptedField(context, member, union, environment));
  }
  return { tag, fields };
}

function checkTags(context: LoweringContext, node: ts.UnionTypeNode, union: UnionType): void {
  const tags = new Set(union.variants.map((variant) => variant.tag));
  if (tags.size !== union.variants.length) {
    context.refuse('KD0207', node, `two variants have the same ${union.discriminant}`);
  }
}

/** The type of a numeric enum. */
export function enumType(context: LoweringContext, declaration: ts.EnumDeclaration): EnumType {
  const known = context.enums.get(declaration);
  if (known !== undefined) return known;
  for (const modifier of declaration.modifiers ?? []) {
    if (modifier.kind === ts.SyntaxKind.DeclareKeyword) {
      context.refuse(
        'KD0103',
        modifier,
        '`declare` is not part of the dialect',
        'import the enum from the module that defines it',
      );
    }
  }
  const [first] = declaration.members;
  if (first === undefined) {
    return context.refuse('KD0213', declaration, 'an enum has at least one member');
  }
  const members: EnumType['members'][number][] = [];
  const refused = declaration.members.filter(
    (member) => !context.attempt(() => members.push(enumMember(context, member)), member),
  );
  const type: EnumType = {
    kind: 'enum',
    name: declaration.name.text,
    module: context.modulePath(declaration),
    members,
    mustUse: first.name.getText() === 'Ok' || hasTag(declaration, 'mustUse'),
  };
  if (refused.length > 0) context.incomplete.add(type);
  context.enums.set(declaration, type);
  context.typeOrder.push(type);
  return type;
}

function enumMember(context: LoweringContext, member: ts.EnumMember): EnumType['members'][number] {
  const { initializer, name } = member;
  if (!ts.isIdentifier(name)) {
    return context.refuse('KD0213', name, 'the name of an enum member is an identifier');
  }
  const value = context.checker.getConstantValue(member);
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > 0xffff_ffff) {
    return context.refuse(
      'KD0213',
      member,
      'enum members are integer constants in [0, 2^32)',
      typeof value === 'string'
        ? 'use string constants as the discriminant of a union instead'
        : 'a member is stored as a u32; for other numbers use constants',
    );
  }
  const own = initializer === undefined ? BigInt(value) : integerValue(context, initializer);
  if (own !== BigInt(value)) {
    const power = initializer === undefined ? null : powerIn(initializer);
    if (power !== null) {
      const help = operatorHelp(power.kind);
      context.refuse('KD0105', power, '`**` is not part of the dialect', help);
    }
    return context.refuse(
      'KD0213',
      member,
      own === null
        ? 'enum members are computed from integers'
        : `in integers this is ${own}, to TypeScript it is ${value}`,
      'write the number',
    );
  }
  return { name: name.text, value: own };
}

/** The first `**` in an expression, or null. */
function powerIn(node: ts.Node): ts.Node | null {
  if (node.kind === ts.SyntaxKind.AsteriskAsteriskToken) return node;
  return ts.forEachChild(node, powerIn) ?? null;
}
