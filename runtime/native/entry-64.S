/*
 * The common 64-bit entry: our own stack, GDT and TSS, then kernel/main.ts.
 *
 * All boot paths end here, at link addresses, with interrupts off. The memory that the boot
 * stacks need is in .bss, each stack with a page below it that the boot tables still map and
 * Mapper.fullMap leaves unmapped:
 *
 *   double_fault_stack_top
 *       16 KiB   stack of vector 8, through IST slot 1
 *   double_fault_stack_bottom
 *        4 KiB   double_fault_stack_guard
 *   boot_stack_top
 *       64 KiB   stack of the kernel
 *   boot_stack_bottom
 *        4 KiB   boot_stack_guard
 *
 * A push into the guard page faults, the processor cannot push the page fault's frame either, and
 * the double fault that follows runs on its own stack.
 *
 * Used by: entry-32.S, limine-entry.S.            Uses: kx_main__kernelMain.
 * Invariants:
 *   I1. The chain of frame pointers ends here with 0.
 *   I2. The stack is a multiple of 16 bytes at each call: [SYSV] "The Stack Frame".
 *   I3. Debuggers are told that nobody called us, so that their backtraces end here.
 * Not handled here: the interrupt descriptor table; kernel/arch builds it from trap_stub_table.
 * Sources: [SDM3] "Segment Descriptors", "TSS Descriptor in 64-bit mode",
 *          "Task Management in 64-bit Mode", "Interrupt Stack Table".
 */

#include "x86.inc"

        .cfi_sections .debug_frame
        .section .text.boot, "ax", @progbits
        .code64

/*
 * Entered by a jump. EDI = protocol (0 PVH, 1 Limine, 2 Multiboot2), RSI = start info. Does not
 * return.
 */
        .globl  entry_64
        .balign 16
        .type   entry_64, @function
entry_64:
        .cfi_startproc
        .cfi_undefined %rip                     // I3
        leaq    boot_stack_top(%rip), %rsp
        xorl    %ebp, %ebp                      // I1
        pushq   $2                              // RFLAGS: only bit 1, which is always 1
        popfq

        // The base of the TSS is spread over its descriptor, which no relocation can express.
        leaq    entry_tss(%rip), %rax
        leaq    entry_gdt_tss(%rip), %rdx
        movw    %ax, 2(%rdx)                    // base [15:0]
        shrq    $16, %rax
        movb    %al, 4(%rdx)                    // base [23:16]
        movb    %ah, 7(%rdx)                    // base [31:24]
        shrq    $16, %rax
        movl    %eax, 8(%rdx)                   // base [63:32]

        lgdtq   entry_gdt_pointer(%rip)
        pushq   $SELECTOR_KERNEL_CODE
        leaq    entry_new_cs(%rip), %rax
        pushq   %rax
        lretq
entry_new_cs:
        movl    $SELECTOR_KERNEL_DATA, %eax
        movl    %eax, %ds
        movl    %eax, %es
        movl    %eax, %ss
        xorl    %eax, %eax
        movl    %eax, %fs
        movl    %eax, %gs
        movl    $SELECTOR_TSS, %eax
        ltr     %ax

        call    kx_main__kernelMain             // I2: empty stack, aligned top
entry_stop:
        cli
        hlt
        jmp     entry_stop
        .cfi_endproc
        .size   entry_64, . - entry_64

/* LTR writes the busy bit into the TSS descriptor, so this is writable data. */
        .section .data, "aw", @progbits
        .balign 16
        .globl  entry_gdt
        .type   entry_gdt, @object
entry_gdt:
        .quad   0                               // 0x00: null
        .quad   0x00af9b000000ffff              // 0x08: P, S, code, readable, accessed, L
        .quad   0x00cf93000000ffff              // 0x10: P, S, data, writable, accessed
entry_gdt_tss:
        .quad   0x0000890000000067              // 0x18: P, available 64-bit TSS, limit 103
        .quad   0
        .size   entry_gdt, . - entry_gdt
        .if . - entry_gdt != GDT_BYTES
        .error  "GDT_BYTES in x86.inc does not fit the GDT"
        .endif

        .balign 8
        .globl  entry_tss
        .type   entry_tss, @object
entry_tss:
        .long   0
        .quad   boot_stack_top                  // RSP0: for a later return from user mode
        .quad   0, 0                            // RSP1, RSP2
        .quad   0
        .quad   double_fault_stack_top          // IST1
        .quad   0, 0, 0, 0, 0, 0                // IST2 to IST7
        .quad   0
        .word   0
        .word   104                             // I/O map: behind the limit, so none
        .size   entry_tss, . - entry_tss

        .section .rodata, "a", @progbits
        .balign 8
        .word   0, 0, 0                         // So that the base below is aligned.
entry_gdt_pointer:
        .word   GDT_BYTES - 1                   // limit: the last byte
        .quad   entry_gdt

        .section .boot_stacks, "aw", @nobits
        .balign 4096
        .globl  boot_stack_guard
boot_stack_guard:
        .skip   4096
        .globl  boot_stack_bottom
boot_stack_bottom:
        .skip   64 * 1024
        .globl  boot_stack_top
boot_stack_top:
        .globl  double_fault_stack_guard
double_fault_stack_guard:
        .skip   4096
        .globl  double_fault_stack_bottom
double_fault_stack_bottom:
        .skip   16 * 1024
        .globl  double_fault_stack_top
double_fault_stack_top:
