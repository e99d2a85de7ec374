/*
 * Entry of the test kernel: saves what the loader left in the processor, then calls C.
 *
 * Nothing but the stack that the loader gave is used. The order of the saved values is that of
 * `struct entry_state` in kernel.c.
 */
        .section .text, "ax"
        .code64

        .macro  test_entry name, marker
        .globl  \name
\name:
        pushfq
        cld
        pushq   $\marker
        pushq   %r15
        pushq   %r14
        pushq   %r13
        pushq   %r12
        pushq   %r11
        pushq   %r10
        pushq   %r9
        pushq   %r8
        pushq   %rbp
        pushq   %rdi
        pushq   %rsi
        pushq   %rdx
        pushq   %rcx
        pushq   %rbx
        pushq   %rax
        movq    %rsp, %rdi
        xorl    %ebp, %ebp
        andq    $-16, %rsp
        call    test_main
1:      hlt
        jmp     1b
        .endm

        test_entry entry_from_header, 1
        test_entry entry_from_request, 2
