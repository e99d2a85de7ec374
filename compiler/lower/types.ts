/**
 * Type annotations to IR types.
 *
 * The dialect's types are finer than TypeScript's (u8 and u32 are both `number`), so they are read
 * from the annotations, not from the checker. A struct name means a *reference* where a value is
 * meant (`valueType`) and the bytes themselves where memory is described (`memoryType`).
 *
 * Used by: all of `compiler/lower`.            Uses: `layout.ts`, `aggregates.ts`.
 */

import ts from 'typescript';

import { insteadOfLibrary } from '../frontend/library.ts';
import { declarationOf, originOf } from '../frontend/symbols.ts';
import {
  BOOL,
  I16,
  I32,
  I64,
  I8,
  memoryLayout,
  NEVER,
  PHYS_ADDR,
  sameType,
  TEXT,
  type Type,
  typeName,
  U16,
  U32,
  U64,
  U8,
  VIEW,
  VIRT_ADDR,
  VOID,
  withoutAlias,
} from '../ir/types.ts';
import { enumType, instanceName, interfaceType, recordOrUnionType } from './aggregates.ts';
import { limitInstances } from './instances.ts';
import { isIntegerType } from './literals.ts';
import { outside } from './outside.ts';
import { isTooLarge } from './sizes.ts';
import { quoted } from './wording.ts';
import type { LoweringContext, TypeArgument, TypeArguments, TypeEnvironment } from './context.ts';

const PRELUDE_TYPES: ReadonlyMap<string, Type> = new Map<string, Type>([
  ['u8', U8],
  ['u16', U16],
  ['u32', U32],
  ['u64', U64],
  ['usize', U64],
  ['i8', I8],
  ['i16', I16],
  ['i32', I32],
  ['i64', I64],
  ['bool', BOOL],
  ['PhysAddr', PHYS_ADDR],
  ['VirtAddr', VIRT_ADDR],
  ['DataView', VIEW],
]);

/** The plain integer type called `name` in the prelude, or null. */
export function integerTypeNamed(name: string): Type | null {
  const type = PRELUDE_TYPES.get(name);
  return type !== undefined && type.kind === 'int' && type.brand === null ? type : null;
}

/** The type of a value annotated with `node`. */
export function valueType(
  context: LoweringContext,
  node: ts.TypeNode,
  environment: TypeEnvironment,
): Type {
  const type = resolve(context, node, environment);
  if (type.kind === 'struct' || type.kind === 'array') {
    return { kind: 'ref', target: type, nullable: false };
  }
  return type;
}

/** The type of a variable or parameter annotated with `node`: a value, so never `void`. */
export function variableType(
  context: LoweringContext,
  node: ts.TypeNode,
  environment: TypeEnvironment,
): Type {
  const type = valueType(context, node, environment);
  if (type.kind !== 'void' && type.kind !== 'never') return type;
  return context.refuse('KD0104', node, `there are no values of type ${type.kind}`);
}

/** The type of the bytes that a field or element annotated with `node` occupies. */
export function memoryType(
  context: LoweringContext,
  node: ts.TypeNode,
  environment: TypeEnvironment,
): Type {
  const type = resolve(context, node, environment);
  switch (type.kind) {
    case 'int':
    case 'bool':
    case 'enum':
    case 'struct':
    case 'array':
    case 'ref':
    case 'function':
      return type;
    case 'nullable':
      if (type.inner.kind === 'function') return type;
      return context.refuse(
        'KD0205',
        node,
        `${typeName(type)} cannot be a field or element`,
        'keep the value and a separate bool field, or a value that means none',
      );
    default:
      return context.refuse(
        'KD0205',
        node,
        `${describe(node, type)} cannot be a field or element`,
        'fields are integers, bool, enums, references, functions, structs and FixedArrays',
      );
  }
}

/** A type as it is written, and what a type parameter stands for. */
function describe(node: ts.TypeNode, type: Type): string {
  const isParameter = ts.isTypeReferenceNode(node) && node.getText() !== typeName(type);
  return isParameter ? `${quoted(node)}, here ${typeName(type)},` : quoted(node);
}

