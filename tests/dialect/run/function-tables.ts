/** Tables of functions in constants and in structs; null entries; calls through several levels. */
type Handler = (value: u32) => u32;
interface Entry extends Struct {
  name: u32;
  handler: Handler | null;
}
interface Table extends Struct {
  entries: FixedArray<Entry, 3>;
  fallback: Handler | null;
  calls: u32;
}

const TABLE: Table = zeroed();
const HANDLERS: FixedArray<Handler, 2> = [double, (value) => value + 1000];

function double(value: u32): u32 {
  return value * 2;
}

function negate(value: u32): u32 {
  return ~value;
}

function dispatch(table: Table, index: u32, value: u32): u32 {
  table.calls += 1;
  const handler = table.entries[index].handler;
  if (handler !== null) return handler(value);
  const fallback = table.fallback;
  return fallback === null ? 0 : fallback(value);
}

function twice(handler: Handler, value: u32): u32 {
  return handler(handler(value));
}

function pick(index: u32): Handler {
  return HANDLERS[index];
}

export function main(): void {
  print(`${dispatch(TABLE, 0, 5)}`);
  TABLE.entries[0].handler = double;
  TABLE.entries[1].handler = negate;
  TABLE.fallback = (value) => value * value;
  print(`${dispatch(TABLE, 0, 5)} ${dispatch(TABLE, 1, 5)} ${dispatch(TABLE, 2, 5)}`);
  TABLE.entries[0].handler = null;
  print(`${dispatch(TABLE, 0, 5)} ${TABLE.calls}`);
  print(`${twice(pick(0), 3)} ${twice(pick(1), 3)} ${pick(0)(8)}`);
  print(`${TABLE.entries[0].handler === null} ${TABLE.entries[1].handler !== null}`);
  print(`${sizeOf<Entry>()} ${sizeOf<Table>()}`);
}
