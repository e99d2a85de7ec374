/** Unions as results of references, in nullables, in conditionals, replaced in loops. */
type Step =
  { readonly kind: 'more'; readonly left: u32 } | { readonly kind: 'done'; readonly text: string };

function next(step: Step): Step {
  if (step.kind === 'done') return step;
  if (step.left === 0) return { kind: 'done', text: 'finished' };
  return { kind: 'more', left: step.left - 1 };
}

function run(action: (step: Step) => Step, start: Step): Step {
  let step = start;
  let rounds: u32 = 0;
  while (step.kind === 'more' && rounds < 10) {
    print(`left ${step.left}`);
    step = action(step);
    rounds += 1;
  }
  return step;
}

function find(value: u32): Step | null {
  if (value === 0) return null;
  return value > 5 ? { kind: 'done', text: 'large' } : { kind: 'more', left: value };
}

function describe(step: Step | null): string {
  if (step === null) return 'none';
  return step.kind === 'done' ? step.text : 'more';
}

export function main(): void {
  const end = run(next, { kind: 'more', left: 2 });
  if (end.kind === 'done') print(end.text);
  print(`${describe(find(0))} ${describe(find(3))} ${describe(find(9))}`);
  const halted = run((step) => (step.kind === 'more' ? { kind: 'more', left: 7 } : step), {
    kind: 'more',
    left: 1,
  });
  print(`${halted.kind === 'more' && halted.left === 7}`);
}
