/*
 * Going on after a panic, for a Linux process: as in the kernel.
 *
 * The address sanitizer marks what lies on the stack; the frames that a panic leaves behind would
 * stay marked, so it is told before they are dropped.
 *
 * Used by: tests/kernel/support.            Uses: runtime/native/testing.S, the sanitizer.
 */

/* RAX, the record to go back to, survives in a register that calls keep. */
#define TESTING_BEFORE_LEAVE            \
        movq    %rax, %rbx             ;\
        andq    $-16, %rsp             ;\
        movq    __asan_handle_no_return@GOTPCREL(%rip), %rax ;\
        testq   %rax, %rax             ;\
        jz      testing_no_sanitizer   ;\
        call    *%rax                  ;\
testing_no_sanitizer:                  ;\
        movq    %rbx, %rax

        .weak   __asan_handle_no_return

#include "../native/testing.S"

        .section .note.GNU-stack, "", @progbits
