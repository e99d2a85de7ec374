/** String constants. */

const NAME = 'slayer';
const LONG: string = "it's long";

export function length(text: string): u32 {
  return text.length;
}

export function first(text: string): u32 {
  return text.charCodeAt(0);
}

export function choose(flag: bool): string {
  const text = flag ? NAME : LONG;
  return text;
}

export function show(text: string): void {
  print(text);
  print(`${text} ${'literal'} ${NAME}`);
  log.info(NAME);
  let other = text;
  other = `plain`;
  print(other);
}

export function hash(text: string): u32 {
  let value: u32 = 5381;
  for (const i of range(0, text.length))
    value = wrappingAdd(wrappingMul(value, 33), text.charCodeAt(i));
  return value;
}
