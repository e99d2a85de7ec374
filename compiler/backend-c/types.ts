/**
 * The C types of a program: what each IR type is called in C, and the declarations that say so.
 *
 *   u8 … i64, PhysAddr     the same names, by `typedef`; so has another name of an integer, for gdb
 *   bool                   `_Bool`; one byte `bool8` in memory, read as `!= 0`
 *   enum                   a C enum (so a debugger prints the member), four bytes
 *   string, DataView       `struct Text { bytes, length }`, `struct DataView { address, length }`
 *   struct                 a C struct with the same field names; values are pointers to it
 *   FixedArray             a `typedef` of a C array; values are pointers to it
 *   T | null               `struct { value, present }`; pointers for references and functions
 *   record                 a C struct, by value
 *   union of records       a C struct of an enum (which variant) and a C union of the variants
 *   function reference     a `typedef` of a function pointer
 *
 * A type is declared when first used; what it contains by value is declared before it, what it
 * points to is declared later if need be. The compiler's own layout of every struct is asserted.
 *
 * Used by: all of `backend-c`.            Uses: `ir/types.ts`, `names.ts`.
 * Invariants:
 *   I1. The same program gives the same declarations in the same order.
 *   I2. A struct that lies at an address it is not aligned for (inside a packed one) is declared with
 *       unaligned fields, so that no access through a pointer to it is undefined.
 */

import {
  memoryLayout,
  sameType,
  withoutAlias,
  type ArrayType,
  type EnumType,
  type FunctionType,
  type IntType,
  type RecordType,
  type StructType,
  type Type,
  type UnionType,
} from '../ir/types.ts';
import { NameScope, sanitise } from './names.ts';

type Declared = StructType | RecordType | UnionType | EnumType;

/** Fields of a C struct, in order, by their name in the source. */
type FieldNames = ReadonlyMap<string, string>;

/** `type name`, with the star of a pointer where C style wants it. */
export function declarator(type: string, name: string): string {
  return type.endsWith('*') ? `${type}${name}` : `${type} ${name}`;
}

/** `type name` of a variable that is written once. */
export function constDeclarator(type: string, name: string): string {
  return type.endsWith('*') ? `${type}const ${name}` : `const ${type} ${name}`;
}

/** The value of an enum member as it is stored: 32 bits, unsigned. */
export function enumValue(value: bigint): bigint {
  return BigInt.asUintN(32, value);
}

export class CTypes {
  /** Tags of structs and enums. */
  readonly #tags = new NameScope();
  /** What locals could hide: types, enum constants, linker symbols. */
  readonly identifiers = new NameScope();
  /** C names of declared types, by object; of structural types, by what `#key` says of them. */
  readonly #declaredNames = new Map<Declared, string>();
  readonly #structuralNames = new Map<string, string>();
  readonly #fieldNames = new Map<object, FieldNames>();
  readonly #variantNames = new Map<UnionType, readonly string[]>();
  readonly #complete = new Set<Declared>();
  readonly #inProgress = new Set<Declared>();
  /** Structs that have been pointed to, but not declared. */
  readonly #pending: StructType[] = [];
  readonly #misaligned: readonly Type[];

  readonly #forward: string[] = [];
  readonly #declarations: string[] = [];

  /** @param types - all struct types of the program (others are ignored) */
  constructor(types: readonly Type[]) {
    this.#tags.claim('Text');
    this.#tags.claim('DataView');
    this.#misaligned = findMisaligned(types);
  }

