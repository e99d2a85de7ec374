/**
 * Places that values go to: whether one takes ownership, and whether the value fits it.
 *
 * Ownership is not part of the types of the IR, and TypeScript's are structural: it lets an owned
 * value pass for a plain one, and one release function for another of the same shape. So each place
 * (a parameter, a field, a variable, a result) is compared with the value that goes there.
 *
 * Used by: `expressions.ts`.            Uses: `frontend/ownership-types.ts`, `same-owners.ts`, `reports.ts`.
 */

import ts from 'typescript';

import { carriesOwnership, releasesOf } from '../frontend/ownership-types.ts';
import { originOf } from '../frontend/symbols.ts';
import type { Reports } from './reports.ts';
import { ownersFit, sameOwners, sameSignatures } from './same-owners.ts';

const BOTH_ALIKE = 'both own the same, with the same release function, or both are plain';

export class Places {
  readonly checker: ts.TypeChecker;
  readonly #reports: Reports;

  constructor(checker: ts.TypeChecker, reports: Reports) {
    this.checker = checker;
    this.#reports = reports;
  }

  /** Whether a value that goes to `place` is owned there. */
  takes(place: ts.Type | null): place is ts.Type {
    return place !== null && carriesOwnership(this.checker, place);
  }

  /** The type of the parameter that the argument number `index` of a call goes to. */
  ofArgument(
    signature: ts.Signature | undefined,
    index: number,
    argument: ts.Expression,
  ): ts.Type | null {
    const parameter = signature?.getParameters()[index];
    if (parameter === undefined) return null;
    return this.checker.getTypeOfSymbolAtLocation(parameter, argument);
  }

  /** The type of the result that `return` and `=>` give a value to. */
  ofResult(declaration: ts.FunctionDeclaration | ts.ArrowFunction): ts.Type | null {
    const own = this.checker.getSignatureFromDeclaration(declaration);
    if (ts.isFunctionDeclaration(declaration) || declaration.type !== undefined) {
      return own === undefined ? null : own.getReturnType();
    }
    const wanted = this.ofArrow(declaration);
    const [signature = own] = wanted?.getCallSignatures() ?? [];
    return signature === undefined ? null : signature.getReturnType();
  }

  /** The function type that an arrow function is for. */
  ofArrow(node: ts.ArrowFunction): ts.Type | null {
    const call = node.parent;
    if (ts.isCallExpression(call)) {
      const index = call.arguments.indexOf(node);
      return this.ofArgument(this.checker.getResolvedSignature(call), index, node);
    }
    const type = this.checker.getContextualType(node);
    return type === undefined ? null : this.checker.getNonNullableType(type);
  }

  /** The type of the field that `property` of a record gives a value to; the record goes to `place`. */
  ofField(place: ts.Type | null, property: ts.ObjectLiteralElementLike): ts.Type | null {
    const name = property.name?.getText() ?? '';
    const members = place === null ? [] : place.isUnion() ? place.types : [place];
    const types = members.flatMap((member) => {
      const field = member.getProperty(name);
      return field === undefined ? [] : [this.checker.getTypeOfSymbolAtLocation(field, property)];
    });
    return types.find((type) => this.takes(type)) ?? types[0] ?? null;
  }

  /** The type of the elements of an array that goes to `place`. */
  ofElement(place: ts.Type | null): ts.Type | null {
    return place?.getNumberIndexType() ?? null;
  }

  /**
   * Whether nothing owned stands for a type parameter in the call `node`, which is refused else: the
   * body of a generic function is checked once, and takes what is of such a type for plain.
   */
  areArgumentsPlain(node: ts.CallExpression): boolean {
    const signature = this.checker.getResolvedSignature(node);
    const declaration = signature?.getDeclaration();
    if (signature === undefined || !isGeneric(declaration)) return true;
    const written = (node.typeArguments ?? []).map((one) => this.checker.getTypeAtLocation(one));
    const declared = this.checker.getSignatureFromDeclaration(declaration);
    const arePlain =
      !written.some((type) => carriesOwnership(this.checker, type)) &&
      (declared === undefined || sameSignatures(this.checker, signature, declared));
    if (!arePlain) {
      this.#reports.add(
        'KD0910',
        node,
        `${node.expression.getText()} is generic, and would take something owned for plain`,
        'write a function for the owned type, or write the plain type argument to lend it',
      );
    }
    return arePlain;
  }

  /** Refuses a value that `place` would release in another way, or that leads to such a value. */
  compare(node: ts.Expression, place: ts.Type | null): void {
    if (place === null) return;
    const type = this.checker.getTypeAtLocation(node);
    const wrong = this.takes(place) ? this.#otherRelease(type, place) : null;
    const [wanted] = this.checker.getNonNullableType(place).getCallSignatures();
    const [given] = this.checker.getNonNullableType(type).getCallSignatures();
    if (wrong !== null) {
      this.#reports.add('KD0909', node, wrong, 'disown it and own it anew where that is meant');
    } else if (wanted !== undefined && given !== undefined) {
      this.#compareFunctions(node, given, wanted);
    } else if (!ownersFit(this.checker, type, place)) {
      const message = 'what this leads to has another owner than the type that is expected says';
      this.#reports.add('KD0909', node, message, BOTH_ALIKE);
    }
  }

  /** What is wrong when a value of `type` is released by another function than `place` names. */
  #otherRelease(type: ts.Type, place: ts.Type): string | null {
    const wanted = releasesOf(this.checker, place);
    for (const release of releasesOf(this.checker, type)) {
      if (wanted.has(release)) continue;
      const names = [...wanted].map(nameOf).join(' or ');
      return `this is released by ${nameOf(release)}, but here by ${names}`;
    }
    return null;
  }

  #compareFunctions(node: ts.Expression, given: ts.Signature, wanted: ts.Signature): void {
    given.getParameters().forEach((parameter, index) => {
      const other = wanted.getParameters()[index];
      if (other === undefined) return;
      const found = this.checker.getTypeOfSymbolAtLocation(parameter, node);
      const expected = this.checker.getTypeOfSymbolAtLocation(other, node);
      if (!sameOwners(this.checker, found, expected)) {
        this.#refuseFunction(node, `parameter ${index + 1}`);
      }
    });
    const expected = wanted.getReturnType();
    // The check of an arrow function without a result type knows what it is for, and a function
    // with a result does not stand for one without.
    if (ts.isArrowFunction(node) && node.type === undefined) return;
    if ((expected.flags & ts.TypeFlags.Void) !== 0) return;
    if (!sameOwners(this.checker, given.getReturnType(), expected)) {
      this.#refuseFunction(node, 'the result');
    }
  }

  #refuseFunction(node: ts.Expression, what: string): void {
    this.#reports.add(
      'KD0909',
      node,
      `${what} of this function has another owner than the type of function that is expected`,
      BOTH_ALIKE,
    );
  }
}

/** Whether a function of the dialect has type parameters. */
function isGeneric(
  declaration: ts.SignatureDeclaration | undefined,
): declaration is ts.FunctionDeclaration {
  if (declaration === undefined || originOf(declaration) !== 'dialect') return false;
  return declaration.typeParameters !== undefined;
}

function nameOf(release: ts.Symbol | undefined): string {
  return release === undefined ? 'nothing' : release.name;
}
