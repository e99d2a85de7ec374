/*
 * memset, memcpy, memmove and memcmp for the loader: what emitted code and clang itself call.
 *
 * The calling convention of UEFI: arguments in RCX, RDX, R8, result in RAX; RDI and RSI belong to
 * the caller. Simple byte strings: the loader moves a few megabytes once.
 *
 * Used by: emitted code, clang.            Uses: nothing.
 * Invariants:
 *   I1. The direction flag is clear on entry and on return: [UEFI] "Detailed Calling Conventions".
 * Sources: [SDM2] "REP/REPE/REPZ/REPNE/REPNZ"; ISO C 7.24 for the four functions.
 */

        .text
        .code64

/* memset(RCX to, EDX value, R8 lengthBytes) -> RAX to. */
        .globl  memset
        .balign 16
memset:
        movq    %rdi, %r9
        movq    %rcx, %rdi
        movq    %rcx, %r10
        movzbl  %dl, %eax
        movabsq $0x0101010101010101, %r11
        imulq   %r11, %rax                      // the byte, eight times
        movq    %r8, %rcx
        shrq    $3, %rcx
        rep stosq
        movl    %r8d, %ecx
        andl    $7, %ecx
        rep stosb
        movq    %r10, %rax
        movq    %r9, %rdi
        ret

/*
 * memmove(RCX to, RDX from, R8 lengthBytes) -> RAX to; memcpy is the same function.
 *
 * Forward when `to` is below `from` or at least lengthBytes above; otherwise backward, byte by byte.
 */
        .globl  memcpy
        .globl  memmove
        .balign 16
memcpy:
memmove:
        movq    %rcx, %rax
        movq    %rcx, %r9
        subq    %rdx, %r9                       // Modulo 2^64: huge when `to` is below.
        cmpq    %r8, %r9
        jb      memory_move_backward
        movq    %rdi, %r9
        movq    %rsi, %r10
        movq    %rcx, %rdi
        movq    %rdx, %rsi
        movq    %r8, %rcx
        shrq    $3, %rcx
        rep movsq
        movl    %r8d, %ecx
        andl    $7, %ecx
        rep movsb
        movq    %r9, %rdi
        movq    %r10, %rsi
        ret
memory_move_backward:                           // At least one byte, or not backward.
        movb    -1(%rdx, %r8), %r9b
        movb    %r9b, -1(%rcx, %r8)
        decq    %r8
        jnz     memory_move_backward
        ret

/* memcmp(RCX left, RDX right, R8 lengthBytes) -> EAX: 0, or the sign of the first difference. */
        .globl  memcmp
        .balign 16
memcmp:
        testq   %r8, %r8
        jz      memory_compare_equal
memory_compare_byte:
        movzbl  (%rcx), %eax
        movzbl  (%rdx), %r9d
        subl    %r9d, %eax
        jnz     memory_compare_done
        incq    %rcx
        incq    %rdx
        decq    %r8
        jnz     memory_compare_byte
memory_compare_equal:
        xorl    %eax, %eax
memory_compare_done:
        ret
