/** Values that may be null are tested before they are used. */
interface Node extends Struct {
  value: u32;
  next: Node | null;
  action: (() => void) | null;
}

export function find(value: u32): u32 | null {
  return value > 3 ? value : null;
}

export function field(node: Node | null): u32 {
  return node.value; //! KD0214: node is Node | null and may be null here
  //     ^^^^ test it with `!== null` first
}

export function chain(node: Node): u32 {
  return node.next.value; //! KD0214: node.next is Node | null and may be null here
}

export function secondStep(node: Node): u32 {
  if (node.next !== null) return node.next.next.value; //! KD0214: node.next.next is Node | null and may be null here
  //                             ^^^^^^^^^^^^^^ test it with `!== null` first
  return 0;
}

export function arithmetic(value: u32): u32 {
  return find(value) + 1; //! KD0214: `+` is not defined for u32 | null
  //                 ^ test it with `!== null` first
}

export function returned(value: u32): u32 {
  return find(value); //! KD0214: expected u32, but the value may be null
  //     ^^^^^^^^^^^ test it with `!== null` first
}

export function passed(node: Node | null): u32 {
  return chain(node); //! KD0214: expected Node, but the value may be null
}

export function assigned(node: Node | null): void {
  const known: Node = node; //! KD0214: expected Node, but the value may be null
}

export function store(node: Node | null): void {
  node.value = 1; //! KD0214: node is Node | null and may be null here
}

export function compared(value: u32): bool {
  return find(value) > 1; //! KD0214: u32 | null and u32 cannot be compared
}

export function equalValue(value: u32): bool {
  return find(value) === 1; //! KD0214: u32 | null and u32 cannot be compared
}

export function conditionRef(node: Node | null): void {
  if (node) print('x'); //! KD0211: a condition is a boolean, not Node | null
}

export function conditionScalar(value: u32): void {
  const found = find(value);
  if (found) print('x'); //! KD0211: a condition is a boolean, not u32 | null
}

export function notRef(node: Node | null): bool {
  return !node; //! KD0211: a condition is a boolean, not Node | null
}

export function neverNull(node: Node): bool {
  return node === null; //! KD0303: node is Node and never null
}

export function neverNullScalar(value: u32): bool {
  return value !== null; //! KD0303: value is u32 and never null
}

export function nullForInt(): u32 {
  return null; //! KD0203: expected u32, which is never null
}

export function nullForRef(): Node {
  return null; //! KD0203: expected Node, which is never null
}

export function nullVariable(): void {
  let node = null; //! KD0203: null has no type here
}

export function nullArgument(): void {
  print(`${chain(null)}`); //! KD0203: expected Node, which is never null
}

export function callNullable(node: Node): void {
  node.action(); //! KD0214: node.action is (() => void) | null and may be null here
}

export function element(table: FixedArray<u32, 4> | null): u32 {
  return table[0]; //! KD0214: table is FixedArray<u32, 4> | null and may be null here
}

export function loop(table: FixedArray<u32, 4> | null): void {
  for (const x of table) print(`${x}`); //! KD0214: table is FixedArray<u32, 4> | null and may be null here
}

export function wrongBranch(node: Node | null): u32 {
  if (node === null) return node.value; //! KD0214: node is Node | null and may be null here
  return node.value;
}

export function lostInLoop(start: Node): u32 {
  let node: Node | null = start;
  while (true) {
    node = node.next; //! KD0214: node is Node | null and may be null here
    if (node === start) break;
  }
  return 1;
}

export function printed(value: u32): void {
  print(`${find(value)}`); //! KD0214: find(value) is u32 | null and may be null here
}

export function undefinedTest(node: Node | null): bool {
  return node === undefined; //! KD0102: `undefined` is not part of the dialect
}

export function converted(value: u32): u64 {
  return u64(find(value)); //! KD0214: find(value) is u32 | null and may be null here
}

export function address(node: Node | null): VirtAddr {
  return addressOf(node); //! KD0214: node is Node | null and may be null here
}

export function switched(value: u32): void {
  switch (find(value)) { //! KD0214: find(value) is u32 | null and may be null here
    case 1:
      break;
  }
}

export function indexed(table: FixedArray<u32, 4>, value: u32): u32 {
  return table[find(value)]; //! KD0214: find(value) is u32 | null and may be null here
}

export function notYet(): u64 {
  let later!: u64; //! KD0109: `!` would hide that later has no value yet
  //       ^ leave it out when every path gives a value before it is read; else write a first value
  return later;
}

export function countUp(a: u32 | null): void {
  let b = a;
  b++; //! KD0214: b is u32 | null and may be null here
  b += 1; //! KD0214: `+` is not defined for u32 | null
}
