// A choice between literals without a hint is signed as soon as one of them is.

let chosen: bool = false;

function show(): void {
  print(`${chosen ? 32761 : -9} ${chosen ? -9 : 32761} ${chosen ? 1 : 2}`);
  print(`${chosen ? 1n : -1n} ${chosen ? (chosen ? 3 : 4) : -5}`);
}

export function main(): void {
  show();
  chosen = true;
  show();
}
