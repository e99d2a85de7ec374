/** Arrays of structs that hold arrays of structs; references into the middle stay valid. */
interface Leaf extends Struct {
  values: FixedArray<u16, 3>;
  flag: bool;
}
interface Branch extends Struct {
  leaves: FixedArray<Leaf, 2>;
  best: Leaf | null;
}
interface Tree extends Struct {
  id: u8;
  branches: FixedArray<Branch, 3>;
}

const TREE: Tree = zeroed();

function fill(): void {
  let next: u16 = 0;
  for (const branch of TREE.branches) {
    for (const leaf of branch.leaves) {
      for (const i of range(0, leaf.values.length)) {
        leaf.values[i] = next;
        next += 1;
      }
      leaf.flag = leaf.values[0] % 2 === 0;
    }
    branch.best = branch.leaves[1];
  }
}

function sum(leaf: Leaf): u32 {
  let total: u32 = 0;
  for (const value of leaf.values) total += u32(value);
  return total;
}

export function main(): void {
  print(`${sizeOf<Leaf>()} ${sizeOf<Branch>()} ${sizeOf<Tree>()}`);
  fill();
  for (const branch of TREE.branches) print(`${sum(branch.leaves[0])} ${sum(branch.leaves[1])}`);
  const best = TREE.branches[2].best;
  if (best !== null) {
    best.values[2] = 1000;
    print(`${sum(best)} ${best === TREE.branches[2].leaves[1]} ${best.flag}`);
  }
  const middle = TREE.branches[1].leaves[0].values;
  middle[1] += 500;
  print(`${TREE.branches[1].leaves[0].values[1]} ${TREE.branches[1].leaves[0].flag}`);
  let index: u32 = 0;
  for (const branch of TREE.branches) {
    if (branch.leaves[index % 2].flag) print(`flag at ${index}`);
    index += 1;
  }
}
