/** Conditions with effects: evaluated once per round, also after `continue`. */
let remaining: u32 = 3;
let asked: u32 = 0;

function more(): bool {
  asked += 1;
  if (remaining === 0) return false;
  remaining -= 1;
  return true;
}

export function main(): void {
  while (more()) print(`round ${remaining}`);
  print(`asked ${asked}`);
  remaining = 2;
  do {
    if (remaining === 1) continue;
    print(`do ${remaining}`);
  } while (more());
  print(`asked ${asked}`);
  remaining = 5;
  for (; more() && remaining > 2; asked += 100) {
    if (remaining === 4) continue;
    print(`for ${remaining}`);
  }
  print(`${remaining} ${asked}`);
}
