/*
 * A kernel whose only purpose is to check a Limine-protocol loader.
 *
 * It shares nothing with the loader or the kernel of this project: structures and numbers were
 * written from the protocol's text. It checks its entry state, every answer, the memory map and the
 * page tables by its own walk, prints one line for each failed claim and a verdict on COM1, and ends
 * QEMU through port 0xf4. What the page tables forbid is tried, too, with a handler of page faults.
 *
 * Compiled with these macros:
 *   TEST_REVISION      base revision that is asked for; 0 leaves the tag out
 *   TEST_DELIMITERS    1: requests lie between markers, and decoys outside of them
 *   TEST_ENTRY_REQUEST 1: asks for the second entry point
 *   TEST_STACK_BYTES   size of stack that is asked for; 0 does not ask
 *   TEST_SLIDE         1: built position-independent, for address 0
 */
#include <stdint.h>

typedef uint64_t u64;
typedef uint32_t u32;
typedef uint16_t u16;
typedef uint8_t u8;

#define COMMON 0xc7b1dd30df4c8b88, 0x0a82e883a194f07b
#define REQUESTS __attribute__((used, aligned(8), section(".requests")))

struct request {
  u64 id[4];
  u64 revision;
  volatile u64 response;
};

#define SIMPLE(name, third, fourth) \
  REQUESTS static volatile struct request name = { { COMMON, third, fourth }, 0, 0 }

#if TEST_DELIMITERS
__attribute__((used, aligned(8), section(".requests_start"))) static volatile u64 start_marker[4] = {
  0xf6b8f4b39de7d1ae, 0xfab91a6940fcb9cf, 0x785c6ed015d3e316, 0x181e920a7852b9d9
};
__attribute__((used, aligned(8), section(".requests_end"))) static volatile u64 end_marker[2] = {
  0xadc0e0531bb10d03, 0x9572709f31764c62
};
/* Requests like real ones, which a loader that honours the markers neither answers nor refuses. */
__attribute__((used, aligned(8), section(".outside_before"))) static volatile struct request decoy_before = {
  { COMMON, 0x48dcf1cb8ad2b852, 0x63984e959a98244b }, 0, 0
};
__attribute__((used, aligned(8), section(".outside_after"))) static volatile struct request decoy_after = {
  { COMMON, 0x67cf3d9d378a806f, 0xe304acdfc50c3c62 }, 0, 0
};
#endif

#if TEST_REVISION > 0
REQUESTS static volatile u64 base_revision[3] = { 0xf9562b2d5c95a6c8, 0x6a7b384944536bdc, TEST_REVISION };
#endif

SIMPLE(bootloader_info, 0xf55038d8e2a1202f, 0x279426fcf5f59740);
SIMPLE(firmware_type, 0x8c2f75d90bef28a8, 0x7045a4688eac00c3);
SIMPLE(hhdm, 0x48dcf1cb8ad2b852, 0x63984e959a98244b);
SIMPLE(framebuffer, 0x9d5827dcd881dd75, 0xa3148604f6fab11b);
SIMPLE(memmap, 0x67cf3d9d378a806f, 0xe304acdfc50c3c62);
SIMPLE(kernel_file, 0xad97e90e83f1ed67, 0x31eb5d1c5ff23b69);
SIMPLE(kernel_cmdline, 0x4b161536e598651e, 0xb390ad4a2f1f303a);
SIMPLE(modules, 0x3e7e279702be32af, 0xca1c4f3bd1280cee);
SIMPLE(rsdp, 0xc5e77b6b397e7b43, 0x27637845accdcf3c);
SIMPLE(smbios, 0x9e9046f11e095391, 0xaa4a520fefbde5ee);
SIMPLE(efi_system_table, 0x5ceba5163eaaf6d6, 0x0a6981610cf65fcc);
SIMPLE(efi_memmap, 0x7df62a431d6872d5, 0xa4fcdfb3e57306c8);
SIMPLE(boot_time, 0x502746e184c088aa, 0xfbc5ec83e6327893);
SIMPLE(kernel_address, 0x71ba76863cc55f63, 0xb2644a48c516a487);
/* Nobody knows this one. */
SIMPLE(unknown, 0x0123456789abcdef, 0xfedcba9876543210);