/** The type that `node` names; structs and arrays as inline types. */
function resolve(context: LoweringContext, node: ts.TypeNode, environment: TypeEnvironment): Type {
  switch (node.kind) {
    case ts.SyntaxKind.BooleanKeyword:
      return BOOL;
    case ts.SyntaxKind.StringKeyword:
      return TEXT;
    case ts.SyntaxKind.VoidKeyword:
      return VOID;
    case ts.SyntaxKind.NeverKeyword:
      return NEVER;
    case ts.SyntaxKind.NumberKeyword:
      return context.refuse(
        'KD0202',
        node,
        'number has no width',
        'use u8, u16, u32, i8, i16 or i32',
      );
    case ts.SyntaxKind.BigIntKeyword:
      return context.refuse('KD0202', node, 'bigint has no width', 'use u64, usize or i64');
    default:
      break;
  }
  if (ts.isParenthesizedTypeNode(node)) return resolve(context, node.type, environment);
  if (ts.isTypeOperatorNode(node) && node.operator === ts.SyntaxKind.ReadonlyKeyword) {
    return resolve(context, node.type, environment);
  }
  if (ts.isUnionTypeNode(node)) return resolveUnion(context, node, environment);
  if (ts.isFunctionTypeNode(node)) return resolveFunction(context, node, environment);
  if (ts.isTypeLiteralNode(node)) return recordOrUnionType(context, node, node, environment, null);
  if (ts.isTypeReferenceNode(node)) return resolveReference(context, node, environment);
  const { name, help } = outside(node);
  return context.refuse('KD0104', node, `${name} is not part of the dialect`, help);
}

function isNullType(node: ts.TypeNode): boolean {
  return ts.isLiteralTypeNode(node) && node.literal.kind === ts.SyntaxKind.NullKeyword;
}

function resolveUnion(
  context: LoweringContext,
  node: ts.UnionTypeNode,
  environment: TypeEnvironment,
): Type {
  const members = node.types.filter((member) => !isNullType(member));
  const [first] = members;
  if (first === undefined) {
    return context.refuse('KD0104', node, 'the type `null` alone is not part of the dialect');
  }
  if (members.length > 1) refuseScalarUnion(context, node, members);
  const inner =
    members.length === 1
      ? context.structQueue.referredTo(() => resolve(context, first, environment))
      : recordOrUnionType(context, node, node, environment, null);
  return members.length === node.types.length ? inner : nullableOf(context, inner, node);
}

/** Refuses unions that newcomers try: of strings, of integers, with undefined. */
export function refuseScalarUnion(
  context: LoweringContext,
  node: ts.UnionTypeNode,
  members: readonly ts.TypeNode[],
): void {
  for (const member of members) {
    if (member.kind === ts.SyntaxKind.UndefinedKeyword) {
      context.refuse('KD0104', member, 'the type `undefined` is not part of the dialect', USE_NULL);
    }
  }
  if (members.every((member) => ts.isLiteralTypeNode(member))) {
    context.refuse('KD0207', node, 'a union of constants is not part of the dialect', USE_ENUM);
  }
  if (members.some((member) => isScalar(context, member))) {
    context.refuse('KD0207', node, 'a union consists of records', ONE_TYPE);
  }
}

const USE_NULL = 'use null: `T | null`';
const USE_ENUM = 'use an enum: `enum Color { Red, Green }`';
const ONE_TYPE = 'use one type wide enough, a generic function, or records with a `kind`';

function isScalar(context: LoweringContext, node: ts.TypeNode): boolean {
  if (node.kind === ts.SyntaxKind.BooleanKeyword || node.kind === ts.SyntaxKind.StringKeyword) {
    return true;
  }
  if (!ts.isTypeReferenceNode(node)) return false;
  const declaration = declarationOf(context.checker, node.typeName);
  if (declaration === null) return false;
  return (
    originOf(declaration) === 'prelude' ||
    ts.isEnumDeclaration(declaration) ||
    (ts.isInterfaceDeclaration(declaration) && declaration.heritageClauses !== undefined)
  );
}

/** The type of values of `inner` and null, written at `node`. */
export function nullableOf(context: LoweringContext, inner: Type, node: ts.Node): Type {
  switch (inner.kind) {
    case 'struct':
    case 'array':
      return { kind: 'ref', target: inner, nullable: true };
    case 'ref':
      return { ...inner, nullable: true };
    case 'nullable':
      return inner;
    case 'void':
    case 'never':
      return context.refuse('KD0104', node, `${typeName(inner)} cannot be null`);
    default:
      return { kind: 'nullable', inner };
  }
}

/** The name of a parameter, of a function or in a function type, that is one value and has a name. */
export function parameterName(
  context: LoweringContext,
  parameter: ts.ParameterDeclaration,
): string {
  const { name } = parameter;
  if (
    parameter.questionToken !== undefined ||
    parameter.initializer !== undefined ||
    parameter.dotDotDotToken !== undefined
  ) {
    return context.refuse(
      'KD0108',
      parameter,
      'a parameter cannot be optional, have a default, or collect the rest',
      'write two functions, or pass the value',
    );
  }
  if (!ts.isIdentifier(name)) {
    return context.refuse('KD0102', name, 'destructuring is not part of the dialect');
  }
  if (name.text === 'this') {
    const help = 'pass the struct as a parameter with a name of its own';
    context.report('KD0102', name, '`this` is not part of the dialect', help);
  }
  return name.text;
}

function resolveFunction(
  context: LoweringContext,
  node: ts.FunctionTypeNode,
  environment: TypeEnvironment,
): Type {
  if (node.typeParameters !== undefined) {
    context.refuse('KD0104', node, 'a function reference cannot be generic');
  }
  const { structQueue } = context;
  const [parameters, result] = context.both(
    () =>
      context.each(node.parameters, (parameter) => {
        parameterName(context, parameter);
        if (parameter.type === undefined) {
          return context.refuse('KD0201', parameter, 'the parameter has no type');
        }
        const { type } = parameter;
        return structQueue.referredTo(() => variableType(context, type, environment));
      }),
    () => structQueue.referredTo(() => valueType(context, node.type, environment)),
  );
  return { kind: 'function', parameters, result };
}

function resolveReference(
  context: LoweringContext,
  node: ts.TypeReferenceNode,
  environment: TypeEnvironment,
): Type {
  const declaration = declarationOf(context.checker, node.typeName);
  if (declaration === null) return context.giveUp('TypeScript reports the unknown type');
  if (ts.isTypeParameterDeclaration(declaration)) {
    const bound = environment.get(declaration);
    if (bound === undefined || typeof bound === 'number') {
      return context.refuse('KD0209', node, `nothing is known for ${node.getText()}`);
    }
    // A struct as type argument is bound as the reference it is as a value; see `valueType`.
    if (bound.kind === 'ref' && !bound.nullable) return bound.target;
    return withoutAlias(bound); // One instance is for all names of a type.
  }
  if (originOf(declaration) === 'prelude') {
    return resolvePrelude(context, node, declaration, environment);
  }
  const typeArguments = typeArgumentsOf(context, node, declaration, environment);
  if (typeArguments.length > 0) {
    limitInstances(
      context,
      node,
      declaration,
      typeArguments.map(([, argument]) => argument),
    );
  }
  if (ts.isClassDeclaration(declaration)) return context.giveUp('the class is already reported');
  const type = declaredType(context, declaration, typeArguments);
  return type ?? context.refuse('KD0104', node, `\`${node.getText()}\` does not name a type`);
}

/** The type that a declaration gives for its type arguments; null when it declares no type. */
export function declaredType(
  context: LoweringContext,
  declaration: ts.Declaration,
  typeArguments: TypeArguments,
): Type | null {
  if (ts.isEnumDeclaration(declaration)) return enumType(context, declaration);
  if (ts.isEnumMember(declaration)) return enumType(context, declaration.parent);
  if (ts.isInterfaceDeclaration(declaration)) {
    return interfaceType(context, declaration, typeArguments);
  }
  if (!ts.isTypeAliasDeclaration(declaration)) return null;
  const environment = new Map<ts.Declaration, TypeArgument>(typeArguments);
  const { type } = declaration;
  if (ts.isUnionTypeNode(type) && isRecordUnion(type)) refuseScalarUnion(context, type, type.types);
  if (ts.isTypeLiteralNode(type) || isRecordUnion(type)) {
    const name = instanceName(declaration.name.text, typeArguments);
    return recordOrUnionType(context, type, declaration, environment, name);
  }
  if (context.resolving.has(declaration)) {
    return context.refuse(
      'KD0208',
      declaration.name,
      `${declaration.name.text} contains itself`,
      'only a reference to a struct can lead back: give the struct a field `X | null`',
    );
  }
  context.resolving.add(declaration);
  try {
    const named = resolve(context, type, environment);
    const isPlain = named.kind === 'int' && named.brand === null && named.alias === undefined;
    return isPlain ? { ...named, alias: declaration.name.text } : named;
  } finally {
    context.resolving.delete(declaration);
  }
}

/** Whether a type alias is a union of several variants (null apart). */
export function isRecordUnion(node: ts.TypeNode): boolean {
  return (
    ts.isUnionTypeNode(node) &&
    node.types.length > 1 &&
    !node.types.some((member) => isNullType(member))
  );
}

