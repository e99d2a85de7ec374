/**
 * Failing checks in emitted C: one table of places, and one cold function that reports them all.
 *
 * A check costs a comparison and a branch that is expected not to be taken. What happens in the bad
 * case is the address of a `kx_Site`, the operands and a call, which clang moves out of the way. Two
 * things keep that short, because clang counts it when it decides what to inline: a right operand
 * that is a constant lies in the table; and where a sum or difference overflowed, the result is
 * reported and the left operand computed back from it, so that it need not be kept. Lines of copied
 * functions are counted from a constant of another unit (`copies.ts`).
 *
 * Used by: `function.ts`, `emit.ts`.            Uses: `ir/program.ts`.
 * Invariants:
 *   I1. Sites are numbered in the order of their first use; equal sites are one.
 */

import { CHECK_KINDS, type CheckKind, type Function, type Position } from '../ir/program.ts';
import { INT_KINDS, type IntKind } from '../ir/types.ts';
import { lineSymbol } from './copies.ts';
import { cString } from './operands.ts';

/**
 * What a failing check hands over as its left operand: that, or the wrapped result of an addition or
 * subtraction, from which and the right operand it is computed.
 */
export type Handed = 'operand' | 'sum' | 'difference';
const HANDED: readonly Handed[] = ['operand', 'sum', 'difference'];

/** A constant that is not negative, as `cInteger` writes it. */
const LITERAL = /^(0x[0-9a-f]+|\d+)u?(?:ll)?$/;

/** Where a check is, in numbers. */
interface Place {
  /** Of the row in the table of files. */
  readonly file: number;
  /** Counted from what that row says. */
  readonly line: number;
  readonly column: number;
}

export class CheckTable {
  readonly #sites = new Map<string, number>();
  readonly #files = new Map<string, number>();
  readonly #copies: ReadonlySet<Function>;
  /** The functions from whose lines places are counted. */
  readonly #origins = new Set<Function>();
  /** The macros that statements use. */
  readonly #macros = new Set<string>();

  /** @param copies - the functions whose lines another unit knows */
  constructor(copies: ReadonlySet<Function>) {
    this.#copies = copies;
  }

  /** A statement that reports a failed check when `failed` is true; `left` is what `handed` says. */
  statement(
    emitted: Function,
    check: CheckKind,
    integer: IntKind,
    position: Position,
    failed: string,
    left: string,
    right: string,
    handed: Handed = 'operand',
  ): string {
    const constant = LITERAL.exec(right)?.[1];
    const place = this.#placeOf(emitted, position);
    const site = this.#site(check, integer, place, constant ?? '0', handed);
    const macro = constant === undefined ? 'KX_CHECK' : 'KX_CHECK_LEFT';
    this.#macros.add(macro);
    const operands = constant === undefined ? `${left}, ${right}` : left;
    return `${macro}(${failed}, ${site}, ${operands});`;
  }

  /** A position in `emitted`, as the table has it. */
  #placeOf(emitted: Function, { file, line, column }: Position): Place {
    const isCopy = this.#copies.has(emitted);
    let from = '0';
    if (isCopy) {
      from = `&${lineSymbol(emitted)}`;
      this.#origins.add(emitted);
    }
    return {
      file: numberIn(this.#files, `{ { ${cString(file)}, ${file.length}u }, ${from} }`),
      line: isCopy ? line - emitted.position.line : line,
      column,
    };
  }

  /** Number of the site of a check. */
  #site(
    check: CheckKind,
    integer: IntKind,
    { file, line, column }: Place,
    right: string,
    handed: Handed,
  ): number {
    const checkIndex = CHECK_KINDS.indexOf(check);
    const integerIndex = INT_KINDS.indexOf(integer);
    const numbers = [line, column, file, checkIndex, integerIndex, HANDED.indexOf(handed)];
    const row = `{ ${right}u, ${numbers.map((each) => `${each}u`).join(', ')} }`;
    return numberIn(this.#sites, row);
  }

  /** The table, the reporting functions and the macros that use them. */
  text(checkFailed: Function | null): string {
    if (this.#sites.size === 0) return '';
    const rows = (map: ReadonlyMap<string, number>): string[] =>
      [...map.keys()].map((row) => `  ${row},`);
    return `${[
      ...[...this.#origins].map((each) => `extern const u32 ${lineSymbol(each)};`),
      '/* A file, and what the lines of its sites are counted from, unless they are its own. */',
      'struct kx_File { struct Text path; const u32 *from; };',
      `static const struct kx_File kx_files[${this.#files.size}] = {`,
      ...rows(this.#files),
      '};',
      'struct kx_Site { u64 right; u32 line; u32 column; u16 file; u8 check; u8 integer; u8 handed; };',
      `static const struct kx_Site kx_sites[${this.#sites.size}] = {`,
      ...rows(this.#sites),
      '};',
      '',
      '/* Report a failed check. Cold, so that what calls them is moved out of the way. */',
      'KX_NO_DEBUG __attribute__((cold, noinline, noreturn))',
      'static void kx_fail(const struct kx_Site *site, u64 left, u64 right) {',
      '  const struct kx_File *file = &kx_files[site->file];',
      '  const u32 line = site->line + (file->from == 0 ? 0u : *file->from);',
      '  if (site->handed != 0) {',
      '    const u32 unused = 64u - (8u << (site->integer & 3u));',
      '    left = (site->handed == 1 ? left - right : left + right) << unused;',
      '    left = site->integer < 4 ? left >> unused : (u64)((i64)left >> unused);',
      '  }',
      `  ${reportCall(checkFailed)}`,
      '}',
      ...(this.#macros.has('KX_CHECK_LEFT') ? FAIL_LEFT : []),
      ...(this.#macros.has('KX_CHECK') ? CHECK_MACRO : []),
      '',
    ].join('\n')}\n`;
  }
}

const CHECK_MACRO: readonly string[] = [
  '#define KX_CHECK(failed, site, left, right) \\',
  '  do { \\',
  '    if (__builtin_expect((failed), 0)) kx_fail(&kx_sites[site], (u64)(left), (u64)(right)); \\',
  '  } while (0)',
];

const FAIL_LEFT: readonly string[] = [
  'KX_NO_DEBUG __attribute__((cold, noinline, noreturn))',
  'static void kx_fail_left(const struct kx_Site *site, u64 left) {',
  '  kx_fail(site, left, site->right);',
  '}',
  '#define KX_CHECK_LEFT(failed, site, left) \\',
  '  do { \\',
  '    if (__builtin_expect((failed), 0)) kx_fail_left(&kx_sites[site], (u64)(left)); \\',
  '  } while (0)',
];

/** Number of `row` in `rows`, which gets it when it is new. */
function numberIn(rows: Map<string, number>, row: string): number {
  const known = rows.get(row);
  if (known !== undefined) return known;
  rows.set(row, rows.size);
  return rows.size - 1;
}

function reportCall(checkFailed: Function | null): string {
  if (checkFailed === null)
    return '(void)file; (void)line; (void)left; (void)right; __builtin_trap();';
  const rest = 'line, site->column, left, right';
  if (checkFailed.linkage === 'contract') {
    return `rt_${checkFailed.name}(site->check, site->integer, file->path.bytes, file->path.length, ${rest});`;
  }
  return `${checkFailed.symbol}(site->check, site->integer, file->path, ${rest});`;
}
