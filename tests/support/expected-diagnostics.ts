/**
 * Expected diagnostics, written on the line they are expected on: `//! KD0123: part of the text`.
 *
 * Several may follow each other on one line, each with its own `//!`. A comment of carets on a line
 * of its own says where one on the line above lies, and what its help is when a text follows:
 *
 *     if (a == 1) return; //! KD0304: compares after conversions
 *     //    ^^ write `===`
 *
 * Used by: `tests/dialect`.            Uses: nothing.
 */

/** A diagnostic that a file says it must get. */
export interface ExpectedDiagnostic {
  readonly line: number;
  readonly code: string;
  /** What the message must contain. */
  readonly part: string;
}

/** Where a diagnostic must lie, and what its help must be. */
export interface ExpectedPlace {
  readonly line: number;
  readonly column: number;
  /** The character after the last caret. */
  readonly endColumn: number;
  /** Null when any help will do. */
  readonly help: string | null;
}

/** The fields of a reported diagnostic that count. */
export interface ReportedDiagnostic {
  readonly file: string;
  readonly line: number;
  readonly code: string;
  readonly message: string;
}

/** The fields that carets are about. */
export interface PlacedDiagnostic extends ReportedDiagnostic {
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly help: string | null;
}

const EXPECTATION = /^\s*(KD\d{4}):\s*(.*?)\s*$/;
const CARETS = /^(\s*\/\/\s*)(\^+)(?:\s+(.*?))?\s*$/;

/**
 * The expectations of a file.
 *
 * @throws Error for a `//!` that is not of the form above
 */
export function readExpectations(source: string): readonly ExpectedDiagnostic[] {
  return source.split('\n').flatMap((text, index) =>
    text
      .split('//!')
      .slice(1)
      .map((written) => {
        const [, code, part] = EXPECTATION.exec(written) ?? [];
        if (code === undefined || part === undefined) {
          throw new Error(`line ${index + 1}: not of the form \`//! KD0123: text\`: ${written}`);
        }
        return { line: index + 1, code, part };
      }),
  );
}

/**
 * Compares what was expected with what was reported.
 *
 * @param file - the file that holds the expectations; a diagnostic in another file is unexpected
 * @returns one sentence for each difference; empty when there is none
 */
export function compareDiagnostics(
  file: string,
  expected: readonly ExpectedDiagnostic[],
  reported: readonly ReportedDiagnostic[],
): readonly string[] {
  const left = [...reported];
  const differences: string[] = [];
  for (const wanted of expected) {
    const index = left.findIndex(
      (found) =>
        found.file === file &&
        found.line === wanted.line &&
        found.code === wanted.code &&
        found.message.includes(wanted.part),
    );
    if (index >= 0) left.splice(index, 1);
    else differences.push(`missing: line ${wanted.line}: ${wanted.code}: ${wanted.part}`);
  }
  for (const found of left) {
    const place = found.file === file ? '' : `${found.file}, `;
    differences.push(`unexpected: ${place}line ${found.line}: ${found.code}: ${found.message}`);
  }
  return differences;
}

/** The places that a file says its diagnostics have. */
export function readPlaces(source: string): readonly ExpectedPlace[] {
  let line = 0;
  return source.split('\n').flatMap((text, index) => {
    const [, before, carets, help = null] = CARETS.exec(text) ?? [];
    if (before === undefined || carets === undefined) {
      line = index + 1;
      return [];
    }
    const column = before.length + 1;
    return [{ line, column, endColumn: column + carets.length, help }];
  });
}

/**
 * Compares where diagnostics were expected with where they were reported.
 *
 * @returns one sentence for each place without its diagnostic; empty when there is none
 */
export function comparePlaces(
  expected: readonly ExpectedPlace[],
  reported: readonly PlacedDiagnostic[],
): readonly string[] {
  return expected
    .filter((wanted) => !reported.some((found) => isAt(found, wanted)))
    .map(({ line, ...wanted }) => {
      const there = reported.filter((found) => found.line === line).map(placeText);
      return `line ${line}: expected ${placeText(wanted)}; there is ${there.join(' and ')}`;
    });
}

/** Whether a diagnostic lies as expected; one of several lines is marked in its first one. */
function isAt(found: PlacedDiagnostic, wanted: ExpectedPlace): boolean {
  return (
    found.line === wanted.line &&
    found.column === wanted.column &&
    (found.endLine > found.line || found.endColumn === wanted.endColumn) &&
    (wanted.help === null || wanted.help === found.help)
  );
}

function placeText({ column, endColumn, help }: Omit<ExpectedPlace, 'line'>): string {
  return `[${column}, ${endColumn})${help === null ? '' : ` ${help}`}`;
}