REQUESTS static volatile struct {
  struct request start;
  u64 mode, max_mode, min_mode;
} paging_mode = { { { COMMON, 0x95c1a0edab0944cb, 0xa4e5cb3842f7488a }, 1, 0 }, 1, 1, 0 };

#if TEST_STACK_BYTES > 0
REQUESTS static volatile struct {
  struct request start;
  u64 bytes;
} stack_size = { { { COMMON, 0x224ef0460a8e8926, 0xe1cb0fc25f46ea3d }, 0, 0 }, TEST_STACK_BYTES };
#endif

extern void entry_from_request(void);
#if TEST_ENTRY_REQUEST
REQUESTS static volatile struct {
  struct request start;
  void (*entry)(void);
} entry_point = { { { COMMON, 0x13d86c035a1cd3e1, 0x2b0caa89d8f3026a }, 0, 0 }, entry_from_request };
#endif

struct entry_state {
  u64 rax, rbx, rcx, rdx, rsi, rdi, rbp, r8, r9, r10, r11, r12, r13, r14, r15;
  u64 marker, rflags;
  u64 return_address;
};

struct memmap_entry {
  u64 base, length, type;
};
enum { USABLE, RESERVED, ACPI_RECLAIMABLE, ACPI_NVS, BAD, RECLAIMABLE, KERNEL, FRAMEBUFFER };

struct limine_file {
  u64 revision, address, size, path, cmdline;
  u32 media_type, unused, tftp_ip, tftp_port, partition_index, mbr_disk_id;
  u64 gpt_disk_uuid[2], gpt_part_uuid[2], part_uuid[2];
};

extern const u8 image_start[], text_end[], rodata_start[], rodata_end[], data_start[], image_end[];
/* Relocated in the position-independent build. */
static const u8 *const volatile relocated_pointer = image_start;
/* Must arrive as zeros. */
static volatile u8 bss_area[3 * 4096];

/* ── Machine ─────────────────────────────────────────────────────────────────────────────────── */

static void out8(u16 port, u8 value) { __asm__ volatile("outb %0, %1" ::"a"(value), "Nd"(port)); }
static u8 in8(u16 port) {
  u8 value;
  __asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
  return value;
}
static u64 rdmsr(u32 index) {
  u32 low, high;
  __asm__ volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(index));
  return ((u64)high << 32) | low;
}
static void cpuid(u32 leaf, u32 *a, u32 *b, u32 *c, u32 *d) {
  __asm__ volatile("cpuid" : "=a"(*a), "=b"(*b), "=c"(*c), "=d"(*d) : "a"(leaf), "c"(0));
}

static void put(char c) {
  while ((in8(0x3fd) & 0x20) == 0) {}
  out8(0x3f8, (u8)c);
}
static void print(const char *text) {
  while (*text != 0) put(*text++);
}
static void print_hex(u64 value) {
  print("0x");
  for (int shift = 60; shift >= 0; shift -= 4) put("0123456789abcdef"[(value >> shift) & 15]);
}
static void print_number(u64 value) {
  if (value >= 10) print_number(value / 10);
  put((char)('0' + value % 10));
}

static u32 claims, failures;

static int claim(int holds, const char *what, u64 value) {
  claims += 1;
  if (holds) return 1;
  failures += 1;
  print("limine-test: FAILED: ");
  print(what);
  print(" (");
  print_hex(value);
  print(")\n");
  return 0;
}

static int same_text(u64 address, const char *expected) {
  const char *text = (const char *)address;
  while (*text != 0 && *text == *expected) {
    text += 1;
    expected += 1;
  }
  return *text == *expected;
}

