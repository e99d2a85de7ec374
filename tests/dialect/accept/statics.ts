/** Module-level variables and storage. */

enum Phase {
  Start,
}

interface State extends Struct {
  count: u32;
}

let count: u32 = 0;
let limit: u64 = 1n << 40n;
let offset: i16 = -5;
let ready: bool = false;
let phase: Phase = Phase.Start;
let base: PhysAddr = phys(0n);
let current: State | null = null;
let last: u32 | null = null;
let action: () => void = nothing;
let other: (() => void) | null = null;
export let shared: u8 = 3;
const STATE: State = zeroed();
const TABLE: FixedArray<State, 4> = zeroed();
const BUFFER = zeroed<FixedArray<u8, 64>>();

export function nothing(): void {}

export function change(): void {
  count += 1;
  limit = limit >> 1n;
  offset = -offset;
  ready = true;
  phase = Phase.Start;
  base = phys(base + 1n);
  current = STATE;
  last = count;
  action = nothing;
  other = action;
  other();
  shared = BUFFER[3];
  TABLE[1].count = 2;
  current.count = last;
}
