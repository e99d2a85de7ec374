/*
 * Runs the benchmark kernels of several variants in one process, in interleaved rounds.
 *
 * Each variant is an object file whose functions carry its name as a prefix; the tables of kernels
 * and variants, variants.inc, are written by build.ts. Prints one line a measurement: kernel,
 * variant, nanoseconds.
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

typedef uint64_t (*plain_function)(uint64_t rounds);
typedef uint64_t (*memory_function)(uint64_t memory, uint64_t rounds);

/* One of the two is set. */
struct function {
  plain_function plain;
  memory_function memory;
};

struct kernel {
  const char *name;
  /* That many take some milliseconds; a tenth of that is for counting. */
  uint64_t rounds;
};

#include "variants.inc"

static uint8_t memory[8 << 20] __attribute__((aligned(4096)));

static uint64_t run(int kernel, int variant, uint64_t rounds) {
  const struct function *called = &functions[variant][kernel];
  return called->plain ? called->plain(rounds) : called->memory((uint64_t)memory, rounds);
}

static uint64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

/* What the dialect kernels call when a check fails. */
void rt_haltForever(void) {
  abort();
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
    if (kernel >= KERNEL_COUNT || variant >= VARIANT_COUNT) return 2;
    printf("%llu\n", (unsigned long long)run(kernel, variant, kernels[kernel].rounds / 10));
    return 0;
  }
  int rounds = count == 3 ? atoi(words[2]) : 0;
  if (rounds < 1) return 2;
  uint64_t expected[KERNEL_COUNT] = {0};
  for (int round = -1; round < rounds; round++) {
    for (int kernel = 0; kernel < KERNEL_COUNT; kernel++) {
      for (int i = 0; i < VARIANT_COUNT; i++) {
        /* Start with another variant each round, so that none is always first. */
        int variant = (i + round + VARIANT_COUNT) % VARIANT_COUNT;
        uint64_t start = now();
        uint64_t result = run(kernel, variant, kernels[kernel].rounds);
        uint64_t end = now();
        if (expected[kernel] == 0) expected[kernel] = result;
        if (result == 0 || result != expected[kernel]) {
          fprintf(stderr, "%s: %s gives another result\n", kernels[kernel].name,
                  variant_names[variant]);
          return 1;
        }
        if (round >= 0) {
          printf("%s %s %llu\n", kernels[kernel].name, variant_names[variant],
                 (unsigned long long)(end - start));
        }
      }
    }
  }
  return 0;
}