/* ── Page tables ─────────────────────────────────────────────────────────────────────────────── */

static u64 offset;

struct leaf {
  int present;
  u64 phys, size;
  int writable, executable, user, pat_index;
};

static struct leaf walk(u64 virt) {
  struct leaf leaf = { 0, 0, 0, 1, 1, 1, 0 };
  u64 cr3;
  __asm__ volatile("movq %%cr3, %0" : "=r"(cr3));
  u64 table = cr3 & 0x000ffffffffff000;
  for (int level = 4; level >= 1; level--) {
    int shift = 12 + 9 * (level - 1);
    u64 entry = ((volatile u64 *)(offset + table))[(virt >> shift) & 511];
    if ((entry & 1) == 0) return leaf;
    if ((entry & 2) == 0) leaf.writable = 0;
    if ((entry & 4) == 0) leaf.user = 0;
    if (entry >> 63 != 0) leaf.executable = 0;
    if (level == 1 || (level <= 3 && (entry & 0x80) != 0)) {
      u64 size = 1ull << shift;
      int pat = level == 1 ? (entry >> 7) & 1 : (entry >> 12) & 1;
      leaf.present = 1;
      leaf.size = size;
      leaf.phys = (entry & 0x000ffffffffff000 & ~(size - 1)) | (virt & (size - 1));
      leaf.pat_index = (pat << 2) | ((entry >> 3) & 3);
      return leaf;
    }
    table = entry & 0x000ffffffffff000;
  }
  return leaf;
}

/* ── Answers ─────────────────────────────────────────────────────────────────────────────────── */

static u64 entry_count;
static u64 *entries;

static struct memmap_entry *entry_at(u64 index) { return (struct memmap_entry *)entries[index]; }

/* The region of one type that holds [phys, phys + length), or null. */
static struct memmap_entry *region_of(u64 phys, u64 length, u64 type) {
  for (u64 i = 0; i < entry_count; i++) {
    struct memmap_entry *e = entry_at(i);
    if (e->type == type && e->base <= phys && length <= e->length && phys - e->base <= e->length - length)
      return e;
  }
  return 0;
}

static int is_reclaimable(u64 virt, u64 length) {
  return virt >= offset && region_of(virt - offset, length, RECLAIMABLE) != 0;
}

/* A response, or null; it must lie in bootloader-reclaimable memory. */
static u64 *response(volatile struct request *request, u64 length, const char *name) {
  u64 address = request->response;
  if (!claim(address != 0, name, 0)) return 0;
  claim((address & 7) == 0, "response is aligned", address);
  claim(is_reclaimable(address, length), "response is in reclaimable memory", address);
  return (u64 *)address;
}

static void check_text(u64 address, const char *what) {
  claim(address != 0 && is_reclaimable(address, 1), what, address);
}

