/**
 * Pages of the tables that the processor walks now, for claims about what it really does.
 *
 * A claim gets fresh scratch memory and maps frames of it under the loaded root, in places that
 * nothing else uses; before it ends it takes everything away again, and nothing may be lost.
 *
 * Used by: `tlb.ktest.ts`, `traps.ts`.            Uses: `scratch.ts`, `tables.ts`.
 */
import * as ControlRegisters from '../../../kernel/arch/control-registers.ts';
import * as CpuFeatures from '../../../kernel/arch/cpu-features.ts';
import * as Frame from '../../../kernel/mm/frame.ts';
import { SCRATCH_START } from '../../../kernel/mm/layout.ts';
import { MapStatus, setLimits } from '../../../kernel/mm/page-arguments.ts';
import { EMPTY_ENTRY, ROOT_LEVEL } from '../../../kernel/mm/page-table-entry.ts';
import * as PageTable from '../../../kernel/mm/page-table.ts';
import { indexAt, walkTo } from '../../../kernel/mm/page-walk.ts';
import * as Tlb from '../../../kernel/mm/tlb.ts';
import { readVolatile64, writeVolatile64 } from '../../../runtime/contract/memory.ts';
import { currentTarget, expectEqual, Target } from './ktest.ts';
import { resetMemory } from './scratch.ts';
import { expectStatus, writeWord } from './tables.ts';

const NO_TABLES: PhysAddr = phys(0n);

/** A page of the user half where claims may map. */
export const LIVE_USER_PAGE: VirtAddr = virt(0x4000_0000_1000n);

/** Fresh memory, the limits of this processor, and every protection it has turned on. */
export function prepareLive(): void {
  resetMemory();
  forgetLeftovers();
  const features = CpuFeatures.detect();
  setLimits({
    physicalWidthBits: features.physicalWidthBits,
    hasGigabytePages: features.gigabytePages,
    hasNoExecute: features.noExecute,
  });
  ControlRegisters.enableProtections();
}

/**
 * Empties the loaded tables where claims map: one that failed may have left pages behind, whose
 * tables lie in memory that is handed out anew.
 */
function forgetLeftovers(): void {
  if (currentTarget() === Target.HostNative) return;
  writeWord(liveRoot(), indexAt(LIVE_USER_PAGE, ROOT_LEVEL), EMPTY_ENTRY);
  const scratch = walkTo(liveRoot(), virt(SCRATCH_START), ROOT_LEVEL - 1);
  if (scratch.level < ROOT_LEVEL) writeWord(scratch.table, scratch.index, EMPTY_ENTRY);
  ControlRegisters.invalidateAll();
}

/** The root that the processor walks. */
export function liveRoot(): PhysAddr {
  return ControlRegisters.currentRoot();
}

/** A frame whose first word is `value`. */
export function frameWith(value: u64): PhysAddr {
  const frame = Frame.alloc();
  assert(frame !== null, 'tests: no frame');
  writeWord(frame, 0, value);
  return frame;
}

export function freeFrame(frame: PhysAddr): void {
  'track caller';
  expectEqual(Frame.free(frame), Frame.FrameStatus.Ok, 'freeing');
}

export function mapLive(frame: PhysAddr, page: VirtAddr, flags: u64): void {
  expectStatus(PageTable.map(liveRoot(), frame, page, flags), MapStatus.Ok, 'status');
}

export function unmapLive(page: VirtAddr, bytes: u64): void {
  Tlb.invalidate(changed(PageTable.unmapRange(liveRoot(), page, bytes)));
}

export function protectLive(page: VirtAddr, bytes: u64, flags: u64): void {
  Tlb.invalidate(changed(PageTable.protectRange(liveRoot(), page, bytes, flags)));
}

/** The token of a change that is not refused. */
export function changed(result: PageTable.ChangeResult): Tlb.TlbFlush {
  if (result.kind === 'changed') return result.flush;
  expectStatus(result.status, MapStatus.Ok, 'status');
  return { virtStart: virt(0n), lengthBytes: 0n, strideBytes: 0x1000n, retiredTables: NO_TABLES };
}

export function read(address: VirtAddr): u64 {
  'use unsafe';
  // SAFE: the claim has mapped the page, or expects the fault.
  return readVolatile64(address);
}

export function write(address: VirtAddr, value: u64): void {
  'use unsafe';
  // SAFE: as in `read`.
  writeVolatile64(address, value);
}
