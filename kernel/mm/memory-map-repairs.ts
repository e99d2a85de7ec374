/**
 * What had to be repaired in a memory map.
 *
 * Every repair is counted, so that a map with faults is visible in the boot log and a test can say
 * which fault was found.
 *
 * Used by: `memory-map.ts`, `kernel/boot/bring-up.ts`.            Uses: `log`.
 * Not handled here: the repairs themselves (`memory-map.ts`).
 */

/** What `normalise` had to repair; all zero for a map as the protocol promises it. */
export interface MemoryMapRepairs extends Struct {
  /** Entries of zero length, skipped. */
  emptyEntries: u32;
  /** Entries that run past 2^64: usable ones dropped, others taken to the end of memory. */
  wrappedEntries: u32;
  /** Entries wholly beyond the physical address width, dropped. */
  beyondWidthEntries: u32;
  /** Entries cut at the physical address width. */
  clippedEntries: u32;
  /** Entries of a kind we do not know, taken as reserved. */
  unknownKinds: u32;
  /** Entries rounded to whole pages: usable ones inward, others outward. */
  unalignedEntries: u32;
  /** Entries that start below the one before them. */
  misorderedEntries: u32;
  /** Stretches covered by more than one entry of the loader. */
  overlaps: u32;
  /** Usable or reclaimable bytes in page 0 and [640 KiB, 1 MiB), withheld. */
  withheldBytes: u64;
}

/** Sets all counters to zero. */
export function clear(repairs: MemoryMapRepairs): void {
  repairs.emptyEntries = 0;
  repairs.wrappedEntries = 0;
  repairs.beyondWidthEntries = 0;
  repairs.clippedEntries = 0;
  repairs.unknownKinds = 0;
  repairs.unalignedEntries = 0;
  repairs.misorderedEntries = 0;
  repairs.overlaps = 0;
  repairs.withheldBytes = 0n;
}

/** Whether anything was repaired. */
export function wasRepaired(repairs: MemoryMapRepairs): bool {
  return (
    repairs.emptyEntries > 0 ||
    repairs.wrappedEntries > 0 ||
    repairs.beyondWidthEntries > 0 ||
    repairs.clippedEntries > 0 ||
    repairs.unknownKinds > 0 ||
    repairs.unalignedEntries > 0 ||
    repairs.misorderedEntries > 0 ||
    repairs.overlaps > 0 ||
    repairs.withheldBytes > 0n
  );
}

/**
 * Logs one line per kind of repair that was made; nothing for a map without faults. What every PC
 * needs is information: its RAM begins at page 0 and ends in the middle of a page at 639 KiB.
 */
export function logRepairs(repairs: MemoryMapRepairs): void {
  logRepair(repairs.emptyEntries, 'entries of zero length skipped');
  logRepair(repairs.wrappedEntries, 'entries that wrap around dropped or cut');
  logRepair(repairs.beyondWidthEntries, 'entries beyond the physical width dropped');
  logRepair(repairs.clippedEntries, 'entries cut at the physical width');
  logRepair(repairs.unknownKinds, 'entries of unknown kind taken as reserved');
  logRepair(repairs.misorderedEntries, 'entries out of order');
  logRepair(repairs.overlaps, 'overlaps resolved');
  if (repairs.unalignedEntries > 0) {
    log.info(`mm/memory-map: ${repairs.unalignedEntries} entries rounded to whole pages`);
  }
  if (repairs.withheldBytes > 0n) {
    log.info(`mm/memory-map: ${repairs.withheldBytes} bytes of page 0 and the VGA hole withheld`);
  }
}

function logRepair(count: u32, what: string): void {
  if (count > 0) log.warn(`mm/memory-map: ${count} ${what}`);
}
