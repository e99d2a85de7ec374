/*
 * P1 to P3 by hand: the same algorithms in idiomatic C, one translation unit.
 *
 * Each function does what the dialect function of the same name in kernels/reduced.ts does and gives
 * the same result for the same arguments. Nothing is checked that the algorithm does not check
 * itself. The twins of K1 to K3 are those of bench/codegen.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static uint64_t state;

static inline uint32_t next_random(void) {
  state = state * 16807 % 2147483647;
  return (uint32_t)state;
}

static inline uint64_t add_to(uint64_t sum, uint64_t value) {
  return (sum + value) % 1000003;
}

/* P1 */

enum { CELL_COUNT = 4096, FULL_CELL = 0xffff, NO_FRAME = 65536 };

static uint32_t cells[CELL_COUNT];
static uint32_t cursor;

static uint32_t frame_allocate(void) {
  uint32_t start = cursor;
  for (uint32_t step = 0; step < CELL_COUNT; step++) {
    uint32_t index = (start + step) & (CELL_COUNT - 1);
    uint32_t cell = cells[index];
    if (cell == FULL_CELL) continue;
    uint32_t bit = (uint32_t)__builtin_ctz(~cell);
    cells[index] = cell | (1u << bit);
    cursor = index;
    return index * 16 + bit;
  }
  return NO_FRAME;
}

static bool frame_release(uint32_t frame) {
  uint32_t *cell = &cells[frame >> 4 & (CELL_COUNT - 1)];
  uint32_t bit = 1u << (frame & 15);
  if (!(*cell & bit)) return false;
  *cell &= ~bit;
  return true;
}

uint64_t runReducedBitmap(uint64_t rounds) {
  for (uint32_t i = 0; i < CELL_COUNT; i++) cells[i] = 0;
  cursor = 0;
  state = 1;
  for (uint32_t i = 0; i < 58000; i++) {
    if (frame_allocate() == NO_FRAME) return 0;
  }
  uint64_t sum = 0;
  for (uint64_t round = 0; round < rounds; round++) {
    for (uint32_t freed = 0; freed < 64;) {
      if (frame_release(next_random() & 65535)) freed++;
    }
    for (uint32_t i = 0; i < 64; i++) sum = add_to(sum, frame_allocate());
  }
  return sum;
}

/* P2 */

enum { ENTRY_COUNT = 512, POOL_ENTRIES = 64 * ENTRY_COUNT };

static uint64_t pool[POOL_ENTRIES];
static uint32_t table_count;

static uint32_t new_table(void) {
  uint32_t table = table_count++;
  for (uint32_t i = 0; i < ENTRY_COUNT; i++) pool[table * ENTRY_COUNT + i] = 0;
  return table;
}

static inline uint64_t *entry_at(uint32_t table, uint32_t page, uint32_t level) {
  uint32_t index = level == 4 ? 0 : page >> (9 * (level - 1)) & (ENTRY_COUNT - 1);
  return &pool[table * ENTRY_COUNT + index];
}

static bool map(uint32_t page, uint32_t frame) {
  uint32_t table = 0;
  for (uint32_t level = 4; level > 1; level--) {
    uint64_t *entry = entry_at(table, page, level);
    if (*entry & 1) {
      table = (uint32_t)(*entry >> 12);
    } else {
      table = new_table();
      *entry = (uint64_t)table << 12 | 1;
    }
  }
  uint64_t *leaf = entry_at(table, page, 1);
  if (*leaf & 1) return false;
  *leaf = (uint64_t)frame << 12 | 1;
  return true;
}

static uint64_t *leaf_of(uint32_t page) {
  uint32_t table = 0;
  for (uint32_t level = 4; level > 1; level--) {
    uint64_t entry = *entry_at(table, page, level);
    if (!(entry & 1)) return NULL;
    table = (uint32_t)(entry >> 12);
  }
  uint64_t *leaf = entry_at(table, page, 1);
  return *leaf & 1 ? leaf : NULL;
}

uint64_t runReducedPageWalk(uint64_t rounds) {
  table_count = 0;
  state = 1;
  new_table();
  uint64_t sum = 0;
  for (uint64_t round = 0; round < rounds; round++) {
    uint32_t page = next_random() & 16383;
    if (!map(page, next_random() & 262143)) return 0;
    uint64_t *leaf = leaf_of(page);
    if (!leaf) return 0;
    sum = add_to(sum, *leaf >> 12);
    uint64_t *again = leaf_of(page);
    if (!again) return 0;
    *again = 0;
  }
  return sum;
}

/* P3 */

/* The head of a segment; sizes count elements of 8 bytes. */
struct segment {
  uint64_t size;
  uint64_t is_free;
  struct segment *next;
  struct segment *previous;
};

enum { HEADER_SIZE = sizeof(struct segment) / sizeof(uint64_t), MIN_SPLIT_SIZE = 6, LIVE_COUNT = 64 };

static uint64_t heap[8300];
static struct segment *first_segment;
static struct segment *live[LIVE_COUNT];

static void split(struct segment *segment, uint64_t size) {
  uint64_t left = segment->size - size;
  if (left < MIN_SPLIT_SIZE) return;
  struct segment *rest = (struct segment *)((uint64_t *)(segment + 1) + size);
  rest->size = left - HEADER_SIZE;
  rest->is_free = 1;
  rest->next = segment->next;
  rest->previous = segment;
  if (rest->next) rest->next->previous = rest;
  segment->size = size;
  segment->next = rest;
}

static struct segment *segment_allocate(uint64_t size) {
  for (struct segment *segment = first_segment; segment; segment = segment->next) {
    if (segment->is_free && segment->size >= size) {
      split(segment, size);
      segment->is_free = 0;
      return segment;
    }
  }
  return NULL;
}

static void absorb_next(struct segment *segment, struct segment *next) {
  segment->size += next->size + HEADER_SIZE;
  segment->next = next->next;
  if (segment->next) segment->next->previous = segment;
}

static void segment_release(struct segment *segment) {
  segment->is_free = 1;
  if (segment->next && segment->next->is_free) absorb_next(segment, segment->next);
  if (segment->previous && segment->previous->is_free) absorb_next(segment->previous, segment);
}

static uint64_t random_size(void) {
  return (2 + (next_random() & 63)) & 126;
}

uint64_t runReducedFirstFit(uint64_t rounds) {
  state = 1;
  /* Index 0 stands for none. */
  first_segment = (struct segment *)&heap[4];
  *first_segment = (struct segment){.size = 8192, .is_free = 1};
  for (uint32_t i = 0; i < LIVE_COUNT; i++) {
    live[i] = segment_allocate(random_size());
    if (!live[i]) return 0;
  }
  uint64_t sum = 0;
  for (uint64_t round = 0; round < rounds; round++) {
    struct segment **chosen = &live[next_random() & (LIVE_COUNT - 1)];
    segment_release(*chosen);
    struct segment *segment = segment_allocate(random_size());
    if (!segment) return 0;
    *chosen = segment;
    sum = add_to(sum, (uint64_t)((uint64_t *)segment - heap));
  }
  return sum;
}
