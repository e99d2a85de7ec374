/**
 * Text of C function bodies in which every line belongs to the right TypeScript line.
 *
 * The C compiler counts lines on from each `#line`. So statements of one source line are written on
 * one line of C, those of the next source line on the next, and a new `#line` is written only where
 * the two would drift apart. Debuggers then show, and step through, TypeScript alone.
 *
 * Used by: `function.ts`, `emit.ts`.            Uses: `ir/program.ts`.
 * Invariants:
 *   I1. After each call `#line` has been said for all that was written.
 */

import type { Position } from '../ir/program.ts';

/** Up to this many empty lines are cheaper to read than a `#line`. */
const MAX_EMPTY_LINES = 3;

/** A place of the source, and what it is called where it is counted as line 1. */
export interface LineOrigin {
  readonly file: string;
  readonly position: Position;
}

export class LineWriter {
  readonly #lines: string[] = [];
  #file = '';
  /** Source line of the last written line. */
  #line = 0;
  #indent = 0;
  /** What lines are counted from: the first is line 1 of `file`; null when they are those of files. */
  #origin: LineOrigin | null = null;
  /** For each open brace, the source line it is on. */
  readonly #open: number[] = [];

  /** Writes text that belongs to no source line; the next statement starts with `#line`. */
  raw(text: string): void {
    this.#lines.push(text);
    this.#file = '';
  }

  /** Counts the lines of what is written from now on from `origin`. */
  countFrom(origin: LineOrigin | null): void {
    this.#origin = origin;
  }

  #moveTo(position: Position): void {
    const first = (this.#origin?.position.line ?? 1) - 1;
    const file = this.#origin?.file ?? position.file;
    const line = position.line - first;
    const distance = line - this.#line;
    if (this.#file === file && distance === 0) return;
    if (this.#file === file && distance > 0 && distance <= MAX_EMPTY_LINES + 1) {
      for (let count = 0; count < distance; count++) this.#lines.push('');
    } else {
      this.#lines.push(`#line ${line} ${JSON.stringify(file)}`, '');
    }
    this.#file = file;
    this.#line = line;
  }

  /** Writes a statement of the source line of `position`. */
  statement(position: Position, text: string): void {
    this.#moveTo(position);
    this.#append(text);
  }

  #append(text: string): void {
    const last = this.#lines.pop() ?? '';
    this.#lines.push(last === '' ? '  '.repeat(this.#indent) + text : `${last} ${text}`);
  }

  /** Writes `text` and an opening brace. */
  open(position: Position, text: string): void {
    this.statement(position, text === '' ? '{' : `${text} {`);
    this.#open.push(this.#line);
    this.#indent++;
  }

  /** Closes the innermost brace and writes `text` behind it. */
  close(text = ''): void {
    this.#indent--;
    if (this.#open.pop() !== this.#line) {
      this.#lines.push('');
      this.#line++;
    }
    this.#append(`}${text}`);
  }

  /**
   * Closes the innermost brace and opens the next: `} else {`.
   *
   * @param position - whose source line `text` belongs to; null where it belongs to none
   */
  closeAndOpen(text: string, position: Position | null = null): void {
    this.close();
    if (position !== null) this.#moveTo(position);
    this.#append(`${text} {`);
    this.#open.push(this.#line);
    this.#indent++;
  }

  isEmpty(): boolean {
    return this.#lines.length === 0;
  }

  text(): string {
    return this.#lines.map((line) => `${line}\n`).join('');
  }
}