static void check_entry_state(struct entry_state *state) {
  const u64 *registers = (const u64 *)state;
  for (int i = 0; i < 15; i++) claim(registers[i] == 0, "general purpose registers are zero", registers[i]);
  claim(state->return_address == 0, "return address is zero", state->return_address);
  claim(((u64)&state->return_address & 15) == 8, "stack is aligned as after a call", (u64)state);
  claim((state->rflags & (1 << 9)) == 0, "IF is clear", state->rflags);
  claim((state->rflags & (1 << 10)) == 0, "DF is clear", state->rflags);
  claim((state->rflags & (1 << 17)) == 0, "VM is clear", state->rflags);
  claim(state->marker == (TEST_ENTRY_REQUEST ? 2 : 1), "entered at the entry asked for", state->marker);

  u64 cr0, cr4;
  __asm__ volatile("movq %%cr0, %0" : "=r"(cr0));
  __asm__ volatile("movq %%cr4, %0" : "=r"(cr4));
  claim((cr0 & 0x80010001) == 0x80010001, "CR0 has PG, WP and PE", cr0);
  claim((cr4 & (1 << 5)) != 0, "CR4 has PAE", cr4);
  claim((cr4 & (1 << 12)) == 0, "CR4 has no LA57", cr4);
  u64 efer = rdmsr(0xc0000080);
  u32 a, b, c, d;
  cpuid(0x80000001, &a, &b, &c, &d);
  claim((efer & 0x500) == 0x500, "EFER has LME and LMA", efer);
  if ((d & (1 << 20)) != 0) claim((efer & 0x800) != 0, "EFER has NXE", efer);
  cpuid(1, &a, &b, &c, &d);
  if ((d & (1 << 16)) != 0)
    claim((rdmsr(0x277) & 0x0000ffffffffffff) == 0x010500070406, "PAT is WB WT UC- UC WP WC", rdmsr(0x277));

  u16 cs, ds, es, fs, gs, ss;
  __asm__ volatile("mov %%cs, %0" : "=r"(cs));
  __asm__ volatile("mov %%ds, %0" : "=r"(ds));
  __asm__ volatile("mov %%es, %0" : "=r"(es));
  __asm__ volatile("mov %%fs, %0" : "=r"(fs));
  __asm__ volatile("mov %%gs, %0" : "=r"(gs));
  __asm__ volatile("mov %%ss, %0" : "=r"(ss));
  claim(cs == 0x28, "CS is the 64-bit code segment", cs);
  claim(ds == 0x30 && es == 0x30 && fs == 0x30 && gs == 0x30 && ss == 0x30, "data segments", ds);
}

static void check_descriptors(void) {
  struct __attribute__((packed)) {
    u16 limit;
    u64 base;
  } gdt;
  __asm__ volatile("sgdt %0" : "=m"(gdt));
  claim(gdt.limit >= 7 * 8 - 1, "GDT has seven descriptors", gdt.limit);
  if (!claim(is_reclaimable(gdt.base, gdt.limit + 1ull), "GDT is in reclaimable memory", gdt.base)) return;
  const u64 *table = (const u64 *)gdt.base;
  /* Without the accessed bit, which the processor may have set. */
  static const u64 expected[7] = {
    0, 0x00009a000000ffff, 0x000092000000ffff, 0x00cf9a000000ffff, 0x00cf92000000ffff, 0x00209a0000000000, 0x0000920000000000
  };
  for (int i = 0; i < 7; i++) {
    u64 mask = i < 5 ? ~(1ull << 40) : 0x0060fe0000000000; /* 64 bits: base and limit do not matter */
    u64 want = expected[i] & mask;
    claim((table[i] & mask) == want, "descriptor", table[i]);
  }
}

static void check_memory_map(void) {
  u64 *answer = (u64 *)memmap.response;
  if (!claim(answer != 0, "memory map is answered", 0)) return;
  entry_count = answer[1];
  entries = (u64 *)answer[2];
  claim(entry_count > 0, "memory map has entries", entry_count);
  claim(response(&memmap, 24, "memory map") != 0, "memory map", 0);
  claim(is_reclaimable((u64)entries, entry_count * 8), "list of entries is in reclaimable memory", (u64)entries);
  u64 usable = 0;
  for (u64 i = 0; i < entry_count; i++) {
    struct memmap_entry *e = entry_at(i);
    claim(is_reclaimable((u64)e, 24), "entry is in reclaimable memory", (u64)e);
    claim(e->length > 0 && e->base + e->length > e->base, "entry is not empty", e->base);
    claim(e->type <= FRAMEBUFFER, "entry has a known type", e->type);
    if (i > 0) claim(entry_at(i - 1)->base <= e->base, "entries are sorted", e->base);
    if (e->type == USABLE) usable += e->length;
    if (e->type != USABLE && e->type != RECLAIMABLE) continue;
    claim(((e->base | e->length) & 4095) == 0, "memory to use is whole pages", e->base);
    if (e->type == USABLE) claim(e->base >= 0x1000, "page 0 is not usable", e->base);
    for (u64 j = 0; j < entry_count; j++) {
      struct memmap_entry *o = entry_at(j);
      if (i != j)
        claim(o->base + o->length <= e->base || e->base + e->length <= o->base, "memory to use overlaps nothing", o->base);
    }
  }
  claim(usable > 32 << 20, "most memory is usable", usable);
}

