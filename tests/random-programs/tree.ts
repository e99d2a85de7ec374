/**
 * Generated programs as trees, so that a failing one can be made smaller.
 *
 * An expression is text with expressions in it; a statement is a line, or a head with a body. What
 * the shrinker may do follows from that: drop statements, put a body in the place of its statement,
 * and replace an expression by one inside it of the same type, or by a plain value.
 *
 * Used by: `generate.ts`, `shrink.ts`.            Uses: nothing.
 */

export interface Expression {
  readonly type: string;
  readonly parts: readonly (string | Expression)[];
  /** A value of the type that is simpler than any expression. */
  readonly plain: string;
}

export type Statement =
  | { readonly kind: 'line'; readonly parts: readonly (string | Expression)[] }
  | {
      readonly kind: 'block';
      readonly head: readonly (string | Expression)[];
      readonly body: readonly Statement[];
      readonly tail: string;
    };

export interface GeneratedFunction {
  readonly head: string;
  readonly body: readonly Statement[];
  /** The last statement, which the shrinker keeps: a function returns. */
  readonly result: Statement | null;
}

export interface GeneratedProgram {
  readonly seed: number;
  readonly declarations: readonly string[];
  readonly functions: readonly GeneratedFunction[];
}

function renderParts(parts: readonly (string | Expression)[]): string {
  return parts.map((part) => (typeof part === 'string' ? part : renderParts(part.parts))).join('');
}

function renderStatement(statement: Statement, indent: string): string {
  if (statement.kind === 'line') return `${indent}${renderParts(statement.parts)}\n`;
  const body = statement.body.map((inner) => renderStatement(inner, `${indent}  `)).join('');
  return `${indent}${renderParts(statement.head)} {\n${body}${indent}}${statement.tail}\n`;
}

function wordsOf(text: string): readonly string[] {
  return text.match(/[A-Za-z_]\w*/g) ?? [];
}

/** The declarations that `text` names, and those that these name. */
function declarationsFor(text: string, declarations: readonly string[]): readonly string[] {
  const words = new Set(wordsOf(text));
  const kept = new Set<string>();
  const isNext = (declaration: string): boolean => {
    const [, name = ''] = wordsOf(declaration);
    return words.has(name) && !kept.has(declaration);
  };
  for (
    let next = declarations.filter(isNext);
    next.length > 0;
    next = declarations.filter(isNext)
  ) {
    for (const declaration of next) {
      kept.add(declaration);
      wordsOf(declaration).forEach((word) => words.add(word));
    }
  }
  return declarations.filter((declaration) => kept.has(declaration));
}

/** The text of a program, one dialect module with a function `main`. */
export function renderProgram(program: GeneratedProgram): string {
  const functions = program.functions.map(({ head, body, result }) => {
    const lines = [...body, ...(result === null ? [] : [result])];
    return `${head} {\n${lines.map((line) => renderStatement(line, '  ')).join('')}}\n`;
  });
  const text = functions.join('\n');
  return [...declarationsFor(text, program.declarations), text].join('\n');
}
