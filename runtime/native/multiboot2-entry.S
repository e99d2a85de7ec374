/*
 * The Multiboot2 header and entry: where GRUB finds and starts the image.
 *
 * GRUB looks for the header in the first 32 KiB of the file, at multiples of 8 bytes; the linker
 * script puts it at the start of text, which is one page into the file. Tag 3 names the entry,
 * because e_entry is that of the Limine protocol and expects 64-bit mode.
 *
 * Used by: GRUB's `multiboot2` command.            Uses: entry-32.S.
 * Not handled here: the relocatable header tag; the image is loaded where its headers say. The EFI
 * entry tags: GRUB leaves the firmware's boot services before it enters us, as we want.
 * Sources: [MULTIBOOT2] "OS image format", "I386 machine state".
 */

#include "x86.inc"

/* [MULTIBOOT2] "The magic fields of Multiboot2 header", "I386 machine state". */
#define MULTIBOOT2_HEADER_MAGIC 0xe85250d6
#define MULTIBOOT2_LOADER_MAGIC 0x36d76289
#define MULTIBOOT2_ARCHITECTURE 0 /* 32-bit protected mode of i386 */

/* [MULTIBOOT2] "General tag structure": bit 0 of the flags, the loader may ignore the tag. */
#define MULTIBOOT2_REQUIRED     0
#define MULTIBOOT2_OPTIONAL     1

        .section .multiboot2, "a", @progbits
        .balign 8
        .globl  multiboot2_header
        .type   multiboot2_header, @object
multiboot2_header:
        .long   MULTIBOOT2_HEADER_MAGIC
        .long   MULTIBOOT2_ARCHITECTURE
        .long   MULTIBOOT2_HEADER_BYTES
        // All four words add up to 0.
        .long   -(MULTIBOOT2_HEADER_MAGIC + MULTIBOOT2_ARCHITECTURE + MULTIBOOT2_HEADER_BYTES)

        // Type 1, "Multiboot2 information request": what we cannot do without.
        .balign 8
        .word   1, MULTIBOOT2_REQUIRED
        .long   12
        .long   6                               // memory map

        // The same: what we read when it is there.
        .balign 8
        .word   1, MULTIBOOT2_OPTIONAL
        .long   36
        .long   1, 2, 3                         // command line, loader's name, modules
        .long   8                               // framebuffer
        .long   14, 15                          // RSDP of ACPI 1 and of ACPI 2
        .long   17                              // EFI memory map

        // Type 3, "The entry address tag of Multiboot2 header".
        .balign 8
        .word   3, MULTIBOOT2_REQUIRED
        .long   12
        .long   PHYS(multiboot2_entry)

        // Type 5, "The framebuffer tag of Multiboot2 header": any size, 32 bits if there is a choice.
        .balign 8
        .word   5, MULTIBOOT2_OPTIONAL
        .long   20
        .long   0, 0, 32                        // width, height, bits per pixel

        // Type 6, "Module alignment tag": modules share no page with anything else.
        .balign 8
        .word   6, MULTIBOOT2_REQUIRED
        .long   8

        // Type 0 ends the tags.
        .balign 8
        .word   0, MULTIBOOT2_REQUIRED
        .long   8
multiboot2_header_end:
        .size   multiboot2_header, . - multiboot2_header
        .set    MULTIBOOT2_HEADER_BYTES, . - multiboot2_header

        .section .text.boot, "ax", @progbits
        .code32

/*
 * [MULTIBOOT2] "I386 machine state": EAX = the loader's magic number; EBX = physical address of the
 * information; CR0.PE set, CR0.PG clear; flat 32-bit segments; interrupts off. Everything else is
 * unspecified: the stack, the descriptor tables, CR4.
 */
        .globl  multiboot2_entry
        .balign 16
        .type   multiboot2_entry, @function
multiboot2_entry:
        cli
        cld
        cmpl    $MULTIBOOT2_LOADER_MAGIC, %eax
        jne     multiboot2_wrong_loader
        movl    %ebx, %esi                      // CPUID overwrites EBX.
        movl    $2, %edi                        // protocol 2: Multiboot2
        jmp     entry_32
multiboot2_wrong_loader:
        movl    $PHYS(multiboot2_message), %ebx
        jmp     entry_32_fail
        .size   multiboot2_entry, . - multiboot2_entry

        .section .rodata, "a", @progbits
multiboot2_message:
        .ascii  "error: started at the Multiboot2 entry by something else (EAX is not 0x36d76289); "
        .asciz  "in GRUB, use the command multiboot2\r\n"
