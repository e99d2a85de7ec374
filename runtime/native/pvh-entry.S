/*
 * The PVH entry: where QEMU's `-kernel` jumps.
 *
 * QEMU finds the note below in the image and jumps to the physical address it holds.
 *
 * Used by: the PVH note.            Uses: entry-32.S.
 * Sources: [PVH] "x86/HVM direct boot ABI".
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
        movl    %ebx, %esi                      // CPUID overwrites EBX.
        xorl    %edi, %edi                      // protocol 0: PVH
        jmp     entry_32
        .size   pvh_entry, . - pvh_entry
