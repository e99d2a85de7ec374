/** Types that refer to each other through references, modules in any order. */

interface Process extends Struct {
  id: u32;
  threads: FixedArray<Thread | null, 4>;
}

interface Thread extends Struct {
  owner: Process | null;
  next: Thread | null;
  run: (thread: Thread) => void;
}

export function owner(thread: Thread): u32 {
  const process = thread.owner;
  if (process === null) return 0;
  const first = process.threads[0];
  if (first !== null) first.run(first);
  return process.id;
}
