/** Owned values on paths of which control flow says that nothing is left to consume. */
type OwnedFrame = Owned<PhysAddr, typeof release>;
type Taken = { readonly kind: 'taken'; readonly frame: OwnedFrame } | { readonly kind: 'none' };
type Perhaps = { readonly frame: OwnedFrame | null; readonly count: u32 };
interface Page extends Struct {
  count: u64;
}
interface Table extends Struct {
  pages: FixedArray<Page, 8>;
}
type OwnedPage = Owned<Page, typeof releasePage>;
enum Level {
  Low,
  High,
}

const TABLE: Table = zeroed();
const TAKERS: FixedArray<() => OwnedFrame, 1> = [take];
const FRAMES: FixedArray<OwnedFrame, 4> = zeroed();

export function release(frame: OwnedFrame): void {
  TABLE.pages[0].count = disown(frame);
}

export function releasePage(page: OwnedPage): void {
  disown(page).count = 0n;
}

export function take(): OwnedFrame {
  return own<OwnedFrame>(phys(0x1000n));
}

function maybe(): OwnedFrame | null {
  return isLate() ? take() : null;
}

function tryTake(): Taken {
  return isLate() ? { kind: 'taken', frame: take() } : { kind: 'none' };
}

function give(frame: OwnedFrame): bool {
  release(frame);
  return true;
}

function isLate(): bool {
  return TABLE.pages[0].count === 0n;
}

function die(): never {
  panic('test: died');
}

export function inDefault(): void {
  const taken = tryTake();
  switch (taken.kind) {
    case 'taken':
      release(taken.frame);
      break;
    default:
      print('none');
  }
}

export function defaultIsTaken(): void {
  const taken = tryTake();
  switch (taken.kind) {
    case 'none':
      return;
    default:
      release(taken.frame);
  }
}

export function overLevels(level: Level, frame: OwnedFrame): void {
  switch (level) {
    case Level.Low:
      print('low');
      release(frame);
      break;
    case Level.High:
      release(frame);
  }
}

export function returnsNever(frame: OwnedFrame): void {
  if (isLate()) return die();
  release(frame);
}

export function asserted(): void {
  const frame = maybe();
  assert(frame === null, 'test: no frame');
  const taken = tryTake();
  assert(taken.kind === 'none', 'test: nothing taken');
}

export function namedCondition(): void {
  const frame = maybe();
  const isNone = frame === null;
  if (isNone) return;
  release(frame);
}

export function namedOverParameter(frame: OwnedFrame | null): void {
  const isNone = frame === null;
  if (isNone) return;
  release(frame);
}

/** That the count changes says nothing of the frame. */
export function namedWithCount(frame: OwnedFrame | null, count: u32): void {
  let rounds: u32 = 0;
  const isDone = frame === null || rounds === count;
  rounds += 1;
  if (isDone) {
    if (frame !== null) release(frame);
    return;
  }
  release(frame);
}

/** The plain fields of a record, and what tells variants apart, stay when its owned one is gone. */
export function plainFields(perhaps: Perhaps, taken: Taken): u32 {
  if (perhaps.frame !== null) release(perhaps.frame);
  if (taken.kind === 'taken') release(taken.frame);
  return taken.kind === 'taken' ? perhaps.count : 0;
}

export function nullField(perhaps: Perhaps): void {
  if (perhaps.frame === null) return;
  release(perhaps.frame);
}

export function inHead(): void {
  for (let frame = maybe(); frame !== null; frame = maybe()) release(frame);
}

export function shortCircuit(): void {
  const frame = maybe();
  if (frame === null || give(frame)) print('done');
}

export function firstOf(count: u32): OwnedFrame | null {
  let found: OwnedFrame | null = null;
  for (const i of range(0, count)) {
    const frame = maybe();
    if (frame === null) continue;
    if (i === 2) {
      found = frame;
      break;
    }
    release(frame);
  }
  return found;
}

export function untilThereIsOne(): OwnedFrame {
  let frame: OwnedFrame | null = null;
  while (frame === null) frame = maybe();
  return frame;
}

export function consumedAndLeft(frame: OwnedFrame): void {
  while (true) {
    if (isLate()) {
      release(frame);
      break;
    }
  }
}

/** An index is a number, and refers to nothing. */
export function unrelatedIndex(page: OwnedPage): u64 {
  const other = TABLE.pages[u32(page.count % 8n)];
  releasePage(page);
  return other.count;
}

export function unrelatedNow(page: OwnedPage): u64 {
  let other: Page = page;
  print(`${other.count}`);
  other = TABLE.pages[0];
  releasePage(page);
  return other.count;
}

/** Structs and arrays are trusted with what they own. */
export function keptInArray(): void {
  FRAMES[0] = TAKERS[0]();
  release(FRAMES[0]);
}