/** Brands of the prelude, by which printing and conversions know addresses. */
const ADDRESS_BRANDS: readonly string[] = ['PhysAddr', 'VirtAddr'];

function resolvePrelude(
  context: LoweringContext,
  node: ts.TypeReferenceNode,
  declaration: ts.Declaration,
  environment: TypeEnvironment,
): Type {
  const name = ts.getNameOfDeclaration(declaration)?.getText() ?? node.typeName.getText();
  const known = PRELUDE_TYPES.get(name);
  if (known !== undefined) return known;
  const [first, second] = node.typeArguments ?? [];
  if (name === 'Branded' && first !== undefined && second !== undefined) {
    const base = resolve(context, first, environment);
    if (base.kind !== 'int' || base.brand !== null) {
      return context.refuse('KD0210', first, 'only a plain integer type can be branded');
    }
    if (!ts.isLiteralTypeNode(second) || !ts.isStringLiteral(second.literal)) {
      return context.refuse('KD0210', second, 'the brand is a string constant');
    }
    const brand = second.literal.text;
    if (ADDRESS_BRANDS.includes(brand)) {
      const help = 'addresses have rules of their own: use the type itself, or another name';
      return context.refuse('KD0210', second, `the brand \`${brand}\` is the prelude's`, help);
    }
    return { kind: 'int', int: base.int, brand };
  }
  // Ownership is checked on TypeScript's types; in memory an owned value is the value.
  if (name === 'Owned' && first !== undefined) return resolve(context, first, environment);
  if (name === 'FixedArray' && first !== undefined && second !== undefined) {
    const [element, length] = context.both(
      () => context.structQueue.inline(() => memoryType(context, first, environment)),
      () => arrayLength(context, second, environment),
    );
    const sizeBytes = (memoryLayout(element)?.sizeBytes ?? 0) * length;
    if (isTooLarge(context, node, quoted(node), sizeBytes)) {
      return context.giveUp('the size is reported');
    }
    return { kind: 'array', element, length };
  }
  if (name === 'FixedArray' || name === 'Branded') {
    return context.giveUp('TypeScript reports the missing type argument');
  }
  return context.refuse(
    'KD0104',
    node,
    `the type \`${name}\` is not part of the dialect`,
    name === 'Struct' || name === 'Packed'
      ? `name an interface that extends ${name}`
      : (OF_OBJECTS.get(name) ?? insteadOfLibrary(name)),
  );
}

/** Types of JavaScript's objects around plain values. */
const OF_OBJECTS: ReadonlyMap<string, string> = new Map([
  ['Number', 'use u8, u16, u32, i8, i16 or i32'],
  ['BigInt', 'use u64, usize or i64'],
  ['Boolean', 'write bool'],
  ['String', 'write string'],
]);

/** A length: a number, `typeof CONSTANT`, or a type parameter bound to a number. */
function arrayLength(
  context: LoweringContext,
  node: ts.TypeNode,
  environment: TypeEnvironment,
): number {
  let value: number | null = null;
  if (ts.isTypeReferenceNode(node)) {
    const declaration = declarationOf(context.checker, node.typeName);
    const bound = declaration === null ? undefined : environment.get(declaration);
    if (typeof bound === 'number') value = bound;
  }
  if (value === null) {
    const type = context.checker.getTypeFromTypeNode(node);
    if (type.isNumberLiteral()) value = type.value;
  }
  if (value !== null && value >= 1 && value <= 0x4000_0000) {
    if (Number.isInteger(value) && isIntegerType(node)) return value;
  }
  return context.refuse(
    'KD0212',
    node,
    'the length of a FixedArray is an integer constant in [1, 2^30]',
    isUntypedConstant(context, node)
      ? { help: `write \`typeof ${node.getText()}\``, replacement: `typeof ${node.getText()}` }
      : 'write a number, or `typeof LENGTH` of a constant without type annotation',
  );
}

/** Whether a length names a constant that `typeof` would give the value of. */
function isUntypedConstant(context: LoweringContext, node: ts.TypeNode): boolean {
  if (!ts.isTypeReferenceNode(node) || !ts.isIdentifier(node.typeName)) return false;
  const { text } = node.typeName;
  const { checker } = context;
  const found = checker
    .getSymbolsInScope(node, ts.SymbolFlags.Variable)
    .find((symbol) => symbol.name === text);
  return found !== undefined && checker.getTypeOfSymbol(found).isNumberLiteral();
}