  /** Declarations of all types asked for so far. */
  text(): string {
    for (let next = this.#pending.pop(); next !== undefined; next = this.#pending.pop()) {
      this.#declare(next);
    }
    return [...this.#forward, '', ...this.#declarations].map((line) => `${line}\n`).join('');
  }

  /** The C type of a value. */
  value(type: Type): string {
    switch (type.kind) {
      case 'int':
        return this.#integer(type);
      case 'bool':
        return '_Bool';
      case 'enum':
        this.#declare(type);
        return type.members.length === 0 ? 'u32' : `enum ${this.#name(type)}`;
      case 'text':
        return 'struct Text';
      case 'view':
        return 'struct DataView';
      case 'ref':
        return `${this.#target(type.target)} *`;
      case 'function':
        return this.#functionType(type);
      case 'nullable':
        return type.inner.kind === 'function'
          ? this.#functionType(type.inner)
          : this.#nullable(type.inner);
      case 'record':
      case 'union':
        this.#declare(type);
        return `struct ${this.#name(type)}`;
      case 'void':
      case 'never':
        return 'void';
      default:
        throw new Error(`a value cannot have the type ${type.kind}`);
    }
  }

  /** The C type of a field, element or static. */
  memory(type: Type): string {
    switch (type.kind) {
      case 'bool':
        return 'bool8';
      case 'struct':
        this.#declare(type);
        return `struct ${this.#name(type)}`;
      case 'array':
        return this.#array(type);
      default:
        return this.value(type);
    }
  }

  /** What a static of `type` needs besides its type: the alignment that I2 took away. */
  alignment(type: Type): string {
    const layout = memoryLayout(type);
    return layout !== null && this.#alignBytes(type) < layout.alignBytes
      ? ` __attribute__((aligned(${layout.alignBytes})))`
      : '';
  }

  /** The C name of a field of a struct or record. */
  field(owner: StructType | RecordType, field: string): string {
    this.#declare(owner);
    return lookUp(this.#fieldNames.get(owner), field);
  }

  /** The C path to a field of one variant: `mapped.tables`. */
  variantField(union: UnionType, variant: number, field: string): string {
    const type = union.variants[variant];
    if (type === undefined) throw new Error(`${union.name} has no variant ${variant}`);
    const names = this.#fieldNames.get(type);
    return `${this.#variantNames.get(union)?.[variant] ?? ''}.${lookUp(names, field)}`;
  }

  /** The C name of the member that says which variant a union holds. */
  discriminant(union: UnionType): string {
    this.#declare(union);
    return lookUp(this.#fieldNames.get(union), union.discriminant);
  }

  // ── Names ─────────────────────────────────────────────────────────────────────────────────────

  #name(type: Declared): string {
    const known = this.#declaredNames.get(type);
    if (known !== undefined) return known;
    const name = this.#tags.claim(sanitise(type.name));
    this.#declaredNames.set(type, name);
    if (type.kind === 'struct') {
      this.#forward.push(`struct ${name};`);
      this.#pending.push(type);
    }
    return name;
  }

  /** What tells a type from all others. */
  #key(type: Type): string {
    switch (type.kind) {
      case 'int':
        return type.brand === null ? type.int : `${type.int} ${JSON.stringify(type.brand)}`;
      case 'struct':
      case 'record':
      case 'union':
      case 'enum':
        return `named ${this.#name(type)}`;
      case 'array':
        return `array ${type.length} of ${this.#key(type.element)}`;
      case 'ref':
        return `${type.nullable ? 'nullable ' : ''}ref ${this.#key(type.target)}`;
      case 'nullable':
        return `nullable (${this.#key(type.inner)})`;
      case 'function': {
        const parts = [...type.parameters, type.result].map((part) => `(${this.#key(part)})`);
        return `function ${parts.join(' ')}`;
      }
      default:
        return type.kind;
    }
  }

  /** A name made of the names of the parts, for the reader: other types may have the same. */
  #mangle(type: Type): string {
    switch (type.kind) {
      case 'int':
        return type.brand ?? type.int;
      case 'text':
        return 'Text';
      case 'view':
        return 'DataView';
      case 'struct':
      case 'record':
      case 'union':
      case 'enum':
        return this.#name(type);
      case 'array':
        return `Array_${this.#mangle(type.element)}_${type.length}`;
      case 'ref':
        return `${type.nullable ? 'NullableRef' : 'Ref'}_${this.#mangle(type.target)}`;
      case 'nullable':
        return `Nullable_${this.#mangle(type.inner)}`;
      case 'function': {
        const parts = [...type.parameters, type.result].map((part) => this.#mangle(part));
        return `Function${type.parameters.length}_${parts.join('_')}`;
      }
      default:
        return type.kind;
    }
  }

  /** The name of a structural type, `wanted` if it is free; declared by `declare` when it is new. */
  #structural(
    key: string,
    wanted: string,
    scope: NameScope,
    declare: (name: string) => void,
  ): string {
    const known = this.#structuralNames.get(key);
    if (known !== undefined) return known;
    const name = scope.claim(wanted);
    this.#structuralNames.set(key, name);
    declare(name);
    return name;
  }

  // ── Structural types ──────────────────────────────────────────────────────────────────────────

