/** Generic declarations that ask for themselves with ever larger type arguments. */
type Box<T> = { readonly value: T };

export function wrap<T>(value: T, depth: u32): void {
  const box: Box<T> = { value };
  if (depth > 0) wrap(box, depth - 1); //! KD0215: the type arguments of wrap consist of more than 64 types
  //             ^^^^^^^^^^^^^^^^^^^^ where it asks for itself, let it keep its type argument, or give the inner one a type of its own
}

export function useWrap(): void {
  wrap(u32(3), 2);
}

interface Chain<T extends Struct> extends Struct {
  value: T;
  next: Chain<Cell<T>> | null; //! KD0215: the type arguments of Chain consist of more than 64 types
}

interface Cell<T> extends Struct {
  value: T;
}

interface Leaf extends Struct {
  value: u32;
}

export function useChain(chain: Chain<Leaf>): u32 {
  return chain.value.value;
}

interface Fork<T> extends Struct {
  value: T;
  left: Fork<FixedArray<T, 1>> | null; //! KD0215: Fork is used with more than 512 sets of type arguments
  right: Fork<Cell<T>> | null; //! KD0215: Fork is used with more than 512 sets of type arguments //! KD0215: Cell is used with more than 512 sets of type arguments
  //          ^^^^^^^ where it asks for itself, let it keep its type argument, or give the inner one a type of its own
}

export function useFork(fork: Fork<u32>): u32 {
  return fork.value;
}
