/**
 * The dialect code in the documentation compiles, and what it calls wrong is refused as it says.
 *
 * All blocks of all documents go through the compiler in two programs: those that compile, and
 * those that are refused. `markdown.ts` says how a block is marked. The claims of the tutorial are
 * run, too.
 *
 * Used by: `npm test`.            Uses: the compiler, the documents.
 */

import { readdirSync, readFileSync } from 'node:fs';

import { describe, expect, test } from 'vitest';

import { compile } from '../../../compiler/compile.ts';
import type { Diagnostic } from '../../../compiler/diagnostics/diagnostic.ts';
import { projectDirectory, projectPath } from '../../../tools/paths.ts';
import { runJavaScript } from '../../support/run-javascript.ts';
import { type CodeBlock, codeBlocks } from './markdown.ts';

/** Documents with dialect code, relative to the project. The catalogue has a test of its own. */
const DOCUMENTS: readonly string[] = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(projectPath('docs'))
    .filter((file) => file.endsWith('.md') && file !== 'diagnostics.md')
    .map((file) => `docs/${file}`),
].sort();

/** What the tutorial of docs/dialect.md builds, and the program that runs its claims. */
const TUTORIAL_SUITE = 'tests/kernel/slots.ktest.ts';
const TUTORIAL_DRIVER = 'docs/tutorial-driver.ts';
const DRIVER_SOURCE = `import { begin, end, Target } from '../tests/kernel/support/ktest.ts';
import * as Slots from '../${TUTORIAL_SUITE}';

export function main(): void {
  begin(Target.HostJs);
  Slots.suite();
  ignore(end(), 'the output says it');
}
`;

/** A block, where it stands, and the file it is compiled as. */
interface PlacedBlock extends CodeBlock {
  readonly document: string;
  readonly path: string;
}

/** A block that leaves something out (\`…\`) is a sketch, which no compiler can judge. */
function isSketch(block: CodeBlock, document: string): boolean {
  return document !== 'docs/dialect.md' && block.text.includes('…');
}

const blocks: readonly PlacedBlock[] = DOCUMENTS.flatMap((document) =>
  codeBlocks(readFileSync(projectPath(document), 'utf8'))
    .filter((block) => !isSketch(block, document))
    .map((block, index) => ({
      ...block,
      document,
      path: block.file ?? `docs/${document.replace(/\W/g, '-')}-block-${index + 1}.ts`,
    })),
);

/** The sources of blocks, by the file each is compiled as. */
function sourcesOf(chosen: readonly PlacedBlock[]): Map<string, string> {
  const sources = new Map<string, string>();
  for (const block of chosen) {
    const text = block.isBody
      ? `export function example(): void {\n${block.text}\n}\n`
      : `${block.text}\n`;
    sources.set(block.path, (sources.get(block.path) ?? '') + text);
  }
  return sources;
}

function describeDiagnostic(found: Diagnostic): string {
  return `${found.file}:${found.line}: ${found.code}: ${found.message}`;
}

describe('dialect code in the documentation', () => {
  const accepted = blocks.filter((block) => block.codes.length === 0);
  const sources = sourcesOf(accepted);
  sources.set(TUTORIAL_DRIVER, DRIVER_SOURCE);
  const { program, diagnostics } = compile({
    projectDirectory,
    roots: [...sources.keys()],
    sources,
  });

  test('compiles', () => {
    expect(accepted.length).toBeGreaterThan(0);
    expect(diagnostics.map(describeDiagnostic)).toEqual([]);
  });

  test('and the claims of the tutorial hold', ({ skip }) => {
    if (program === null) return skip('the code does not compile');
    const run = runJavaScript(program, { module: TUTORIAL_DRIVER, name: 'main' });
    expect(run.failure).toBeNull();
    expect(run.output).toMatch(/^1\.\.[1-9]\d*$/m);
    expect(run.output).not.toMatch(/^not ok/m);
  });
});

describe('what the documentation calls wrong', () => {
  const rejected = blocks.filter((block) => block.codes.length > 0);
  const files = blocks.filter((block) => block.file !== null);
  const sources = new Map([...sourcesOf(files), ...sourcesOf(rejected)]);
  const { diagnostics } = compile({ projectDirectory, roots: [...sources.keys()], sources });

  for (const block of rejected) {
    test(`${block.document}:${block.line} gets ${block.codes.join(' ')}`, () => {
      const found = diagnostics.filter((diagnostic) => diagnostic.file === block.path);
      const codes = found.map((diagnostic) => diagnostic.code).sort();
      expect(codes, found.map(describeDiagnostic).join('\n')).toEqual(block.codes);
    });
  }

  test('and nothing else is reported', () => {
    const paths = new Set(rejected.map((block) => block.path));
    const others = diagnostics.filter((diagnostic) => !paths.has(diagnostic.file));
    expect(others.map(describeDiagnostic)).toEqual([]);
  });
});
