/*
 * The requests to a Limine bootloader, and where it leaves its answers.
 *
 * The bootloader looks between the two markers for the 32-byte identifiers, and writes the address
 * of each response into the request (offset 40), or leaves 0 there. So this is writable data.
 * Under PVH nobody writes to it, and all answers stay 0.
 *
 *   offset  bytes  request
 *        0     32  identifier: two numbers common to all requests, two of its own
 *       32      8  revision of the request
 *       40      8  address of the response, or 0
 *       48         what the request asks for, if anything
 *
 * Used by: kernel/boot/limine.ts, through linkerSymbol.            Uses: nothing.
 * Invariants:
 *   I1. Base revision 2: the markers are honoured; above 4 GiB the HHDM leaves out reserved and
 *       bad memory.
 *   I2. Each identifier occurs once: the bootloader refuses an image that repeats one.
 * Sources: [LIMINE] "Base protocol revisions", "Features", "Requests Delimiters", and the section
 *          of each feature.
 */

/* One request of revision \revision; fields of its own follow it. */
        .macro  limine_request name, third, fourth, revision
        .balign 8
        .globl  \name
        .type   \name, @object
\name:
        // [LIMINE] "Features": the first two numbers are the same for all.
        .quad   0xc7b1dd30df4c8b88, 0x0a82e883a194f07b
        .quad   \third, \fourth
        .quad   \revision
        .quad   0                               // response
        .endm

/* Ends a request, with its size. */
        .macro  limine_request_end name
        .size   \name, . - \name
        .endm

        .section .limine_requests.start, "aw", @progbits
        .balign 8
        .globl  limine_requests_start
limine_requests_start:
        .quad   0xf6b8f4b39de7d1ae, 0xfab91a6940fcb9cf
        .quad   0x785c6ed015d3e316, 0x181e920a7852b9d9

        .section .limine_requests, "aw", @progbits
        .balign 8
        .globl  limine_base_revision
        .type   limine_base_revision, @object
limine_base_revision:
        .quad   0xf9562b2d5c95a6c8, 0x6a7b384944536bdc
        .quad   2                               // 0 afterwards: the bootloader supports it
        .size   limine_base_revision, . - limine_base_revision

        limine_request limine_bootloader_info_request, 0xf55038d8e2a1202f, 0x279426fcf5f59740, 0
        limine_request_end limine_bootloader_info_request

        limine_request limine_hhdm_request, 0x48dcf1cb8ad2b852, 0x63984e959a98244b, 0
        limine_request_end limine_hhdm_request

        limine_request limine_memmap_request, 0x67cf3d9d378a806f, 0xe304acdfc50c3c62, 0
        limine_request_end limine_memmap_request

        // Called the kernel address feature before release 9; the identifier is the same.
        limine_request limine_executable_address_request, 0x71ba76863cc55f63, 0xb2644a48c516a487, 0
        limine_request_end limine_executable_address_request

        limine_request limine_framebuffer_request, 0x9d5827dcd881dd75, 0xa3148604f6fab11b, 0
        limine_request_end limine_framebuffer_request

        // Revision 1 adds the largest and smallest mode. All 4-level: we know no other.
        limine_request limine_paging_mode_request, 0x95c1a0edab0944cb, 0xa4e5cb3842f7488a, 1
        .quad   0                               // preferred: 4-level
        .quad   0                               // largest
        .quad   0                               // smallest
        limine_request_end limine_paging_mode_request

        limine_request limine_stack_size_request, 0x224ef0460a8e8926, 0xe1cb0fc25f46ea3d, 0
        .quad   64 * 1024                       // bytes; in use only up to entry_64
        limine_request_end limine_stack_size_request

        limine_request limine_rsdp_request, 0xc5e77b6b397e7b43, 0x27637845accdcf3c, 0
        limine_request_end limine_rsdp_request

        // The command line comes with it from loaders that do not know the next request. Called
        // the kernel file feature before release 9.
        limine_request limine_executable_file_request, 0xad97e90e83f1ed67, 0x31eb5d1c5ff23b69, 0
        limine_request_end limine_executable_file_request

        // Loaders before the feature leave it without an answer.
        limine_request limine_executable_cmdline_request, 0x4b161536e598651e, 0xb390ad4a2f1f303a, 0
        limine_request_end limine_executable_cmdline_request

        .section .limine_requests.end, "aw", @progbits
        .balign 8
        .globl  limine_requests_end
limine_requests_end:
        .quad   0xadc0e0531bb10d03, 0x9572709f31764c62
