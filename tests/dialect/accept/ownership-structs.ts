/** Owned structs with owned fields, which are taken from them one after the other. */
interface Node extends Struct {
  base: PhysAddr;
  child: OwnedNode | null;
  frame: OwnedFrame;
}
type OwnedNode = Owned<Node, typeof freeNode>;
type OwnedFrame = Owned<PhysAddr, typeof freeFrame>;
type OwnedFrames = Owned<FixedArray<OwnedFrame, 2>, typeof freeFrames>;

const NODE: Node = zeroed();
const FRAMES: FixedArray<OwnedFrame, 2> = zeroed();

function freeNode(node: OwnedNode): void {
  disown(node).base = phys(0n);
}

function freeFrame(frame: OwnedFrame): void {
  NODE.base = disown(frame);
}

export function freeFrames(frames: OwnedFrames): void {
  freeFrame(frames[0]);
  freeFrame(frames[1]);
  NODE.base = disown(frames)[0];
}

export function replaced(frames: OwnedFrames, frame: OwnedFrame): OwnedFrames {
  freeFrame(frames[0]);
  frames[0] = frame;
  return frames;
}

export function fieldByField(node: OwnedNode): void {
  const child = node.child;
  node.child = null;
  if (child !== null) freeNode(child);
  freeFrame(node.frame);
  freeNode(node);
}

export function adopt(node: OwnedNode, child: OwnedNode): OwnedNode {
  if (node.child !== null) freeNode(node.child);
  node.child = child;
  return node;
}
