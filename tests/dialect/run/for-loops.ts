/** `for` with every part present or missing; `continue` still runs the step. */
export function main(): void {
  for (let i: u32 = 0; i < 3; i++) print(`up ${i}`);
  for (let i: u32 = 3; i > 0; i--) {
    if (i === 2) continue;
    print(`down ${i}`);
  }
  let k: u64 = 1n;
  for (; k < 100n; k *= 3n) {}
  print(`k ${k}`);
  for (;;) {
    k -= 1n;
    if (k === 240n) break;
  }
  print(`k ${k}`);
  for (let i: u8 = 250; i < 255; i += 1) {
    if (i === 253) break;
    print(`byte ${i}`);
  }
  let total: u32 = 0;
  for (let row: u32 = 0; row < 4; row++) {
    for (let column: u32 = 0; column <= row; column++) total += row * 10 + column;
  }
  print(`total ${total}`);
}
