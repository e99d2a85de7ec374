/**
 * `npm run explain KD0304`: what a diagnostic means, with an example that gets it.
 *
 * The examples are the test programs of `tests/dialect/reject`, compiled on the spot, so that what
 * is shown is what the compiler says today.
 *
 * Used by: `build.ts`.            Uses: the compiler, `tests/dialect/reject`.
 */

import { readdirSync, readFileSync } from 'node:fs';

import pc from 'picocolors';

import { compile } from '../compiler/compile.ts';
import { CATALOGUE } from '../compiler/diagnostics/catalogue.ts';
import { renderDiagnostic } from '../compiler/diagnostics/render.ts';
import { UserFailure } from './failure.ts';
import { projectDirectory, projectPath } from './paths.ts';

const EXAMPLES = 'tests/dialect/reject';

/** Prints one diagnostic's meaning, or the list of all when `code` is not given. */
export function explain(code: string | undefined): void {
  const meanings: ReadonlyMap<string, string> = new Map(Object.entries(CATALOGUE));
  if (code === undefined) {
    for (const [known, meaning] of meanings) console.log(`${known}  ${meaning}`);
    return;
  }
  const meaning = meanings.get(code.toUpperCase());
  if (meaning === undefined) {
    throw new UserFailure(
      `there is no diagnostic ${code}`,
      'All of them: npm run explain. They are described in docs/dialect.md.',
    );
  }
  console.log(`${pc.bold(code.toUpperCase())}  ${meaning}\n`);
  console.log(exampleOf(code.toUpperCase()) ?? 'There is no example of it yet.');
}

/** A diagnostic with this code, as a user sees it; null when no example program gets it. */
function exampleOf(code: string): string | null {
  for (const name of readdirSync(projectPath(EXAMPLES)).sort()) {
    const file = `${EXAMPLES}/${name}`;
    const source = readFileSync(projectPath(file), 'utf8');
    if (!source.includes(`//! ${code}:`)) continue;
    const { diagnostics } = compile({ projectDirectory, roots: [file] });
    const found = diagnostics.find((diagnostic) => diagnostic.code === code);
    if (found === undefined) continue;
    // The comments that tests read would only distract.
    const shown = source.replace(/ *\/\/!.*$/gm, '');
    return renderDiagnostic(found, shown, pc.isColorSupported);
  }
  return null;
}
