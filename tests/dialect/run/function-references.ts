/** References to functions: in variables, parameters, fields, tables, nullable; arrows. */
type Operation = (left: u32, right: u32) => u32;
interface Handler extends Struct {
  apply: Operation;
  done: (() => void) | null;
}

const HANDLER: Handler = zeroed();
let current: Operation = add;

function add(left: u32, right: u32): u32 {
  return left + right;
}

function subtract(left: u32, right: u32): u32 {
  return left - right;
}

function apply(operation: Operation, left: u32, right: u32): u32 {
  return operation(left, right);
}

function choose(isSum: bool): Operation {
  return isSum ? add : subtract;
}

function finish(): void {
  print('finished');
}

function run(handler: Handler): void {
  print(`${handler.apply(9, 4)}`);
  const done = handler.done;
  if (done !== null) done();
  else print('nothing to do');
}

export function main(): void {
  print(`${apply(add, 2, 3)} ${apply(subtract, 9, 3)}`);
  print(`${choose(true)(1, 1)} ${choose(false)(1, 1)}`);
  print(`${apply((left, right) => left * right, 6, 7)}`);
  print(
    `${apply(
      (left: u32, right: u32): u32 => {
        if (left > right) return left;
        return right;
      },
      3,
      8,
    )}`,
  );
  print(`${current(1, 2)}`);
  current = subtract;
  print(`${current(5, 2)} ${current === subtract} ${current === add}`);
  HANDLER.apply = add;
  run(HANDLER);
  HANDLER.apply = subtract;
  HANDLER.done = finish;
  run(HANDLER);
}
