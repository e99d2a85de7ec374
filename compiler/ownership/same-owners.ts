/**
 * Whether two types agree on who owns what a value of them leads to.
 *
 * Ownership is not part of the types of the IR: `FixedArray<(frame: OwnedFrame) => void, 2>` and the
 * same with a plain parameter are one type there. So what lies behind a value is compared here: the
 * parameters and results of functions, and the type arguments of structs and arrays, however deep.
 *
 * Used by: `places.ts`.            Uses: `frontend/ownership-types.ts`.
 */

import ts from 'typescript';

import { carriesOwnership, fieldsOf, isMemory, ownerOf } from '../frontend/ownership-types.ts';

/** Whether `left` and `right` own the same, and lead to what owns the same. */
export function sameOwners(checker: ts.TypeChecker, left: ts.Type, right: ts.Type): boolean {
  return new Comparison(checker).compare(left, right, true);
}

/** Whether a value of `type` fits `place`, which takes it from the same owner or borrows it. */
export function ownersFit(checker: ts.TypeChecker, type: ts.Type, place: ts.Type): boolean {
  return new Comparison(checker).compare(type, place, false);
}

/** Whether parameters and results of two functions own the same. */
export function sameSignatures(
  checker: ts.TypeChecker,
  left: ts.Signature,
  right: ts.Signature,
): boolean {
  const types = typesIn(checker, left);
  const others = typesIn(checker, right);
  return [...types].every(([name, type]) => {
    const other = others.get(name);
    return other === undefined || sameOwners(checker, type, other);
  });
}

/** A member of a union, or what is no union. */
interface Part {
  readonly isOwned: boolean;
  readonly release: ts.Symbol | undefined;
  /** The type without its owner. */
  readonly plain: ts.Type;
}

/** Null, and the type of what is an error of types. */
const LEADS_NOWHERE = ts.TypeFlags.Null | ts.TypeFlags.Any;

class Comparison {
  readonly #checker: ts.TypeChecker;
  /** What is compared exactly already: a type may contain itself. */
  readonly #begun = new Map<ts.Type, Set<ts.Type>>();

  constructor(checker: ts.TypeChecker) {
    this.#checker = checker;
  }

  /** @param isExact - whether `left` may not be owned where `right` is plain */
  compare(left: ts.Type, right: ts.Type, isExact: boolean): boolean {
    if (left === right) return true;
    const others = this.#parts(right);
    return this.#parts(left).every((part) => {
      // What has no counterpart is for the rules of types.
      const other = others.find(({ plain }) => isCounterpart(part.plain, plain));
      return other === undefined || this.#compareParts(part, other, isExact);
    });
  }

  #parts(type: ts.Type): readonly Part[] {
    if (type.isUnion()) return type.types.flatMap((member) => this.#parts(member));
    if ((type.flags & LEADS_NOWHERE) !== 0) return [];
    const owner = ownerOf(this.#checker, type);
    if (owner === null) return [{ isOwned: false, release: undefined, plain: type }];
    const { plain, release } = owner;
    return this.#parts(plain).map((part) => ({ isOwned: true, release, plain: part.plain }));
  }

  #compareParts(left: Part, right: Part, isExact: boolean): boolean {
    const isSame = left.isOwned === right.isOwned && left.release === right.release;
    // TypeScript refuses a plain value where an owned one is expected.
    if (!isSame && (isExact || (left.isOwned && right.isOwned))) return false;
    const [a, b] = [left.plain, right.plain];
    if (a === b) return true;
    if (isTypeParameter(a) || isTypeParameter(b)) {
      return carriesOwnership(this.#checker, a) === carriesOwnership(this.#checker, b);
    }
    if (isExact) {
      const begun = this.#begun.get(a) ?? new Set();
      if (begun.has(b)) return true;
      this.#begun.set(a, begun.add(b));
    }
    const isRecord = a.getCallSignatures().length === 0 && !isMemory(a);
    const others = this.#within(b);
    return [...this.#within(a)].every(([name, inner]) => {
      const other = others.get(name);
      return other === undefined || this.compare(inner, other, isExact || !isRecord);
    });
  }

  /** The types in a type: of parameters and result, of type arguments, of the fields of a record. */
  #within(type: ts.Type): ReadonlyMap<string | number, ts.Type> {
    const [signature] = type.getCallSignatures();
    if (signature !== undefined) return typesIn(this.#checker, signature);
    if (!isMemory(type)) return fieldsOf(this.#checker, type);
    return new Map(isReference(type) ? this.#checker.getTypeArguments(type).entries() : []);
  }
}

/** The types of the parameters by their index, and of the result. */
function typesIn(
  checker: ts.TypeChecker,
  signature: ts.Signature,
): ReadonlyMap<number | 'result', ts.Type> {
  const types = signature.getParameters().map((parameter) => checker.getTypeOfSymbol(parameter));
  const named = new Map<number | 'result', ts.Type>(types.entries());
  return named.set('result', signature.getReturnType());
}

/** Whether two types are one to the compiler, but for who owns what. */
function isCounterpart(left: ts.Type, right: ts.Type): boolean {
  if (isTypeParameter(left) || isTypeParameter(right)) return true;
  if (left.getCallSignatures().length > 0) return right.getCallSignatures().length > 0;
  return left.getSymbol() === right.getSymbol();
}

function isTypeParameter(type: ts.Type): boolean {
  return (type.flags & ts.TypeFlags.TypeParameter) !== 0;
}

function isReference(type: ts.Type): type is ts.TypeReference {
  if ((type.flags & ts.TypeFlags.Object) === 0) return false;
  return ((type as ts.ObjectType).objectFlags & ts.ObjectFlags.Reference) !== 0;
}
