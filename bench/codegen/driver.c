/*
 * Runs the benchmark kernels of several variants in one process, in interleaved rounds.
 *
 * Each variant is an object file whose functions carry its name as a prefix; the table of them,
 * variants.inc, is written by run.ts. Prints one line a measurement: kernel, variant, nanoseconds.
 *
 *   driver time ROUNDS     interleaved rounds of every kernel in every variant
 *   driver once KERNEL VARIANT    one short run, for counting instructions
 */

#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

typedef uint64_t (*plain_kernel)(uint64_t rounds);
typedef uint64_t (*memory_kernel)(uint64_t memory, uint64_t rounds);

struct variant {
  const char *name;
  plain_kernel bitmap, memory_map, page_walk;
  memory_kernel first_fit, format, checksum;
};

#include "variants.inc"

enum { KERNEL_COUNT = 6, VARIANT_COUNT = sizeof variants / sizeof variants[0] };

static const char *const kernel_names[KERNEL_COUNT] = {"bitmap",     "page-walk", "first-fit",
                                                       "memory-map", "format",    "checksum"};
/* Rounds that take some milliseconds each, and a tenth of that for counting. */
static const uint64_t kernel_rounds[KERNEL_COUNT] = {400, 300000, 20000, 1500, 60000, 1500};

static uint8_t memory[8 << 20] __attribute__((aligned(4096)));

static uint64_t run(int kernel, const struct variant *variant, uint64_t rounds) {
  uint64_t address = (uint64_t)memory;
  switch (kernel) {
    case 0: return variant->bitmap(rounds);
    case 1: return variant->page_walk(rounds);
    case 2: return variant->first_fit(address, rounds);
    case 3: return variant->memory_map(rounds);
    case 4: return variant->format(address, rounds);
    default: return variant->checksum(address, rounds);
  }
}

static uint64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

/* Where the page-walk kernel expects its tables: DIRECT_MAP | FIRST_TABLE. */
static const uint64_t POOL = 0x400000100000;

int main(int count, char **words) {
  void *pool = mmap((void *)POOL, 4 << 20, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
  if (pool != (void *)POOL) return 3;
  if (count == 4 && strcmp(words[1], "once") == 0) {
    int kernel = atoi(words[2]);
    int variant = atoi(words[3]);
    if (kernel >= KERNEL_COUNT || variant >= (int)VARIANT_COUNT) return 2;
    printf("%llu\n",
           (unsigned long long)run(kernel, &variants[variant], kernel_rounds[kernel] / 10));
    return 0;
  }
  int rounds = count == 3 ? atoi(words[2]) : 0;
  if (rounds < 1) return 2;
  uint64_t expected[KERNEL_COUNT] = {0};
  for (int round = -1; round < rounds; round++) {
    for (int kernel = 0; kernel < KERNEL_COUNT; kernel++) {
      for (int i = 0; i < (int)VARIANT_COUNT; i++) {
        /* Start with another variant each round, so that none is always first. */
        int variant = (i + round + (int)VARIANT_COUNT) % (int)VARIANT_COUNT;
        uint64_t start = now();
        uint64_t result = run(kernel, &variants[variant], kernel_rounds[kernel]);
        uint64_t end = now();
        if (expected[kernel] == 0) expected[kernel] = result;
        if (result == 0 || result != expected[kernel]) {
          fprintf(stderr, "%s: %s gives another result\n", kernel_names[kernel],
                  variants[variant].name);
          return 1;
        }
        if (round >= 0) {
          printf("%s %s %llu\n", kernel_names[kernel], variants[variant].name,
                 (unsigned long long)(end - start));
        }
      }
    }
  }
  return 0;
}
