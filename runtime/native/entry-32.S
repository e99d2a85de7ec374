/*
 * From 32-bit protected mode without paging to 64-bit code in the higher half.
 *
 * The entries of pvh-entry.S and multiboot2-entry.S end here. The image lies where the linker
 * script says (physical 2 MiB and up), so every symbol is reached as its link address minus the
 * kernel window until the far jump; from there the link addresses work.
 *
 * The tables made here are the boot address space until Paging.init loads its own:
 *
 *   PML4[511]  0xffff_ffff_8000_0000  [0, 2 GiB) of physical memory: the kernel window
 *   PML4[256]  0xffff_8000_0000_0000  [0, 4 GiB): the HHDM
 *   PML4[0]    0x0000_0000_0000_0000  [0, 4 GiB): identity, for the instructions around CR0.PG
 *
 * All three share the same four PDs of 2 MiB pages; every page is supervisor, writable, executable.
 *
 * Used by: pvh-entry.S, multiboot2-entry.S.            Uses: entry-64.S.
 * Invariants:
 *   I1. EDI holds the protocol number and ESI the physical address of the start info, from the
 *       first instruction to the last.
 *   I2. No write outside our own .bss: the start info and its memory map stay whole.
 * Not handled here: clearing .bss. The loader did: [ELF] "Program Header", p_memsz.
 * Sources: [SDM3] "Initializing IA-32e Mode".
 */

#include "x86.inc"

        .section .text.boot, "ax", @progbits
        .code32

/*
 * Entered by a jump. CR0.PE set and CR0.PG clear; flat 32-bit segments; interrupts and the
 * direction flag off. EDI = protocol, ESI = start info (I1). No stack needed.
 */
        .globl  entry_32
        .balign 16
        .type   entry_32, @function
entry_32:
        movl    $PHYS(boot_stack_top), %esp

        movl    $CPUID_EXTENDED_MAX, %eax
        cpuid
        cmpl    $CPUID_EXTENDED_FEATURES, %eax
        jb      entry_32_no_long_mode
        movl    $CPUID_EXTENDED_FEATURES, %eax
        cpuid
        movl    %edx, %ebp                      // feature bits, for NX below
        testl   $CPUID_EDX_LM, %edx
        jz      entry_32_no_long_mode

        // The four PDs: entry i maps [i * 2 MiB, (i + 1) * 2 MiB).
        movl    $PHYS(boot_directories), %ebx
        movl    $(ENTRY_PRESENT | ENTRY_WRITABLE | ENTRY_LARGE), %eax
entry_32_fill:
        movl    %eax, (%ebx)
        movl    $0, 4(%ebx)
        addl    $8, %ebx
        addl    $0x200000, %eax
        jnc     entry_32_fill                   // The carry says that 4 GiB are reached.

        // One PDPT for identity and HHDM, one for the kernel window at its entries 510 and 511.
        movl    $(PHYS(boot_directories) + ENTRY_PRESENT + ENTRY_WRITABLE), %eax
        movl    %eax, PHYS(boot_window_pdpt) + 510 * 8
        movl    %eax, PHYS(boot_direct_pdpt)
        addl    $4096, %eax
        movl    %eax, PHYS(boot_window_pdpt) + 511 * 8
        movl    %eax, PHYS(boot_direct_pdpt) + 8
        addl    $4096, %eax
        movl    %eax, PHYS(boot_direct_pdpt) + 16
        addl    $4096, %eax
        movl    %eax, PHYS(boot_direct_pdpt) + 24

        movl    $(PHYS(boot_direct_pdpt) + ENTRY_PRESENT + ENTRY_WRITABLE), %eax
        movl    %eax, PHYS(boot_pml4)
        movl    %eax, PHYS(boot_pml4) + 256 * 8
        movl    $(PHYS(boot_window_pdpt) + ENTRY_PRESENT + ENTRY_WRITABLE), %eax
        movl    %eax, PHYS(boot_pml4) + 511 * 8

        // The order is that of [SDM3] "Initializing IA-32e Mode": PAE, CR3, LME, then PG.
        movl    $CR4_PAE, %eax
        movl    %eax, %cr4
        movl    $PHYS(boot_pml4), %eax
        movl    %eax, %cr3
        movl    $MSR_EFER, %ecx
        rdmsr
        orl     $EFER_LME, %eax
        testl   $CPUID_EDX_NX, %ebp             // Setting NXE without NX faults.
        jz      entry_32_without_nx
        orl     $EFER_NXE, %eax
entry_32_without_nx:
        wrmsr
        movl    %cr0, %eax
        orl     $(CR0_PG | CR0_WP), %eax
        movl    %eax, %cr0

        lgdtl   PHYS(entry_32_gdt_pointer)
        ljmpl   $SELECTOR_KERNEL_CODE, $PHYS(entry_32_long_mode)

entry_32_no_long_mode:
        movl    $PHYS(entry_32_message), %ebx   // Falls into entry_32_fail.
        .size   entry_32, . - entry_32

/* EBX = physical address of a text: says it on COM1, ends QEMU with the failure status, stops. */
        .globl  entry_32_fail
        .type   entry_32_fail, @function
entry_32_fail:
        movb    (%ebx), %cl
        testb   %cl, %cl
        jz      entry_32_stop
        incl    %ebx
        movw    $PORT_COM1_STATUS, %dx
entry_32_wait:
        inb     %dx, %al
        testb   $COM1_STATUS_EMPTY, %al
        jz      entry_32_wait
        movb    %cl, %al
        movw    $PORT_COM1_DATA, %dx
        outb    %al, %dx
        jmp     entry_32_fail
entry_32_stop:
        movb    $EXIT_FAILURE, %al
        outb    %al, $PORT_EXIT
entry_32_halt:
        hlt
        jmp     entry_32_halt
        .size   entry_32_fail, . - entry_32_fail

        .code64
        .balign 16
        .type   entry_32_long_mode, @function
entry_32_long_mode:
        movl    %esi, %esi                      // Clears the undefined upper halves.
        movl    %edi, %edi
        movabsq $entry_64, %rax                 // Leaves the identity mapping.
        jmp     *%rax
        .size   entry_32_long_mode, . - entry_32_long_mode

        .section .rodata, "a", @progbits
        .balign 8
entry_32_gdt_pointer:
        .word   GDT_BYTES - 1                   // limit: the last byte
        .long   PHYS(entry_gdt)

entry_32_message:
        .ascii  "error: this processor has no 64-bit mode (CPUID 0x80000001, EDX bit 29); "
        .asciz  "SlayerOS needs it\r\n"

        .section .boot_pages, "aw", @nobits
        .balign 4096
        .globl  boot_pml4
boot_pml4:
        .skip   4096
boot_direct_pdpt:
        .skip   4096
boot_window_pdpt:
        .skip   4096
boot_directories:
        .skip   4 * 4096