static int is_direct(u64 type) {
  if (TEST_REVISION == 0) return 1;
  if (TEST_REVISION >= 3) return type == USABLE || type == RECLAIMABLE || type == KERNEL || type == FRAMEBUFFER;
  return type != RESERVED && type != BAD;
}

static void check_direct_page(u64 phys, u64 type) {
  for (int identity = 0; identity <= (TEST_REVISION == 0 ? 1 : 0); identity++) {
    u64 virt = identity ? phys : offset + phys;
    if (identity && phys < 0x1000) continue;
    struct leaf leaf = walk(virt);
    if (!claim(leaf.present, "direct map covers", virt)) continue;
    claim(leaf.phys == phys, "direct map leads to the right address", leaf.phys);
    claim(leaf.writable && leaf.executable && !leaf.user, "direct map is supervisor rwx", virt);
    claim(leaf.pat_index == (type == FRAMEBUFFER ? 5 : 0), "direct map has the right cache type", virt);
  }
}

static void check_direct_map(void) {
  for (u64 i = 0; i < entry_count; i++) {
    struct memmap_entry *e = entry_at(i);
    int covered = is_direct(e->type) || (TEST_REVISION < 3 && e->base + e->length <= 0x100000000);
    if (!covered) {
      if (TEST_REVISION >= 3 || e->base >= 0x100000000)
        claim(!walk(offset + ((e->base + 4095) & ~4095ull)).present, "direct map leaves this out", e->base);
      continue;
    }
    u64 last = e->base + e->length - 1;
    check_direct_page(e->base, e->type);
    check_direct_page(last & ~4095ull, e->type);
    check_direct_page((e->base + e->length / 2) & ~4095ull, e->type);
    if (e->type == USABLE) {
      /* Really there: write and read back the ends. */
      volatile u64 *first = (volatile u64 *)(offset + e->base);
      volatile u64 *end = (volatile u64 *)(offset + last - 7);
      *first = 0x1122334455667788;
      *end = 0x8877665544332211;
      claim(*end == 0x8877665544332211, "usable memory keeps its contents", e->base);
    }
  }
  if (TEST_REVISION < 3) {
    check_direct_page(0, USABLE);
    check_direct_page(0xfee00000, USABLE);
    check_direct_page(0xfffff000, RESERVED);
  }
}

static void check_image(void) {
  u64 *answer = response(&kernel_address, 24, "kernel address");
  if (answer == 0) return;
  u64 physical = answer[1], virtual = answer[2];
  u64 start = (u64)image_start & ~4095ull, end = ((u64)image_end + 4095) & ~4095ull;
  claim(virtual == start, "virtual base", virtual);
  claim((physical & 4095) == 0, "physical base is aligned", physical);
  claim(region_of(physical, end - start, KERNEL) != 0, "the image is in kernel memory", physical);
  claim(relocated_pointer == image_start, "pointers are relocated", (u64)relocated_pointer);
  claim(start >= 0xffffffff80000000, "the image is in the kernel window", start);
  for (u64 page = start; page < end; page += 4096) {
    struct leaf leaf = walk(page);
    int is_text = page < (u64)text_end, is_data = page >= (u64)data_start;
    int is_rodata = page >= (u64)rodata_start && page < (u64)rodata_end;
    if (!is_text && !is_data && !is_rodata) continue;
    if (!claim(leaf.present, "the image is mapped", page)) continue;
    claim(leaf.phys == physical + (page - start), "the image is contiguous", page);
    claim(leaf.executable == is_text, "only text is executable", page);
    claim(leaf.writable == is_data, "only data is writable", page);
    claim(!leaf.user && leaf.pat_index == 0, "the image is supervisor, write-back", page);
  }
  u64 sum = 0;
  for (u64 i = 0; i < sizeof bss_area; i++) sum += bss_area[i];
  claim(sum == 0, "bss is zero", sum);
}

