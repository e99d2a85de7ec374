/** Module-level variables keep their value between calls. */
type FrameNumber = Branded<u64, 'FrameNumber'>;
enum Phase {
  Start,
  Run,
}
interface Thing extends Struct {
  value: u32;
}

let counter: u32 = 0;
let total: u64 = 0xffff_ffff_ffff_fff0n;
let smallest: i8 = -128;
let ready: bool = false;
let phase: Phase = Phase.Start;
let frame: FrameNumber = brand<FrameNumber>(7n);
let place: VirtAddr = virt(0xffff_8000_0000_0000n);
let thing: Thing | null = null;
let found: u32 | null = null;
export let shared: u16 = 1 + 2 * 3;
const THING: Thing = zeroed();

function tick(): u32 {
  counter += 1;
  return counter;
}

function show(): void {
  print(`${counter} ${total} ${smallest} ${ready} ${phase} ${frame} ${place} ${shared}`);
  print(`${thing === null} ${found === null}`);
}

export function main(): void {
  show();
  print(`${tick()} ${tick()} ${tick()}`);
  total += 15n;
  smallest += 1;
  ready = !ready;
  phase = Phase.Run;
  frame = brand<FrameNumber>(frame + 1n);
  place = virt(place + 4096n);
  thing = THING;
  found = 0;
  shared <<= 2;
  show();
  thing.value = 5;
  print(`${THING.value}`);
  thing = null;
  found = null;
  show();
}
