/** A struct is a reference: two names of one struct see each other's changes. */
interface Point extends Struct {
  x: i32;
  y: i32;
}
interface Line extends Struct {
  from: Point;
  to: Point;
}

const LINE: Line = zeroed();
const OTHER: Point = zeroed();

function move(point: Point, by: i32): void {
  point.x += by;
  point.y -= by;
}

function show(line: Line): void {
  print(`(${line.from.x}, ${line.from.y}) (${line.to.x}, ${line.to.y})`);
}

export function main(): void {
  const from = LINE.from;
  move(from, 3);
  show(LINE);
  let point: Point = LINE.to;
  point.x = 10;
  point = from;
  point.y = 20;
  show(LINE);
  print(`${point === from} ${point === LINE.to} ${LINE.from === from} ${OTHER === from}`);
  const x = from.x;
  from.x = 99;
  print(`${x} ${LINE.from.x}`);
  move(LINE.to, -5);
  show(LINE);
  print(`${addressOf(LINE) === addressOf(LINE.from)} ${addressOf(LINE.to) - addressOf(LINE)}`);
}
