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
 *   I3. Debuggers are told, at each instruction, where the interrupted registers lie. The canonical
 *       frame address is the byte after what the processor pushed.
 * Not handled here: interrupts of devices (vectors from 32 on); swapping GS for user mode.
 * Sources: [SDM3] "Exception and Interrupt Reference", table "Protected-Mode Exceptions and
 *          Interrupts"; [AMD2] "Vectors" for 29 and 30.
 */

#define TRAP_RIP        136

        .cfi_sections .debug_frame
        .text
        .code64

// One bit per vector with an error code: #DF #TS #NP #SS #GP #PF #AC #CP, and AMD's #VC #SX.
#define TRAP_ERROR_CODES ((1 << 8) + (0x1f << 10) + (1 << 17) + (1 << 21) + (3 << 29))

// I3 where `\bytes` lie on the stack: what the processor pushed, and words above that are ours.
        .macro  trap_cfi_start bytes
        .cfi_startproc simple
        .cfi_signal_frame
        .cfi_def_cfa %rsp, \bytes
        .cfi_offset %rip, -40
        .cfi_offset %rsp, -16
        .endm

        .macro  trap_push operand:vararg
        pushq   \operand
        .cfi_adjust_cfa_offset 8
        .endm

        .macro  trap_save register
        trap_push \register
        .cfi_rel_offset \register, 0
        .endm

        .macro  trap_restore register
        popq    \register
        .cfi_adjust_cfa_offset -8
        .cfi_restore \register
        .endm

        .macro  trap_stub vector
        .balign 16
        .type   trap_stub_\vector, @function
trap_stub_\vector:
        .if ((TRAP_ERROR_CODES >> \vector) & 1) == 0
        trap_cfi_start 40
        trap_push $0
        .else
        trap_cfi_start 48
        .endif
        trap_push $\vector
        jmp     trap_common
        .cfi_endproc
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
        trap_cfi_start 56                       // with error code and vector
        trap_save %rax
        trap_save %rbx
        trap_save %rcx
        trap_save %rdx
        trap_save %rsi
        trap_save %rdi
        trap_save %rbp
        trap_save %r8
        trap_save %r9
        trap_save %r10
        trap_save %r11
        trap_save %r12
        trap_save %r13
        trap_save %r14
        trap_save %r15
        cld                                     // [SYSV]: clear at each call.
        movq    %rsp, %rdi                      // the TrapFrame

        // I2: a frame record as if the interrupted instruction had called us.
        trap_push TRAP_RIP(%rsp)
        trap_push %rbp
        movq    %rsp, %rbp
        call    kx_arch_trap__handleTrap        // Aligned: I1 and two words.
        addq    $16, %rsp
        .cfi_adjust_cfa_offset -16

        trap_restore %r15
        trap_restore %r14
        trap_restore %r13
        trap_restore %r12
        trap_restore %r11
        trap_restore %r10
        trap_restore %r9
        trap_restore %r8
        trap_restore %rbp
        trap_restore %rdi
        trap_restore %rsi
        trap_restore %rdx
        trap_restore %rcx
        trap_restore %rbx
        trap_restore %rax
        addq    $16, %rsp                       // vector and error code
        .cfi_adjust_cfa_offset -16
        iretq
        .cfi_endproc
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