/* ── Protections, tried ──────────────────────────────────────────────────────────────────────── */

extern u64 probe_read(u64 address), probe_write(u64 address), probe_call(u64 address);
extern void return_only(void), page_fault(void);
extern volatile u64 fault_address;

struct gate {
  u16 offset_low, selector;
  u8 stack, type;
  u16 offset_middle;
  u32 offset_high, zero;
};

enum { PAGE_FAULT = 14 };
static struct gate gates[PAGE_FAULT + 1];
static volatile u8 code_in_data[16] = { 0xc3 };

static void load_gates(void) {
  u64 handler = (u64)page_fault;
  gates[PAGE_FAULT] = (struct gate){ (u16)handler, 0x28, 0, 0x8e, (u16)(handler >> 16), (u32)(handler >> 32), 0 };
  struct __attribute__((packed)) {
    u16 limit;
    u64 base;
  } idt = { sizeof gates - 1, (u64)gates };
  __asm__ volatile("lidt %0" ::"m"(idt));
}

/* Error codes: 1 the page is present, 2 a write, 16 an instruction fetch. */
static void expect_fault(u64 result, u64 address, u64 error, const char *what) {
  if (claim((result & 1) != 0, what, address)) {
    claim(result >> 32 == error, "error code of the page fault", result >> 32);
    claim(fault_address == address, "address of the page fault", fault_address);
  }
}

static void check_protections(void) {
  u64 text = (u64)return_only, rodata = (u64)rodata_start, data = (u64)code_in_data;
  load_gates();
  claim(probe_read(text) == 0, "text can be read", text);
  claim(probe_call(text) == 0, "text can be executed", text);
  expect_fault(probe_write(text), text, 3, "text cannot be written");
  claim(probe_read(rodata) == 0, "constants can be read", rodata);
  expect_fault(probe_write(rodata), rodata, 3, "constants cannot be written");
  claim(probe_write(data) == 0, "data can be written", data);
  u32 a, b, c, d;
  cpuid(0x80000001, &a, &b, &c, &d);
  if ((d & (1 << 20)) != 0) {
    expect_fault(probe_call(rodata), rodata, 17, "constants cannot be executed");
    expect_fault(probe_call(data), data, 17, "data cannot be executed");
  }
#if TEST_REVISION > 0
  expect_fault(probe_read(0x200000), 0x200000, 0, "there is no identity map");
#endif
}

static void check_stack(struct entry_state *state) {
  u64 top = (u64)(state + 1);
  u64 bytes = TEST_STACK_BYTES > 65536 ? TEST_STACK_BYTES : 65536;
  claim(is_reclaimable(top - bytes, bytes), "the whole stack is in reclaimable memory", top);
#if TEST_STACK_BYTES > 0
  response(&stack_size.start, 8, "stack size");
#endif
#if TEST_ENTRY_REQUEST
  response(&entry_point.start, 8, "entry point");
#endif
}

static void check_file(struct limine_file *file, const char *path, const char *cmdline) {
  claim(is_reclaimable((u64)file, sizeof *file), "file is in reclaimable memory", (u64)file);
  claim((file->address & 4095) == 0, "file contents are aligned", file->address);
  claim(region_of(file->address - offset, file->size, KERNEL) != 0, "file contents are kernel memory", file->address);
  check_text(file->path, "path is in reclaimable memory");
  claim(same_text(file->path, path), "path", file->path);
  claim(same_text(file->cmdline, cmdline), "command line", file->cmdline);
  claim(file->media_type == 0, "medium is generic", file->media_type);
}

