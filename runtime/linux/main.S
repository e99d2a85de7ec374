/*
 * The Linux process that stands in for the machine: where host-native programs start.
 *
 * The build names the dialect function to run with `--defsym rt_nativeMain=kx_…`; it is called once,
 * on the process's own stack, with the arguments of main: EDI = how many texts, RSI = where their
 * addresses are. Most functions take none of them. The process ends with 0 when that function
 * returns, or with what the exit port or haltForever says (ports.S).
 *
 * Link with clang, position independent (-fPIC or -fPIE, which is its default):
 * image.S defines addresses of the kernel window, which are in reach only then.
 *
 * Used by: host-native tests, benchmarks, fuzzers.            Uses: rt_nativeMain, ports.S, image.S.
 * Sources: [SYSV] "Function Calling Sequence".
 */

        .text

        .globl  main
        .balign 16
        .type   main, @function
main:
        pushq   %rbp
        movq    %rsp, %rbp                      // Aligned to 16 from here.
        // An old loader aligns .bss to 4 KiB only; then large pages of the arena would be crooked.
        leaq    host_memory_start(%rip), %rax
        testl   $0x1fffff, %eax
        jnz     main_misaligned
        call    rt_nativeMain@PLT               // EDI and RSI are still main's.
        call    ports_flush
        xorl    %eax, %eax
        popq    %rbp
        ret

main_misaligned:
        leaq    main_message(%rip), %rdi
        call    ports_fail
        .size   main, . - main

        .section .rodata, "a", @progbits
main_message:
        .asciz  "runtime/linux: the arena is not aligned to 2 MiB\n"

        .section .note.GNU-stack, "", @progbits
