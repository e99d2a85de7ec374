/*
 * Exceptions: one stub for each of the 32 vectors, and their way into kernel/arch/trap.ts.
 *
 * A stub makes the stack the same for all vectors (an error code of 0 where the processor pushes
 * none, then the vector) and jumps to trap_common, which saves the general registers. The result
 * is the TrapFrame that the dialect code gets:
 *
 *   offset  from the processor      offset  from trap_common       offset
 *      168  ss                         112  rax                        48  r9
 *      160  rsp                        104  rbx                        40  r10
 *      152  rflags                      96  rcx                        32  r11
 *      144  cs                          88  rdx                        24  r12
 *      136  rip                         80  rsi                        16  r13
 *      128  errorCode (or the stub)     72  rdi                         8  r14
 *      120  vector (the stub)           64  rbp                         0  r15
 *                                       56  r8
 *
 * Used by: gates that kernel/arch makes.            Uses: kx_arch_trap__handleTrap.
 * Invariants:
 *   I1. The TrapFrame is aligned to 16 bytes: the processor aligns the stack before it pushes its
 *       five words, and 17 more make 22: [SDM3] "64-Bit Mode Stack Frame".
 *   I2. The chain of frame pointers leads from the handler through trap_common to the interrupted
 *       instruction, then to the callers of the interrupted function.
 * Not handled here: interrupts of devices (vectors from 32 on); swapping GS for user mode.
 * Sources: [SDM3] "Exception and Interrupt Reference", table "Protected-Mode Exceptions and
 *          Interrupts"; [AMD2] "Vectors" for 29 and 30.
 */

#define TRAP_RIP        136

        .text
        .code64

// One bit per vector with an error code: #DF #TS #NP #SS #GP #PF #AC #CP, and AMD's #VC #SX.
#define TRAP_ERROR_CODES ((1 << 8) + (0x1f << 10) + (1 << 17) + (1 << 21) + (3 << 29))

        .macro  trap_stub vector
        .balign 16
        .type   trap_stub_\vector, @function
trap_stub_\vector:
        .if ((TRAP_ERROR_CODES >> \vector) & 1) == 0
        pushq   $0
        .endif
        pushq   $\vector
        jmp     trap_common
        .size   trap_stub_\vector, . - trap_stub_\vector
        .endm

        .irp    vector, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
        trap_stub \vector
        .endr
        .irp    vector, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
        trap_stub \vector
        .endr

        .balign 16
        .type   trap_common, @function
trap_common:
        pushq   %rax
        pushq   %rbx
        pushq   %rcx
        pushq   %rdx
        pushq   %rsi
        pushq   %rdi
        pushq   %rbp
        pushq   %r8
        pushq   %r9
        pushq   %r10
        pushq   %r11
        pushq   %r12
        pushq   %r13
        pushq   %r14
        pushq   %r15
        cld                                     // [SYSV]: clear at each call.
        movq    %rsp, %rdi                      // the TrapFrame

        // I2: a frame record as if the interrupted instruction had called us.
        pushq   TRAP_RIP(%rsp)
        pushq   %rbp
        movq    %rsp, %rbp
        call    kx_arch_trap__handleTrap        // Aligned: I1 and two words.
        addq    $16, %rsp

        popq    %r15
        popq    %r14
        popq    %r13
        popq    %r12
        popq    %r11
        popq    %r10
        popq    %r9
        popq    %r8
        popq    %rbp
        popq    %rdi
        popq    %rsi
        popq    %rdx
        popq    %rcx
        popq    %rbx
        popq    %rax
        addq    $16, %rsp                       // vector and error code
        iretq
        .size   trap_common, . - trap_common

        .section .rodata, "a", @progbits
        .balign 8
        .globl  trap_stub_table
        .type   trap_stub_table, @object
trap_stub_table:
        .irp    vector, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
        .quad   trap_stub_\vector
        .endr
        .irp    vector, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
        .quad   trap_stub_\vector
        .endr
        .size   trap_stub_table, . - trap_stub_table
