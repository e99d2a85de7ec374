/*
 * The processor functions of runtime/contract/cpu.ts that the loader uses.
 *
 * As runtime/native/cpu.S, but with the calling convention of UEFI: arguments in RCX, RDX, R8, R9,
 * result in RAX, zero-extended; RDI and RSI belong to the caller.
 *
 * Used by: emitted code, as rt_<name>.            Uses: nothing.
 * Invariants:
 *   I1. Only RAX, RCX, RDX and R8 to R11 change; RBX, which CPUID overwrites, is put back.
 * Sources: [SDM2] each instruction by name; [UEFI] "Detailed Calling Conventions", x64.
 */

        .text
        .code64

        .macro  cpu_function name
        .balign 16
        .globl  rt_\name
rt_\name:
        .endm

        cpu_function readCr0
        movq    %cr0, %rax
        ret

        cpu_function readCr4
        movq    %cr4, %rax
        ret

        cpu_function readMsr
        rdmsr                                   // ECX is the register; EDX:EAX
        shlq    $32, %rdx
        orq     %rdx, %rax                      // RDMSR clears the upper half of RAX.
        ret

        cpu_function writeMsr
        movl    %edx, %eax
        shrq    $32, %rdx
        wrmsr                                   // ECX is the register
        ret

/* The four CPUID functions differ in the register that they return. */
        .macro  cpu_cpuid name, register
        cpu_function \name
        movq    %rbx, %r8                       // I1
        movl    %ecx, %eax
        movl    %edx, %ecx
        cpuid
        .ifnc   \register, %eax
        movl    \register, %eax
        .endif
        movq    %r8, %rbx
        ret
        .endm

        cpu_cpuid cpuidEax, %eax
        cpu_cpuid cpuidEbx, %ebx
        cpu_cpuid cpuidEcx, %ecx
        cpu_cpuid cpuidEdx, %edx

        cpu_function readPort8
        movl    %ecx, %edx
        xorl    %eax, %eax
        inb     %dx, %al
        ret

        cpu_function writePort8
        movl    %edx, %eax
        movl    %ecx, %edx
        outb    %al, %dx
        ret

        cpu_function readTimestamp
        rdtsc                                   // EDX:EAX
        shlq    $32, %rdx
        orq     %rdx, %rax
        ret

        cpu_function disableInterrupts
        cli
        ret

        cpu_function haltForever
        cli
cpu_halt:
        hlt                                     // An NMI ends it, hence the loop.
        jmp     cpu_halt
