/**
 * Emitted lines, and the source map that leads from them back to the TypeScript.
 *
 * Each line is one statement or bracket and has at most one source position, at its first
 * character. A debugger, a stack trace and a coverage report ask for a place on a line and find
 * that one; lines without a position (imports, helpers) belong to no source.
 *
 * Used by: all of `backend-js`.            Uses: `@jridgewell/gen-mapping`.
 * Invariants:
 *   I1. Positions count lines and columns from 1, source maps columns from 0.
 */

import { addMapping, GenMapping, setSourceContent, toEncodedMap } from '@jridgewell/gen-mapping';

import type { Position } from '../ir/program.ts';

interface Line {
  readonly text: string;
  readonly position: Position | null;
  /** Name in the source of the function that starts here. */
  readonly name: string | null;
}

/** A source map, version 3, as JSON. */
export interface EmittedCode {
  readonly code: string;
  readonly map: string;
}

export class LineWriter {
  readonly #lines: Line[] = [];
  #depth: number;

  /** @param depth - levels of indentation of the first line */
  constructor(depth = 0) {
    this.#depth = depth;
  }

  write(position: Position | null, text: string, name: string | null = null): void {
    this.#lines.push({ text: '  '.repeat(this.#depth) + text, position, name });
  }

  /** Writes a line that ends with an opening bracket and indents what follows. */
  open(position: Position | null, text: string, name: string | null = null): void {
    this.write(position, text, name);
    this.#depth += 1;
  }

  /** Writes a line that starts with a closing bracket. */
  close(text = '}'): void {
    this.#depth -= 1;
    this.write(null, text);
  }

  /** Writes a line that closes one bracket and opens another. */
  reopen(text: string): void {
    this.close(text);
    this.#depth += 1;
  }

  append(other: LineWriter): void {
    // Not as arguments of one call: there may be more than the stack takes.
    for (const line of other.#lines) this.#lines.push(line);
  }

  /**
   * The text and its map.
   *
   * @param file - name of the emitted file
   * @param sourceFor - how the map names a source file
   * @param contentOf - text of a source file, to embed; null leaves it out
   */
  finish(
    file: string,
    sourceFor: (path: string) => string,
    contentOf: (path: string) => string | null,
  ): EmittedCode {
    const map = new GenMapping({ file });
    const sources = new Set<string>();
    this.#lines.forEach(({ text, position, name }, index) => {
      if (position === null) return;
      sources.add(position.file);
      const place = {
        generated: { line: index + 1, column: text.length - text.trimStart().length },
        source: sourceFor(position.file),
        original: { line: position.line, column: position.column - 1 },
      };
      if (name === null) addMapping(map, place);
      else addMapping(map, { ...place, name });
    });
    for (const path of sources) setSourceContent(map, sourceFor(path), contentOf(path));
    return {
      code: `${this.#lines.map((line) => line.text).join('\n')}\n`,
      map: JSON.stringify(toEncodedMap(map)),
    };
  }
}
