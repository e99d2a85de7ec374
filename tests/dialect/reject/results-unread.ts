/** Results that matter must be read. */
enum Status {
  Ok,
  Failed,
}
enum Color {
  Red,
  Green,
}
/** @mustUse */
type Token = { readonly page: u64 };
/** @mustUse */
enum Answer {
  No,
  Yes,
}
interface Node extends Struct {
  value: u32;
  next: Node | null;
}
type Outcome = { readonly kind: 'a' } | { readonly kind: 'b' };
type Plain = { readonly a: u32 };

export function status(): Status {
  return Status.Ok;
}
export function color(): Color {
  return Color.Red;
}
export function token(): Token {
  return { page: 1n };
}
export function answer(): Answer {
  return Answer.No;
}
export function maybe(): u32 | null {
  return null;
}
export function node(): Node | null {
  return null;
}
export function outcome(): Outcome {
  return { kind: 'a' };
}
export function plain(): Plain {
  return { a: 1 };
}

export function forgetful(): void {
  status(); //! KD0601: the result, Status, is not read
  token(); //! KD0601: the result, Token, is not read
  answer(); //! KD0601: the result, Answer, is not read
  maybe(); //! KD0601: the result, u32 | null, is not read
  node(); //! KD0601: the result, Node | null, is not read
  outcome(); //! KD0601: the result, Outcome, is not read
  (status()); //! KD0601: the result, Status, is not read
  color();
  plain();
  checkedAdd(1, 2); //! KD0601: the result, u32 | null, is not read
}

export function inLoop(): void {
  for (let i: u32 = 0; i < 3; status()) i += 1; //! KD0601: the result, Status, is not read
}

export function inArrow(): void {
  run(() => status()); //! KD0601: the result, Status, is not read
  run(() => {
    maybe(); //! KD0601: the result, u32 | null, is not read
  });
}

export function run(action: () => void): void {
  action();
}

export function throughReference(action: () => Status): void {
  action(); //! KD0601: the result, Status, is not read
}

export function noReason(): void {
  ignore(status(), ''); //! KD0803: the reason is a string constant that says something
  ignore(status(), ' '); //! KD0803: the reason is a string constant that says something
}

export function missingReason(): void {
  ignore(status()); //! KD0001: Expected 2 arguments, but got 1. (TS2554)
}

export function reasonNotConstant(reason: string): void {
  ignore(status(), reason); //! KD0803: the reason is a string constant that says something
}
