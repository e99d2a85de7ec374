/**
 * From which owned variables the references in a value may come.
 *
 * A reference is taken to lead into an owned value when it is read from it, through any number of
 * fields and elements, or is the result of a function that was given such a reference. That is more
 * than is true: a function may return something else. It is never less within one function.
 *
 * Used by: `expressions.ts`, `check.ts`.            Uses: `frontend/ownership-types.ts`.
 */

import ts from 'typescript';

import { skipParentheses } from '../frontend/nodes.ts';
import { holdsReference } from '../frontend/ownership-types.ts';
import { preludeName } from '../frontend/symbols.ts';
import type { Places } from './places.ts';
import type { State, Variable } from './state.ts';
import { isVariable, variableOf } from './syntax.ts';

const NO_OWNERS: ReadonlySet<Variable> = new Set();

/** What takes a value from its owner, or never had a reference to it. */
const WITHOUT_OWNER: ReadonlySet<string> = new Set(['own', 'disown']);

export class Borrows {
  readonly #places: Places;

  constructor(places: Places) {
    this.#places = places;
  }

  /**
   * The owned variables into whose values `node`, which goes to `place`, may refer. One that is
   * moved there has no owner but those of the references in it.
   */
  ownersOf(node: ts.Expression, state: State, place: ts.Type | null): ReadonlySet<Variable> {
    const inner = skipParentheses(node);
    if (ts.isConditionalExpression(inner)) {
      return union([
        this.ownersOf(inner.whenTrue, state, place),
        this.ownersOf(inner.whenFalse, state, place),
      ]);
    }
    if (ts.isObjectLiteralExpression(inner)) {
      return union(inner.properties.map((property) => this.#ofField(property, state, place)));
    }
    if (!holdsReference(this.#places.checker, this.#places.checker.getTypeAtLocation(inner)))
      return NO_OWNERS;
    if (ts.isIdentifier(inner)) {
      const variable = variableOf(this.#places.checker, inner);
      return variable === null ? NO_OWNERS : this.#ofVariable(variable, state, place);
    }
    if (ts.isPropertyAccessExpression(inner) || ts.isElementAccessExpression(inner)) {
      return this.ownersOf(inner.expression, state, place);
    }
    return ts.isCallExpression(inner) ? this.#ofResult(inner, state) : NO_OWNERS;
  }

  #ofVariable(variable: Variable, state: State, place: ts.Type | null): ReadonlySet<Variable> {
    const owners = state.borrows.get(variable)?.owners ?? NO_OWNERS;
    const isOwner = state.standings.has(variable) && !this.#places.takes(place);
    return isOwner ? union([owners, new Set([variable])]) : owners;
  }

  #ofField(
    property: ts.ObjectLiteralElementLike,
    state: State,
    place: ts.Type | null,
  ): ReadonlySet<Variable> {
    const field = this.#places.ofField(place, property);
    if (ts.isPropertyAssignment(property)) {
      return this.ownersOf(property.initializer, state, field);
    }
    if (!ts.isShorthandPropertyAssignment(property)) return NO_OWNERS;
    const value =
      this.#places.checker.getShorthandAssignmentValueSymbol(property)?.valueDeclaration;
    if (value === undefined || !isVariable(value)) return NO_OWNERS;
    const type = this.#places.checker.getTypeAtLocation(value.name);
    return holdsReference(this.#places.checker, type)
      ? this.#ofVariable(value, state, field)
      : NO_OWNERS;
  }

  #ofResult(node: ts.CallExpression, state: State): ReadonlySet<Variable> {
    const name = preludeName(this.#places.checker, node.expression);
    if (name !== null && WITHOUT_OWNER.has(name)) return NO_OWNERS;
    const signature = this.#places.checker.getResolvedSignature(node);
    return union(
      node.arguments.map((argument, index) =>
        this.ownersOf(argument, state, this.#places.ofArgument(signature, index, argument)),
      ),
    );
  }
}

function union(sets: readonly ReadonlySet<Variable>[]): ReadonlySet<Variable> {
  const [first = NO_OWNERS, ...others] = sets.filter((set) => set.size > 0);
  return others.length === 0 ? first : new Set([first, ...others].flatMap((set) => [...set]));
}
