/** Owned values consumed on every path, in each way that the rules know. */

type OwnedFrame = Owned<PhysAddr, typeof freeFrame>;
type Taken =
  { readonly kind: 'taken'; readonly frame: OwnedFrame } | { readonly kind: 'exhausted' };
interface Slot extends Struct {
  base: PhysAddr;
  count: u64;
}

const SLOT: Slot = zeroed();

function freeFrame(frame: OwnedFrame): void {
  SLOT.base = disown(frame);
}

export function take(): OwnedFrame {
  return own<OwnedFrame>(phys(0x1000n));
}

function maybeTake(wanted: bool): OwnedFrame | null {
  if (!wanted) return null;
  const frame = take();
  print(`${frame}`);
  return frame;
}

export function tryTake(wanted: bool): Taken {
  const frame = maybeTake(wanted);
  if (frame === null) return { kind: 'exhausted' };
  return { kind: 'taken', frame };
}

export function unwrap(): void {
  const taken = tryTake(true);
  if (taken.kind === 'exhausted') return;
  freeFrame(taken.frame);
}

export function switched(): u64 {
  const taken = tryTake(true);
  switch (taken.kind) {
    case 'taken':
      freeFrame(taken.frame);
      return 1n;
    case 'exhausted':
      return 0n;
  }
}

export function bothPaths(condition: bool): OwnedFrame | null {
  const frame = take();
  if (condition) {
    freeFrame(frame);
    return null;
  }
  return frame;
}

export function scoped(count: u32): u64 {
  using outer = take();
  let sum: u64 = 0n;
  for (const i of range(0, count)) {
    using inner = maybeTake(i !== 3);
    if (inner === null) break;
    if (i === 1) continue;
    sum += inner - outer;
  }
  return sum;
}

export function inLoop(): void {
  for (const i of range(0, 3)) {
    const frame = take();
    if (i === 1) {
      freeFrame(frame);
      continue;
    }
    freeFrame(frame);
  }
}

export function reassigned(): void {
  let frame = take();
  freeFrame(frame);
  frame = take();
  freeFrame(frame);
}
