/*
 * The processor functions of runtime/contract/cpu.ts, for a Linux process.
 *
 * Control registers and MSRs are variables that start as the PVH entry leaves them; writing one has
 * no other effect. CPUID answers are fixed: QEMU's qemu64, which has NX and none of SMEP, SMAP, UMIP,
 * 1 GiB pages. So a run is the same on every host.
 *
 * Used by: emitted code, as rt_<name>.            Uses: ports.S.
 * Not handled here: ports and the end of the process (ports.S); translation of addresses (the host
 * machine of runtime/host does that).
 * Sources: [SDM2] "CPUID"; [SDM3] "Control Registers"; [SDM4] "IA-32 Architectural MSRs".
 */

#include "../native/x86.inc"

        .text

        .macro  cpu_function name
        .balign 16
        .globl  rt_\name
        .type   rt_\name, @function
rt_\name:
        .endm

        .macro  cpu_end name
        .size   rt_\name, . - rt_\name
        .endm

        .macro  cpu_register register
        cpu_function read\register
        movq    cpu_value_\register(%rip), %rax
        ret
        cpu_end read\register

        cpu_function write\register
        movq    %rdi, cpu_value_\register(%rip)
        ret
        cpu_end write\register
        .endm

        cpu_register Cr0
        cpu_register Cr3
        cpu_register Cr4

        cpu_function readCr2
        xorl    %eax, %eax                      // No page fault comes this way.
        ret
        cpu_end readCr2

        cpu_function readMsr
        call    cpu_find_msr
        movq    (%rax), %rax
        ret
        cpu_end readMsr

        cpu_function writeMsr
        call    cpu_find_msr
        movq    %rsi, (%rax)
        ret
        cpu_end writeMsr

/* EDI = number -> RAX = address of the value. Ends the process when there is no such MSR. */
        .type   cpu_find_msr, @function
cpu_find_msr:
        leaq    cpu_value_efer(%rip), %rax
        cmpl    $MSR_EFER, %edi
        je      cpu_found_msr
        leaq    cpu_value_pat(%rip), %rax
        cmpl    $MSR_PAT, %edi
        je      cpu_found_msr
        leaq    cpu_message(%rip), %rdi
        call    ports_fail
cpu_found_msr:
        ret
        .size   cpu_find_msr, . - cpu_find_msr

/* EDI = leaf, ESI = sub-leaf -> RAX = address of four values. Sub-leaves above 0 are empty. */
        .type   cpu_find_leaf, @function
cpu_find_leaf:
        leaq    cpu_leaves(%rip), %rax
        testl   %esi, %esi
        jnz     cpu_no_leaf
cpu_next_leaf:
        cmpl    %edi, (%rax)
        je      cpu_found_leaf
        addq    $20, %rax
        leaq    cpu_leaves_end(%rip), %rcx
        cmpq    %rcx, %rax
        jb      cpu_next_leaf
cpu_no_leaf:
        leaq    cpu_empty_leaf(%rip), %rax
cpu_found_leaf:
        addq    $4, %rax
        ret
        .size   cpu_find_leaf, . - cpu_find_leaf

        .macro  cpu_cpuid name, offset
        cpu_function \name
        call    cpu_find_leaf
        movl    \offset(%rax), %eax
        ret
        cpu_end \name
        .endm

        cpu_cpuid cpuidEax, 0
        cpu_cpuid cpuidEbx, 4
        cpu_cpuid cpuidEcx, 8
        cpu_cpuid cpuidEdx, 12

        cpu_function readTimestamp
        rdtsc                                   // EDX:EAX
        shlq    $32, %rdx
        orq     %rdx, %rax
        ret
        cpu_end readTimestamp

        cpu_function pause
        pause
        ret
        cpu_end pause

/* Nothing to invalidate, no interrupts to allow, no exceptions that reach us. */
        cpu_function invalidatePage
        ret
        cpu_end invalidatePage

        cpu_function enableInterrupts
        ret
        cpu_end enableInterrupts

        cpu_function disableInterrupts
        ret
        cpu_end disableInterrupts

        cpu_function loadInterruptTable
        ret
        cpu_end loadInterruptTable

/* 0: the frames of libc below ours have no frame pointers, so no backtrace is tried. */
        cpu_function readFramePointer
        xorl    %eax, %eax
        ret
        cpu_end readFramePointer

        .data
        .balign 8
cpu_value_Cr0:
        .quad   CR0_PG | CR0_WP | CR0_ET | CR0_PE
cpu_value_Cr3:
        .quad   0                               // The first frame of the arena: an empty PML4.
cpu_value_Cr4:
        .quad   CR4_PAE
cpu_value_efer:
        .quad   EFER_LME | EFER_LMA | EFER_NXE
cpu_value_pat:
        .quad   0x0007040600070406              // [SDM3] "Page Attribute Table (PAT)": at reset

        .section .rodata, "a", @progbits
        .balign 4
        // leaf, EAX, EBX, ECX, EDX
cpu_leaves:
        .long   0x00000000, 0x0000000d, 0x68747541, 0x444d4163, 0x69746e65 // "AuthenticAMD"
        .long   0x00000001, 0x00060fb1, 0x00000800, 0x80002001, 0x078bfbfd
        .long   0x80000000, 0x8000000a, 0x68747541, 0x444d4163, 0x69746e65
        .long   0x80000001, 0x00060fb1, 0x00000000, 0x00000005, 0x2193fbfd // [29] LM, [20] NX
        .long   0x80000008, 0x00003028, 0x00000000, 0x00000000, 0x00000000 // 40 and 48 bits
cpu_leaves_end:
cpu_empty_leaf:
        .long   0, 0, 0, 0, 0

cpu_message:
        .asciz  "runtime/linux: access to an MSR that does not exist here\n"

        .section .note.GNU-stack, "", @progbits
