/**
 * `npm run explain KD0304`: what a diagnostic means, with an example that gets it.
 *
 * The example is compiled on the spot, so that what is shown is what the compiler says today.
 *
 * Used by: `build.ts`.            Uses: the compiler and its catalogue.
 */

import pc from 'picocolors';

import { compile } from '../compiler/compile.ts';
import { entryOf } from '../compiler/diagnostics/catalogue.ts';
import * as Catalogue from '../compiler/diagnostics/explain.ts';
import { renderDiagnostic } from '../compiler/diagnostics/render.ts';
import { UserFailure } from './failure.ts';
import { projectDirectory } from './paths.ts';

/** Name that the example has in what the compiler prints; a relative import starts from here. */
const EXAMPLE = 'tests/dialect/example.ts';

/** Prints one diagnostic's meaning, or the list of all when `code` is not given. */
export function explain(code: string | undefined): void {
  if (code === undefined) {
    process.stdout.write(Catalogue.listCodes());
    return;
  }
  const text = Catalogue.explain(code);
  if (text === null) {
    throw new UserFailure(
      `there is no diagnostic ${code}`,
      `All of them: npm run explain. They are described in ${Catalogue.DIAGNOSTICS_PAGE}.`,
    );
  }
  process.stdout.write(text);
  const wrong = entryOf(code)?.wrong ?? null;
  if (wrong !== null) process.stdout.write(`\nWhat the compiler says:\n\n${said(wrong)}\n`);
}

/** What the compiler says of an example, as a user sees it. */
function said(example: string): string {
  const source = example.trimStart();
  const { diagnostics } = compile({
    projectDirectory,
    roots: [EXAMPLE],
    sources: new Map([[EXAMPLE, source]]),
  });
  return diagnostics
    .map((found) => renderDiagnostic(found, source, pc.isColorSupported))
    .join('\n\n')
    .replace(/^/gm, '  ');
}