function typeArgumentsOf(
  context: LoweringContext,
  node: ts.TypeReferenceNode,
  declaration: ts.Declaration,
  environment: TypeEnvironment,
): TypeArguments {
  const parameters =
    ts.isInterfaceDeclaration(declaration) || ts.isTypeAliasDeclaration(declaration)
      ? (declaration.typeParameters ?? [])
      : [];
  return context.each(parameters, (parameter, index) => {
    const argument = node.typeArguments?.[index];
    if (argument === undefined) {
      return context.refuse(
        'KD0209',
        node,
        `the type argument ${parameter.name.text} is missing`,
        `write it: ${node.typeName.getText()}<u32>`,
      );
    }
    return [parameter, typeArgument(context, argument, environment)] as const;
  });
}

/** A type argument: a type, or a number for the length of an array. */
export function typeArgument(
  context: LoweringContext,
  node: ts.TypeNode,
  environment: TypeEnvironment,
): TypeArgument {
  if (ts.isTypeReferenceNode(node)) {
    const declaration = declarationOf(context.checker, node.typeName);
    const bound = declaration === null ? undefined : environment.get(declaration);
    if (typeof bound === 'number') return bound;
  }
  if (ts.isLiteralTypeNode(node) && ts.isNumericLiteral(node.literal)) {
    if (!isIntegerType(node)) {
      context.refuse('KD0212', node, 'a length is an integer constant', 'write all its digits');
    }
    return Number(node.literal.text);
  }
  return valueType(context, node, environment);
}

/** A text that is the same for the same types (`sameType`), and for no others. */
function typeIdentity(context: LoweringContext, type: Type): string {
  const of = (part: Type): string => typeIdentity(context, part);
  switch (type.kind) {
    case 'struct':
    case 'record':
    case 'union':
    case 'enum':
      // Not the name: it says neither which `T` the `T` of `Box<T>` is, nor which brand.
      return `#${context.idOf(type)}`;
    case 'array':
      return `[${of(type.element)}; ${type.length}]`;
    case 'ref':
      return `&${of(type.target)}${type.nullable ? '?' : ''}`;
    case 'nullable':
      return `${of(type.inner)}?`;
    case 'function':
      return `((${type.parameters.map(of).join(', ')}) => ${of(type.result)})`;
    case 'int':
      // A brand is any text, even one that looks like the rest of a key.
      return type.brand === null ? type.int : `${type.int}${JSON.stringify(type.brand)}`;
    default:
      return type.kind;
  }
}

/** A text that tells type arguments apart, for map keys. */
export function typeArgumentIdentity(context: LoweringContext, argument: TypeArgument): string {
  return typeof argument === 'number' ? String(argument) : typeIdentity(context, argument);
}

/** A type argument as it is written, for names of instances; two types may be written alike. */
export function typeArgumentKey(argument: TypeArgument): string {
  return typeof argument === 'number' ? String(argument) : typeName(argument);
}

/** Whether a result or local of this type must be read: see "Results" in `docs/dialect.md`. */
export function mustBeRead(type: Type): boolean {
  const isNullable = type.kind === 'nullable' || (type.kind === 'ref' && type.nullable);
  const isIn = type.kind === 'record' && type.fields.some((field) => mustBeRead(field.type));
  return isNullable || isIn || tellsOutcome(type);
}

/**
 * Whether a value of this type tells how something went: what it tells is lost when it is not read.
 * That there is no value, which null says, matters only to who needs one.
 */
export function tellsOutcome(type: Type): boolean {
  switch (type.kind) {
    case 'enum':
    case 'union':
      return type.mustUse;
    case 'record':
      return type.mustUse || type.fields.some((field) => tellsOutcome(field.type));
    case 'nullable':
      return tellsOutcome(type.inner);
    case 'ref':
      return type.target.kind === 'struct' && type.target.mustUse;
    default:
      return false;
  }
}

/** The plain integer type under a brand. */
export function withoutBrand(type: Type): Type {
  return type.kind === 'int' && type.brand !== null ? { ...type, brand: null } : type;
}

/** Whether `from` converts to `to` by itself (and how is up to `coerce`). */
export function convertsImplicitly(from: Type, to: Type): boolean {
  if (sameType(from, to)) return true;
  if (from.kind === 'int' && to.kind === 'int') {
    return from.int === to.int && to.brand === null;
  }
  if (to.kind === 'nullable') return convertsImplicitly(from, to.inner);
  if (from.kind === 'ref' && to.kind === 'ref') {
    return to.nullable && sameType(from.target, to.target);
  }
  return false;
}
