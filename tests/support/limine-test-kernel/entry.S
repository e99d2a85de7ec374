/*
 * Entry of the test kernel: saves what the loader left in the processor, then calls C.
 *
 * Nothing but the stack that the loader gave is used. The order of the saved values is that of
 * `struct entry_state` in kernel.c.
 */
        .section .text, "ax"
        .code64

        .macro  test_entry name, marker
        .globl  \name
\name:
        pushfq
        cld
        pushq   $\marker
        pushq   %r15
        pushq   %r14
        pushq   %r13
        pushq   %r12
        pushq   %r11
        pushq   %r10
        pushq   %r9
        pushq   %r8
        pushq   %rbp
        pushq   %rdi
        pushq   %rsi
        pushq   %rdx
        pushq   %rcx
        pushq   %rbx
        pushq   %rax
        movq    %rsp, %rdi
        xorl    %ebp, %ebp
        andq    $-16, %rsp
        call    test_main
1:      hlt
        jmp     1b
        .endm

        test_entry entry_from_header, 1
        test_entry entry_from_request, 2

/*
 * Accesses that may fault. Each takes an address in %rdi and returns 0, or 1 and the error code of
 * the page fault in bits 32 and up. The handler leaves the way that `fault_resume` and
 * `fault_stack` say, so a fault inside a called function is one of its caller.
 */
        .macro  begin_probe
        leaq    9f(%rip), %rax
        movq    %rax, fault_resume(%rip)
        movq    %rsp, fault_stack(%rip)
        .endm

        .macro  end_probe
        xorl    %eax, %eax
        ret
9:      movq    fault_error(%rip), %rax
        shlq    $32, %rax
        orq     $1, %rax
        ret
        .endm

        .globl  probe_read
probe_read:
        begin_probe
        movb    (%rdi), %al
        end_probe

        .globl  probe_write
probe_write:
        begin_probe
        lock orb $0, (%rdi)                     // writes what is there
        end_probe

        .globl  probe_call
probe_call:
        begin_probe
        call    *%rdi
        end_probe

        .globl  return_only
return_only:
        ret

        .globl  page_fault
page_fault:
        popq    fault_error(%rip)
        movq    fault_resume(%rip), %rax
        movq    %rax, (%rsp)                    // RIP, CS, RFLAGS, RSP, SS
        movq    fault_stack(%rip), %rax
        movq    %rax, 24(%rsp)
        movq    %cr2, %rax
        movq    %rax, fault_address(%rip)
        iretq

        .section .bss, "aw", @nobits
        .balign 8
        .globl  fault_address
fault_address:
        .skip   8
fault_error:
        .skip   8
fault_resume:
        .skip   8
fault_stack:
        .skip   8
