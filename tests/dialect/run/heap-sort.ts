/** Heap sort of signed values through references to functions that compare. */
const VALUES: FixedArray<i32, 9> = zeroed();
const START: FixedArray<i32, 9> = [5, -3, 2147483647, 0, -2147483648, 5, 17, -1, 8];

type Less = (a: i32, b: i32) => bool;

function sift(start: u32, end: u32, isLess: Less): void {
  let root: u32 = start;
  while (root * 2 + 1 < end) {
    let child: u32 = root * 2 + 1;
    if (child + 1 < end && isLess(VALUES[child], VALUES[child + 1])) child += 1;
    if (!isLess(VALUES[root], VALUES[child])) return;
    const value = VALUES[root];
    VALUES[root] = VALUES[child];
    VALUES[child] = value;
    root = child;
  }
}

function sort(isLess: Less): void {
  for (const i of range(0, VALUES.length)) VALUES[i] = START[i];
  for (let start: u32 = VALUES.length / 2; start > 0; start--)
    sift(start - 1, VALUES.length, isLess);
  for (let end: u32 = VALUES.length - 1; end > 0; end--) {
    const value = VALUES[end];
    VALUES[end] = VALUES[0];
    VALUES[0] = value;
    sift(0, end, isLess);
  }
}

function show(): void {
  print(`${VALUES[0]} ${VALUES[1]} ${VALUES[2]} ${VALUES[3]} ${VALUES[4]}`);
  print(`${VALUES[5]} ${VALUES[6]} ${VALUES[7]} ${VALUES[8]}`);
}

export function main(): void {
  sort((a, b) => a < b);
  show();
  sort((a, b) => a > b);
  show();
}
