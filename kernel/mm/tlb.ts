/**
 * Invalidation: making the processor forget translations that the tables no longer hold.
 *
 * Every change that removes or narrows a translation returns a `TlbFlush`, which the compiler does
 * not let the caller drop: it goes to `invalidate`, or to `skip` with the reason why nothing can be
 * cached (decision 0008). The token also carries the table frames that the change emptied. They
 * are given back only here, after the invalidation, because until then the processor may walk them.
 *
 * A new translation needs none: entries that are not present are never cached.
 *
 * Used by: `paging.ts`, and whoever changes tables by `page-table.ts`.
 * Uses: `control-registers.ts`, `table-frames.ts`.
 * Invariants:
 *   I1. A table frame that was in use goes back to the allocator only through a token.
 * Not handled here: other processors (no SMP yet), PCIDs (CR4.PCIDE stays 0).
 * Sources: [SDM3] "Operations that Invalidate TLBs and Paging-Structure Caches": INVLPG drops the
 *          page's entries, global ones too, and all paging-structure caches; [SDM3] "Optional
 *          Invalidation": no invalidation when P changes from 0 to 1.
 */
import { invalidatePage } from '../../runtime/contract/cpu.ts';
import * as ControlRegisters from '../arch/control-registers.ts';
import * as TableFrames from './table-frames.ts';

/**
 * Above this number of pages everything is invalidated at once: refilling the TLB then costs less
 * than one INVLPG per page. Linux draws the line at the same number.
 */
export const MAX_SINGLE_INVALIDATIONS: u64 = 33n;

/**
 * What must be invalidated after a change.
 *
 * @mustUse
 */
export type TlbFlush = {
  /** First address whose translation changed. */
  readonly virtStart: VirtAddr;
  /** Bytes from there on, a multiple of `strideBytes`. */
  readonly lengthBytes: u64;
  /** Size of the smallest page in the range: one INVLPG per stride reaches every page. */
  readonly strideBytes: u64;
  /** Tables that the change emptied, as a list of `table-frames.ts`. */
  readonly retiredTables: PhysAddr;
};

/** What `invalidate` and `skip` have done since the start; for tests and the boot report. */
export interface TlbCounters extends Struct {
  /** Single pages invalidated. */
  pages: u64;
  /** Invalidations of everything. */
  all: u64;
  /** Tokens skipped. */
  skipped: u64;
}

const COUNTERS: TlbCounters = zeroed();

/** The counters; read only. */
export function counters(): TlbCounters {
  return COUNTERS;
}

/**
 * Makes this processor forget the translations of `flush`, then frees the tables it carries.
 *
 * Cost: at most 33 INVLPG, or one invalidation of everything.
 */
export function invalidate(flush: TlbFlush): void {
  const pages = flush.lengthBytes / flush.strideBytes;
  if (pages > MAX_SINGLE_INVALIDATIONS) {
    ControlRegisters.invalidateAll();
    COUNTERS.all += 1n;
  } else {
    for (const index of range(0n, pages)) {
      invalidateOne(virt(flush.virtStart + index * flush.strideBytes));
    }
    COUNTERS.pages += pages;
  }
  TableFrames.freeAll(flush.retiredTables);
}

/**
 * Consumes `flush` without touching the TLB, and frees the tables it carries.
 *
 * @param reason - why no processor can hold one of the translations; not empty
 */
export function skip(flush: TlbFlush, reason: string): void {
  assert(reason.length > 0, 'mm/tlb: skip: the reason is missing');
  COUNTERS.skipped += 1n;
  TableFrames.freeAll(flush.retiredTables);
}

function invalidateOne(page: VirtAddr): void {
  'use unsafe';
  // SAFE: forgetting a cached translation never changes what an address means.
  invalidatePage(page);
}
