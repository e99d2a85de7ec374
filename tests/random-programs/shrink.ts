/**
 * Making a failing program smaller: dropping and simplifying while it still fails.
 *
 * Each round proposes many smaller programs at once, largest cuts first, and tries them together,
 * because one run of the tool chain costs more than a program. It ends when no proposal fails.
 *
 * Used by: `main.ts`, `random-programs.test.ts`.            Uses: `tree.ts`.
 */

import type { Expression, GeneratedFunction, GeneratedProgram, Statement } from './tree.ts';

/** Tells which of the programs fail, by index. */
export type Failing = (programs: readonly GeneratedProgram[]) => Promise<ReadonlySet<number>>;

const ROUND_LIMIT = 40;
const PROPOSAL_LIMIT = 60;

/** The smallest program found that still fails. */
export async function shrinkProgram(
  program: GeneratedProgram,
  failing: Failing,
): Promise<GeneratedProgram> {
  let current = program;
  for (let round = 0; round < ROUND_LIMIT; round++) {
    const proposals = proposalsFor(current).slice(0, PROPOSAL_LIMIT);
    if (proposals.length === 0) break;
    const failed = await failing(proposals);
    const next = proposals.find((_, index) => failed.has(index));
    if (next === undefined) break;
    current = next;
  }
  return current;
}

function proposalsFor(program: GeneratedProgram): readonly GeneratedProgram[] {
  return program.functions.flatMap((item, index) =>
    smallerFunctions(item).map((smaller) => ({
      ...program,
      functions: program.functions.with(index, smaller),
    })),
  );
}

function smallerFunctions(item: GeneratedFunction): readonly GeneratedFunction[] {
  const bodies = smallerLists(item.body).map((body) => ({ ...item, body }));
  const results =
    item.result === null
      ? []
      : smallerStatements(item.result).map((result) => ({ ...item, result }));
  return [...bodies, ...results];
}

/** Halves first, then single statements gone, opened, or simplified. */
function smallerLists(list: readonly Statement[]): readonly (readonly Statement[])[] {
  const half = list.length >> 1;
  const halves = list.length > 3 ? [list.slice(half), list.slice(0, half)] : [];
  const without = list.map((_, index) => list.toSpliced(index, 1));
  const opened = list.flatMap((statement, index) =>
    statement.kind === 'block' ? [list.toSpliced(index, 1, ...statement.body)] : [],
  );
  const simpler = list.flatMap((statement, index) =>
    smallerStatements(statement).map((smaller) => list.with(index, smaller)),
  );
  return [...halves, ...without, ...opened, ...simpler];
}

function smallerStatements(statement: Statement): readonly Statement[] {
  if (statement.kind === 'line') {
    return smallerParts(statement.parts).map((parts) => ({ ...statement, parts }));
  }
  return [
    ...smallerLists(statement.body).map((body) => ({ ...statement, body })),
    ...smallerParts(statement.head).map((head) => ({ ...statement, head })),
  ];
}

function smallerParts(
  parts: readonly (string | Expression)[],
): readonly (readonly (string | Expression)[])[] {
  return parts.flatMap((part, index) =>
    typeof part === 'string' ? [] : smallerExpressions(part).map((one) => parts.with(index, one)),
  );
}

/** The plain value, the expressions inside of the same type, and the same with a smaller part. */
function smallerExpressions(expression: Expression): readonly Expression[] {
  const isPlain = expression.parts.length === 1 && typeof expression.parts[0] === 'string';
  if (isPlain) return [];
  const plain: Expression = { ...expression, parts: [expression.plain] };
  const inside = expression.parts.filter(
    (part): part is Expression => typeof part !== 'string' && part.type === expression.type,
  );
  const simpler = smallerParts(expression.parts).map((parts) => ({ ...expression, parts }));
  return [plain, ...inside, ...simpler];
}
