/**
 * The order in which structs get their fields.
 *
 * A struct needs the size of what lies inline in it, and nothing of what it refers to. So a struct
 * that is only referred to from the fields of another one waits until that one is complete, and may
 * contain it. One that is needed inline before gets its fields at once.
 *
 * Used by: `aggregates.ts`, `types.ts`.            Uses: nothing.
 */

import type { StructType } from '../ir/types.ts';

export class StructQueue {
  #depth = 0;
  #isReferredTo = false;
  /** What gives the structs that wait their fields. */
  readonly #waiting = new Map<StructType, () => void>();

  /** How many structs that lie in each other are getting their fields. */
  get depth(): number {
    return this.#depth;
  }

  /** Resolves a type that is referred to. */
  referredTo<T>(resolve: () => T): T {
    return this.#resolve(resolve, true);
  }

  /** Resolves a type that lies inline in another one. */
  inline<T>(resolve: () => T): T {
    return this.#resolve(resolve, false);
  }

  #resolve<T>(resolve: () => T, isReferredTo: boolean): T {
    const before = this.#isReferredTo;
    this.#isReferredTo = isReferredTo;
    try {
      return resolve();
    } finally {
      this.#isReferredTo = before;
    }
  }

  /** Has `complete` give a new struct its fields, when it is time. */
  add(struct: StructType, complete: () => void): void {
    this.#waiting.set(struct, complete);
    this.need(struct);
  }

  /** Gives a struct its fields unless it has them, or is only referred to. */
  need(struct: StructType): void {
    if (this.#depth > 0 && this.#isReferredTo) return;
    this.#complete(struct);
    if (this.#depth > 0) return;
    for (let [next] = this.#waiting.keys(); next !== undefined; [next] = this.#waiting.keys()) {
      this.#complete(next);
    }
  }

  #complete(struct: StructType): void {
    const complete = this.#waiting.get(struct);
    if (complete === undefined) return;
    this.#waiting.delete(struct);
    this.#depth += 1;
    try {
      this.inline(complete);
    } finally {
      this.#depth -= 1;
    }
  }
}
