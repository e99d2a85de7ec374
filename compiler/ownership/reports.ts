/**
 * What the check says, each thing once.
 *
 * A loop is gone through until nothing new is known at its head, so the same error may be found more
 * than once; and one mistake in a loop may be one of two paths that meet as well.
 *
 * Used by: `check.ts`, `expressions.ts`, `places.ts`.            Uses: `syntax.ts`.
 */

import ts from 'typescript';

import type { DiagnosticCode } from '../diagnostics/catalogue.ts';
import { lastLineOf, lineOf } from '../frontend/nodes.ts';
import { isOwned, ownerOf } from '../frontend/ownership-types.ts';
import type { End, Standing, State, Variable } from './state.ts';

export type Report = (
  code: DiagnosticCode,
  node: ts.Node,
  message: string,
  help: string | null,
) => void;

export class Reports {
  readonly #checker: ts.TypeChecker;
  readonly #report: Report;
  readonly #known = new Map<ts.Node, Set<DiagnosticCode>>();

  constructor(checker: ts.TypeChecker, report: Report) {
    this.#checker = checker;
    this.#report = report;
  }

  add(code: DiagnosticCode, node: ts.Node, message: string, help: string | null): void {
    const known = this.#known.get(node) ?? new Set();
    this.#known.set(node, known);
    const isKnown =
      known.has(code) ||
      (code === 'KD0904' && known.has('KD0903')) ||
      // What `own` is given although it has an owner is that owner's until the call.
      (code === 'KD0906' && known.has('KD0911'));
    known.add(code);
    if (!isKnown) this.#report(code, node, message, help);
  }

  /** A variable that still owns its value where `node` leaves its scope. */
  forgotten(variable: Variable, standing: Standing, node: ts.Node, before: string): void {
    if (standing.kind !== 'owned') return;
    const name = variable.name.getText();
    this.add(
      'KD0901',
      node,
      `${name}, which is owned since line ${lineOf(standing.since)}, is not consumed before ${before}`,
      this.#wayOut(variable),
    );
  }

  /** How to consume what `variable` owns. */
  #wayOut(variable: Variable): string {
    const name = variable.name.getText();
    const type = this.#checker.getTypeAtLocation(variable.name);
    // Only what is owned itself has a release function to bind it with.
    if (!isOwned(type)) return 'return it, pass it on, or release what it owns';
    const parameter = variable.name.parent;
    const release = ownerOf(this.#checker, this.#checker.getNonNullableType(type))?.release;
    return ts.isParameter(parameter) && release?.valueDeclaration === parameter.parent
      ? `a release function gives up what it was given: \`disown(${name})\``
      : `return it, pass it on, release it, or bind it with \`using ${name} = …\``;
  }

  /** A use of a variable that was consumed before. */
  use(variable: Variable, node: ts.Node, state: State): void {
    const standing = state.standings.get(variable);
    if (standing?.kind !== 'consumed') return;
    this.add(
      'KD0902',
      node,
      `${variable.name.getText()} was consumed on line ${lineOf(standing.at)}`,
      'use it before it is consumed, or take a new value',
    );
  }

  /** A use of references into a value that is gone. */
  dangling(what: string, end: End, node: ts.Node): void {
    const owner = end.owner.name.getText();
    this.add(
      'KD0906',
      node,
      end.isScope
        ? `${what} refers to ${owner}, whose scope ended on line ${lastLineOf(end.at)}`
        : `${what} refers to ${owner}, which was consumed on line ${lineOf(end.at)}`,
      'use it before its owner is consumed',
    );
  }

  /** Paths that meet at `node` and disagree about `variable`. */
  disagreement(variable: Variable, consumedAt: ts.Node, node: ts.Node): void {
    this.add(
      'KD0903',
      consumedAt,
      `${variable.name.getText()} is consumed here, but not on the other path from line ${lineOf(node)}`,
      'consume it on both paths, or on neither',
    );
  }
}
