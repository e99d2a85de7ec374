/*
 * The ports of the machine, for a Linux process: COM1 is stdout, port 0xf4 ends the process.
 *
 * COM1 is a UART whose transmitter is always empty. Bytes written to it are collected and written
 * to stdout at each line end, when the buffer is full, and when the process ends. The divisor
 * latch and the loopback mode, which drivers use while they set it up, send nothing out.
 *
 * Every other port reads as an empty bus, all ones; writes to it are lost.
 *
 * Used by: emitted code, as rt_<name>; main.S, cpu.S.            Uses: write, exit of libc.
 * Invariants:
 *   I1. ports_used is in [0, PORTS_BUFFER_BYTES) between calls.
 *   I2. The process ends through libc's exit, so that sanitizers and profiles report.
 * Not handled here: input; interrupts.
 * Sources: [UART16550] "Registers"; [QEMU] the exit device, isa-debug-exit.
 */

#include "../native/x86.inc"

#define PORTS_BUFFER_BYTES   4096
#define LINE_DIVISOR         0x80               /* [7] of the line control register: DLAB */
#define MODEM_LOOPBACK       0x10               /* [4] of the modem control register */

        .text

/* void rt_writePort8(EDI port, ESI value) */
        .globl  rt_writePort8
        .balign 16
        .type   rt_writePort8, @function
rt_writePort8:
        movzwl  %di, %edi
        cmpl    $PORT_COM1_DATA, %edi
        je      ports_write_data
        cmpl    $PORT_COM1_LINE, %edi
        je      ports_write_line
        cmpl    $PORT_COM1_MODEM, %edi
        je      ports_write_modem
        cmpl    $PORT_EXIT, %edi
        je      ports_exit
        ret
ports_write_line:
        movb    %sil, ports_line(%rip)
        ret
ports_write_modem:
        movb    %sil, ports_modem(%rip)
        ret
ports_write_data:
        testb   $LINE_DIVISOR, ports_line(%rip)
        jnz     ports_written
        testb   $MODEM_LOOPBACK, ports_modem(%rip)
        jnz     ports_loop_back
        movl    ports_used(%rip), %eax
        leaq    ports_buffer(%rip), %rdx
        movb    %sil, (%rdx, %rax)
        incl    %eax
        movl    %eax, ports_used(%rip)
        cmpb    $'\n', %sil
        je      ports_flush                     // A tail call: it returns to our caller.
        cmpl    $PORTS_BUFFER_BYTES, %eax
        je      ports_flush                     // keeps I1
ports_written:
        ret
ports_loop_back:
        movb    %sil, ports_received(%rip)
        movb    $COM1_STATUS_READY, ports_ready(%rip)
        ret
        .size   rt_writePort8, . - rt_writePort8

/* uint8_t rt_readPort8(EDI port) */
        .globl  rt_readPort8
        .balign 16
        .type   rt_readPort8, @function
rt_readPort8:
        movzwl  %di, %edi
        movl    $0x60, %eax                     // transmitter and its buffer empty
        cmpl    $PORT_COM1_STATUS, %edi
        je      ports_read_status
        cmpl    $PORT_COM1_DATA, %edi
        je      ports_read_data
        movzbl  ports_line(%rip), %eax
        cmpl    $PORT_COM1_LINE, %edi
        je      ports_read
        movzbl  ports_modem(%rip), %eax
        cmpl    $PORT_COM1_MODEM, %edi
        je      ports_read
        movl    $0xff, %eax                     // nobody answers
        cmpl    $PORT_COM1_INTERRUPT, %edi
        jb      ports_read
        cmpl    $(PORT_COM1_DATA + 7), %edi
        ja      ports_read
        xorl    %eax, %eax                      // The other registers of the UART are idle.
ports_read:
        ret
ports_read_status:
        orb     ports_ready(%rip), %al
        ret
ports_read_data:
        movb    $0, ports_ready(%rip)
        movzbl  ports_received(%rip), %eax
        ret
        .size   rt_readPort8, . - rt_readPort8

/* uint32_t rt_readPort32(EDI port) */
        .globl  rt_readPort32
        .balign 16
        .type   rt_readPort32, @function
rt_readPort32:
        movl    $0xffffffff, %eax
        ret
        .size   rt_readPort32, . - rt_readPort32

/* void rt_writePort32(EDI port, ESI value): the exit port takes four bytes too. */
        .globl  rt_writePort32
        .balign 16
        .type   rt_writePort32, @function
rt_writePort32:
        movzwl  %di, %edi
        cmpl    $PORT_EXIT, %edi
        je      ports_exit
        ret
        .size   rt_writePort32, . - rt_writePort32

/* void rt_haltForever(void): a kernel that stops has failed. */
        .globl  rt_haltForever
        .balign 16
        .type   rt_haltForever, @function
rt_haltForever:
        movl    $EXIT_FAILURE, %esi
        .size   rt_haltForever, . - rt_haltForever

/* Entered by a jump from a function. ESI = value: ends the process with 0 for success, else 1. */
        .type   ports_exit, @function
ports_exit:
        pushq   %rbp
        movq    %rsp, %rbp
        pushq   %rbx
        pushq   %rbx                            // keeps the alignment
        xorl    %ebx, %ebx
        cmpl    $EXIT_SUCCESS, %esi
        setne   %bl
        call    ports_flush
        movl    %ebx, %edi
        call    exit@PLT                        // keeps I2
        .size   ports_exit, . - ports_exit

/* Writes what is collected to stdout. What stdout does not take is lost. */
        .globl  ports_flush
        .hidden ports_flush
        .balign 16
        .type   ports_flush, @function
ports_flush:
        pushq   %rbp
        movq    %rsp, %rbp
        pushq   %rbx
        pushq   %r12
        leaq    ports_buffer(%rip), %rbx
        movl    ports_used(%rip), %r12d
        movl    $0, ports_used(%rip)
ports_flush_rest:
        testq   %r12, %r12
        jz      ports_flushed
        movl    $1, %edi                        // stdout
        movq    %rbx, %rsi
        movq    %r12, %rdx
        call    write@PLT
        testq   %rax, %rax
        jle     ports_flushed
        addq    %rax, %rbx
        subq    %rax, %r12
        jmp     ports_flush_rest
ports_flushed:
        popq    %r12
        popq    %rbx
        popq    %rbp
        ret
        .size   ports_flush, . - ports_flush

/* Ends the process with 1 and a message for stderr. RDI = text, ends with 0. Called. */
        .globl  ports_fail
        .hidden ports_fail
        .balign 16
        .type   ports_fail, @function
ports_fail:
        pushq   %rbp
        movq    %rsp, %rbp
        pushq   %rbx
        pushq   %rbx                            // keeps the alignment
        movq    %rdi, %rbx
        call    ports_flush
        movq    %rbx, %rdi
        call    strlen@PLT
        movq    %rax, %rdx
        movq    %rbx, %rsi
        movl    $2, %edi                        // stderr
        call    write@PLT
        movl    $1, %edi
        call    exit@PLT                        // keeps I2
        .size   ports_fail, . - ports_fail

        .bss
        .balign 16
ports_buffer:
        .skip   PORTS_BUFFER_BYTES
ports_used:
        .skip   4
ports_line:
        .skip   1
ports_modem:
        .skip   1
ports_received:
        .skip   1
ports_ready:
        .skip   1

        .section .note.GNU-stack, "", @progbits
