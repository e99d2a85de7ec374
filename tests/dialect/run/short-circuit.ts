/** `&&`, `||` and `?:` evaluate only what decides. */
let calls: u32 = 0;

function yes(name: string): bool {
  print(`yes ${name}`);
  calls += 1;
  return true;
}

function no(name: string): bool {
  print(`no ${name}`);
  calls += 1;
  return false;
}

function pick(flag: bool): u32 {
  return flag ? one() : two();
}

function one(): u32 {
  print('one');
  return 1;
}

function two(): u32 {
  print('two');
  return 2;
}

export function main(): void {
  print(`${yes('a') && no('b')}`);
  print(`${no('a') && yes('b')}`);
  print(`${yes('a') || no('b')}`);
  print(`${no('a') || yes('b')}`);
  if (no('a') || (yes('b') && !no('c'))) print('then');
  print(`${pick(true)} ${pick(false)}`);
  const value = calls > 5 ? (calls > 8 ? 'many' : 'some') : 'few';
  print(`${calls} ${value}`);
  let round: u32 = 0;
  while (round < 2 && yes('loop')) round += 1;
  const both: bool = true && false;
  const either: bool = false || true;
  print(`${both} ${either} ${!both}`);
}
