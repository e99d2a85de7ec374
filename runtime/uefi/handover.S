/*
 * The way from the loader into the kernel.
 *
 *   offset  bytes  the state, in RCX
 *        0      8  CR3: physical address of the level 4 table
 *        8      8  CR4
 *       16      8  address of the descriptor table's limit and base, in the new address space
 *       24      8  top of the stack, in the new address space
 *       32      8  entry point
 *       40      8  0, or the page that goes from five levels of page tables to four
 *
 * The new tables map the pages between uefi_handover_start and uefi_handover_end where they are, so
 * the instruction after the load of CR3 is there. They need not map the loader's stack or data.
 *
 * The number of levels cannot be changed while paging is on, and paging cannot be turned off in
 * 64-bit mode. So the second way goes through 32-bit code, in a page below 4 GiB that boot/uefi/
 * four-levels.ts fills with a copy of the code from uefi_levels_start to uefi_levels_end:
 *
 *   offset  bytes  the page, in RCX
 *        0         the code
 *    0x800     40  a copy of the state
 *    0x840     10  limit and base of the table below, for LGDT
 *    0x850      8  offset and selector of the 64-bit code, for a far jump
 *    0x860     32  descriptors: null, 32-bit code, 32-bit data, 64-bit code
 *
 * Used by: boot/uefi/handover.ts, as rt_enterKernel.            Uses: nothing.
 * Sources: [LIMINE] "Machine state at entry", x86-64; [SDM2] "MOV—Move to/from Control Registers",
 *          "RET"; [SDM3] "Segment Descriptors", "Switching Out of IA-32e Mode Operation".
 */

        .text
        .code64

/* Selectors of the descriptor table that [LIMINE] "Machine state at entry" prescribes. */
        .set    HANDOVER_CODE_64, 0x28
        .set    HANDOVER_DATA_64, 0x30

/* Selectors of the page's own descriptors, and places in the page. */
        .set    LEVELS_CODE_32, 0x08
        .set    LEVELS_DATA_32, 0x10
        .set    LEVELS_STATE, 0x800
        .set    LEVELS_TABLE_POINTER, 0x840
        .set    LEVELS_FAR_POINTER, 0x850

        .set    CR0_PAGING, 0x80000000
        .set    CR0_WRITE_PROTECT, 0x00010000

/* The rest of the way: RBX descriptor table, RSI stack, RDI entry, all in the new address space. */
        .macro  handover_rest
        movq    %rsi, %rsp
        lgdtq   (%rbx)
        movl    $HANDOVER_DATA_64, %eax
        movl    %eax, %ds
        movl    %eax, %es
        movl    %eax, %fs
        movl    %eax, %gs
        movl    %eax, %ss
        movq    %cr0, %rax
        orl     $CR0_WRITE_PROTECT, %eax
        movq    %rax, %cr0
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
        .endm

        .balign 16
        .globl  uefi_handover_start
        .globl  rt_enterKernel
uefi_handover_start:
rt_enterKernel:
        cli
        cld
        movq    40(%rcx), %rax
        testq   %rax, %rax
        jz      handover_same_levels
        movq    %rax, %rcx
        jmpq    *%rax
handover_same_levels:
        movq    (%rcx), %rax
        movq    8(%rcx), %rdx
        movq    16(%rcx), %rbx
        movq    24(%rcx), %rsi
        movq    32(%rcx), %rdi
        movq    %rdx, %cr4                      // Without global pages: CR3 then drops all of the TLB.
        movq    %rax, %cr3
        handover_rest
        .balign 16
        .globl  uefi_handover_end
uefi_handover_end:

        .globl  uefi_levels_start
uefi_levels_start:
        movq    %rcx, %rbx
        lgdtq   LEVELS_TABLE_POINTER(%rbx)
        leaq    (levels_32 - uefi_levels_start)(%rbx), %rax
        pushq   $LEVELS_CODE_32
        pushq   %rax
        lretq

        // Only the lower halves of registers survive here, and no stack is used.
        .code32
levels_32:
        movl    $LEVELS_DATA_32, %eax
        movl    %eax, %ds
        movl    %eax, %ss
        movl    %cr0, %eax
        andl    $~CR0_PAGING, %eax
        movl    %eax, %cr0                      // Out of long mode.
        movl    LEVELS_STATE + 8(%ebx), %eax
        movl    %eax, %cr4                      // Without the bit for five levels.
        movl    LEVELS_STATE(%ebx), %eax
        movl    %eax, %cr3
        movl    %cr0, %eax
        orl     $CR0_PAGING, %eax
        movl    %eax, %cr0                      // Back in long mode: EFER.LME is still set.
        ljmpl   *LEVELS_FAR_POINTER(%ebx)

        .code64
        .globl  uefi_levels_64
uefi_levels_64:
        movl    %ebx, %ecx                      // Zero-extended.
        movq    LEVELS_STATE + 16(%rcx), %rbx
        movq    LEVELS_STATE + 24(%rcx), %rsi
        movq    LEVELS_STATE + 32(%rcx), %rdi
        handover_rest
        .globl  uefi_levels_end
uefi_levels_end:
