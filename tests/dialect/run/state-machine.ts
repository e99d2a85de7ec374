/** A state machine with a table of transitions and handlers as function references. */
enum State {
  Idle,
  Running,
  Done,
}
enum Event {
  Start,
  Tick,
  Stop,
}
interface Machine extends Struct {
  state: State;
  ticks: u32;
  entered: FixedArray<u32, 3>;
}

const MACHINE: Machine = zeroed();
const NEXT: FixedArray<State, 9> = [
  State.Running,
  State.Idle,
  State.Idle,
  State.Running,
  State.Running,
  State.Done,
  State.Done,
  State.Done,
  State.Idle,
];
const ON_ENTER: FixedArray<(machine: Machine) => void, 3> = [enterIdle, enterRunning, enterDone];

function enterIdle(machine: Machine): void {
  print(`idle after ${machine.ticks}`);
}

function enterRunning(machine: Machine): void {
  machine.ticks += 1;
  print(`running, tick ${machine.ticks}`);
}

function enterDone(machine: Machine): void {
  print(`done after ${machine.ticks}`);
  machine.ticks = 0;
}

function send(machine: Machine, event: Event): void {
  const next = NEXT[u32(machine.state) * 3 + u32(event)];
  const enter = ON_ENTER[u32(next)];
  machine.state = next;
  machine.entered[u32(next)] += 1;
  enter(machine);
}

export function main(): void {
  send(MACHINE, Event.Tick);
  send(MACHINE, Event.Start);
  for (const _ of range(0, 2)) send(MACHINE, Event.Tick);
  send(MACHINE, Event.Stop);
  send(MACHINE, Event.Start);
  send(MACHINE, Event.Stop);
  print(`${MACHINE.state} ${MACHINE.entered[0]} ${MACHINE.entered[1]} ${MACHINE.entered[2]}`);
}
