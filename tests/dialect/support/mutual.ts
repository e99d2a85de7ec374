/**
 * A module that imports the program that imports it.
 *
 * Used by: `tests/dialect/run/mutual-modules.ts`.            Uses: the same.
 */

import { BASE, double, type Node, Side } from '../run/mutual-modules.ts';

export interface Link extends Struct {
  node: Node | null;
}
export const DERIVED: u32 = BASE + 1;

const LINK: Link = zeroed();

export function linkTo(node: Node): Link {
  LINK.node = node;
  return LINK;
}

export function valueOf(link: Link): u32 {
  return link.node === null ? 0 : double(link.node.value);
}

export function isLinked(node: Node): bool {
  return node.link !== null && node.link.node === node;
}

export function other(side: Side): Side {
  return side === Side.Left ? Side.Right : Side.Left;
}
