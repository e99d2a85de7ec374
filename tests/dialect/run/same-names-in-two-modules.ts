/** Two modules may use one name for different things; generics keep them apart. */
import * as Other from '../support/same-names.ts';

interface Node extends Struct {
  small: u8;
}
enum Kind {
  Here = 1,
}
type Pair = { readonly a: u8 };

const STATE: Node = zeroed();
let counter: u32 = 10;

function next(): u32 {
  counter += 1;
  return counter;
}

export function main(): void {
  print(`${next()} ${Other.next()} ${next()} ${Other.next()}`);
  print(`${Other.sizeIn<Node>()} ${Other.sizeOfOwn()}`);
  STATE.small = 200;
  Other.fill(7n);
  print(`${STATE.small} ${Other.sum()}`);
  const pair: Pair = { a: 255 };
  print(`${Other.first(Other.make(pair, pair)).a} ${Other.ownPair().b}`);
  print(`${Kind.Here} ${Other.Kind.There} ${u32(Kind.Here)} ${u32(Other.Kind.There)}`);
  print(`${Other.LIMIT} ${Other.NAME}`);
}
