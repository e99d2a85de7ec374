/** Two modules that import each other: types, constants and functions in both directions. */
import * as Other from '../support/mutual.ts';

export interface Node extends Struct {
  value: u32;
  link: Other.Link | null;
}
export const BASE: u32 = 100;
export enum Side {
  Left,
  Right,
}

const NODE: Node = zeroed();

export function double(value: u32): u32 {
  return value * 2;
}

export function main(): void {
  const link = Other.linkTo(NODE);
  NODE.link = link;
  NODE.value = 5;
  print(`${Other.valueOf(link)} ${Other.DERIVED} ${Other.other(Side.Left)}`);
  print(`${NODE.link === link} ${Other.isLinked(NODE)}`);
}
