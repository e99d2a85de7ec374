/**
 * Expected diagnostics, written on the line they are expected on: `//! KD0123: part of the text`.
 *
 * Several may follow each other on one line, each with its own `//!`.
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

/** The fields of a reported diagnostic that count. */
export interface ReportedDiagnostic {
  readonly file: string;
  readonly line: number;
  readonly code: string;
  readonly message: string;
}

const EXPECTATION = /^\s*(KD\d{4}):\s*(.*?)\s*$/;

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
