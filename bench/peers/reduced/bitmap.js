/* P1: next-fit bitmap of 2^16 frames in cells of 16 bits. main.ts adds the call of run. */
const cells = new Float64Array(4096);
let cursor = 0;
let state = 1;

function nextRandom() {
  state = (state * 16807) % 2147483647;
  return state;
}

function takeFree() {
  for (let step = 0; step < 4096; step++) {
    const index = (cursor + step) & 4095;
    const cell = cells[index];
    if (cell === 65535) continue;
    let bit = 0;
    while (((cell >> bit) & 1) === 1) bit++;
    cells[index] = cell | (1 << bit);
    cursor = index;
    return index * 16 + bit;
  }
  return 65536;
}

function giveBack(frame) {
  const index = frame >> 4;
  const bit = 1 << (frame & 15);
  const cell = cells[index];
  if ((cell & bit) === 0) return false;
  cells[index] = cell - bit;
  return true;
}

function run(rounds) {
  for (let index = 0; index < 4096; index++) cells[index] = 0;
  cursor = 0;
  state = 1;
  for (let count = 0; count < 58000; count++) takeFree();
  let sum = 0;
  for (let round = 0; round < rounds; round++) {
    for (let freed = 0; freed < 64;) {
      if (giveBack(nextRandom() & 65535)) freed++;
    }
    for (let count = 0; count < 64; count++) sum = (sum + takeFree()) % 1000003;
  }
  return sum;
}
