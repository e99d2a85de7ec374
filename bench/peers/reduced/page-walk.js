/* P2: four-level tables in one array, low-half addresses, no bit 63. */
const pool = new Float64Array(32768);
let tableCount = 0;
let state = 1;

function nextRandom() {
  state = (state * 16807) % 2147483647;
  return state;
}

function newTable() {
  const table = tableCount;
  tableCount++;
  for (let index = 0; index < 512; index++) pool[table * 512 + index] = 0;
  return table;
}

function entryAt(table, page, level) {
  if (level === 4) return table * 512;
  return table * 512 + ((page >> (9 * (level - 1))) & 511);
}

function map(page, frame) {
  let table = 0;
  for (let level = 4; level > 1; level--) {
    const at = entryAt(table, page, level);
    const entry = pool[at];
    if ((entry & 1) === 1) {
      table = entry >> 12;
    } else {
      table = newTable();
      pool[at] = table * 4096 + 1;
    }
  }
  const leaf = entryAt(table, page, 1);
  if ((pool[leaf] & 1) === 1) return false;
  pool[leaf] = frame * 4096 + 1;
  return true;
}

function leafOf(page) {
  let table = 0;
  for (let level = 4; level > 1; level--) {
    const entry = pool[entryAt(table, page, level)];
    if ((entry & 1) === 0) return -1;
    table = entry >> 12;
  }
  const leaf = entryAt(table, page, 1);
  return (pool[leaf] & 1) === 0 ? -1 : leaf;
}

function run(rounds) {
  tableCount = 0;
  state = 1;
  newTable();
  let sum = 0;
  for (let round = 0; round < rounds; round++) {
    const page = nextRandom() & 16383;
    if (!map(page, nextRandom() & 262143)) return -1;
    const leaf = leafOf(page);
    if (leaf < 0) return -2;
    sum = (sum + (pool[leaf] >> 12)) % 1000003;
    const again = leafOf(page);
    if (again < 0) return -3;
    pool[again] = 0;
  }
  return sum;
}
