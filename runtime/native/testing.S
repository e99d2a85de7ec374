/*
 * Going on after a panic, for tests: runtime/contract/testing.ts.
 *
 * rt_returnsWithoutPanic leaves a record of the registers that a function must keep on its stack
 * and points testing_innermost at it; rt_leavePanic goes back to that record. The records form a
 * list, innermost first, so the calls nest. runtime/linux/testing.S includes this file.
 *
 *   offset  record
 *       64  return address
 *       56  rbp
 *       48  rbx
 *       40  r12
 *       32  r13
 *       24  r14
 *       16  r15
 *        8  rflags (a panic inside a trap leaves interrupts off)
 *        0  testing_innermost as it was
 *
 * Used by: tests/kernel/support.            Uses: nothing.
 * Invariants:
 *   I1. testing_innermost is 0 or the record of the innermost call that has not returned.
 * Sources: [SYSV] "Registers and the Stack Frame" for the registers to keep.
 */

        .text
        .code64

/* bool rt_returnsWithoutPanic(RDI action) */
        .globl  rt_returnsWithoutPanic
        .balign 16
        .type   rt_returnsWithoutPanic, @function
rt_returnsWithoutPanic:
        pushq   %rbp
        movq    %rsp, %rbp
        pushq   %rbx
        pushq   %r12
        pushq   %r13
        pushq   %r14
        pushq   %r15
        pushfq
        pushq   testing_innermost(%rip)
        movq    %rsp, testing_innermost(%rip)   // keeps I1
        subq    $8, %rsp                        // to a multiple of 16
        call    *%rdi
        addq    $8, %rsp
        movl    $1, %eax
testing_return:
        popq    testing_innermost(%rip)         // keeps I1
        popfq
        popq    %r15
        popq    %r14
        popq    %r13
        popq    %r12
        popq    %rbx
        popq    %rbp
        ret
        .size   rt_returnsWithoutPanic, . - rt_returnsWithoutPanic

/* void rt_leavePanic(void) */
        .globl  rt_leavePanic
        .balign 16
        .type   rt_leavePanic, @function
rt_leavePanic:
        movq    testing_innermost(%rip), %rax
        testq   %rax, %rax
        jz      testing_none
#ifdef TESTING_BEFORE_LEAVE
        TESTING_BEFORE_LEAVE
#endif
        movq    %rax, %rsp
        xorl    %eax, %eax                      // false: it panicked.
        jmp     testing_return
testing_none:
        ret
        .size   rt_leavePanic, . - rt_leavePanic

        .bss
        .balign 8
testing_innermost:
        .skip   8