  /** An integer's own name, or the one that debuggers are to know it by. */
  #integer(type: IntType): string {
    const wanted = type.brand ?? type.alias;
    if (wanted === undefined) return type.int;
    const key = type.brand === null ? `alias ${type.int} ${wanted}` : this.#key(type);
    return this.#structural(key, wanted, this.identifiers, (name) =>
      this.#forward.push(`typedef ${type.int} ${name};`),
    );
  }

  /** The C type of a value in a type that is one for all names of its parts. */
  #part(type: Type): string {
    return this.value(withoutAlias(type));
  }

  #functionType(type: FunctionType): string {
    return this.#structural(this.#key(type), this.#mangle(type), this.identifiers, (name) => {
      const parameters = type.parameters.map((parameter) => this.#part(parameter));
      const list = parameters.length === 0 ? 'void' : parameters.join(', ');
      this.#declarations.push(`typedef ${this.#part(type.result)} (*${name})(${list});`);
    });
  }

  #nullable(inner: Type): string {
    const type: Type = { kind: 'nullable', inner };
    return `struct ${this.#structural(this.#key(type), this.#mangle(type), this.#tags, (name) => {
      const value = declarator(this.#part(inner), 'value');
      this.#declarations.push(`struct ${name} { ${value}; _Bool present; };`);
    })}`;
  }

  #array(type: ArrayType): string {
    return this.#structural(this.#key(type), this.#mangle(type), this.identifiers, (name) => {
      const element = this.#fieldType(withoutAlias(type.element), this.#isMisaligned(type));
      this.#declarations.push(`typedef ${declarator(element, name)}[${type.length}];`);
    });
  }

  /** What a reference points to. A struct need not be complete for that; an array must. */
  #target(target: StructType | ArrayType): string {
    if (target.kind === 'struct') return `struct ${this.#name(target)}`;
    return this.#array(target);
  }

  /** The type of a field or element, which `misaligned` makes one that may lie anywhere. */
  #fieldType(type: Type, misaligned: boolean): string {
    // An array of the struct that is being declared cannot be named yet, not even to point to it.
    if (type.kind === 'ref' && type.target.kind === 'array' && this.#isInProgress(type.target)) {
      return 'void *';
    }
    const layout = memoryLayout(type);
    const inline = type.kind === 'struct' || type.kind === 'array';
    if (!misaligned || inline || layout === null || layout.alignBytes === 1) {
      return this.memory(type);
    }
    const plain = this.memory(withoutAlias(type));
    const [key, wanted] = [`unaligned ${this.#key(type)}`, `unaligned_${this.#mangle(type)}`];
    return this.#structural(key, wanted, this.identifiers, (alias) =>
      this.#declarations.push(`typedef ${declarator(plain, alias)} __attribute__((aligned(1)));`),
    );
  }

  #isMisaligned(type: Type): boolean {
    if (type.kind === 'struct') return this.#misaligned.includes(type);
    return type.kind === 'array' && this.#misaligned.some((each) => sameType(each, type));
  }

  /** The alignment that C gives a field of `type`. */
  #alignBytes(type: Type): number {
    if (type.kind === 'array') return this.#isMisaligned(type) ? 1 : this.#alignBytes(type.element);
    if (type.kind !== 'struct') return memoryLayout(type)?.alignBytes ?? 1;
    if (type.packed || this.#isMisaligned(type)) return 1;
    return Math.max(1, ...type.fields.map((field) => this.#alignBytes(field.type)));
  }

  #isInProgress(type: Type): boolean {
    if (type.kind === 'array') return this.#isInProgress(type.element);
    return type.kind === 'struct' && this.#inProgress.has(type);
  }

  // ── Declared types ────────────────────────────────────────────────────────────────────────────

  #declare(type: Declared): void {
    if (this.#complete.has(type)) return;
    this.#complete.add(type);
    this.#inProgress.add(type);
    switch (type.kind) {
      case 'enum':
        this.#declareEnum(type);
        break;
      case 'struct':
        this.#declareStruct(type);
        break;
      case 'record':
        this.#declareRecord(type);
        break;
      case 'union':
        this.#declareUnion(type);
        break;
    }
    this.#inProgress.delete(type);
  }

  #declareEnum(type: EnumType): void {
    if (type.members.length === 0) return;
    const name = this.#name(type);
    const members = type.members.map((member) => {
      const constant = this.identifiers.claim(`${name}_${sanitise(member.name)}`);
      return `${constant} = ${enumValue(member.value)}u`;
    });
    this.#forward.push(`enum ${name} { ${members.join(', ')} };`);
  }

  #claimFields(
    owner: object,
    fields: readonly { readonly name: string }[],
    scope = new NameScope(),
  ): FieldNames {
    const names = new Map(fields.map((field) => [field.name, scope.claim(field.name)]));
    this.#fieldNames.set(owner, names);
    return names;
  }

  #declareStruct(type: StructType): void {
    const scope = new NameScope();
    const names = this.#claimFields(type, type.fields, scope);
    const anywhere = type.packed || this.#isMisaligned(type);
    const members: string[] = [];
    let end = 0;
    let paddings = 0;
    // Padding is written out where C would not put it by itself.
    const padTo = (offset: number, alignBytes: number): void => {
      if (Math.ceil(end / alignBytes) * alignBytes === offset) return;
      members.push(`u8 ${scope.claim(`padding_${++paddings}_`)}[${offset - end}];`);
    };
    for (const field of type.fields) {
      padTo(field.offsetBytes, anywhere ? 1 : this.#alignBytes(field.type));
      const fieldType = this.#fieldType(field.type, anywhere);
      members.push(`${declarator(fieldType, lookUp(names, field.name))};`);
      end = field.offsetBytes + (memoryLayout(field.type)?.sizeBytes ?? 0);
    }
    padTo(type.sizeBytes, this.#alignBytes(type));
    if (members.length === 0) members.push('u8 empty_[0];');

    const name = this.#name(type);
    const attribute = type.packed ? ' __attribute__((packed))' : '';
    this.#declarations.push(
      `struct ${name} {`,
      ...members.map((member) => `  ${member}`),
      `}${attribute};`,
      `_Static_assert(sizeof(struct ${name}) == ${type.sizeBytes}, "size of ${name}");`,
      ...type.fields.map((field) => {
        const member = lookUp(names, field.name);
        return `_Static_assert(__builtin_offsetof(struct ${name}, ${member}) == ${field.offsetBytes}, "offset of ${name}.${member}");`;
      }),
    );
  }

  #members(owner: object, fields: RecordType['fields']): string[] {
    const names = this.#claimFields(owner, fields);
    const members = fields.map(
      (field) => `${declarator(this.value(field.type), lookUp(names, field.name))};`,
    );
    return members.length === 0 ? ['u8 empty_;'] : members;
  }

  #declareRecord(type: RecordType): void {
    const members = this.#members(type, type.fields);
    this.#declarations.push(
      `struct ${this.#name(type)} {`,
      ...members.map((member) => `  ${member}`),
      '};',
    );
  }

  #declareUnion(type: UnionType): void {
    const name = this.#name(type);
    const scope = new NameScope();
    const discriminant = scope.claim(type.discriminant);
    const variantNames = type.variants.map((variant) => scope.claim(variant.tag));
    this.#fieldNames.set(type, new Map([[type.discriminant, discriminant]]));
    this.#variantNames.set(type, variantNames);

    const constants = type.variants.map((variant) =>
      this.identifiers.claim(`${name}_${sanitise(variant.tag)}`),
    );
    const bodies = type.variants.flatMap((variant, index) => {
      if (variant.fields.length === 0) return [];
      const members = this.#members(variant, variant.fields);
      return [`    struct { ${members.join(' ')} } ${variantNames[index] ?? ''};`];
    });
    const enumeration = constants.map((constant, index) => `${constant} = ${index}u`).join(', ');
    this.#declarations.push(
      `struct ${name} {`,
      constants.length === 0
        ? `  u32 ${discriminant};`
        : `  enum { ${enumeration} } ${discriminant};`,
      ...(bodies.length === 0 ? [] : ['  union {', ...bodies, '  };']),
      '};',
    );
  }
}

function lookUp(names: FieldNames | undefined, field: string): string {
  const name = names?.get(field);
  if (name === undefined) throw new Error(`no field ${field}`);
  return name;
}

/** Structs and arrays that lie, in some packed struct, where their alignment does not allow. */
function findMisaligned(types: readonly Type[]): Type[] {
  const misaligned = new Set<Type>();
  const mark = (type: Type): void => {
    if ((type.kind !== 'struct' && type.kind !== 'array') || misaligned.has(type)) return;
    misaligned.add(type);
    if (type.kind === 'array') mark(type.element);
    else for (const field of type.fields) mark(field.type);
  };
  const visit = (type: Type): void => {
    if (type.kind === 'array') visit(type.element);
    if (type.kind !== 'struct') return;
    for (const field of type.fields) {
      const layout = memoryLayout(field.type);
      if (type.packed && layout !== null && layout.alignBytes > 1) mark(field.type);
      visit(field.type);
    }
  };
  types.forEach(visit);
  return [...misaligned];
}
