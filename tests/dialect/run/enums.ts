/** Enums: values, names in messages, comparison, conversion, switch. */
enum Color {
  Red,
  Green,
  Blue,
}
enum Flag {
  None = 0,
  Low = 4,
  Next,
  High = 0x8000_0000,
}

function describe(color: Color): string {
  switch (color) {
    case Color.Red:
      return 'warm';
    case Color.Green:
    case Color.Blue:
      return 'cold';
  }
}

function next(color: Color): Color {
  if (color === Color.Red) return Color.Green;
  return color === Color.Green ? Color.Blue : Color.Red;
}

export function main(): void {
  let color: Color = Color.Red;
  for (const _ of range(0, 4)) {
    print(`${color} ${u32(color)} ${describe(color)}`);
    color = next(color);
  }
  print(`${Flag.None} ${Flag.Low} ${Flag.Next} ${Flag.High}`);
  print(`${u32(Flag.Low)} ${u8(Flag.Next)} ${u64(Flag.High)}`);
  print(`${color === Color.Green} ${color !== Color.Red}`);
  print(`[${left('ab', 4)}] [${right(u32(Flag.Next), 3)}]`);
}
