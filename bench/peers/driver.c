/*
 * Runs the native peers on request, so that another process can interleave them with its own.
 *
 * A line "PEER ROUNDS" on standard input runs a function of the table peers.inc, written by
 * main.ts; the answer is a line "NANOSECONDS RESULT".
 */

#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

typedef uint64_t (*plain_function)(uint64_t rounds);
typedef uint64_t (*memory_function)(uint64_t memory, uint64_t rounds);

/* One of the two is set. */
struct peer {
  plain_function plain;
  memory_function memory;
};

#include "peers.inc"

static uint8_t memory[1 << 16] __attribute__((aligned(4096)));

static uint64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

void rt_haltForever(void) {
  abort();
}

int main(void) {
  /* Where the page-walk kernel expects its tables: DIRECT_MAP | FIRST_TABLE. */
  void *pool = (void *)0x400000100000;
  if (mmap(pool, 4 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE,
           -1, 0) != pool) {
    return 3;
  }
  unsigned peer;
  unsigned long long rounds;
  while (scanf("%u %llu", &peer, &rounds) == 2) {
    if (peer >= sizeof peers / sizeof peers[0]) return 2;
    uint64_t start = now();
    uint64_t result = peers[peer].plain ? peers[peer].plain(rounds)
                                        : peers[peer].memory((uint64_t)memory, rounds);
    uint64_t end = now();
    printf("%llu %llu\n", (unsigned long long)(end - start), (unsigned long long)result);
    fflush(stdout);
  }
  return 0;
}
