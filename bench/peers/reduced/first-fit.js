/* P3: first-fit segments in one array: size, free, next, previous, then the block; live blocks at
 * its end. Sizes and links count elements of 8 bytes, link 0 is none. */
const heap = new Float64Array(8400);
let state = 1;

function nextRandom() {
  state = (state * 16807) % 2147483647;
  return state;
}

function takeFree(size) {
  let segment = 4;
  while (segment !== 0) {
    if (heap[segment + 1] === 1 && heap[segment] >= size) {
      const left = heap[segment] - size;
      if (left >= 6) {
        const rest = segment + 4 + size;
        const next = heap[segment + 2];
        heap[rest] = left - 4;
        heap[rest + 1] = 1;
        heap[rest + 2] = next;
        heap[rest + 3] = segment;
        if (next !== 0) heap[next + 3] = rest;
        heap[segment] = size;
        heap[segment + 2] = rest;
      }
      heap[segment + 1] = 0;
      return segment;
    }
    segment = heap[segment + 2];
  }
  return 0;
}

function absorbNext(segment, next) {
  heap[segment] = heap[segment] + heap[next] + 4;
  const after = heap[next + 2];
  heap[segment + 2] = after;
  if (after !== 0) heap[after + 3] = segment;
}

function giveBack(segment) {
  heap[segment + 1] = 1;
  const next = heap[segment + 2];
  if (next !== 0 && heap[next + 1] === 1) absorbNext(segment, next);
  const previous = heap[segment + 3];
  if (previous !== 0 && heap[previous + 1] === 1) absorbNext(previous, segment);
}

function run(rounds) {
  state = 1;
  heap[4] = 8192;
  heap[5] = 1;
  heap[6] = 0;
  heap[7] = 0;
  for (let index = 0; index < 64; index++) {
    heap[8300 + index] = takeFree((2 + (nextRandom() & 63)) & 126);
  }
  let sum = 0;
  for (let round = 0; round < rounds; round++) {
    const chosen = nextRandom() & 63;
    giveBack(heap[8300 + chosen]);
    const segment = takeFree((2 + (nextRandom() & 63)) & 126);
    if (segment === 0) return -1;
    heap[8300 + chosen] = segment;
    sum = (sum + segment) % 1000003;
  }
  return sum;
}
