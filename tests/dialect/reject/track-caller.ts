function report(): void {
  'track caller';
  print(`${callerFile()}:${callerLine()}`);
}

function run(action: () => void): void {
  action();
}

export function passOn(): void {
  run(report); //! KD0102: `report` tracks its caller and can only be called
}

export function withoutDirective(): u32 {
  return callerLine(); //! KD0310: callerLine() cannot be called here
}

export function inArrow(): void {
  run(() => {
    'track caller'; //! KD0503: an arrow function cannot track its caller
//  ^^^^^^^^^^^^^^ move the body to a function with a name
    report();
  });
}

export function tooLate(): void {
  report();
  'track caller'; //! KD0503: a directive stands first in the body of a function
//^^^^^^^^^^^^^^ move it up, before everything else
}