static void check_files(void) {
  u64 *answer = response(&kernel_file, 16, "kernel file");
  if (answer != 0) {
    struct limine_file *file = (struct limine_file *)answer[1];
    check_file(file, "/boot/test.elf", "one two=3");
    claim(*(u32 *)file->address == 0x464c457f, "kernel file is an ELF", file->address);
    claim(file->partition_index == 1, "partition index", file->partition_index);
  }
  answer = response(&kernel_cmdline, 16, "command line");
  if (answer != 0) claim(same_text(answer[1], "one two=3"), "command line", answer[1]);
  answer = response(&modules, 24, "modules");
  if (answer != 0 && claim(answer[1] == 2, "two modules", answer[1])) {
    u64 *list = (u64 *)answer[2];
    struct limine_file *first = (struct limine_file *)list[0], *second = (struct limine_file *)list[1];
    check_file(first, "/boot/first.txt", "the first");
    check_file(second, "/boot/second.txt", "");
    claim(first->size == 12 && same_text(first->address, "first module"), "contents of the first", first->size);
    claim(second->size == 9000, "size of the second", second->size);
  }
}

static int same_bytes(u64 address, const char *expected) {
  for (int i = 0; expected[i] != 0; i++)
    if (((const char *)address)[i] != expected[i]) return 0;
  return 1;
}

static void check_firmware(void) {
  u64 *answer = response(&firmware_type, 16, "firmware type");
  if (answer != 0) claim(answer[1] == 2, "firmware is UEFI, 64 bits", answer[1]);
  answer = response(&bootloader_info, 24, "bootloader info");
  if (answer != 0) {
    check_text(answer[1], "name");
    check_text(answer[2], "version");
  }
  answer = response(&rsdp, 16, "RSDP");
  if (answer != 0) {
    if (TEST_REVISION >= 3) claim(answer[1] < 0x100000000, "RSDP is physical", answer[1]);
    else claim(answer[1] > offset && same_bytes(answer[1], "RSD PTR "), "RSDP", answer[1]);
  }
  answer = response(&smbios, 24, "SMBIOS");
  if (answer != 0 && TEST_REVISION < 3)
    claim(answer[1] == 0 || same_bytes(answer[1], "_SM_"), "SMBIOS entry, 32 bits", answer[1]);
  answer = response(&efi_system_table, 16, "EFI system table");
  if (answer != 0 && TEST_REVISION < 3) claim(same_bytes(answer[1], "IBI SYST"), "EFI system table", answer[1]);
  answer = response(&efi_memmap, 40, "EFI memory map");
  if (answer != 0) {
    claim(is_reclaimable(answer[1], answer[2]), "EFI memory map is in reclaimable memory", answer[1]);
    claim(answer[3] >= 40 && answer[2] % answer[3] == 0 && answer[4] == 1, "EFI memory map", answer[3]);
  }
  answer = response(&boot_time, 16, "boot time");
  /* QEMU's clock was set to 2024-02-29T12:34:56Z, and the firmware took a while. */
  if (answer != 0) claim(answer[1] >= 1709210096 && answer[1] < 1709210096 + 600, "boot time", answer[1]);
  answer = response((volatile struct request *)&paging_mode, 16, "paging mode");
  if (answer != 0) claim(answer[1] == 0, "four levels", answer[1]);
  claim(unknown.response == 0, "the unknown request has no answer", unknown.response);
#if TEST_DELIMITERS
  claim(decoy_before.response == 0 && decoy_after.response == 0, "requests outside the markers have no answer", 0);
#endif
}

