/**
 * Failing checks in emitted C: one table of places, and one cold function that reports them all.
 *
 * A check costs a comparison and a branch that is expected not to be taken. What happens in the bad
 * case is the address of a `kx_Site` and a call, which clang moves out of the way.
 *
 * Used by: `function.ts`, `emit.ts`.            Uses: `ir/program.ts`.
 * Invariants:
 *   I1. Sites are numbered in the order of their first use; equal sites are one.
 */

import { CHECK_KINDS, type CheckKind, type Function, type Position } from '../ir/program.ts';
import { INT_KINDS, type IntKind } from '../ir/types.ts';
import { cString } from './operands.ts';

export class CheckTable {
  readonly #sites = new Map<string, number>();

  /** Number of the site of a check. */
  site(check: CheckKind, integer: IntKind, position: Position): number {
    const checkIndex = CHECK_KINDS.indexOf(check);
    const integerIndex = INT_KINDS.indexOf(integer);
    const { file, line, column } = position;
    const row = `{ ${cString(file)}, ${file.length}u, ${line}u, ${column}u, ${checkIndex}u, ${integerIndex}u }`;
    const known = this.#sites.get(row);
    if (known !== undefined) return known;
    this.#sites.set(row, this.#sites.size);
    return this.#sites.size - 1;
  }

  /** The table, the reporting function and the macro that uses them. */
  text(checkFailed: Function | null): string {
    if (this.#sites.size === 0) return '';
    const rows = [...this.#sites.keys()].map((row) => `  ${row},`);
    return `${[
      'struct kx_Site { const char *file; u32 fileLength; u32 line; u32 column; u8 check; u8 integer; };',
      `static const struct kx_Site kx_sites[${rows.length}] = {`,
      ...rows,
      '};',
      '',
      '/* Reports a failed check. Cold, so that what calls it is moved out of the way. */',
      'KX_NO_DEBUG __attribute__((cold, noinline, noreturn))',
      'static void kx_fail(const struct kx_Site *site, u64 left, u64 right) {',
      `  ${reportCall(checkFailed)}`,
      '}',
      '',
      '#define KX_CHECK(failed, site, left, right) \\',
      '  do { \\',
      '    if (__builtin_expect((failed), 0)) kx_fail(&kx_sites[site], (u64)(left), (u64)(right)); \\',
      '  } while (0)',
      '',
    ].join('\n')}\n`;
  }
}

function reportCall(checkFailed: Function | null): string {
  if (checkFailed === null) return '(void)site; (void)left; (void)right; __builtin_trap();';
  const rest = 'site->line, site->column, left, right';
  if (checkFailed.linkage === 'contract') {
    return `rt_${checkFailed.name}(site->check, site->integer, site->file, site->fileLength, ${rest});`;
  }
  const file = '(struct Text){ site->file, site->fileLength }';
  return `${checkFailed.symbol}(site->check, site->integer, ${file}, ${rest});`;
}
