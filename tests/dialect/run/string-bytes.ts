/** Every ASCII character in a string constant, next to what might confuse a C compiler. */
const CONTROL = '\x01\x02\x7f\t\n\r\0end';
const DIGITS = '\x011\x02a\x03f';
const MARKS = '??=??/??\' " \\ % %s %n /* */ // #';

function show(text: string): void {
  let sum: u32 = 0;
  for (const i of range(0, text.length))
    sum = wrappingAdd(wrappingMul(sum, 31), text.charCodeAt(i));
  print(`${text.length} ${sum}`);
}

export function main(): void {
  show(CONTROL);
  show(DIGITS);
  show(MARKS);
  print(MARKS);
  print(`${CONTROL.charCodeAt(0)} ${CONTROL.charCodeAt(6)} ${CONTROL.charCodeAt(7)}`);
  print(`${DIGITS.charCodeAt(0)} ${DIGITS.charCodeAt(1)} ${DIGITS.charCodeAt(3)}`);
  print(`a\tb`);
  print('{ } $ ` ~ ^ | & < >');
}
