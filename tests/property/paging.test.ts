/** Page tables against a map from pages to frames and flags. */

import fc from 'fast-check';
import { expect, test } from 'vitest';

import * as Frame from '../../kernel/mm/frame.ts';
import { MapStatus } from '../../kernel/mm/page-arguments.ts';
import * as Flags from '../../kernel/mm/page-flags.ts';
import * as Root from '../../kernel/mm/page-table-root.ts';
import * as PageTable from '../../kernel/mm/page-table.ts';
import * as Tlb from '../../kernel/mm/tlb.ts';
import { freshMemory } from './memory.ts';

const PAGE_BYTES = 4096n;
const WINDOW = 0xffff_c000_0000_0000n;
/** Pages from several tables, so that tables come and go. */
const WINDOW_PAGES = 3000n;

type Step = {
  readonly op: 'map' | 'unmap' | 'protect';
  readonly page: bigint;
  readonly count: bigint;
  readonly frame: bigint;
  readonly flags: bigint;
};

const step: fc.Arbitrary<Step> = fc.record({
  op: fc.constantFrom('map' as const, 'unmap' as const, 'protect' as const),
  page: fc.oneof(fc.bigInt(0n, WINDOW_PAGES), fc.constantFrom(0n, 512n, 1024n, 1536n)),
  count: fc.oneof(fc.bigInt(1n, 20n), fc.constantFrom(512n, 600n, 1024n)),
  frame: fc.oneof(fc.bigInt(0x1_0000n, 0x1_4000n), fc.constantFrom(0x2_0000n, 0x2_0200n)),
  flags: fc.constantFrom(Flags.KERNEL_CODE, Flags.KERNEL_READ_ONLY, Flags.KERNEL_DATA),
});

type Model = Map<bigint, { readonly frame: bigint; readonly flags: bigint }>;

function pagesOf(one: Step): readonly bigint[] {
  return Array.from({ length: Number(one.count) }, (_, index) => one.page + BigInt(index));
}

function settle(result: PageTable.ChangeResult): MapStatus {
  if (result.kind === 'refused') return result.status;
  Tlb.skip(result.flush, 'these tables are never loaded');
  return MapStatus.Ok;
}

function run(root: PhysAddr, model: Model, one: Step): void {
  const start = (WINDOW + one.page * PAGE_BYTES) as VirtAddr;
  const bytes = one.count * PAGE_BYTES;
  const pages = pagesOf(one);
  const mapped = pages.filter((page) => model.has(page));
  if (one.op === 'map') {
    const frame = (one.frame * PAGE_BYTES) as PhysAddr;
    const status = PageTable.mapRange(root, frame, start, bytes, one.flags);
    if (mapped.length > 0) expect(status).not.toBe(MapStatus.Ok);
    if (status !== MapStatus.Ok) return;
    pages.forEach((page, index) =>
      model.set(page, { frame: one.frame + BigInt(index), flags: one.flags }),
    );
    return;
  }
  const status = settle(
    one.op === 'unmap'
      ? PageTable.unmapRange(root, start, bytes)
      : PageTable.protectRange(root, start, bytes, one.flags),
  );
  const isWhole = mapped.length === pages.length;
  if (!isWhole) expect(status).toBe(MapStatus.NotMapped);
  if (status !== MapStatus.Ok) return;
  for (const page of pages) {
    const old = model.get(page);
    if (one.op === 'unmap') model.delete(page);
    else if (old !== undefined) model.set(page, { ...old, flags: one.flags });
  }
}

function expectSame(root: PhysAddr, model: Model, page: bigint): void {
  const translation = PageTable.translate(root, (WINDOW + page * PAGE_BYTES + 5n) as VirtAddr);
  const wanted = model.get(page);
  if (wanted === undefined) {
    expect(translation.kind).toBe('absent');
    return;
  }
  expect(translation.kind).toBe('mapped');
  if (translation.kind !== 'mapped') return;
  expect(translation.phys).toBe(wanted.frame * PAGE_BYTES + 5n);
  expect(translation.flags).toBe(wanted.flags);
}

test('tables translate as the model says, and give their frames back', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      freshMemory();
      const before = Frame.freeFrameCount();
      const root = Root.createRoot();
      if (root === null) throw new Error('no frame for the root');
      const model: Model = new Map();
      for (const one of steps) {
        run(root, model, one);
        for (const page of [one.page - 1n, ...pagesOf(one), one.page + one.count]) {
          if (page >= 0n) expectSame(root, model, page);
        }
      }
      for (let page = 0n; page < WINDOW_PAGES + 1024n; page += 7n) expectSame(root, model, page);
      for (const page of model.keys()) {
        const start = (WINDOW + page * PAGE_BYTES) as VirtAddr;
        expect(settle(PageTable.unmapRange(root, start, PAGE_BYTES))).toBe(MapStatus.Ok);
      }
      expect(Root.destroyRoot(root)).toBe(MapStatus.Ok);
      expect(Frame.freeFrameCount()).toBe(before);
      expect(Frame.checkFrames()).toBe(Frame.FrameCheck.Ok);
    }),
    { numRuns: 30 },
  );
});
