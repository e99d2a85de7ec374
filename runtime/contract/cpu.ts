/**
 * The processor as dialect code sees it: control registers, MSRs, ports, interrupts.
 *
 * Each function is one machine instruction (or a few) in `runtime/native/cpu.S`, an effect on the
 * simulated machine in `runtime/host`, and on the process-wide stand-in of `runtime/linux`. All of
 * them are privileged: only functions marked `'use unsafe'` may call them.
 *
 * Used by: `kernel/arch`, `kernel/mm/tlb.ts`, `kernel/console`.            Uses: the prelude.
 * Sources: [SDM2] the instruction of each function, by name.
 */

/** @unsafe Reads CR0 (protection, paging, write protect). */
export declare function readCr0(): u64;
/** @unsafe Writes CR0. */
export declare function writeCr0(value: u64): void;
/** @unsafe Reads CR2: the linear address of the last page fault. */
export declare function readCr2(): u64;
/** @unsafe Reads CR3: physical address of the PML4 and its cache bits. */
export declare function readCr3(): u64;
/** @unsafe Writes CR3, which invalidates every translation that is not global. */
export declare function writeCr3(value: u64): void;
/** @unsafe Reads CR4 (PAE, PGE, SMEP, SMAP, UMIP, …). */
export declare function readCr4(): u64;
/** @unsafe Writes CR4. Changing PGE invalidates every translation, global ones too. */
export declare function writeCr4(value: u64): void;
/** @unsafe Reads a model-specific register. An MSR that does not exist faults. */
export declare function readMsr(register: u32): u64;
/** @unsafe Writes a model-specific register. */
export declare function writeMsr(register: u32, value: u64): void;
/** @unsafe Invalidates the translation of the page that holds `address` (INVLPG). */
export declare function invalidatePage(address: VirtAddr): void;

/** @unsafe CPUID leaf and sub-leaf: the value of one register. */
export declare function cpuidEax(leaf: u32, subleaf: u32): u32;
/** @unsafe As `cpuidEax`, for EBX. */
export declare function cpuidEbx(leaf: u32, subleaf: u32): u32;
/** @unsafe As `cpuidEax`, for ECX. */
export declare function cpuidEcx(leaf: u32, subleaf: u32): u32;
/** @unsafe As `cpuidEax`, for EDX. */
export declare function cpuidEdx(leaf: u32, subleaf: u32): u32;

/** @unsafe Reads one byte from an I/O port. */
export declare function readPort8(port: u16): u8;
/** @unsafe Writes one byte to an I/O port. */
export declare function writePort8(port: u16, value: u8): void;
/** @unsafe Reads four bytes from an I/O port. */
export declare function readPort32(port: u16): u32;
/** @unsafe Writes four bytes to an I/O port. */
export declare function writePort32(port: u16, value: u32): void;

/** @unsafe The time-stamp counter. */
export declare function readTimestamp(): u64;
/** @unsafe Lets the processor wait a moment in a spin loop (PAUSE). */
export declare function pause(): void;
/** @unsafe Stops with interrupts off, for good: CLI, then HLT in a loop. */
export declare function haltForever(): never;
/** @unsafe Allows maskable interrupts (STI). */
export declare function enableInterrupts(): void;
/** @unsafe Forbids maskable interrupts (CLI). */
export declare function disableInterrupts(): void;
/** @unsafe Loads the interrupt descriptor table at `base`, `limit` = its bytes - 1 (LIDT). */
export declare function loadInterruptTable(base: VirtAddr, limit: u16): void;
/** @unsafe The frame pointer (RBP) of the calling function; 0 on a target without one. */
export declare function readFramePointer(): u64;
