/** A tokenizer over a string constant: a state machine with unions and nullable results. */
type Token =
  | { readonly kind: 'number'; readonly value: u64 }
  | { readonly kind: 'sign'; readonly code: u32 }
  | { readonly kind: 'end' }
  | { readonly kind: 'bad'; readonly at: u32 };

let position: u32 = 0;

function isDigit(code: u32): bool {
  return code >= 48 && code <= 57;
}

function next(text: string): Token {
  while (position < text.length && text.charCodeAt(position) === 32) position += 1;
  if (position === text.length) return { kind: 'end' };
  const code = text.charCodeAt(position);
  if (!isDigit(code)) {
    position += 1;
    if (code === 43 || code === 45 || code === 42) return { kind: 'sign', code };
    return { kind: 'bad', at: position - 1 };
  }
  let value: u64 = 0n;
  while (position < text.length && isDigit(text.charCodeAt(position))) {
    value = value * 10n + u64(text.charCodeAt(position) - 48);
    position += 1;
  }
  return { kind: 'number', value };
}

function evaluate(text: string): i64 | null {
  position = 0;
  let result: i64 = 0n;
  let sign: u32 = 43;
  while (true) {
    const token = next(text);
    switch (token.kind) {
      case 'end':
        return result;
      case 'bad':
        print(`bad character at ${token.at}`);
        return null;
      case 'sign':
        sign = token.code;
        break;
      case 'number':
        if (sign === 43) result += i64(token.value);
        else if (sign === 45) result -= i64(token.value);
        else result *= i64(token.value);
        break;
    }
  }
}

function show(text: string): void {
  const result = evaluate(text);
  if (result === null) print(`${text}: none`);
  else print(`${text}: ${result}`);
}

export function main(): void {
  show('1 + 2 + 3');
  show('10-20 * 3');
  show('');
  show('  007 ');
  show('4 / 2');
  show('9223372036854775807 - 1');
}
