/*
 * The benchmark kernels by hand: the same algorithms in idiomatic C, one translation unit.
 *
 * Each function does what the dialect function of the same name in kernels/ does and gives the same
 * result for the same arguments. Nothing is checked that the algorithm does not check itself.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

static inline uint64_t next_random(uint64_t x) {
  x ^= x << 13;
  x ^= x >> 7;
  x ^= x << 17;
  return x;
}

static const uint64_t SEED = 0x9e3779b97f4a7c15;

/* K1 */

enum { WORD_COUNT = 16384, FRAME_COUNT = WORD_COUNT * 64, BATCH = 256 };
enum { USED_COUNT = FRAME_COUNT / 10 * 9 };
static const uint32_t NO_FRAME = 0xffffffff;

static uint64_t words[WORD_COUNT];
static uint32_t cursor;

static uint32_t bitmap_allocate(void) {
  uint32_t start = cursor;
  for (uint32_t step = 0; step < WORD_COUNT; step++) {
    uint32_t index = (start + step) & (WORD_COUNT - 1);
    uint64_t word = words[index];
    if (word == UINT64_MAX) continue;
    uint32_t bit = (uint32_t)__builtin_ctzll(~word);
    words[index] = word | (1ull << bit);
    cursor = index;
    return index * 64 + bit;
  }
  return NO_FRAME;
}

static bool bitmap_release(uint32_t frame) {
  uint64_t *word = &words[frame >> 6 & (WORD_COUNT - 1)];
  uint64_t bit = 1ull << (frame & 63);
  if (!(*word & bit)) return false;
  *word &= ~bit;
  return true;
}

uint64_t runBitmap(uint64_t rounds) {
  /* As if so many had been allocated, which would take as long as the rounds. */
  for (uint32_t i = 0; i < WORD_COUNT; i++) words[i] = i < USED_COUNT / 64 ? UINT64_MAX : 0;
  words[USED_COUNT / 64] = (1ull << USED_COUNT % 64) - 1;
  cursor = USED_COUNT / 64;
  uint64_t state = SEED;
  uint64_t sum = 0;
  for (uint64_t round = 0; round < rounds; round++) {
    for (uint32_t freed = 0; freed < BATCH;) {
      state = next_random(state);
      if (bitmap_release((uint32_t)(state >> 32) & (FRAME_COUNT - 1))) freed++;
    }
    for (uint32_t i = 0; i < BATCH; i++) {
      uint32_t frame = bitmap_allocate();
      if (frame == NO_FRAME) return 0;
      sum += frame;
    }
  }
  return sum;
}

/* K2 */

#define PRESENT 1ull
#define ADDRESS_BITS 0x000ffffffffff000ull
enum { ENTRY_COUNT = 512, TABLE_BYTES = 4096, POOL_TABLES = 1024 };

#define DIRECT_MAP 0x400000000000ull
#define FIRST_TABLE 0x100000ull

static uint64_t next_table, tables_end;

static inline uint64_t *table_at(uint64_t phys) {
  return (uint64_t *)(phys | DIRECT_MAP);
}

static uint64_t new_table(void) {
  if (next_table == tables_end) return 0;
  uint64_t phys = next_table;
  next_table += TABLE_BYTES;
  uint64_t *table = table_at(phys);
  for (int i = 0; i < ENTRY_COUNT; i++) table[i] = 0;
  return phys;
}

static inline uint32_t index_at(uint64_t virt, uint32_t level) {
  return (virt >> (3 + 9 * level)) & 0x1ff;
}

static bool map(uint64_t root, uint64_t page, uint64_t frame) {
  uint64_t *table = table_at(root);
  for (uint32_t level = 4; level > 1; level--) {
    uint64_t *entry = &table[index_at(page, level)];
    if (*entry & PRESENT) {
      table = table_at(*entry & ADDRESS_BITS);
    } else {
      uint64_t made = new_table();
      if (!made) return false;
      *entry = made | PRESENT;
      table = table_at(made);
    }
  }
  uint64_t *entry = &table[index_at(page, 1)];
  if (*entry & PRESENT) return false;
  *entry = frame | PRESENT;
  return true;
}

static uint64_t *leaf_of(uint64_t root, uint64_t page) {
  uint64_t *table = table_at(root);
  for (uint32_t level = 4; level > 1; level--) {
    uint64_t entry = table[index_at(page, level)];
    if (!(entry & PRESENT)) return NULL;
    table = table_at(entry & ADDRESS_BITS);
  }
  uint64_t *entry = &table[index_at(page, 1)];
  return *entry & PRESENT ? entry : NULL;
}

static bool unmap(uint64_t root, uint64_t page) {
  uint64_t *entry = leaf_of(root, page);
  if (!entry) return false;
  *entry = 0;
  return true;
}

uint64_t runPageWalk(uint64_t rounds) {
  next_table = FIRST_TABLE;
  tables_end = FIRST_TABLE + (uint64_t)POOL_TABLES * TABLE_BYTES;
  uint64_t root = new_table();
  if (!root) return 0;
  uint64_t state = SEED;
  uint64_t sum = 0;
  for (uint64_t round = 0; round < rounds; round++) {
    state = next_random(state);
    uint64_t page = 0xffff900000000000 + ((state >> 20) & 0x3ffff) * 4096;
    uint64_t frame = (state & 0xfffffff) << 12;
    if (!map(root, page, frame)) return 0;
    uint64_t *found = leaf_of(root, page);
    if (!found) return 0;
    sum += *found & ADDRESS_BITS;
    if (!unmap(root, page)) return 0;
  }
  return sum;
}

/* K2 with the direct map where it is found at run time: as in kernel/mm/address.ts, each translation
   makes sure that the direct map reaches the address. */

static uint64_t direct_map_offset, direct_map_bytes;

static inline uint64_t *mapped_table_at(uint64_t phys) {
  if (phys >= direct_map_bytes) abort();
  return (uint64_t *)(direct_map_offset + phys);
}

static uint64_t new_mapped_table(void) {
  if (next_table == tables_end) return 0;
  uint64_t phys = next_table;
  next_table += TABLE_BYTES;
  uint64_t *table = mapped_table_at(phys);
  for (int i = 0; i < ENTRY_COUNT; i++) table[i] = 0;
  return phys;
}

static bool map_offset(uint64_t root, uint64_t page, uint64_t frame) {
  uint64_t *table = mapped_table_at(root);
  for (uint32_t level = 4; level > 1; level--) {
    uint64_t *entry = &table[index_at(page, level)];
    if (*entry & PRESENT) {
      table = mapped_table_at(*entry & ADDRESS_BITS);
    } else {
      uint64_t made = new_mapped_table();
      if (!made) return false;
      *entry = made | PRESENT;
      table = mapped_table_at(made);
    }
  }
  uint64_t *entry = &table[index_at(page, 1)];
  if (*entry & PRESENT) return false;
  *entry = frame | PRESENT;
  return true;
}

static inline uint64_t *leaf_of_offset(uint64_t root, uint64_t page) {
  uint64_t *table = mapped_table_at(root);
  for (uint32_t level = 4; level > 1; level--) {
    uint64_t entry = table[index_at(page, level)];
    if (!(entry & PRESENT)) return NULL;
    table = mapped_table_at(entry & ADDRESS_BITS);
  }
  uint64_t *entry = &table[index_at(page, 1)];
  return *entry & PRESENT ? entry : NULL;
}

static bool unmap_offset(uint64_t root, uint64_t page) {
  uint64_t *entry = leaf_of_offset(root, page);
  if (!entry) return false;
  *entry = 0;
  return true;
}

uint64_t runPageWalkOffset(uint64_t pool, uint64_t rounds) {
  next_table = FIRST_TABLE;
  /* Known when the kernel runs, as in a kernel; the address is that of a page. */
  tables_end = FIRST_TABLE + (uint64_t)POOL_TABLES * TABLE_BYTES + (pool & 0xfff);
  direct_map_offset = pool - FIRST_TABLE;
  direct_map_bytes = tables_end;
  uint64_t root = new_mapped_table();
  if (!root) return 0;
  uint64_t state = SEED;
  uint64_t sum = 0;
  for (uint64_t round = 0; round < rounds; round++) {
    state = next_random(state);
    uint64_t page = 0xffff900000000000 + ((state >> 20) & 0x3ffff) * 4096;
    uint64_t frame = (state & 0xfffffff) << 12;
    if (!map_offset(root, page, frame)) return 0;
    uint64_t *found = leaf_of_offset(root, page);
    if (!found) return 0;
    sum += *found & ADDRESS_BITS;
    if (!unmap_offset(root, page)) return 0;
  }
  return sum;
}

/* K3 */

struct segment {
  uint64_t size_bytes;
  uint64_t is_free;
  struct segment *next;
  struct segment *previous;
};

enum { PAGE_BYTES = 65536, MIN_SPLIT_BYTES = 16, LIVE_COUNT = 64 };

static struct segment *first_segment;
static char *live_blocks[LIVE_COUNT];

static void split(struct segment *segment, uint64_t size_bytes) {
  if (segment->size_bytes - size_bytes < sizeof(struct segment) + MIN_SPLIT_BYTES) return;
  struct segment *rest = (struct segment *)((char *)(segment + 1) + size_bytes);
  rest->size_bytes = segment->size_bytes - size_bytes - sizeof(struct segment);
  rest->is_free = 1;
  rest->previous = segment;
  rest->next = segment->next;
  if (rest->next) rest->next->previous = rest;
  segment->size_bytes = size_bytes;
  segment->next = rest;
}

static struct segment *segment_allocate(uint64_t size_bytes) {
  uint64_t rounded = (size_bytes + 15) & ~15ull;
  for (struct segment *segment = first_segment; segment; segment = segment->next) {
    if (segment->is_free && segment->size_bytes >= rounded) {
      split(segment, rounded);
      segment->is_free = 0;
      return segment;
    }
  }
  return NULL;
}

static void absorb_next(struct segment *segment, struct segment *next) {
  segment->size_bytes += next->size_bytes + sizeof(struct segment);
  segment->next = next->next;
  if (segment->next) segment->next->previous = segment;
}

static void segment_release(char *block) {
  struct segment *segment = (struct segment *)block - 1;
  segment->is_free = 1;
  if (segment->next && segment->next->is_free) absorb_next(segment, segment->next);
  if (segment->previous && segment->previous->is_free) absorb_next(segment->previous, segment);
}

uint64_t runFirstFit(uint64_t page, uint64_t rounds) {
  first_segment = (struct segment *)page;
  *first_segment = (struct segment){PAGE_BYTES - sizeof(struct segment), 1, NULL, NULL};
  uint64_t state = SEED;
  for (int i = 0; i < LIVE_COUNT; i++) {
    state = next_random(state);
    struct segment *segment = segment_allocate(16 + ((state >> 32) & 0x1ff));
    if (!segment) abort();
    live_blocks[i] = (char *)(segment + 1);
  }
  uint64_t sum = 0;
  for (uint64_t round = 0; round < rounds; round++) {
    state = next_random(state);
    uint32_t chosen = (uint32_t)(state >> 58);
    segment_release(live_blocks[chosen]);
    struct segment *segment = segment_allocate(16 + ((state >> 32) & 0x1ff));
    if (!segment) abort();
    char *block = (char *)(segment + 1);
    live_blocks[chosen] = block;
    sum += (uint64_t)block - page;
  }
  return sum;
}

/* K4 */

enum { MAP_ENTRIES = 64, REGION_LIMIT = 128 };
#define MAP_PAGE 4096ull

struct region {
  uint64_t start, end, kind;
};

static struct region map_entries[MAP_ENTRIES];
static struct region map_regions[REGION_LIMIT];
static uint32_t region_count;

static void sort_entries(void) {
  for (uint32_t i = 1; i < MAP_ENTRIES; i++) {
    struct region moved = map_entries[i];
    uint32_t slot = i;
    for (; slot > 0 && map_entries[slot - 1].start > moved.start; slot--) {
      map_entries[slot] = map_entries[slot - 1];
    }
    map_entries[slot] = moved;
  }
}

static inline uint64_t max64(uint64_t a, uint64_t b) { return a > b ? a : b; }

