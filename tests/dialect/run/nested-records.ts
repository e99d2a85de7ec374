/** Records in records, in nullables, in unions; by value all the way down. */
type Point = { readonly x: i32; readonly y: i32 };
type Line = { readonly from: Point; readonly to: Point };
type Shape = { readonly name: string; readonly line: Line; readonly mark: Point | null };
type Event =
  | { readonly kind: 'moved'; readonly shape: Shape; readonly by: Point }
  | { readonly kind: 'marked'; readonly at: Point | null }
  | { readonly kind: 'idle' };

function point(x: i32, y: i32): Point {
  return { x, y };
}

function move(line: Line, by: Point): Line {
  return {
    from: point(line.from.x + by.x, line.from.y + by.y),
    to: { x: line.to.x + by.x, y: line.to.y + by.y },
  };
}

function moved(shape: Shape, by: Point): Shape {
  const line = shapeOf(shape).line;
  return { name: shape.name, line: move(line, by), mark: shape.mark === null ? by : null };
}

function shapeOf(shape: Shape): Shape {
  return shape;
}

function show(shape: Shape): void {
  const from = shape.line.from;
  const to = shape.line.to;
  print(`${shape.name}: (${from.x}, ${from.y}) (${to.x}, ${to.y})`);
  if (shape.mark !== null) print(`  mark (${shape.mark.x}, ${shape.mark.y})`);
}

function handle(event: Event): i32 {
  switch (event.kind) {
    case 'moved': {
      const next = moved(event.shape, event.by);
      show(next);
      return next.line.to.x;
    }
    case 'marked':
      return event.at === null ? -1 : event.at.y;
    case 'idle':
      return 0;
  }
}

export function main(): void {
  const line: Line = { from: point(0, 1), to: point(2, 3) };
  const shape: Shape = { name: 'a', line, mark: null };
  show(shape);
  print(`${handle({ kind: 'moved', shape, by: point(-5, 10) })}`);
  show(shape);
  print(`${handle({ kind: 'marked', at: point(7, 8) })} ${handle({ kind: 'marked', at: null })}`);
  print(`${handle({ kind: 'idle' })}`);
  let event: Event = { kind: 'idle' };
  for (const i of range(0, 3)) {
    print(`${handle(event)}`);
    if (i === 0) event = { kind: 'marked', at: null };
    else event = { kind: 'marked', at: { x: 0, y: i32(i) * 11 } };
  }
}
