/*
 * Functions of the Microsoft calling convention, written by hand, for calling-convention.test.ts.
 *
 * Arguments: RCX, RDX, R8, R9, then the stack from RSP + 40 on entry, eight bytes each. The 32 bytes
 * from RSP + 8 on belong to the callee, and each function here overwrites them. A stack that is not
 * 16-byte aligned before the call gives the result 0.
 *
 * Sources: [UEFI] "Detailed Calling Conventions", section "x64 Platforms".
 */
        .text
        .code64

/* Overwrites the shadow space, and goes to oracle_misaligned when the stack is not aligned. */
        .macro  oracle_function name
        .balign 16
\name:
        movabsq $0xdeaddeaddeaddead, %rax
        movq    %rax, 8(%rsp)
        movq    %rax, 16(%rsp)
        movq    %rax, 24(%rsp)
        movq    %rax, 32(%rsp)
        leaq    8(%rsp), %rax
        testq   $15, %rax
        jnz     oracle_misaligned
        .endm

oracle_misaligned:
        xorl    %eax, %eax
        ret

/* rax = 10 * rax + \value */
        .macro  oracle_digit value
        imulq   $10, %rax, %rax
        addq    \value, %rax
        .endm

/* Six u64: the decimal number whose digits they are. */
        oracle_function oracle_weigh
        movq    %rcx, %rax
        oracle_digit %rdx
        oracle_digit %r8
        oracle_digit %r9
        oracle_digit 40(%rsp)
        oracle_digit 48(%rsp)
        ret

/* u8 u16 u32 u64 u8 u16 u32 bool i64 u64, likewise; only the low bits of the narrow ones count. */
        oracle_function oracle_narrow
        movzbl  %cl, %eax
        movzwl  %dx, %edx
        oracle_digit %rdx
        movl    %r8d, %r8d
        oracle_digit %r8
        oracle_digit %r9
        movzbl  40(%rsp), %edx
        oracle_digit %rdx
        movzwl  48(%rsp), %edx
        oracle_digit %rdx
        movl    56(%rsp), %edx
        oracle_digit %rdx
        movzbl  64(%rsp), %edx
        oracle_digit %rdx
        movq    72(%rsp), %rdx
        negq    %rdx                            // The argument is negative.
        oracle_digit %rdx
        oracle_digit 80(%rsp)
        ret

/*
 * RCX: a function of six u64. Calls it with 1 to 6 and gives its result, or 0 when a register that
 * belongs to the caller has changed.
 */
        oracle_function oracle_call_back
        pushq   %rbx
        pushq   %rbp
        pushq   %rdi
        pushq   %rsi
        pushq   %r12
        pushq   %r13
        pushq   %r14
        pushq   %r15
        subq    $56, %rsp                       // shadow space, two arguments, alignment
        movl    $0x11111111, %ebx
        movl    $0x22222222, %ebp
        movl    $0x33333333, %edi
        movl    $0x44444444, %esi
        movl    $0x55555555, %r12d
        movl    $0x66666666, %r13d
        movl    $0x77777777, %r14d
        movl    $0x08888888, %r15d
        movq    $5, 32(%rsp)
        movq    $6, 40(%rsp)
        movq    %rcx, %rax
        movl    $1, %ecx
        movl    $2, %edx
        movl    $3, %r8d
        movl    $4, %r9d
        call    *%rax
        xorl    $0x11111111, %ebx
        xorl    $0x22222222, %ebp
        xorl    $0x33333333, %edi
        xorl    $0x44444444, %esi
        xorl    $0x55555555, %r12d
        xorl    $0x66666666, %r13d
        xorl    $0x77777777, %r14d
        xorl    $0x08888888, %r15d
        orl     %ebp, %ebx
        orl     %edi, %ebx
        orl     %esi, %ebx
        orl     %r12d, %ebx
        orl     %r13d, %ebx
        orl     %r14d, %ebx
        orl     %r15d, %ebx
        jz      oracle_kept
        xorl    %eax, %eax
oracle_kept:
        addq    $56, %rsp
        popq    %r15
        popq    %r14
        popq    %r13
        popq    %r12
        popq    %rsi
        popq    %rdi
        popq    %rbp
        popq    %rbx
        ret

        .data
        .balign 8
        .globl  convention_oracle
convention_oracle:
        .quad   oracle_weigh
        .quad   oracle_narrow
        .quad   oracle_call_back
