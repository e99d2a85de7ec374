/**
 * Where the simulated kernel image lies, and what its linker symbols are.
 *
 * The image has the shape of the real one: linked at the top of the address space, loaded 2 MiB
 * into physical memory, one section after the other, each on its own pages. It holds no machine
 * code; addresses in the text section stand for functions. Statics of the dialect lie in rodata
 * (constants) and data, at addresses that the JavaScript back end chooses, one program at a time.
 *
 *   IMAGE_VIRT_BASE + phys
 *   ┌───────────────────────────┐ kernel_image_end
 *   │ boot page tables          │
 *   │ double-fault stack, guard │
 *   │ boot stack, guard         │
 *   ├───────────────────────────┤
 *   │ statics                   │
 *   ├───────────────────────────┤ kernel_data_start
 *   │ constants                 │
 *   ├───────────────────────────┤ kernel_rodata_start
 *   │ function addresses        │
 *   └───────────────────────────┘ kernel_text_start = kernel_image_start
 *
 * Used by: `machine.ts`, `boot-tables.ts`, `compiler/backend-js`.            Uses: nothing.
 * Sources: `linker/kernel.ld`, which defines the same names for the real image.
 */

/** Virtual address of the image window: `virt = IMAGE_VIRT_BASE + phys` inside the image. */
export const IMAGE_VIRT_BASE = 0xffff_ffff_8000_0000n;
/** Physical address of the image's first byte. */
export const IMAGE_PHYS_START = 0x20_0000;

const TEXT_BYTES = 0x8_0000;
/** Room for constants. */
export const RODATA_BYTES = 0x8_0000;
/**
 * Room for statics: four times what all kernel tests take, and below the scratch memory of the
 * claims, which starts at 16 MiB. Frames that no static lies in are never made.
 */
export const DATA_BYTES = 0x80_0000;
const PAGE_BYTES = 0x1000;
const BOOT_STACK_BYTES = 0x1_0000;
const DOUBLE_FAULT_STACK_BYTES = 0x4000;
/** Frames for the boot page tables: PML4, two PDPTs, four PDs of [0, 4 GiB), one PD of the image. */
export const BOOT_TABLE_FRAMES = 8;

const TEXT_PHYS = IMAGE_PHYS_START;
const RODATA_PHYS = TEXT_PHYS + TEXT_BYTES;
const DATA_PHYS = RODATA_PHYS + RODATA_BYTES;
const BOOT_STACK_GUARD_PHYS = DATA_PHYS + DATA_BYTES;
const BOOT_STACK_PHYS = BOOT_STACK_GUARD_PHYS + PAGE_BYTES;
const DOUBLE_FAULT_GUARD_PHYS = BOOT_STACK_PHYS + BOOT_STACK_BYTES;
const DOUBLE_FAULT_STACK_PHYS = DOUBLE_FAULT_GUARD_PHYS + PAGE_BYTES;
/** Physical address of the boot page tables' first frame. */
export const BOOT_TABLES_PHYS = DOUBLE_FAULT_STACK_PHYS + DOUBLE_FAULT_STACK_BYTES;
/** Physical address of the first byte after the image. */
export const IMAGE_PHYS_END = BOOT_TABLES_PHYS + BOOT_TABLE_FRAMES * PAGE_BYTES;

function imageAddress(physicalAddress: number): bigint {
  return IMAGE_VIRT_BASE + BigInt(physicalAddress);
}

/** Virtual addresses at which the back end lays out constants and statics. */
export const RODATA_VIRT_START = imageAddress(RODATA_PHYS);
export const DATA_VIRT_START = imageAddress(DATA_PHYS);
/** Virtual addresses that stand for functions: `[TEXT_VIRT_START, RODATA_VIRT_START)`. */
export const TEXT_VIRT_START = imageAddress(TEXT_PHYS);
/** Bytes between the addresses of two functions. */
export const FUNCTION_BYTES = 16n;

/** Entries of the table of trap stubs, one for each exception vector. */
const TRAP_STUBS = 32;
/** The trap stub table takes the end of rodata, which the back end leaves free. */
export const TRAP_STUB_TABLE_BYTES = TRAP_STUBS * 8;
const TRAP_STUB_TABLE_PHYS = DATA_PHYS - TRAP_STUB_TABLE_BYTES;

/** Linker symbols of the image by name. Symbols of other boot paths (Limine) do not exist here. */
export const IMAGE_SYMBOLS: ReadonlyMap<string, bigint> = new Map(
  Object.entries({
    kernel_image_start: TEXT_PHYS,
    kernel_text_start: TEXT_PHYS,
    kernel_text_end: RODATA_PHYS,
    kernel_rodata_start: RODATA_PHYS,
    kernel_rodata_end: DATA_PHYS,
    kernel_data_start: DATA_PHYS,
    kernel_data_end: IMAGE_PHYS_END,
    kernel_image_end: IMAGE_PHYS_END,
    boot_stack_guard: BOOT_STACK_GUARD_PHYS,
    boot_stack_bottom: BOOT_STACK_PHYS,
    boot_stack_top: DOUBLE_FAULT_GUARD_PHYS,
    double_fault_stack_guard: DOUBLE_FAULT_GUARD_PHYS,
    double_fault_stack_bottom: DOUBLE_FAULT_STACK_PHYS,
    double_fault_stack_top: BOOT_TABLES_PHYS,
    // An empty symbol table: host backtraces are JavaScript's.
    kernel_symbol_table_start: TRAP_STUB_TABLE_PHYS,
    kernel_symbol_table_end: TRAP_STUB_TABLE_PHYS,
    trap_stub_table: TRAP_STUB_TABLE_PHYS,
  }).map(([name, physicalAddress]) => [name, imageAddress(physicalAddress)]),
);
