/*
 * The PVH entry: from 32-bit protected mode without paging to 64-bit code in the higher half.
 *
 * QEMU's `-kernel` finds the note below in the image and jumps to the address it holds. The image
 * lies where the linker script says (physical 2 MiB and up), so every symbol is reached as its
 * link address minus the kernel window until the far jump; from there the link addresses work.
 *
 * The tables made here are the boot address space until Paging.init loads its own:
 *
 *   PML4[511]  0xffff_ffff_8000_0000  [0, 2 GiB) of physical memory: the kernel window
 *   PML4[256]  0xffff_8000_0000_0000  [0, 4 GiB): the HHDM
 *   PML4[0]    0x0000_0000_0000_0000  [0, 4 GiB): identity, for the instructions around CR0.PG
 *
 * All three share the same four PDs of 2 MiB pages; every page is supervisor, writable, executable.
 *
 * Used by: the PVH note.            Uses: entry-64.S.
 * Invariants:
 *   I1. ESI holds the physical address of hvm_start_info from the first instruction to the last.
 *   I2. No write outside our own .bss: the start info and its memory map stay whole.
 * Not handled here: clearing .bss. The loader did: [ELF] "Program Header", p_memsz.
 * Sources: [PVH] "x86/HVM direct boot ABI"; [SDM3] "Initializing IA-32e Mode".
 */

#include "x86.inc"

        .section .note.pvh, "a", @note
        .balign 4
        .long   4                               // bytes of the name
        .long   8                               // bytes of the address: QEMU reads eight
        .long   18                              // [PVH] XEN_ELFNOTE_PHYS32_ENTRY
        .asciz  "Xen"
        .quad   PHYS(pvh_entry)

        .section .text.boot, "ax", @progbits
        .code32

/*
 * [PVH] state: EBX = physical address of hvm_start_info; CR0.PE set, its other bits clear; CR4 = 0;
 * flat 32-bit segments; interrupts off. Everything else is unspecified, the stack too.
 */
        .globl  pvh_entry
        .balign 16
        .type   pvh_entry, @function
pvh_entry:
        cli
        cld
        movl    %ebx, %esi                      // I1: CPUID overwrites EBX.
        movl    $PHYS(boot_stack_top), %esp

        movl    $CPUID_EXTENDED_MAX, %eax
        cpuid
        cmpl    $CPUID_EXTENDED_FEATURES, %eax
        jb      pvh_no_long_mode
        movl    $CPUID_EXTENDED_FEATURES, %eax
        cpuid
        movl    %edx, %ebp                      // feature bits, for NX below
        testl   $CPUID_EDX_LM, %edx
        jz      pvh_no_long_mode

        // The four PDs: entry i maps [i * 2 MiB, (i + 1) * 2 MiB).
        movl    $PHYS(pvh_directories), %edi
        movl    $(ENTRY_PRESENT | ENTRY_WRITABLE | ENTRY_LARGE), %eax
pvh_fill:
        movl    %eax, (%edi)
        movl    $0, 4(%edi)
        addl    $8, %edi
        addl    $0x200000, %eax
        jnc     pvh_fill                        // The carry says that 4 GiB are reached.

        // One PDPT for identity and HHDM, one for the kernel window at its entries 510 and 511.
        movl    $(PHYS(pvh_directories) + ENTRY_PRESENT + ENTRY_WRITABLE), %eax
        movl    %eax, PHYS(pvh_window_pdpt) + 510 * 8
        movl    %eax, PHYS(pvh_direct_pdpt)
        addl    $4096, %eax
        movl    %eax, PHYS(pvh_window_pdpt) + 511 * 8
        movl    %eax, PHYS(pvh_direct_pdpt) + 8
        addl    $4096, %eax
        movl    %eax, PHYS(pvh_direct_pdpt) + 16
        addl    $4096, %eax
        movl    %eax, PHYS(pvh_direct_pdpt) + 24

        movl    $(PHYS(pvh_direct_pdpt) + ENTRY_PRESENT + ENTRY_WRITABLE), %eax
        movl    %eax, PHYS(pvh_pml4)
        movl    %eax, PHYS(pvh_pml4) + 256 * 8
        movl    $(PHYS(pvh_window_pdpt) + ENTRY_PRESENT + ENTRY_WRITABLE), %eax
        movl    %eax, PHYS(pvh_pml4) + 511 * 8

        // The order is that of [SDM3] "Initializing IA-32e Mode": PAE, CR3, LME, then PG.
        movl    $CR4_PAE, %eax
        movl    %eax, %cr4
        movl    $PHYS(pvh_pml4), %eax
        movl    %eax, %cr3
        movl    $MSR_EFER, %ecx
        rdmsr
        orl     $EFER_LME, %eax
        testl   $CPUID_EDX_NX, %ebp             // Setting NXE without NX faults.
        jz      pvh_without_nx
        orl     $EFER_NXE, %eax
pvh_without_nx:
        wrmsr
        movl    %cr0, %eax
        orl     $(CR0_PG | CR0_WP), %eax
        movl    %eax, %cr0

        lgdtl   PHYS(pvh_gdt_pointer)
        ljmpl   $SELECTOR_KERNEL_CODE, $PHYS(pvh_long_mode)
        .size   pvh_entry, . - pvh_entry

/* Says on COM1 that the processor is too old, ends QEMU with the failure status, stops. */
        .balign 16
        .type   pvh_no_long_mode, @function
pvh_no_long_mode:
        movl    $PHYS(pvh_message), %ebx
pvh_next_character:
        movb    (%ebx), %cl
        testb   %cl, %cl
        jz      pvh_stop
        incl    %ebx
        movw    $PORT_COM1_STATUS, %dx
pvh_wait:
        inb     %dx, %al
        testb   $COM1_STATUS_EMPTY, %al
        jz      pvh_wait
        movb    %cl, %al
        movw    $PORT_COM1_DATA, %dx
        outb    %al, %dx
        jmp     pvh_next_character
pvh_stop:
        movb    $EXIT_FAILURE, %al
        outb    %al, $PORT_EXIT
pvh_halt:
        hlt
        jmp     pvh_halt
        .size   pvh_no_long_mode, . - pvh_no_long_mode

        .code64
        .balign 16
        .type   pvh_long_mode, @function
pvh_long_mode:
        movl    %esi, %esi                      // Clears the undefined upper half.
        xorl    %edi, %edi                      // protocol 0: PVH
        movabsq $entry_64, %rax                 // Leaves the identity mapping.
        jmp     *%rax
        .size   pvh_long_mode, . - pvh_long_mode

        .section .rodata, "a", @progbits
        .balign 8
pvh_gdt_pointer:
        .word   GDT_BYTES - 1                   // limit: the last byte
        .long   PHYS(entry_gdt)

pvh_message:
        .ascii  "error: this processor has no 64-bit mode (CPUID 0x80000001, EDX bit 29); "
        .asciz  "SlayerOS needs it\r\n"

        .section .boot_pages, "aw", @nobits
        .balign 4096
        .globl  pvh_pml4
pvh_pml4:
        .skip   4096
pvh_direct_pdpt:
        .skip   4096
pvh_window_pdpt:
        .skip   4096
pvh_directories:
        .skip   4 * 4096
