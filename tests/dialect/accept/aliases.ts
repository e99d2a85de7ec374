/** Type aliases of everything. */

type Count = u32;

type Maybe = Count | null;

type Callback = (count: Count) => void;

type Words = FixedArray<Count, 4>;

interface Node extends Struct {
  count: Count;
  words: Words;
  callback: Callback | null;
}

type Link = Node | null;

type Grid = FixedArray<Words, 2>;

const GRID: Grid = zeroed();

export function use(link: Link, maybe: Maybe): Count {
  if (link === null) return maybe === null ? GRID[0][1] : maybe;
  if (link.callback !== null) link.callback(link.words[2]);
  return link.count;
}
