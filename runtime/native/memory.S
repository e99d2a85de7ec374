/*
 * memset, memcpy, memmove and memcmp: what emitted code and clang itself call.
 *
 * From 8 bytes on, whole words are moved and the odd bytes at the end are covered by one more word
 * that overlaps the last: an exact multiple of 8 is not needed, nor alignment. REP STOSQ and REP
 * MOVSQ rather than the byte forms, because emulators run them step by step.
 *
 * Used by: emitted code, clang.            Uses: nothing.
 * Invariants:
 *   I1. The direction flag is clear on entry and on return: [SYSV] "Register Usage".
 *   I2. memmove reads each word before the first write that could change it.
 * Not handled here: streaming stores for large ranges.
 * Sources: [SDM2] "REP/REPE/REPZ/REPNE/REPNZ"; ISO C 7.24 for the four functions.
 */

        .text
        .code64

/* memset(RDI to, ESI value, RDX lengthBytes) -> RAX to. */
        .globl  memset
        .balign 16
        .type   memset, @function
memset:
        movq    %rdi, %r8                       // the result
        movzbl  %sil, %eax
        cmpq    $8, %rdx
        jb      memory_set_bytes
        movabsq $0x0101010101010101, %r9
        imulq   %r9, %rax                       // the byte, eight times
        movq    %rax, -8(%rdi, %rdx)            // the last eight bytes
        movq    %rdx, %rcx
        shrq    $3, %rcx
        rep stosq
        movq    %r8, %rax
        ret
memory_set_bytes:
        testq   %rdx, %rdx
        jz      memory_set_done
memory_set_byte:
        movb    %al, -1(%rdi, %rdx)
        decq    %rdx
        jnz     memory_set_byte
memory_set_done:
        movq    %r8, %rax
        ret
        .size   memset, . - memset

/*
 * memmove(RDI to, RSI from, RDX lengthBytes) -> RAX to; memcpy is the same function.
 *
 * Forward when `to` is below `from` or at least lengthBytes above: then a word written never lies
 * in front of the words still to be read. Otherwise backward.
 */
        .globl  memcpy
        .globl  memmove
        .balign 16
        .type   memcpy, @function
        .type   memmove, @function
memcpy:
memmove:
        movq    %rdi, %rax
        movq    %rdi, %rcx
        subq    %rsi, %rcx                      // Modulo 2^64: huge when `to` is below.
        cmpq    %rdx, %rcx
        jb      memory_move_backward
        cmpq    $8, %rdx
        jb      memory_move_bytes
        movq    -8(%rsi, %rdx), %r8             // I2: the last word, before any write.
        leaq    -8(%rdi, %rdx), %r9
        movq    %rdx, %rcx
        shrq    $3, %rcx
        rep movsq
        movq    %r8, (%r9)
        ret

memory_move_bytes:
        testq   %rdx, %rdx
        jz      memory_move_done
memory_move_byte:
        movb    (%rsi), %cl
        movb    %cl, (%rdi)
        incq    %rsi
        incq    %rdi
        decq    %rdx
        jnz     memory_move_byte
memory_move_done:
        ret

        // Not STD and REP MOVSQ: slower than this loop on processors, and no faster in an emulator.
memory_move_backward:
        cmpq    $8, %rdx
        jb      memory_move_back_byte
        movq    (%rsi), %r8                     // I2: the first word.
memory_move_back_word:
        movq    -8(%rsi, %rdx), %rcx
        movq    %rcx, -8(%rdi, %rdx)
        subq    $8, %rdx
        cmpq    $8, %rdx
        jae     memory_move_back_word
        movq    %r8, (%rdi)
        ret
memory_move_back_byte:                          // At least one byte, or not backward.
        movb    -1(%rsi, %rdx), %cl
        movb    %cl, -1(%rdi, %rdx)
        decq    %rdx
        jnz     memory_move_back_byte
        ret
        .size   memcpy, . - memcpy
        .size   memmove, . - memmove

/* memcmp(RDI left, RSI right, RDX lengthBytes) -> EAX: 0, or the sign of the first difference. */
        .globl  memcmp
        .balign 16
        .type   memcmp, @function
memcmp:
        cmpq    $8, %rdx
        jb      memory_compare_bytes
memory_compare_word:
        movq    (%rdi), %rax
        movq    (%rsi), %rcx
        cmpq    %rcx, %rax
        jne     memory_compare_words_differ
        addq    $8, %rdi
        addq    $8, %rsi
        subq    $8, %rdx
        cmpq    $8, %rdx
        jae     memory_compare_word
memory_compare_bytes:
        testq   %rdx, %rdx
        jz      memory_compare_equal
memory_compare_byte:
        movzbl  (%rdi), %eax
        movzbl  (%rsi), %ecx
        subl    %ecx, %eax
        jnz     memory_compare_done
        incq    %rdi
        incq    %rsi
        decq    %rdx
        jnz     memory_compare_byte
memory_compare_equal:
        xorl    %eax, %eax
memory_compare_done:
        ret
memory_compare_words_differ:
        bswapq  %rax                            // The lowest byte counts most.
        bswapq  %rcx
        cmpq    %rcx, %rax
        sbbl    %eax, %eax                      // -1 when left is below, else 0
        orl     $1, %eax
        ret
        .size   memcmp, . - memcmp
