/**
 * The boot report, read back: every number that a claim of the matrix needs.
 *
 * Used by: the tests of this folder.            Uses: nothing.
 * Invariants: none.
 * Not handled here: what the numbers should be (`claims.ts`).
 */

/** `[start, end)` in bytes, with what the report calls it. */
export interface Range {
  readonly start: bigint;
  readonly end: bigint;
  readonly kind: string;
}

/** Numbers of the auditor: frames that hold tables, and leaves by size. */
export interface TableCounts {
  readonly tables: number;
  readonly leaves4K: number;
  readonly leaves2M: number;
  readonly leaves1G: number;
}

/** What each step of memory set-up took, in cycles. */
export interface SetupCycles {
  readonly map: number;
  readonly frames: number;
  readonly tables: number;
  readonly audit: number;
}

export interface BootReport {
  readonly lines: readonly string[];
  readonly bootPath: string;
  /** Bits of a physical and of a virtual address. */
  readonly physicalBits: number;
  readonly virtualBits: number;
  /** Features of the lines `processor` and `protections`. */
  readonly features: ReadonlySet<string>;
  readonly protections: ReadonlySet<string>;
  /** The loader's map as received. */
  readonly received: readonly Range[];
  /** What the kernel withholds of it, byte by byte. */
  readonly reservations: readonly Range[];
  /** The map as normalised. */
  readonly regions: readonly Range[];
  /** Frames of the allocator. */
  readonly total: number;
  readonly used: number;
  readonly free: number;
  readonly reclaimed: number;
  readonly metadata: number;
  /** Virtual address of physical address 0. */
  readonly directMap: bigint;
  readonly tables: TableCounts;
  readonly audit: string;
  readonly selfCheck: string;
  readonly setup: SetupCycles;
  /** Cycles from entry to report. */
  readonly cycles: number;
}

const RANGE = /^ {2}\[0x([0-9a-f_]+), 0x([0-9a-f_]+)\) +\d+ (?:B|KiB|MiB|GiB) +(\S.*)$/;

/** Reads the report in `serial`; throws an Error with all of it when a line is missing or strange. */
export function parseReport(serial: string): BootReport {
  const lines = serial.split(/\r?\n/);
  const fail = (what: string): never => {
    throw new Error(`the report has no ${what}:\n${serial}`);
  };
  const fact = (name: string): string => {
    const line = lines.find((each) => each.startsWith(`${name} `) && !/\S/.test(each.charAt(13)));
    return line?.slice(14) ?? fail(`line '${name}'`);
  };
  const numbers = (name: string, pattern: RegExp): readonly number[] => {
    const found = pattern.exec(fact(name))?.slice(1) ?? fail(`'${name}' like ${String(pattern)}`);
    return found.map(Number);
  };
  /** The ranges below the line that `heading` matches; their number is in it. */
  const ranges = (heading: RegExp): readonly Range[] => {
    const first = lines.findIndex((line) => heading.test(line));
    const count = Number(heading.exec(lines[first] ?? '')?.[1] ?? fail(String(heading)));
    return lines.slice(first + 1, first + 1 + count).map((line) => {
      const [, start, end, kind] = RANGE.exec(line) ?? fail(`range, but: ${line}`);
      return { start: address(start), end: address(end), kind: kind ?? '' };
    });
  };

  const processor = /^(\d+)-bit physical, (\d+)-bit virtual(.*)$/.exec(fact('processor'));
  const [, physicalBits, virtualBits, features] = processor ?? fail('processor');
  const [total, used, free] = numbers('frames', /^(\d+) total, (\d+) used, (\d+) free$/);
  const [reclaimed] = numbers('reclaimed', /^(\d+) frames of the bootloader$/);
  const [metadata] = numbers('bitmap', /, (\d+) frames with its indexes$/);
  const [tables, leaves4K, leaves2M, leaves1G] = numbers(
    'page tables',
    /^(\d+) tables; leaves (\d+) of 4 KiB, (\d+) of 2 MiB, (\d+) of 1 GiB$/,
  );
  const [map, frames, switched, audit] = numbers(
    'cycles',
    /^map (\d+), frames (\d+), tables (\d+), audit (\d+)$/,
  );
  const [cycles] = numbers('time', /^(\d+) cycles from entry to report$/);
  return {
    lines,
    bootPath: fact('boot path'),
    physicalBits: Number(physicalBits),
    virtualBits: Number(virtualBits),
    features: new Set((features ?? '').split(', ').filter((each) => each !== '')),
    protections: new Set(fact('protections').split(' ')),
    received: ranges(/^memory map {4}(\d+) entries as received$/),
    reservations: ranges(/^ +(\d+) reservations?, and page 0 and \[640 KiB, 1 MiB\)$/),
    regions: ranges(/^ +(\d+) regions as normalised$/),
    total: known(total),
    used: known(used),
    free: known(free),
    reclaimed: known(reclaimed),
    metadata: known(metadata),
    directMap: address(/^virt 0x([0-9a-f_]+)$/.exec(fact('direct map'))?.[1]),
    tables: {
      tables: known(tables),
      leaves4K: known(leaves4K),
      leaves2M: known(leaves2M),
      leaves1G: known(leaves1G),
    },
    audit: fact('audit'),
    selfCheck: fact('self-check'),
    setup: {
      map: known(map),
      frames: known(frames),
      tables: known(switched),
      audit: known(audit),
    },
    cycles: known(cycles),
  };
}

function address(digits: string | undefined): bigint {
  if (digits === undefined) throw new Error('the report has no such address');
  return BigInt(`0x${digits.replaceAll('_', '')}`);
}

function known(value: number | undefined): number {
  if (value === undefined) throw new Error('the report has no such number');
  return value;
}
