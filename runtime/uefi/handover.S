/*
 * The way from the loader into the kernel.
 *
 *   offset  bytes  the state, in RCX
 *        0      8  CR3: physical address of the level 4 table
 *        8      8  CR4
 *       16      8  address of the descriptor table's limit and base, in the new address space
 *       24      8  top of the stack, in the new address space
 *       32      8  entry point
 *
 * The new tables map the pages between uefi_handover_start and uefi_handover_end where they are, so
 * the instruction after the load of CR3 is there. They need not map the loader's stack or data.
 *
 * Used by: boot/uefi/handover.ts, as rt_enterKernel.            Uses: nothing.
 * Sources: [LIMINE] "Machine state at entry", x86-64; [SDM2] "MOV—Move to/from Control Registers",
 *          "RET"; [SDM3] "Segment Descriptors".
 */

        .text
        .code64

/* Selectors of the descriptor table that [LIMINE] "Machine state at entry" prescribes. */
        .set    HANDOVER_CODE_64, 0x28
        .set    HANDOVER_DATA_64, 0x30

        .balign 16
        .globl  uefi_handover_start
        .globl  rt_enterKernel
uefi_handover_start:
rt_enterKernel:
        cli
        cld
        movq    (%rcx), %rax
        movq    8(%rcx), %rdx
        movq    16(%rcx), %rbx
        movq    24(%rcx), %rsi
        movq    32(%rcx), %rdi
        movq    %rdx, %cr4                      // Without global pages: CR3 then drops all of the TLB.
        movq    %rax, %cr3
        movq    %rsi, %rsp
        lgdtq   (%rbx)
        movl    $HANDOVER_DATA_64, %eax
        movl    %eax, %ds
        movl    %eax, %es
        movl    %eax, %fs
        movl    %eax, %gs
        movl    %eax, %ss
        pushq   $0                              // The return address that the protocol prescribes.
        pushq   $HANDOVER_CODE_64
        pushq   %rdi
        xorl    %eax, %eax
        xorl    %ebx, %ebx
        xorl    %ecx, %ecx
        xorl    %edx, %edx
        xorl    %esi, %esi
        xorl    %edi, %edi
        xorl    %ebp, %ebp
        xorl    %r8d, %r8d
        xorl    %r9d, %r9d
        xorl    %r10d, %r10d
        xorl    %r11d, %r11d
        xorl    %r12d, %r12d
        xorl    %r13d, %r13d
        xorl    %r14d, %r14d
        xorl    %r15d, %r15d
        lretq                                   // Pops the entry and the code segment.
        .balign 16
        .globl  uefi_handover_end
uefi_handover_end:
