/**
 * The dialect code in the documentation compiles, and what it calls wrong is refused as it says.
 *
 * All blocks of all documents go through the compiler in two programs: those that compile, and
 * those that are refused. `markdown.ts` says how a block is marked. What the tutorial builds is added
 * to the kernel's tests as the tutorial says, and its claims are run.
 *
 * Used by: `npm test`.            Uses: the compiler, the documents.
 */

import { readdirSync, readFileSync } from 'node:fs';

import { describe, expect, test } from 'vitest';

import { compile } from '../../../compiler/compile.ts';
import type { Diagnostic } from '../../../compiler/diagnostics/diagnostic.ts';
import { dialectFiles } from '../../../compiler/vite-plugin.ts';
import { projectDirectory, projectPath } from '../../../tools/paths.ts';
import { parseKtap } from '../../support/ktap.ts';
import type { TargetRun } from '../../support/register-target.ts';
import { runJavaScript } from '../../support/run-javascript.ts';
import { runNative } from '../../support/run-native.ts';
import { type CodeBlock, codeBlocks } from './markdown.ts';

/** Documents with dialect code, relative to the project. The catalogue has a test of its own. */
const DOCUMENTS: readonly string[] = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(projectPath('docs'))
    .filter((file) => file.endsWith('.md') && file !== 'diagnostics.md')
    .map((file) => `docs/${file}`),
].sort();

/** The document with the tutorial, and the file of its suite. */
const DIALECT = 'docs/dialect.md';
const ALL_SUITES = 'tests/kernel/all.ktest.ts';
/** What the tutorial has its reader add to `all.ktest.ts`: the import, and what `runAll` calls. */
const SUITE_IMPORT = "import * as SlotsSuite from './slots.ktest.ts';";
const SUITE_CALLS: readonly string[] = ['SlotsSuite.suite();', 'SlotsSuite.messageSuite();'];
/** What it has its reader add to `kernel/main.ts`, and behind which line the call goes. */
const MAIN = 'kernel/main.ts';
const CHECK_IMPORT = "import * as SlotsCheck from './slots-check.ts';";
const CHECK_CALL = 'SlotsCheck.run();';
const CHECK_PLACE = '  const selfCheck = SelfCheck.run();\n';
/** Runs the tutorial's claims without those of the kernel, on host-js and host-native. */
const TUTORIAL_DRIVER = 'tests/kernel/tutorial-driver.ts';
const DRIVER_SOURCE = `import { begin, end, Target } from './support/ktest.ts';
${SUITE_IMPORT}

export function main(): void {
  begin(Target.HostJs);
  ${SUITE_CALLS.join('\n  ')}
  ignore(end(), 'the output says it');
}
`;

/** A block, where it stands, and the file it is compiled as. */
interface PlacedBlock extends CodeBlock {
  readonly document: string;
  readonly path: string;
}

const blocks: readonly PlacedBlock[] = DOCUMENTS.flatMap((document) =>
  codeBlocks(readFileSync(projectPath(document), 'utf8')).map((block, index) => ({
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
  const { diagnostics } = compile({ projectDirectory, roots: [...sources.keys()], sources });

  test('compiles', () => {
    expect(accepted.length).toBeGreaterThan(0);
    expect(diagnostics.map(describeDiagnostic)).toEqual([]);
  });
});

describe('the tutorial, followed to the letter', () => {
  const text = readFileSync(projectPath(DIALECT), 'utf8');
  const sources = sourcesOf(
    blocks.filter((block) => block.document === DIALECT && block.file !== null),
  );
  const suites = readFileSync(projectPath(ALL_SUITES), 'utf8')
    .replace(/^import /m, `${SUITE_IMPORT}\nimport `)
    .replace(/\n}\n$/, `\n  ${SUITE_CALLS.join('\n  ')}\n}\n`);
  sources.set(ALL_SUITES, suites);
  const main = readFileSync(projectPath(MAIN), 'utf8')
    .replace(/^import /m, `${CHECK_IMPORT}\nimport `)
    .replace(CHECK_PLACE, `${CHECK_PLACE}  ${CHECK_CALL}\n`);
  sources.set(MAIN, main);
  sources.set(TUTORIAL_DRIVER, DRIVER_SOURCE);
  // As vitest compiles it, for host-js: the statics of all must have room in the simulated image.
  const { program, diagnostics } = compile({
    projectDirectory,
    roots: [TUTORIAL_DRIVER, ...dialectFiles({ projectDirectory })],
    sources,
  });
  const entry = { module: TUTORIAL_DRIVER, name: 'main' };

  function expectClaimsHold(run: TargetRun): void {
    expect(run.failure).toBeNull();
    const { claims, problems } = parseKtap(run.output);
    expect(problems).toEqual([]);
    expect(claims.length).toBeGreaterThan(4);
    expect(claims.filter((claim) => claim.outcome !== 'passed')).toEqual([]);
  }

  test('says what to add to all.ktest.ts', () => {
    for (const line of [SUITE_IMPORT, ...SUITE_CALLS]) expect(text).toContain(line);
  });

  test('says what to add to the kernel', () => {
    for (const line of [CHECK_IMPORT, CHECK_CALL]) expect(text).toContain(line);
    expect(main).toContain(`  ${CHECK_CALL}\n`);
  });

  test('compiles with all other suites', () => {
    expect(diagnostics.map(describeDiagnostic)).toEqual([]);
  });

  test('makes claims that hold on host-js', ({ skip }) => {
    if (program === null) return skip('the code does not compile');
    expectClaimsHold(runJavaScript(program, entry));
  });

  test('makes claims that hold on host-native', async ({ skip }) => {
    if (program === null) return skip('the code does not compile');
    expectClaimsHold(await runNative(program, entry, 'tutorial'));
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