static bool append(uint64_t start, uint64_t end, uint64_t kind) {
  if (start >= end) return true;
  if (region_count > 0) {
    struct region *last = &map_regions[region_count - 1];
    if (last->kind == kind && last->end >= start) {
      last->end = max64(last->end, end);
      return true;
    }
  }
  if (region_count == REGION_LIMIT) return false;
  map_regions[region_count++] = (struct region){start, end, kind};
  return true;
}

static bool normalise(void) {
  sort_entries();
  region_count = 0;
  uint64_t covered = 0;
  for (uint32_t i = 0; i < MAP_ENTRIES; i++) {
    const struct region *entry = &map_entries[i];
    bool usable = entry->kind == 0;
    uint64_t up_start = (entry->start + MAP_PAGE - 1) & ~(MAP_PAGE - 1);
    uint64_t up_end = (entry->end + MAP_PAGE - 1) & ~(MAP_PAGE - 1);
    uint64_t start = usable ? up_start : entry->start & ~(MAP_PAGE - 1);
    uint64_t end = usable ? entry->end & ~(MAP_PAGE - 1) : up_end;
    if (!append(max64(start, covered), end, entry->kind)) return false;
    covered = max64(covered, end);
  }
  return true;
}

uint64_t runMemoryMap(uint64_t rounds) {
  uint64_t state = SEED;
  uint64_t sum = 0;
  for (uint64_t round = 0; round < rounds; round++) {
    for (int i = 0; i < MAP_ENTRIES; i++) {
      state = next_random(state);
      map_entries[i].start = (state >> 24) & 0xffffff;
      map_entries[i].end = map_entries[i].start + (state & 0xfffff);
      map_entries[i].kind = (state >> 50) & 3;
    }
    if (!normalise()) return 0;
    for (uint32_t i = 0; i < region_count; i++) sum += map_regions[i].end ^ map_regions[i].start;
  }
  return sum;
}

/* K5 */

enum { DIGIT_LIMIT = 32 };

static uint32_t decimal(uint8_t *buffer, uint64_t value) {
  uint32_t position = DIGIT_LIMIT;
  do {
    buffer[--position] = (uint8_t)('0' + value % 10);
    value /= 10;
  } while (value && position > 0);
  return position;
}

static uint32_t hexadecimal(uint8_t *buffer, uint64_t value) {
  uint32_t position = DIGIT_LIMIT;
  do {
    uint32_t digit = value & 15;
    buffer[--position] = (uint8_t)(digit < 10 ? '0' + digit : 'a' + digit - 10);
    value >>= 4;
  } while (value && position > 0);
  return position;
}

uint64_t runFormat(uint64_t address, uint64_t rounds) {
  uint8_t *buffer = (uint8_t *)address;
  uint64_t state = SEED;
  uint64_t sum = 0;
  for (uint64_t round = 0; round < rounds; round++) {
    state = next_random(state);
    uint64_t value = state >> (state & 63);
    uint32_t start = decimal(buffer, value);
    sum += (uint64_t)buffer[start] + start;
    uint32_t hex_start = hexadecimal(buffer, value);
    sum += (uint64_t)buffer[hex_start] * hex_start;
  }
  return sum;
}

/* K6 */

enum { CHECKSUM_BYTES = 4096 };

static uint64_t checksum(const uint8_t *table, uint32_t length) {
  uint8_t sum = 0;
  uint32_t first = 0, second = 0;
  for (uint32_t offset = 0; offset < length; offset++) {
    sum = (uint8_t)(sum + table[offset]);
    first += table[offset];
    second += first;
  }
  return ((uint64_t)second << 32) | ((uint64_t)(first & 0xffffff) << 8) | sum;
}

uint64_t runChecksum(uint64_t address, uint64_t rounds) {
  uint8_t *table = (uint8_t *)address;
  for (uint32_t offset = 0; offset < CHECKSUM_BYTES; offset++) table[offset] = (uint8_t)(offset * 7);
  uint64_t sum = 0;
  for (uint64_t round = 0; round < rounds; round++) {
    table[round & 0xfff] = (uint8_t)round;
    sum += checksum(table, CHECKSUM_BYTES);
  }
  return sum;
}