static void check_framebuffer(void) {
  if (framebuffer.response == 0) {
    print("limine-test: no framebuffer\n");
    return;
  }
  u64 *answer = response(&framebuffer, 24, "framebuffer");
  claim(answer[1] >= 1, "framebuffer count", answer[1]);
  struct {
    u64 address, width, height, pitch;
    u16 bpp;
    u8 model, red_size, red_shift, green_size, green_shift, blue_size, blue_shift, unused[7];
    u64 edid_size, edid, mode_count, modes;
  } *fb = (void *)((u64 *)answer[2])[0];
  claim(is_reclaimable((u64)fb, sizeof *fb), "framebuffer is described in reclaimable memory", (u64)fb);
  claim(fb->model == 1 && fb->bpp == 32, "pixels are RGB, 32 bits", fb->bpp);
  claim(fb->red_size == 8 && fb->green_size == 8 && fb->blue_size == 8, "colours have 8 bits", fb->red_size);
  claim(fb->pitch >= fb->width * 4 && fb->width >= 640 && fb->height >= 480, "size", fb->width);
  claim(region_of(fb->address - offset, fb->pitch * fb->height, FRAMEBUFFER) != 0, "framebuffer is a region", fb->address);
  if (answer[0] >= 1) {
    claim(fb->mode_count >= 1, "there are modes", fb->mode_count);
    u64 *mode = (u64 *)((u64 *)fb->modes)[0];
    claim(is_reclaimable((u64)mode, 40) && mode[1] >= 640, "mode", (u64)mode);
  }
  volatile u32 *pixel = (volatile u32 *)fb->address;
  pixel[0] = 0x00ff8040;
  pixel[(fb->height - 1) * fb->pitch / 4 + fb->width - 1] = 0x00ff8040;
  claim(pixel[0] == 0x00ff8040, "pixels keep their value", pixel[0]);
  print("limine-test: framebuffer ");
  print_number(fb->width);
  put('x');
  print_number(fb->height);
  put('\n');
}

static void check_interrupts(void) {
  claim(in8(0x21) == 0xff && in8(0xa1) == 0xff, "the 8259s are masked", in8(0x21));
  if (TEST_REVISION >= 3) return; /* The I/O APIC is not in the direct map. */
  volatile u32 *apic = (volatile u32 *)(offset + 0xfec00000);
  apic[0] = 1;
  u32 last = (apic[4] >> 16) & 0xff;
  for (u32 line = 0; line <= last; line++) {
    apic[0] = 0x10 + 2 * line;
    u32 value = apic[4];
    if ((value & 0x700) <= 0x100) claim((value & (1 << 16)) != 0, "I/O APIC line is masked", line);
  }
}

static void check_revision(void) {
#if TEST_REVISION > 3
  claim(base_revision[2] == TEST_REVISION, "a revision that is too high stays", base_revision[2]);
  claim(base_revision[1] == 3, "and the one used is told", base_revision[1]);
#elif TEST_REVISION > 0
  claim(base_revision[2] == 0, "base revision is accepted", base_revision[2]);
#endif
#if TEST_REVISION == 3
  claim(base_revision[1] == 3, "the revision used is told", base_revision[1]);
#endif
}

void test_main(struct entry_state *state) {
  print("limine-test: base revision ");
  print_number(TEST_REVISION);
  put('\n');
  check_entry_state(state);
  check_revision();
  if (claim(hhdm.response != 0, "HHDM is answered", 0)) {
    offset = ((u64 *)hhdm.response)[1];
    claim((offset & 0x1fffff) == 0 && offset >= 0xffff800000000000, "HHDM offset", offset);
    print("limine-test: HHDM ");
    print_hex(offset);
    put('\n');
    check_memory_map();
    response(&hhdm, 16, "HHDM");
    check_descriptors();
    check_image();
    check_stack(state);
    check_files();
    check_firmware();
    check_framebuffer();
    check_interrupts();
    check_direct_map();
    check_protections();
  }
  print("limine-test: ");
  print_number(claims);
  print(" claims, ");
  print_number(failures);
  print(" failed\n");
  out8(0xf4, failures == 0 ? 0x10 : 0x11);
  for (;;) __asm__ volatile("cli; hlt");
}
