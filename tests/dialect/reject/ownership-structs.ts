/** Owned structs with owned fields: what a field says is said of the field alone. */
interface Node extends Struct {
  count: u64;
  child: OwnedNode | null;
}
type OwnedNode = Owned<Node, typeof release>;

const NODE: Node = zeroed();

function release(node: OwnedNode): void {
  disown(node).count = 0n;
}

function take(): OwnedNode {
  return own<OwnedNode>(NODE);
}

export function withoutChild(): void {
  const node = take();
  if (node.child === null) return; //! KD0901: node, which is owned since line 19
  release(node);
}

export function onlyTheChild(): void {
  const node = take(); //! KD0901: node, which is owned since line 25
  if (node.child !== null) release(node.child);
}
