/**
 * Runs generated programs through both back ends and compares what they print.
 *
 * Many programs are compiled into one, with a driver that calls each and goes on after a panic, so
 * that clang and a process are started once for a batch.
 *
 * Used by: `random-programs.test.ts`, `main.ts`.            Uses: `generate.ts`, `shrink.ts`.
 */

import { compile } from '../../compiler/compile.ts';
import { renderDiagnostics } from '../../compiler/diagnostics/render.ts';
import { projectDirectory } from '../../tools/paths.ts';
import { runJavaScript } from '../support/run-javascript.ts';
import { runNative } from '../support/run-native.ts';
import { generateProgram, WRONG_TABLE } from './generate.ts';
import { type GeneratedProgram, renderProgram } from './tree.ts';

const FOLDER = 'tests/random-programs';
const DRIVER = `${FOLDER}/batch-driver.ts`;

/**
 * How hard clang works on a batch, as its -O: of 100 programs 0 takes 2 s, 1 takes 5 s and 2, which
 * is what the kernel is compiled with, 16 s. Debug information would cost more. Generated
 * conditions contradict themselves at times, which is no error here.
 */
export type Optimization = 0 | 1 | 2;

/** A program on which the back ends disagree, or that does not compile. */
export interface Disagreement {
  readonly program: GeneratedProgram;
  readonly source: string;
  readonly reason: string;
}

function fileOf(index: number): string {
  return `${FOLDER}/batch-p${index}.ts`;
}

function driverSource(count: number): string {
  const indexes = Array.from({ length: count }, (_, index) => index);
  return [
    "import { returnsWithoutPanic } from '../../runtime/contract/testing.ts';",
    ...indexes.map((index) => `import { main as main${index} } from './batch-p${index}.ts';`),
    'export function runAll(): void {',
    "  'use unsafe';",
    '  let panics: u32 = 0;',
    ...indexes.flatMap((index) => [
      `  print('@@ ${index}');`,
      `  if (!returnsWithoutPanic(main${index})) panics += 1;`,
    ]),
    "  print('@@ end');",
    '}',
    '',
  ].join('\n');
}

/** What each program printed; of a panic its first line, which has the position and the values. */
function splitOutput(output: string): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const part of output.split(/^@@ /m).slice(1)) {
    const [name = '', ...lines] = part.split('\n');
    const panic = lines.findIndex((line) => line.startsWith('panic: '));
    texts.set(name, (panic < 0 ? lines : lines.slice(0, panic + 1)).join('\n'));
  }
  return texts;
}

/** Compiles and runs `programs` together; the disagreements found. */
export async function comparePrograms(
  programs: readonly GeneratedProgram[],
  name: string,
  optimization: Optimization = 1,
): Promise<readonly Disagreement[]> {
  const texts = programs.map(renderProgram);
  const sources = new Map(texts.map((text, index): [string, string] => [fileOf(index), text]));
  sources.set(DRIVER, driverSource(programs.length));
  const { program, diagnostics } = compile({ projectDirectory, roots: [DRIVER], sources });
  const disagreement = (index: number, reason: string): Disagreement[] => {
    const found = programs[index];
    return found === undefined ? [] : [{ program: found, source: texts[index] ?? '', reason }];
  };
  if (program === null) {
    const rendered = (index: number): string =>
      renderDiagnostics(
        diagnostics.filter((one) => one.file === fileOf(index)),
        (file) => sources.get(file) ?? null,
        false,
      );
    const bad = programs.flatMap((_, index) =>
      diagnostics.some((one) => one.file === fileOf(index))
        ? disagreement(index, `does not compile:\n${rendered(index)}`)
        : [],
    );
    if (bad.length > 0) return bad;
    throw new Error(diagnostics.map((one) => `${one.file}:${one.line}: ${one.message}`).join('\n'));
  }
  const entry = { module: DRIVER, name: 'runAll' };
  // Clang works while this process runs the JavaScript.
  const [native, script] = await Promise.all([
    runNative(program, entry, name, [`-O${optimization}`, '-g0', '-w']),
    Promise.resolve().then(() => runJavaScript(program, entry)),
  ]);
  const nativeTexts = splitOutput(native.output);
  const scriptTexts = splitOutput(script.output);
  return programs.flatMap((_, index) => {
    const nativeText = nativeTexts.get(String(index)) ?? `nothing (${native.failure ?? 'ended'})`;
    const scriptText = scriptTexts.get(String(index)) ?? `nothing (${script.failure ?? 'ended'})`;
    if (nativeText === scriptText && !scriptText.includes(WRONG_TABLE)) return [];
    return disagreement(index, `host-js:\n${scriptText}\nhost-native:\n${nativeText}`);
  });
}

/** The programs of `count` seeds from `firstSeed` on. */
export function programsFrom(firstSeed: number, count: number): readonly GeneratedProgram[] {
  return Array.from({ length: count }, (_, index) => generateProgram(firstSeed + index));
}
