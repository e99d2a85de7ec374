/** Module-level constants are known when the program is compiled. */
let variable: u32 = 3;

interface State extends Struct {
  count: u32;
}
const STATE: State = zeroed();

export function compute(): u32 {
  return variable;
}

const FROM_CALL: u32 = compute(); //! KD0701: this cannot be computed when the program is compiled
//                     ^^^^^^^^^ a constant consists of literals, constants, operators, conversions, functions of integers, sizeOf and offsetOf
const FROM_VARIABLE: u32 = variable; //! KD0701: this cannot be computed when the program is compiled
const FROM_FIELD: u32 = STATE.count; //! KD0701: this cannot be computed when the program is compiled
const FROM_ADDRESS: u64 = addressOf(STATE); //! KD0701: this cannot be computed when the program is compiled
const FROM_ITSELF: u32 = FROM_ITSELF + 1; //! KD0702: `FROM_ITSELF` depends on itself
const FIRST: u32 = SECOND + 1; //! KD0702: `FIRST` depends on itself
const SECOND: u32 = FIRST + 1;
const FROM_REFUSED: u32 = FROM_CALL + 1;
const TEMPLATE: string = `a${1}`; //! KD0801: a template literal is only allowed as the argument of print, log or panic
const JOINED: string = 'a' + 'b'; //! KD0302: `+` is not defined for string
const OBJECT = { a: 1 }; //! KD0204: the type of this object is not known
//             ^^^^^^^^ annotate the variable or result it is for with a record type
const UNTYPED_TABLE = [1, 2, 3]; //! KD0201: a table needs a FixedArray type
//                    ^^^^^^^^^ write `const TABLE: FixedArray<u32, 4> = [1, 2, 3, 4];`
const NULL = null; //! KD0203: null has no type here
const DIVIDED: u32 = 1 / 0; //! KD0305: division by zero
const TOO_FAR: u64 = 1n << 64n; //! KD0305: the shift count 64 is outside [0, 64)
const NOT_ASCII = 'ä'; //! KD0804: the character ä is not ASCII
const FLOAT: u32 = 0.5; //! KD0202: 0.5 is not an integer literal
//                 ^^^ there are integers only; write all digits, `_` may group them
const ARROW = (a: u32): u32 => a; //! KD0106: an arrow function is only allowed where a function reference is expected
export let computed: u32 = compute(); //! KD0701: this cannot be computed when the program is compiled
let untyped = 3; //! KD0201: the variable untyped has no type
//  ^^^^^^^ write one, for example `let count: u64 = 0n;`
let missing: u32; //! KD0403: the variable missing has no initial value
let reference: State = STATE; //! KD0403: a variable of type State would need an initial reference
//             ^^^^^ use `const …: State = zeroed();` for storage, or `| null` for a reference
let text: string = 'x'; //! KD0403: a module-level variable cannot have the type string
//        ^^^^^^ keep the parts in variables of their own, or use a struct in `zeroed()` storage
let record: { readonly a: u32 } = { a: 1 }; //! KD0403: a module-level variable cannot have the type { readonly a: u32 }
let someValue: u32 | null = 3; //! KD0403: the initial value of a u32 | null is null
//                          ^ assign the value when the module is initialised
let view: DataView = window(); //! KD0701: this cannot be computed when the program is compiled
var old: u32 = 3; //! KD0101: `var` is not part of the dialect

export function window(): DataView {
  'use unsafe';
  return dataViewAt(virt(1n), 1n);
}

export function use(): u32 {
  return FROM_REFUSED + FROM_ITSELF + untyped;
}

export function change(): void {
  compute2 = 3; //! KD0306: `compute2` is a constant
  FROM_CALL = 4; //! KD0306: Cannot assign to 'FROM_CALL' because it is a constant. (TS2588)
  TOO_FAR += 1n; //! KD0306: Cannot assign to 'TOO_FAR' because it is a constant. (TS2588)
  STATE = STATE; //! KD0306: `STATE` is a constant
}
const compute2: u32 = 2;
