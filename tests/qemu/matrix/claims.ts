/**
 * What must hold of every boot, whatever the machine.
 *
 * Used by: the tests of this folder.            Uses: `report.ts`, `expected-map.ts`.
 */

import { expect } from 'vitest';

import { bytesIn, pagesOf } from './expected-map.ts';
import { parseReport, type BootReport, type Range } from './report.ts';
import { describeResult, isSuccess, type QemuResult } from '../../../compiler/toolchain/qemu.ts';

const FRAME = 4096n;
/** Frame metadata may take this much of the memory that it describes: a 64th is 64 bytes per frame. */
const METADATA_SHARE = 0.016;
/** Columns of the report. */
const COLUMNS = 80;

/**
 * Expects that `result` is a boot in which all is well.
 *
 * - The run ended with success, and the report is complete.
 * - The usable regions are what the received map calls usable, less what the report says is withheld;
 *   the allocator manages these frames and the reclaimed ones.
 * - All frames in use are accounted for: the allocator's metadata and the page tables.
 * - The metadata is small, the tables pass their audit, the self-check its checks.
 *
 * @returns the report
 */
export function expectGoodBoot(result: QemuResult): BootReport {
  expect(isSuccess(result), `${describeResult(result)}\n${result.errors}\n${result.serial}`).toBe(
    true,
  );
  const report = parseReport(result.serial);
  expect(report.lines.filter((line) => line === 'ready')).toHaveLength(1);
  expect(ownLines(report).filter((line) => line.length > COLUMNS)).toEqual([]);
  expect(report.audit).toMatch(/^passed/);
  expect(report.selfCheck).toMatch(/^passed/);
  expect(report.protections).toContain('on');

  const { received, reservations, physicalBits } = report;
  expect(received.length).toBeGreaterThan(0);
  expect(new Set(reservations.map(({ kind }) => kind))).toContain('kernel image');
  const usable = pagesOf('usable', received, reservations, physicalBits);
  const reclaimable = pagesOf('bootloader reclaimable', received, reservations, physicalBits);
  expect(regionsOf(report, 'usable')).toEqual(usable);
  expect(regionsOf(report, 'bootloader reclaimable')).toEqual(reclaimable);
  expect(BigInt(report.reclaimed)).toBe(bytesIn(reclaimable) / FRAME);
  expect(BigInt(report.total)).toBe((bytesIn(usable) + bytesIn(reclaimable)) / FRAME);

  expect(report.used + report.free).toBe(report.total);
  expect(report.used).toBe(report.metadata + report.tables.tables);
  expect(report.metadata).toBeLessThanOrEqual(Math.max(1, report.total * METADATA_SHARE));
  return report;
}

/** Bytes of all RAM in the received map that the kernel may use at once or later. */
export function receivedBytes(report: BootReport): bigint {
  return bytesIn(report.received.filter(({ kind }) => kind === 'usable'));
}

function regionsOf(report: BootReport, kind: string): readonly Range[] {
  return report.regions.filter((region) => region.kind === kind);
}

/** The lines that the kernel wrote: firmware and loader write longer ones before. */
function ownLines(report: BootReport): readonly string[] {
  const first = report.lines.findIndex((line) => line.endsWith('SlayerOS in TypeScript'));
  return report.lines.slice(first + 1);
}
