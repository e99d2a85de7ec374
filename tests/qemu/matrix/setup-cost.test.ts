/**
 * What memory set-up costs, in instructions: QEMU can let its clock count them.
 *
 * The claims are upper bounds in what a step has to look at or to write. They are the same for 64 MiB
 * and 4 TiB, so a step that did something for each frame could not keep them: a word of the bitmap
 * stands for 64 frames.
 */

import { describe, expect, test } from 'vitest';

import { expectGoodBoot } from './claims.ts';
import { bootDirectly, bootUnderUefi, chosen, nameOf, TEST_TIMEOUT_MS } from './machines.ts';
import type { Machine } from './machines.ts';
import type { BootReport, SetupCycles } from './report.ts';

/**
 * The processor's clock counts instructions, `2^shift` cycles for each, and halting takes no time. The
 * firmware waits for seconds to pass: instructions that take longer make it count fewer.
 */
const SHIFT = { none: 0, uefi: 2 };

const FRAMES_PER_WORD = 64;
const ENTRIES_PER_TABLE = 512;
/** 4 KiB leaves at the two ends of a run of memory, when all between them is in larger ones. */
const SMALL_LEAVES_PER_REGION = 2 * (ENTRIES_PER_TABLE - 1);
/** 2 MiB leaves at the two ends of what lies in 1 GiB leaves. */
const MIDDLE_LEAVES_PER_REGION = 2 * (ENTRIES_PER_TABLE - 1);
/** Bitmap words for 2 MiB. */
const WORDS_PER_2M = 8;
/** The kernel image is mapped in 4 KiB leaves, in its window and in the direct map. */
const IMAGE_LEAVES = 2 * 512;

interface CountedMachine extends Machine {
  readonly firmware: 'none' | 'uefi';
}

const AMD_WIDE = 'max,phys-bits=46';
const INTEL_WIDE = 'Skylake-Server-v4,phys-bits=46';

const MACHINES: readonly CountedMachine[] = [
  { memory: '64M', cpu: 'max', machine: 'q35', firmware: 'none', isInEveryTest: true },
  { memory: '1G', cpu: 'max', machine: 'q35', firmware: 'none' },
  { memory: '8G', cpu: 'max', machine: 'pc', firmware: 'none' },
  { memory: '64G', cpu: 'max', machine: 'q35', firmware: 'none', isInEveryTest: true },
  // Without 1 GiB pages.
  { memory: '64G', cpu: 'qemu64', machine: 'q35', firmware: 'none' },
  { memory: '513G', cpu: 'max', machine: 'q35', firmware: 'none' },
  { memory: '1T', cpu: AMD_WIDE, machine: 'q35', firmware: 'none' },
  { memory: '1T', cpu: INTEL_WIDE, machine: 'q35', firmware: 'none' },
  { memory: '1T', cpu: `${INTEL_WIDE},-pdpe1gb`, machine: 'q35', firmware: 'none' },
  { memory: '4T', cpu: AMD_WIDE, machine: 'q35', firmware: 'none' },
  // Over twice as many entries.
  { memory: '64M', cpu: 'max', machine: 'q35', firmware: 'uefi' },
];

const FIRMWARE = { none: 'direct boot', uefi: 'under OVMF' };

describe('instructions of memory set-up', { timeout: TEST_TIMEOUT_MS }, () => {
  const machines = chosen(MACHINES).map(
    (each) => [FIRMWARE[each.firmware], nameOf(each), each] as const,
  );
  test.each(machines)('%s: %s', async (_firmware, _name, machine) => {
    const shift = SHIFT[machine.firmware];
    const counting = ['-icount', `shift=${String(shift)},sleep=off`];
    const report = expectGoodBoot(
      machine.firmware === 'uefi'
        ? await bootUnderUefi(machine, [], { extra: counting })
        : await bootDirectly(machine, counting),
    );
    const ranges = report.received.length + report.reservations.length + 2;
    const regions = report.regions.length;
    const words = wordsOf(report);
    const { tables } = report;
    const setup = instructions(report.setup, 2 ** shift);
    const leaves = tables.leaves4K + tables.leaves2M + tables.leaves1G;

    // Sorting: n log n in the entries, nothing else.
    expect(setup.map).toBeLessThan(2_000 + 200 * ranges * Math.ceil(Math.log2(ranges)));
    // Less than an instruction for each frame: the bitmap is written, and its runs indexed.
    expect(setup.frames).toBeLessThan(5_000 + 1_000 * regions + FRAMES_PER_WORD * words);
    // Each table is cleared once, each leaf written once.
    expect(setup.tables).toBeLessThan(20_000 + 2 * ENTRIES_PER_TABLE * tables.tables + 64 * leaves);
    // Each entry of each table is read, each leaf of the plan looked up.
    const entries = ENTRIES_PER_TABLE * tables.tables;
    expect(setup.audit).toBeLessThan(50_000 + 128 * entries + 512 * leaves);
    // So the tables, too, grow with the map and the bitmap only.
    expect(tables.leaves4K).toBeLessThan(IMAGE_LEAVES + SMALL_LEAVES_PER_REGION * regions);
    expect(tables.leaves2M).toBeLessThanOrEqual(words / WORDS_PER_2M);
    if (report.features.has('1 GiB pages')) {
      expect(tables.leaves2M).toBeLessThan(MIDDLE_LEAVES_PER_REGION * regions);
    }
  });
});

/** Instructions, at `each` cycles. */
function instructions(setup: SetupCycles, each: number): SetupCycles {
  const { map, frames, tables, audit } = setup;
  return { map: map / each, frames: frames / each, tables: tables / each, audit: audit / each };
}

/** Words of the lowest level of the bitmap. */
function wordsOf(report: BootReport): number {
  return Math.ceil(report.total / FRAMES_PER_WORD);
}
