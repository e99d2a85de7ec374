/*
 * Turns on five levels of page tables under running firmware, for five-levels.test.ts.
 *
 * five_levels(RCX root): RCX is the physical address of a level 5 table, below 4 GiB, whose first
 * entry is the level 4 table in use. Returns with the new root loaded. This code and its stack must
 * lie below 4 GiB, mapped where they are.
 */
        .text
        .code64
        .globl  five_levels
five_levels:
        pushfq
        pushq   %rbx
        pushq   %rdi
        pushq   %rsi
        pushq   %rbp
        cli
        movl    %ecx, %edi
        movq    %rsp, %rbp
        sgdtq   five_saved_table(%rip)
        movl    %cs, %eax
        movl    %eax, five_saved_code(%rip)
        movl    %ss, %eax
        movl    %eax, five_saved_data(%rip)
        leaq    five_descriptors(%rip), %rax
        movq    %rax, five_table + 2(%rip)
        leaq    five_64(%rip), %rax
        movl    %eax, five_far(%rip)
        leaq    five_far(%rip), %rsi
        lgdtq   five_table(%rip)
        leaq    five_32(%rip), %rax
        pushq   $0x08
        pushq   %rax
        lretq

        .code32
five_32:
        movl    $0x10, %eax
        movl    %eax, %ds
        movl    %eax, %ss
        movl    %cr0, %eax
        andl    $0x7fffffff, %eax
        movl    %eax, %cr0
        movl    %cr4, %eax
        orl     $0x1000, %eax
        movl    %eax, %cr4
        movl    %edi, %cr3
        movl    %cr0, %eax
        orl     $0x80000000, %eax
        movl    %eax, %cr0
        ljmpl   *(%esi)

        .code64
five_64:
        movl    %ebp, %esp                      // Zero-extended: the stack is below 4 GiB.
        lgdtq   five_saved_table(%rip)
        movl    five_saved_data(%rip), %eax
        movl    %eax, %ds
        movl    %eax, %es
        movl    %eax, %ss
        movl    five_saved_code(%rip), %eax
        pushq   %rax
        leaq    five_done(%rip), %rax
        pushq   %rax
        lretq
five_done:
        popq    %rbp
        popq    %rsi
        popq    %rdi
        popq    %rbx
        popfq
        ret

        .data
        .balign 16
five_descriptors:
        .quad   0
        .quad   0x00cf9b000000ffff
        .quad   0x00cf93000000ffff
        .quad   0x00209b0000000000
five_table:
        .word   31
        .quad   0
        .balign 4
five_far:
        .long   0
        .word   0x18
        .balign 16
five_saved_table:
        .space  16
five_saved_code:
        .long   0
five_saved_data:
        .long   0

        .globl  five_levels_table
        .balign 8
five_levels_table:
        .quad   five_levels
        .quad   five_read_root

        .text
five_read_root:
        movq    %cr3, %rax
        ret
