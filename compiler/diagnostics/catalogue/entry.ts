/**
 * What the catalogue says of one diagnostic.
 *
 * Used by: the families of the catalogue, `../explain.ts`.            Uses: nothing.
 */

export interface CatalogueEntry {
  /** A few words, no full stop. */
  readonly title: string;
  /** Two to four plain sentences: what the rule is, and why it is there. */
  readonly explanation: string;
  /** A module that gets this diagnostic and no other; null where no program that fits a page can. */
  readonly wrong: string | null;
  /** The same module as it should be; null exactly when `wrong` is. */
  readonly right: string | null;
}

/** A family: entries by code. */
export type CatalogueFamily = Readonly<Record<`KD${number}`, CatalogueEntry>>;
