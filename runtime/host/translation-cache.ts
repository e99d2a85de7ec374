/**
 * What the processor remembers of page walks: the TLB and the paging-structure caches.
 *
 * The model forgets nothing by itself: an entry stays until software invalidates it (or a page
 * fault at its address drops it). A real processor may keep any entry that long, so code that
 * works here works with every cache size, and a forgotten invalidation shows at once. Only
 * translations of present entries with no reserved bit set are ever added.
 *
 * Used by: `machine.ts`, `page-walk.ts`.            Uses: types of `page-walk.ts`.
 * Not handled here: PCIDs; the lookup arrays in front of this one (`machine.ts`).
 * Sources: [SDM3] "Caching Translation Information"; [SDM3] "Operations that Invalidate TLBs and
 * Paging-Structure Caches".
 */

import { pageNumber, pageNumber1GiB, pageNumber2MiB } from './page-walk.ts';
import type { CachedTable, Translation } from './page-walk.ts';

/** Translations by level of their leaf entry and number of their page. */
class Translations {
  readonly #byLevel: readonly Map<number, Translation>[] = [new Map(), new Map(), new Map()];

  get(high: number, low: number): Translation | undefined {
    const [small, middle, large] = this.#byLevel;
    return (
      small?.get(pageNumber(high, low)) ??
      (middle?.size === 0 ? undefined : middle?.get(pageNumber2MiB(high, low))) ??
      (large?.size === 0 ? undefined : large?.get(pageNumber1GiB(high, low)))
    );
  }

  add(high: number, low: number, translation: Translation): void {
    const number = [pageNumber, pageNumber2MiB, pageNumber1GiB][translation.level - 1];
    if (number !== undefined) {
      this.#byLevel[translation.level - 1]?.set(number(high, low), translation);
    }
  }

  remove(high: number, low: number): void {
    this.#byLevel[0]?.delete(pageNumber(high, low));
    this.#byLevel[1]?.delete(pageNumber2MiB(high, low));
    this.#byLevel[2]?.delete(pageNumber1GiB(high, low));
  }

  clear(): void {
    for (const translations of this.#byLevel) translations.clear();
  }

  get size(): number {
    return this.#byLevel.reduce((sum, translations) => sum + translations.size, 0);
  }
}

export class TranslationCache {
  readonly #local = new Translations();
  readonly #global = new Translations();
  /** Tables of level 1, 2, 3 by the number of the memory that they map. */
  readonly #tables: readonly Map<number, CachedTable>[] = [new Map(), new Map(), new Map()];

  translation(high: number, low: number): Translation | undefined {
    return this.#local.get(high, low) ?? this.#global.get(high, low);
  }

  /** Adds what a walk found, in place of an older translation of the same address. */
  addTranslation(high: number, low: number, translation: Translation): void {
    this.#local.remove(high, low);
    this.#global.remove(high, low);
    (translation.global ? this.#global : this.#local).add(high, low, translation);
  }

  /** The cached table of `level` (1…3) that a walk for this address would reach. */
  table(level: number, high: number, low: number): CachedTable | undefined {
    return this.#tables[level - 1]?.get(tableNumber(level, high, low));
  }

  addTable(level: number, high: number, low: number, table: CachedTable): void {
    this.#tables[level - 1]?.set(tableNumber(level, high, low), table);
  }

  /** Forgets the page of this address and every cached table: INVLPG. */
  invalidatePage(high: number, low: number): void {
    this.#local.remove(high, low);
    this.#global.remove(high, low);
    this.#clearTables();
  }

  /** Forgets what would be used for this address, and no more: a page fault at it. */
  dropAddress(high: number, low: number): void {
    this.#local.remove(high, low);
    this.#global.remove(high, low);
    for (let level = 1; level <= 3; level += 1) {
      this.#tables[level - 1]?.delete(tableNumber(level, high, low));
    }
  }

  /** Forgets all but global translations: a write to CR3. */
  invalidateLocal(): void {
    this.#local.clear();
    this.#clearTables();
  }

  /** Forgets everything: a change of CR4.PGE. */
  invalidateAll(): void {
    this.invalidateLocal();
    this.#global.clear();
  }

  /** Cached translations. */
  get size(): number {
    return this.#local.size + this.#global.size;
  }

  #clearTables(): void {
    for (const tables of this.#tables) tables.clear();
  }
}

function tableNumber(level: number, high: number, low: number): number {
  switch (level) {
    case 1:
      return pageNumber2MiB(high, low);
    case 2:
      return pageNumber1GiB(high, low);
    default:
      return (high & 0xffff) >>> 7;
  }
}
