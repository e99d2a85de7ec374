/*
 * The processor functions of runtime/contract/cpu.ts, for the kernel.
 *
 * Each is one instruction, or the few that its operands need, as a System V function: arguments in
 * EDI/RDI and ESI/RSI, result in EAX/RAX, zero-extended. None uses the stack below RSP.
 *
 * Used by: emitted code, as rt_<name>.            Uses: nothing.
 * Invariants:
 *   I1. Only RAX, RCX, RDX and R8 to R11 change; RBX, which CPUID overwrites, is put back.
 * Sources: [SDM2] each instruction by name; [SYSV] "Register Usage".
 */

        .text
        .code64

        .macro  cpu_function name
        .balign 16
        .globl  rt_\name
        .type   rt_\name, @function
rt_\name:
        .endm

        .macro  cpu_end name
        .size   rt_\name, . - rt_\name
        .endm

        cpu_function readCr0
        movq    %cr0, %rax
        ret
        cpu_end readCr0

        cpu_function writeCr0
        movq    %rdi, %cr0
        ret
        cpu_end writeCr0

        cpu_function readCr2
        movq    %cr2, %rax
        ret
        cpu_end readCr2

        cpu_function readCr3
        movq    %cr3, %rax
        ret
        cpu_end readCr3

        cpu_function writeCr3
        movq    %rdi, %cr3
        ret
        cpu_end writeCr3

        cpu_function readCr4
        movq    %cr4, %rax
        ret
        cpu_end readCr4

        cpu_function writeCr4
        movq    %rdi, %cr4
        ret
        cpu_end writeCr4

        cpu_function readMsr
        movl    %edi, %ecx
        rdmsr                                   // EDX:EAX
        shlq    $32, %rdx
        orq     %rdx, %rax                      // RDMSR clears the upper half of RAX.
        ret
        cpu_end readMsr

        cpu_function writeMsr
        movl    %edi, %ecx
        movl    %esi, %eax
        movq    %rsi, %rdx
        shrq    $32, %rdx
        wrmsr
        ret
        cpu_end writeMsr

        cpu_function invalidatePage
        invlpg  (%rdi)
        ret
        cpu_end invalidatePage

/* The four CPUID functions differ in the register that they return. */
        .macro  cpu_cpuid name, register
        cpu_function \name
        movq    %rbx, %r8                       // I1
        movl    %edi, %eax
        movl    %esi, %ecx
        cpuid
        .ifnc   \register, %eax
        movl    \register, %eax
        .endif
        movq    %r8, %rbx
        ret
        cpu_end \name
        .endm

        cpu_cpuid cpuidEax, %eax
        cpu_cpuid cpuidEbx, %ebx
        cpu_cpuid cpuidEcx, %ecx
        cpu_cpuid cpuidEdx, %edx

        cpu_function readPort8
        movl    %edi, %edx
        xorl    %eax, %eax
        inb     %dx, %al
        ret
        cpu_end readPort8

        cpu_function writePort8
        movl    %edi, %edx
        movl    %esi, %eax
        outb    %al, %dx
        ret
        cpu_end writePort8

        cpu_function readPort32
        movl    %edi, %edx
        inl     %dx, %eax
        ret
        cpu_end readPort32

        cpu_function writePort32
        movl    %edi, %edx
        movl    %esi, %eax
        outl    %eax, %dx
        ret
        cpu_end writePort32

        cpu_function readTimestamp
        rdtsc                                   // EDX:EAX
        shlq    $32, %rdx
        orq     %rdx, %rax
        ret
        cpu_end readTimestamp

        cpu_function pause
        pause
        ret
        cpu_end pause

        cpu_function haltForever
        cli
cpu_halt:
        hlt                                     // An NMI ends it, hence the loop.
        jmp     cpu_halt
        cpu_end haltForever

        cpu_function enableInterrupts
        sti
        ret
        cpu_end enableInterrupts

        cpu_function disableInterrupts
        cli
        ret
        cpu_end disableInterrupts

        cpu_function loadInterruptTable
        subq    $24, %rsp
        movw    %si, 6(%rsp)                    // limit
        movq    %rdi, 8(%rsp)                   // base, aligned
        lidtq   6(%rsp)
        addq    $24, %rsp
        ret
        cpu_end loadInterruptTable

        cpu_function readFramePointer
        movq    %rbp, %rax                      // We make no frame: it is the caller's.
        ret
        cpu_end readFramePointer
