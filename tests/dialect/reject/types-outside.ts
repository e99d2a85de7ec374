/** Types of TypeScript that the dialect does not have. */
export function takesAny(a: any): void {} //! KD0104: the type `any` is not part of the dialect
export function takesUnknown(a: unknown): void {} //! KD0104: the type `unknown` is not part of the dialect
export function takesNumber(a: number): void {} //! KD0202: number has no width
export function takesBigint(a: bigint): void {} //! KD0202: bigint has no width
export function takesObject(a: object): void {} //! KD0104: the type `object` is not part of the dialect
export function takesSymbol(a: symbol): void {} //! KD0104: the type `symbol` is not part of the dialect
export function takesUndefined(a: undefined): void {} //! KD0104: the type `undefined` is not part of the dialect
export function takesNull(a: null): void {} //! KD0104: the type of one value is not part of the dialect
export function takesOptional(a: u32 | undefined): void {} //! KD0104: the type `undefined` is not part of the dialect
export function takesArray(a: u32[]): void {} //! KD0104: an array of no fixed length is not part of the dialect
export function takesReadonlyArray(a: readonly u32[]): void {} //! KD0104: an array of no fixed length is not part of the dialect
export function takesArrayType(a: Array<u32>): void {} //! KD0104: the type `Array` is not part of the dialect
export function takesTuple(a: [u32, u32]): void {} //! KD0104: a tuple is not part of the dialect
export function takesLiteral(a: 1): void {} //! KD0104: the type of one value is not part of the dialect
export function takesStringLiteral(a: 'x'): void {} //! KD0104: the type of one value is not part of the dialect
export function takesStringUnion(a: 'x' | 'y'): void {} //! KD0207: a union of constants is not part of the dialect
//                                  ^^^^^^^^^ use an enum: `enum Color { Red, Green }`
export function takesIntUnion(a: u32 | u64): void {} //! KD0207: a union consists of records
export function takesBoolUnion(a: u32 | bool): void {} //! KD0207: a union consists of records
export function takesIntersection(a: { readonly a: u32 } & { readonly b: u32 }): void {} //! KD0104: an intersection of types is not part of the dialect
export function takesRecord(a: Record<string, u32>): void {} //! KD0113: `Record` belongs to the JavaScript library, which the dialect does not have
export function takesPartial(a: Partial<{ readonly a: u32 }>): void {} //! KD0113: `Partial` belongs to the JavaScript library, which the dialect does not have
export function takesMap(a: Map<u32, u32>): void {} //! KD0113: `Map` belongs to the JavaScript library, which the dialect does not have
export function takesPromise(a: Promise<u32>): void {} //! KD0113: `Promise` belongs to the JavaScript library, which the dialect does not have
export function takesDate(a: Date): void {} //! KD0113: `Date` belongs to the JavaScript library, which the dialect does not have
export function takesFunctionType(a: Function): void {} //! KD0104: the type `Function` is not part of the dialect
export function takesKeyof(a: keyof { readonly a: u32 }): void {} //! KD0104: a type computed from a type is not part of the dialect
export function takesTypeof(a: typeof takesAny): void {} //! KD0104: a type taken from a value is not part of the dialect
export function takesIndexed(a: { readonly a: u32 }['a']): void {} //! KD0104: a type taken from a field is not part of the dialect
export function takesConditional(a: u32 extends u64 ? u32 : u64): void {} //! KD0104: a conditional type is not part of the dialect
export function takesMapped(a: { [K in 'a']: u32 }): void {} //! KD0104: a mapped type is not part of the dialect
export function takesTemplate(a: `x${string}`): void {} //! KD0104: a template literal type is not part of the dialect
export function takesConstructor(a: new () => void): void {} //! KD0104: a constructor type is not part of the dialect
export function takesGenericFunction(a: <T>(x: T) => T): void {} //! KD0104: a function reference cannot be generic
export function takesEmpty(a: {}): void {} //! KD0206: a record has at least one field
export function takesMutableRecord(a: { x: u32 }): void {} //! KD0206: the field x of a record is not readonly
export function takesVoid(a: void): void {} //! KD0104: there are no values of type void
export function takesNever(a: never): void {} //! KD0104: there are no values of type never
export function takesPredicate(a: (x: u32 | null) => x is u32): void {} //! KD0104: a type predicate is not part of the dialect
export function returnsArray(): u32[] { //! KD0104: an array of no fixed length is not part of the dialect
  return [];
}
export function localAny(): void {
  const a: any = 1; //! KD0104: the type `any` is not part of the dialect
  let b: unknown = 2; //! KD0104: the type `unknown` is not part of the dialect
  let c: u32[] = []; //! KD0104: an array of no fixed length is not part of the dialect
}
type Callback = { (a: u32): void }; //! KD0103: structs and records have named fields only
type Indexed = { readonly [key: string]: u32 }; //! KD0103: structs and records have named fields only
type OptionalField = { readonly a?: u32 }; //! KD0108: a field cannot be optional
type WithMethod = { readonly a: u32; run(): void }; //! KD0103: structs and records have named fields only
type Computed = { readonly ['a']: u32 }; //! KD0103: structs and records have named fields only
type WithGetter = { get a(): u32 }; //! KD0103: structs and records have named fields only
interface StructIndexed extends Struct {
  [key: number]: u32; //! KD0103: structs and records have named fields only
}
interface StructMethod extends Struct {
  a: u32;
  run(): void; //! KD0103: structs and records have named fields only
}
interface StructOptional extends Struct {
  a?: u32; //! KD0108: a field cannot be optional
}
interface StructUntyped extends Struct {
  a; //! KD0201: the field a has no type
}

export function parametersOfReferences(
  optional: (x: u64, y?: u64) => void, //! KD0108: a parameter cannot be optional
): void {
  optional(1n);
}

export function restOfReference(rest: (...xs: FixedArray<u64, 2>) => void): void {} //! KD0108: a parameter cannot be optional, have a default, or collect the rest

export function partsOfReference(parts: ({ a }: { readonly a: u32 }) => void): void {} //! KD0102: destructuring is not part of the dialect

export function thisOfReference(self: (this: u32, a: u32) => void): void {} //! KD0102: `this` is not part of the dialect

export function importedInPlace(value: import('../accept/records.ts').Found): void {} //! KD0104: `import(…)` as a type is not part of the dialect
