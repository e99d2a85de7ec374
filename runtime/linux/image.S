/*
 * What the linker script defines for the kernel, for a Linux process; and its physical memory.
 *
 * There is no kernel image here, but code that maps or reports one runs all the same: the image's
 * symbols are addresses of the kernel window, laid out as the linker script does. Nothing lies
 * there. The Limine requests are there without answers, the symbol table without functions.
 *
 * Physical memory is an arena of 64 MiB: physical address i is the byte host_memory_start + i, so
 * host_memory_start is the HHDM offset. It starts as zeroes.
 *
 * Used by: linkerSymbol in emitted code.            Uses: nothing.
 * Invariants:
 *   I1. The image's addresses are in the order of linker/kernel.ld, multiples of 4096.
 *   I2. host_memory_start is a multiple of 2 MiB (main.S checks it).
 * Sources: linker/kernel.ld, runtime/native/entry-64.S, compiler/toolchain/symbol-table.ts.
 */

        .macro  image_symbol name, address
        .globl  \name
        .type   \name, @object
\name = \address
        .endm

        image_symbol kernel_image_start,        0xffffffff80200000
        image_symbol kernel_text_start,         0xffffffff80200000
        image_symbol kernel_text_end,           0xffffffff80240000
        image_symbol kernel_rodata_start,       0xffffffff80240000
        image_symbol kernel_rodata_end,         0xffffffff80280000
        image_symbol kernel_data_start,         0xffffffff80280000
        image_symbol kernel_bss_start,          0xffffffff80288000
        image_symbol boot_stack_guard,          0xffffffff802e0000
        image_symbol boot_stack_bottom,         0xffffffff802e1000
        image_symbol boot_stack_top,            0xffffffff802f1000
        image_symbol double_fault_stack_guard,  0xffffffff802f1000
        image_symbol double_fault_stack_bottom, 0xffffffff802f2000
        image_symbol double_fault_stack_top,    0xffffffff802f6000
        image_symbol kernel_bss_end,            0xffffffff80300000
        image_symbol kernel_data_end,           0xffffffff80300000
        image_symbol kernel_image_end,          0xffffffff80300000

        .section .rodata, "a", @progbits
        .balign 8
        .globl  kernel_symbol_table_start
        .globl  kernel_symbol_table_end
kernel_symbol_table_start:
        .long   0x5453584b, 1                   // "KXST", version
        .quad   0                               // base
        .long   64                              // bytes of the table
        .long   0, 64                           // functions, their offset
        .long   0, 64                           // lines
        .long   0, 64                           // files
        .long   64, 0                           // names, their bytes
        .skip   12
kernel_symbol_table_end:

        .globl  trap_stub_table
trap_stub_table:
        .skip   32 * 8

        .macro  image_request name
        .balign 8
        .globl  \name
\name:
        .skip   72                              // as long as the longest: all fields 0, no response
        .endm

        .data
        .balign 8
        .globl  limine_base_revision
limine_base_revision:
        .quad   0, 0, 2                         // 2: no bootloader has agreed to it
        image_request limine_bootloader_info_request
        image_request limine_hhdm_request
        image_request limine_memmap_request
        image_request limine_executable_address_request
        image_request limine_framebuffer_request
        image_request limine_paging_mode_request
        image_request limine_stack_size_request
        image_request limine_rsdp_request
        image_request limine_executable_file_request
        image_request limine_executable_cmdline_request

        .section .bss.host_memory, "aw", @nobits
        .balign 0x200000                        // I2
        .globl  host_memory_start
        .globl  host_memory_end
host_memory_start:
        .skip   64 * 1024 * 1024
host_memory_end:

        .section .note.GNU-stack, "", @progbits
