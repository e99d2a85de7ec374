/**
 * memset, memmove and memcmp of runtime/native against byte loops, in a Linux process.
 *
 * The assembly is built a second time with other names, so that it does not take libc's place.
 */

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { CLANG, findTool } from '../../../tools/system-tools.ts';

const clang = findTool(CLANG).path;
const canRun = clang !== null && process.platform === 'linux' && process.arch === 'x64';
const source = fileURLToPath(new URL('../../../runtime/native/memory.S', import.meta.url));

/** All lengths to 40 at all distances to 20 in both directions, then random ones up to 300. */
const ORACLE = `
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

void *our_set(void *, int, uint64_t);
void *our_move(void *, const void *, uint64_t);
int our_compare(const void *, const void *, uint64_t);

enum { SIZE = 700 };
static volatile unsigned char ours[SIZE], expected[SIZE], copy[SIZE];
static uint64_t seed;

static uint32_t draw(uint32_t below) {
  seed = seed * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)(seed >> 33) % below;
}

static void refill(void) {
  for (int i = 0; i < SIZE; i++) ours[i] = expected[i] = copy[i] = (unsigned char)draw(256);
}

static void same(const char *what, uint32_t to, uint32_t from, uint32_t length) {
  for (int i = 0; i < SIZE; i++) {
    if (ours[i] == expected[i]) continue;
    printf("%s to %u from %u length %u: byte %d\\n", what, to, from, length, i);
    exit(1);
  }
}

static void one(uint32_t to, uint32_t from, uint32_t length) {
  refill();
  for (uint32_t i = 0; i < length; i++) expected[to + i] = copy[from + i];
  void *moved = our_move((void *)(ours + to), (void *)(ours + from), length);
  same("memmove", to, from, length);
  unsigned char value = (unsigned char)draw(256);
  for (uint32_t i = 0; i < length; i++) expected[from + i] = value;
  void *set = our_set((void *)(ours + from), value | 0x100, length);
  same("memset", from, from, length);
  int equal = our_compare((void *)ours, (void *)expected, SIZE);
  int difference = 0, wanted = 0;
  if (length > 0) {
    uint32_t at = draw(length);
    unsigned char other = (unsigned char)(expected[to + at] + 1 + draw(255));
    wanted = ours[to + at] < other ? -1 : 1;
    expected[to + at] = other;
    difference = our_compare((void *)(ours + to), (void *)(expected + to), length);
  }
  if (moved != ours + to || set != ours + from || equal != 0 || (difference > 0) - (difference < 0) != wanted) {
    printf("result: to %u from %u length %u: %d %d\\n", to, from, length, equal, difference);
    exit(1);
  }
}

int main(int count, char **texts) {
  seed = strtoull(texts[count - 1], 0, 10);
  for (uint32_t length = 0; length <= 40; length++)
    for (uint32_t to = 0; to <= 40; to++) one(to, 20, length);
  for (int i = 0; i < 20000; i++) one(draw(400), draw(400), draw(300));
  return 0;
}
`;

describe.skipIf(!canRun)('runtime/native/memory.S', () => {
  let folder = '';

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'slayer-memory-'));
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test('does what byte loops do, for every length, alignment and overlap', () => {
    const oracle = path.join(folder, 'oracle.c');
    const program = path.join(folder, 'oracle');
    writeFileSync(oracle, ORACLE);
    execFileSync(clang ?? '', [
      ...['-Dmemset=our_set', '-Dmemmove=our_move', '-Dmemcpy=our_copy', '-Dmemcmp=our_compare'],
      ...['-O2', '-Wall', '-Werror', '-Wl,-z,noexecstack', oracle, source, '-o', program],
    ]);
    const seed = process.env['SLAYER_SEED'] ?? '1';
    const { status, stdout } = spawnSync(program, [seed], { encoding: 'utf8', timeout: 30_000 });
    expect({ status, stdout, seed }).toEqual({ status: 0, stdout: '', seed });
  });
});
