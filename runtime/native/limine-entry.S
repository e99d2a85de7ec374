/*
 * The Limine entry: e_entry of the image.
 *
 * The bootloader has already done what entry-32.S does by hand: 64-bit mode, paging with our image
 * at its link address, CR0.WP, EFER.NXE. Its answers are in the requests (limine-requests.S). Its
 * stack and GDT lie in memory that we reclaim later, so entry-64.S replaces both.
 *
 * Used by: a Limine bootloader.            Uses: entry-64.S.
 * Sources: [LIMINE] "Machine state at entry", "x86-64".
 */

        .section .text.boot, "ax", @progbits
        .code64

        .globl  limine_entry
        .balign 16
        .type   limine_entry, @function
limine_entry:
        cli
        cld
        movl    $1, %edi                        // protocol 1: Limine
        xorl    %esi, %esi                      // No start info: see the requests.
        jmp     entry_64
        .size   limine_entry, . - limine_entry
