/**
 * How much work the check of ownership does, counted in questions to the TypeScript checker.
 */

import ts from 'typescript';
import { expect, test } from 'vitest';

import { loadProgram } from '../../../compiler/frontend/load.ts';
import { checkOwnership } from '../../../compiler/ownership/check.ts';
import { projectDirectory } from '../../../tools/paths.ts';

const FRAMES = `
type OwnedFrame = Owned<PhysAddr, typeof release>;

function release(frame: OwnedFrame): void {
  ignore(disown(frame), 'nothing is kept in this test');
}

function maybe(): OwnedFrame | null {
  return own<OwnedFrame>(phys(0x1000n));
}
`;

/** The questions that the check of `f` in a module with `body` asks; it finds no errors there. */
function questionsFor(body: string): number {
  const file = 'kernel/main.ts';
  const sources = new Map([[file, `${FRAMES}\nfunction f(isLate: bool): void {\n${body}\n}\n`]]);
  const { checker, modules } = loadProgram(projectDirectory, [file], sources);
  const tested = modules
    .flatMap((module) => [...module.statements])
    .filter((node) => ts.isFunctionDeclaration(node))
    .find((node) => node.name?.text === 'f');
  if (tested === undefined) throw new Error('there is no function f');
  let count = 0;
  const counting = new Proxy(checker, {
    get(target, name): unknown {
      count += 1;
      return Reflect.get(target, name);
    },
  });
  const errors: string[] = [];
  checkOwnership(counting, tested, (code) => errors.push(code));
  expect(errors).toEqual([]);
  return count;
}

/** Loops in each other, each with a frame that it finds in a round and releases in the next. */
function nestedLoops(depth: number): string {
  const levels = Array.from({ length: depth }, (_, level) => `frame${level}`);
  const open = levels.map(
    (frame) => `let ${frame}: OwnedFrame | null = null;
      while (isLate) { if (${frame} !== null) release(${frame}); ${frame} = maybe();`,
  );
  const close = levels.reverse().map((frame) => `} if (${frame} !== null) release(${frame});`);
  return [...open, ...close].join('\n');
}

/** Constants for conditions, each of the one before it, twice. */
function nestedConstants(depth: number): string {
  const levels = Array.from(
    { length: depth },
    (_, level) => `const c${level + 1} = c${level} && c${level};`,
  );
  return `const frame = maybe(); const c0 = frame === null; ${levels.join('\n')}
    if (c${depth}) print('none'); if (frame !== null) release(frame);`;
}

test('the rounds of nested loops add up', () => {
  // Each loop is in all those around it, and needs one round more than them.
  expect(questionsFor(nestedLoops(40))).toBeLessThan(5 * questionsFor(nestedLoops(20)));
});

test('constants for conditions are followed no further than TypeScript does', () => {
  expect(questionsFor(nestedConstants(40))).toBeLessThan(3 * questionsFor(nestedConstants(20)));
});
