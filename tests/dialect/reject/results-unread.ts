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
//^^^^^^^^ test it, or write ignore(status(), 'why') when it does not matter
  token(); //! KD0601: the result, Token, is not read
//^^^^^^^ test it, or write ignore(token(), 'why') when it does not matter
  answer(); //! KD0601: the result, Answer, is not read
//^^^^^^^^ test it, or write ignore(answer(), 'why') when it does not matter
  maybe(); //! KD0601: the result, u32 | null, is not read
//^^^^^^^ test it, or write ignore(maybe(), 'why') when it does not matter
  node(); //! KD0601: the result, Node | null, is not read
  outcome(); //! KD0601: the result, Outcome, is not read
  (status()); //! KD0601: the result, Status, is not read
  color();
  plain();
  checkedAdd(1, 2); //! KD0601: the result, u32 | null, is not read
}

type OwnedColor = Owned<Color, typeof paintOver>;
function paintOver(color: OwnedColor): void {
  disown(color); //! KD0601: the result, Color, is not read
}
export function givenUp(color: OwnedColor): void {
  run(() => disown(own<OwnedColor>(Color.Red))); //! KD0601: the result, Color, is not read
  paintOver(color);
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

/** @mustUse */
interface Ticket extends Struct {
  number: u32;
}
const TICKET: Ticket = zeroed();
type Report = { readonly bytes: u64; readonly status: Status };
type Envelope = { readonly report: Report };

export function ticket(): Ticket {
  return TICKET;
}
export function report(): Report {
  return { bytes: 1n, status: Status.Ok };
}
export function envelope(): Envelope {
  return { report: report() };
}

export function forgetfulOfParts(): void {
  ticket(); //! KD0601: the result, Ticket, is not read
  report(); //! KD0601: the result, Report, is not read
  envelope(); //! KD0601: the result, Envelope, is not read
}

export function keptForNothing(): void {
  const s = status(); //! KD0601: s, of type Status, is never read
  const t = token(); //! KD0601: t, of type Token, is never read
  const m = maybe(); //! KD0601: m, of type u32 | null, is never read
  const n: Node | null = node(); //! KD0601: n, of type Node | null, is never read
  const o = outcome(); //! KD0601: o, of type Outcome, is never read
  const r = report(); //! KD0601: r, of type Report, is never read
  const c = color();
  const p = plain();
}

export function onlyAssigned(): void {
  let last: Status; //! KD0601: last, of type Status, is never read
  last = status();
  let again = status(); //! KD0601: again, of type Status, is never read
  for (const _ of range(0, 3)) (again) = status();
}

export function anotherOfThatName(): Status {
  const s = status(); //! KD0601: s, of type Status, is never read
  {
    const s = status();
    return s;
  }
}

/** @mustUse */ //! KD0602: `@mustUse` means nothing here
//   ^^^^^^^ tag the record, union, enum or struct that the results are of; other types have a name, not an identity
export function tagged(): u32 {
  return 1;
}
/** @mustUse */ //! KD0602: `@mustUse` means nothing here
type Handle = Branded<u64, 'Handle'>;
/** @mustUse */ //! KD0602: `@mustUse` means nothing here
type Shade = Color;
/** @mustUse */ //! KD0602: `@mustUse` means nothing here
const COUNT: u32 = 3;
/** @unsafe */ //! KD0602: `@unsafe` means nothing here
export function dangerous(handle: Handle, shade: Shade): u32 {
  print(`${shade}`);
  return COUNT + u32(handle);
}
interface Fields extends Struct {
  /** @allocates */ //! KD0602: `@allocates` means nothing here
  value: u32;
}
export function first(fields: Fields): u32 {
  return fields.value;
}

/** A generic function is told once what is wrong with it, whatever it is called with. */
function forgetfulOfAny<T>(value: T): T {
  status(); //! KD0601: the result, Status, is not read
  const kept: T | null = value; //! KD0601: kept, of type
  return value;
}
export function twoInstances(): u64 {
  return forgetfulOfAny(1n) + u64(forgetfulOfAny(2));
}
