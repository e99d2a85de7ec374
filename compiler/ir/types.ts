/**
 * The types of the intermediate representation.
 *
 * There are two kinds of them. A *value type* is what a local, parameter or result has; all values
 * are copied. An *inline type* describes bytes in memory: it may be a field, an element or static
 * storage, and is reached through a reference. Scalars are both.
 *
 * Types are compared with `sameType`; struct, record, union and enum types by identity of their
 * declaration object, of which there is one per declaration (and type arguments).
 *
 * Used by: all of `compiler/`.            Uses: nothing.
 * Invariants:
 *   I1. Struct layouts are complete before a function that uses them is lowered.
 *   I2. Sizes, offsets and alignments are in bytes.
 */

export type IntKind = 'u8' | 'u16' | 'u32' | 'u64' | 'i8' | 'i16' | 'i32' | 'i64';

/** An integer; `brand` makes it a type of its own (`PhysAddr`), null is the plain integer. */
export interface IntType {
  readonly kind: 'int';
  readonly int: IntKind;
  readonly brand: string | null;
  /** Another name that the source has for the plain type. It says nothing but to a debugger. */
  readonly alias?: string;
}

export interface BoolType {
  readonly kind: 'bool';
}

/** A numeric enum; its values are stored and passed as u32. */
export interface EnumType {
  readonly kind: 'enum';
  readonly name: string;
  /** Module that declares it, relative to the project, for messages and emitted names. */
  readonly module: string;
  readonly members: readonly { readonly name: string; readonly value: bigint }[];
  /** Every result of this type must be read (status enums: first member `Ok`). */
  readonly mustUse: boolean;
}

/** A string constant: ASCII bytes in read-only memory and their number. */
export interface TextType {
  readonly kind: 'text';
}

/** A `DataView`: base address and byte length, by value. */
export interface ViewType {
  readonly kind: 'view';
}

/** A struct in memory, C layout. Inline type; values are `RefType`s to it. */
export interface StructType {
  readonly kind: 'struct';
  readonly name: string;
  readonly module: string;
  readonly packed: boolean;
  /** A reference to one that a call gives must be read. */
  readonly mustUse: boolean;
  /** Filled when the layout is computed. */
  fields: readonly StructField[];
  sizeBytes: number;
  alignBytes: number;
}

export interface StructField {
  readonly name: string;
  readonly type: Type;
  readonly offsetBytes: number;
  readonly readonly: boolean;
}

/** `FixedArray<element, length>` in memory. Inline type; values are `RefType`s to it. */
export interface ArrayType {
  readonly kind: 'array';
  readonly element: Type;
  readonly length: number;
}

/** A reference to a struct or array in memory; eight bytes. Null only when `nullable`. */
export interface RefType {
  readonly kind: 'ref';
  readonly target: StructType | ArrayType;
  readonly nullable: boolean;
}

/** A scalar, view, text, record or function that may be null. (Nullable references are `RefType`s.) */
export interface NullableType {
  readonly kind: 'nullable';
  readonly inner: Type;
}

/** An object type whose fields are all `readonly`, passed by value. */
export interface RecordType {
  readonly kind: 'record';
  readonly name: string;
  /** Written in place, where it is used: `name` is the compiler's own. */
  readonly isAnonymous: boolean;
  readonly module: string;
  fields: readonly RecordField[];
  /** Every result of this type must be read, whatever its fields. */
  readonly mustUse: boolean;
}

export interface RecordField {
  readonly name: string;
  readonly type: Type;
}

/** A discriminated union of records, passed by value: a tag (index of the variant) and the fields. */
export interface UnionType {
  readonly kind: 'union';
  readonly name: string;
  /** Written in place, where it is used: `name` is the compiler's own. */
  readonly isAnonymous: boolean;
  readonly module: string;
  /** Name of the property whose string constant tells the variants apart. */
  readonly discriminant: string;
  variants: readonly UnionVariant[];
  readonly mustUse: boolean;
}

export interface UnionVariant {
  /** The discriminant's string constant. */
  readonly tag: string;
  /** All fields but the discriminant. */
  readonly fields: readonly RecordField[];
}

/** A reference to a top-level function. Never null (a nullable one is a `NullableType`). */
export interface FunctionType {
  readonly kind: 'function';
  readonly parameters: readonly Type[];
  readonly result: Type;
}

export interface VoidType {
  readonly kind: 'void';
}

/** The result of a function that does not return. */
export interface NeverType {
  readonly kind: 'never';
}

export type Type =
  | IntType
  | BoolType
  | EnumType
  | TextType
  | ViewType
  | StructType
  | ArrayType
  | RefType
  | NullableType
  | RecordType
  | UnionType
  | FunctionType
  | VoidType
  | NeverType;

function int(kind: IntKind): IntType {
  return { kind: 'int', int: kind, brand: null };
}

export const U8 = int('u8');
export const U16 = int('u16');
export const U32 = int('u32');
export const U64 = int('u64');
export const I8 = int('i8');
export const I16 = int('i16');
export const I32 = int('i32');
export const I64 = int('i64');
export const BOOL: BoolType = { kind: 'bool' };
export const TEXT: TextType = { kind: 'text' };
export const VIEW: ViewType = { kind: 'view' };
export const VOID: VoidType = { kind: 'void' };
export const NEVER: NeverType = { kind: 'never' };
export const PHYS_ADDR: IntType = { kind: 'int', int: 'u64', brand: 'PhysAddr' };
export const VIRT_ADDR: IntType = { kind: 'int', int: 'u64', brand: 'VirtAddr' };

/** The plain integer types by name, in the order of the `integer` argument of `checkFailed`. */
export const INT_KINDS: readonly IntKind[] = ['u8', 'u16', 'u32', 'u64', 'i8', 'i16', 'i32', 'i64'];

/** A type under no other name than its own. */
export function withoutAlias(type: Type): Type {
  return type.kind === 'int' ? { kind: 'int', int: type.int, brand: type.brand } : type;
}

export function widthBits(kind: IntKind): number {
  return Number(kind.slice(1));
}

export function isSigned(kind: IntKind): boolean {
  return kind.startsWith('i');
}

export function minValue(kind: IntKind): bigint {
  return isSigned(kind) ? -(1n << BigInt(widthBits(kind) - 1)) : 0n;
}

export function maxValue(kind: IntKind): bigint {
  return (1n << BigInt(widthBits(kind) - (isSigned(kind) ? 1 : 0))) - 1n;
}

/** The value of the low bits of `value` read as `kind`. */
export function wrapToKind(kind: IntKind, value: bigint): bigint {
  return isSigned(kind)
    ? BigInt.asIntN(widthBits(kind), value)
    : BigInt.asUintN(widthBits(kind), value);
}

export function sameType(left: Type, right: Type): boolean {
  if (left === right) return true;
  switch (left.kind) {
    case 'int':
      return right.kind === 'int' && left.int === right.int && left.brand === right.brand;
    case 'array':
      return (
        right.kind === 'array' &&
        left.length === right.length &&
        sameType(left.element, right.element)
      );
    case 'ref':
      return (
        right.kind === 'ref' &&
        left.nullable === right.nullable &&
        sameType(left.target, right.target)
      );
    case 'nullable':
      return right.kind === 'nullable' && sameType(left.inner, right.inner);
    case 'function':
      return (
        right.kind === 'function' &&
        left.parameters.length === right.parameters.length &&
        left.parameters.every((parameter, index) => {
          const other = right.parameters[index];
          return other !== undefined && sameType(parameter, other);
        }) &&
        sameType(left.result, right.result)
      );
    case 'struct':
    case 'record':
    case 'union':
    case 'enum':
      return false;
    default:
      return left.kind === right.kind;
  }
}

/** The type as a dialect programmer writes it. */
export function typeName(type: Type): string {
  switch (type.kind) {
    case 'int':
      return type.brand ?? type.int;
    case 'text':
      return 'string';
    case 'view':
      return 'DataView';
    case 'record':
      return type.isAnonymous ? fieldsText(type.fields) : type.name;
    case 'union':
      return type.isAnonymous ? variantsText(type) : type.name;
    case 'struct':
    case 'enum':
      return type.name;
    case 'array':
      return `FixedArray<${typeName(type.element)}, ${type.length}>`;
    case 'ref':
      return typeName(type.target) + (type.nullable ? ' | null' : '');
    case 'nullable':
      return type.inner.kind === 'function'
        ? `(${typeName(type.inner)}) | null`
        : `${typeName(type.inner)} | null`;
    case 'function':
      return `(${type.parameters.map(typeName).join(', ')}) => ${typeName(type.result)}`;
    default:
      return type.kind;
  }
}

function fieldsText(fields: readonly RecordField[], tag: readonly string[] = []): string {
  const texts = fields.map((field) => `${field.name}: ${typeName(field.type)}`);
  return `{ ${[...tag, ...texts].join('; ')} }`;
}

function variantsText({ discriminant, variants }: UnionType): string {
  return variants
    .map(({ tag, fields }) => fieldsText(fields, [`${discriminant}: '${tag}'`]))
    .join(' | ');
}

/** Size and alignment in memory of an inline type; null for types that cannot lie in memory. */
export function memoryLayout(type: Type): { sizeBytes: number; alignBytes: number } | null {
  switch (type.kind) {
    case 'int': {
      const bytes = widthBits(type.int) / 8;
      return { sizeBytes: bytes, alignBytes: bytes };
    }
    case 'bool':
      return { sizeBytes: 1, alignBytes: 1 };
    case 'enum':
      return { sizeBytes: 4, alignBytes: 4 };
    case 'ref':
    case 'function':
      return { sizeBytes: 8, alignBytes: 8 };
    case 'nullable':
      return type.inner.kind === 'function' ? { sizeBytes: 8, alignBytes: 8 } : null;
    case 'struct':
      return { sizeBytes: type.sizeBytes, alignBytes: type.alignBytes };
    case 'array': {
      const element = memoryLayout(type.element);
      if (element === null) return null;
      return { sizeBytes: element.sizeBytes * type.length, alignBytes: element.alignBytes };
    }
    default:
      return null;
  }
}
