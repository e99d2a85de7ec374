/**
 * The interrupt descriptor table: a gate for each of the 32 exceptions.
 *
 * Every gate leads to the assembly stub of its vector (`runtime/native/traps.S`), which calls
 * `handleTrap`. The double fault switches to a stack of its own through IST slot 1 of the TSS: it
 * comes when a push into the guard page below the kernel stack faults, where the old stack is of
 * no use. Vectors from 32 on have no gate: device interrupts stay off, and one that came all the
 * same would end as a general protection fault, reported with its vector.
 *
 *   gate (16 bytes)
 *   127       96 95        64 63        48 47    40 39   32 31       16 15        0
 *   ┌───────────┬────────────┬────────────┬────────┬───────┬───────────┬───────────┐
 *   │ 0         │ offset     │ offset     │ P,DPL, │ 0,IST │ segment   │ offset    │
 *   │           │ [63:32]    │ [31:16]    │ type   │       │ selector  │ [15:0]    │
 *   └───────────┴────────────┴────────────┴────────┴───────┴───────────┴───────────┘
 *
 * Used by: `kernel/main.ts`.            Uses: `trap_stub_table` of the assembly runtime.
 * Invariants:
 *   I1. After `init`, each of the 32 gates is present and leads to the stub of its vector.
 * Not handled here: device interrupts, calls from user mode.
 * Sources: [SDM3] "64-Bit Mode IDT", figure "64-Bit IDT Gate Descriptors"; [SDM3] "Interrupt Stack
 *          Table".
 */
import { loadInterruptTable } from '../../runtime/contract/cpu.ts';
import { linkerSymbol } from '../../runtime/contract/image.ts';

interface InterruptGate extends Struct {
  /** Bits [15:0] of the handler's address. */
  offsetLow: u16;
  /** Code segment to run the handler in. */
  selector: u16;
  /** Bits [2:0]: slot of the interrupt stack table, 0 = stay on the stack. */
  stackSlot: u8;
  /** Bit 7 present, bits [6:5] who may call it by INT, bits [3:0] type. */
  attributes: u8;
  /** Bits [31:16]. */
  offsetMiddle: u16;
  /** Bits [63:32]. */
  offsetHigh: u32;
  reserved: u32;
}

interface InterruptTable extends Struct {
  gates: FixedArray<InterruptGate, 32>;
}

staticAssert(sizeOf<InterruptGate>() === 16n, 'arch: a gate of the IDT has 16 bytes');

const TABLE: InterruptTable = zeroed();

const VECTOR_COUNT: u32 = 32;
/** Selector of the kernel code segment in the GDT of `runtime/native/entry-64.S`. */
const KERNEL_CODE_SELECTOR: u16 = 0x08;
/** Present, ring 0, interrupt gate (type 14): the processor clears IF on the way in. */
const INTERRUPT_GATE: u8 = 0x8e;
const DOUBLE_FAULT_VECTOR: u32 = 8;
/** Slot of the TSS that holds the double-fault stack. */
const DOUBLE_FAULT_STACK_SLOT: u8 = 1;

/** Fills the table and makes the processor use it. */
export function init(): void {
  for (const vector of range(0, VECTOR_COUNT)) {
    const isDoubleFault = vector === DOUBLE_FAULT_VECTOR;
    setGate(TABLE.gates[vector], stubOf(vector), isDoubleFault ? DOUBLE_FAULT_STACK_SLOT : 0);
  }
  load();
}

function setGate(gate: InterruptGate, handler: u64, stackSlot: u8): void {
  gate.offsetLow = truncate<u16>(handler);
  gate.selector = KERNEL_CODE_SELECTOR;
  gate.stackSlot = stackSlot;
  gate.attributes = INTERRUPT_GATE;
  gate.offsetMiddle = truncate<u16>(handler >> 16n);
  gate.offsetHigh = truncate<u32>(handler >> 32n);
  gate.reserved = 0;
}

/** Address of the assembly stub of `vector`. */
function stubOf(vector: u32): u64 {
  'use unsafe';
  // SAFE: the runtime's table has 32 entries of eight bytes.
  return at<FixedArray<u64, 32>>(linkerSymbol('trap_stub_table'))[vector];
}

function load(): void {
  'use unsafe';
  // SAFE: I1 holds, and the table is static.
  loadInterruptTable(addressOf(TABLE), u16(sizeOf<InterruptTable>() - 1n));
}
