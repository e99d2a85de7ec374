/**
 * Bringing the system up: from the entry code's two numbers to a heap on our own page tables.
 *
 * The order is the point of this file. Each step needs those before it:
 *   1. serial port, interrupt table: from here on, what goes wrong says so
 *   2. boot information: the loader's structures, copied; the screen, if it can be reached
 *   3. memory map: normalised
 *   4. frames: on the boot address space
 *   5. protections, our own page tables, the switch to them, the audit; a screen out of reach
 *   6. bootloader memory: reclaimed, for nothing uses it any more
 *   7. heap
 * What each step found is printed on the way (`boot-report.ts`), so that a boot that stops shows
 * how far it came.
 *
 * Used by: `kernel/main.ts`, `tests/kernel/entry-kernel.ts`.            Uses: nearly everything.
 * Invariants:
 *   I1. A step that fails panics with its status: nothing runs on half a kernel.
 * Not handled here: other processors.
 */
import * as ControlRegisters from '../arch/control-registers.ts';
import * as CpuFeatures from '../arch/cpu-features.ts';
import * as InterruptTable from '../arch/interrupt-table.ts';
import * as Timestamp from '../arch/timestamp.ts';
import * as Serial from '../console/serial.ts';
import * as Address from '../mm/address.ts';
import * as Audit from '../mm/audit.ts';
import type { AuditReport } from '../mm/audit.ts';
import * as Frame from '../mm/frame.ts';
import { FrameInitStatus } from '../mm/frame.ts';
import * as Heap from '../mm/heap.ts';
import * as KernelImage from '../mm/kernel-image.ts';
import * as Layout from '../mm/layout.ts';
import type { MapperPlan } from '../mm/mapper.ts';
import * as Mapper from '../mm/mapper.ts';
import type { MemoryMap } from '../mm/memory-map.ts';
import * as Repairs from '../mm/memory-map-repairs.ts';
import * as MemoryMaps from '../mm/memory-map.ts';
import { MemoryMapStatus } from '../mm/memory-map.ts';
import { MapStatus } from '../mm/page-arguments.ts';
import * as Paging from '../mm/paging.ts';
import type { BootInfo } from './boot-info.ts';
import * as Info from './boot-info.ts';
import * as BootReport from './boot-report.ts';
import type { SetupCycles } from './boot-report.ts';
import * as BootScreen from './boot-screen.ts';
import type { LimineResponses } from './limine.ts';
import * as Limine from './limine.ts';
import { LimineStatus } from './limine.ts';
import * as Multiboot2 from './multiboot2.ts';
import { Multiboot2Status } from './multiboot2.ts';
import * as Pvh from './pvh.ts';
import { PvhStatus } from './pvh.ts';

/** The `protocol` argument of the entry code. */
const PROTOCOL_PVH: u32 = 0;
const PROTOCOL_LIMINE: u32 = 1;
const PROTOCOL_MULTIBOOT2: u32 = 2;

const LIMINE_RESPONSES: LimineResponses = zeroed();
const CYCLES: SetupCycles = zeroed();

/**
 * Runs all steps.
 *
 * @param protocol  - 0 PVH, 1 Limine, 2 Multiboot2
 * @param startInfo - physical address of the loader's structure; Limine: 0
 * @returns what the auditor says about the page tables that are live now
 *
 * Requires: called once, on the boot stack, interrupts off, in the higher half.
 */
export function bringUp(protocol: u32, startInfo: u64): AuditReport {
  Serial.init();
  InterruptTable.init();
  BootScreen.begin();
  BootReport.printTitle();
  const info = Info.systemInfo();
  readBootInformation(protocol, startInfo, info);
  BootScreen.open(info);
  BootReport.printBoot(info);
  BootScreen.printState(info);
  const map = Info.systemMap();
  initialiseMemory(info, map);
  BootScreen.prepareSwitch(info, map);
  const audit = switchAddressSpace(info, map);
  BootScreen.afterSwitch(info);
  const reclaimed = Frame.reclaimBootloader();
  assert(reclaimed !== null, 'main: bootloader memory is reclaimed once');
  Heap.init();
  BootReport.printFrames(reclaimed);
  BootReport.printTables(audit);
  BootReport.printSetup(CYCLES);
  return audit;
}

/** Step 2: fills `info` by the entry's protocol. Panics when the loader's answers cannot be used. */
function readBootInformation(protocol: u32, startInfo: u64, info: BootInfo): void {
  switch (protocol) {
    case PROTOCOL_PVH:
      readPvh(startInfo, info);
      break;
    case PROTOCOL_LIMINE:
      readLimine(info);
      break;
    case PROTOCOL_MULTIBOOT2:
      readMultiboot2(startInfo, info);
      break;
    default:
      panic(`main: unknown boot protocol ${protocol}`);
  }
  Info.useAddresses(info);
}

function readPvh(startInfo: u64, info: BootInfo): void {
  useEntryTables();
  const status = Pvh.translate(phys(startInfo), Info.kernelImage(), info);
  if (status !== PvhStatus.Ok) panic(`main: PVH start info at ${phys(startInfo)}: ${status}`);
}

function readLimine(info: BootInfo): void {
  Limine.collectResponses(LIMINE_RESPONSES);
  const status = Limine.translate(LIMINE_RESPONSES, Info.kernelImage(), info);
  if (status !== LimineStatus.Ok) {
    panic(`main: Limine answers: ${status}, map entry ${LIMINE_RESPONSES.badEntry}`);
  }
}

function readMultiboot2(startInfo: u64, info: BootInfo): void {
  useEntryTables();
  const status = Multiboot2.translate(phys(startInfo), Info.kernelImage(), info);
  if (status !== Multiboot2Status.Ok) {
    panic(`main: Multiboot2 information at ${phys(startInfo)}: ${status}`);
  }
}

/** The boot address space is that of `entry-32.S`. */
function useEntryTables(): void {
  Address.setDirectMap(virt(Layout.DEFAULT_DIRECT_MAP_OFFSET), phys(Layout.BOOT_REACH_BYTES));
}

/** Steps 3 and 4. */
function initialiseMemory(info: BootInfo, map: MemoryMap): void {
  const features = CpuFeatures.detect();
  // Policy: without NX every mapping would be executable, so the kernel does not run there.
  if (!features.noExecute) panic('main: this processor has no NX, which the kernel requires');
  ControlRegisters.enableProtections();
  BootReport.printProcessor();
  BootReport.printReceivedMap(info.memoryMap);
  BootReport.printReservations(info);
  let start = Timestamp.now();
  const normalised = MemoryMaps.normalise(info.memoryMap, features.physicalWidthBits, map);
  CYCLES.map = Timestamp.now() - start;
  BootReport.printNormalisedMap(map);
  Repairs.logRepairs(map.repairs);
  if (normalised !== MemoryMapStatus.Ok) panic(`main: memory map: ${normalised}`);
  start = Timestamp.now();
  const frames = Frame.init(map, info.reachableEnd);
  CYCLES.frames = Timestamp.now() - start;
  if (frames !== FrameInitStatus.Ok) panic(`main: frames: ${frames}`);
}

/** Step 5. @returns what the auditor says about the tables that are live afterwards */
function switchAddressSpace(info: BootInfo, map: MemoryMap): AuditReport {
  ControlRegisters.programPageAttributes();
  const start = Timestamp.now();
  const paging = Paging.init();
  if (paging !== MapStatus.Ok) panic(`main: page tables: ${paging}`);
  const plan: MapperPlan = {
    directMapStart: info.directMapOffset,
    image: KernelImage.fromLinker(info.kernelPhysBase),
  };
  const mapped = Mapper.fullMap(map, plan);
  if (mapped !== MapStatus.Ok) panic(`main: mappings: ${mapped}`);
  const switched = Timestamp.now();
  const audit = Audit.auditKernel(Paging.root(), map, plan);
  CYCLES.tables = switched - start;
  CYCLES.audit = Timestamp.now() - switched;
  return audit;
}
