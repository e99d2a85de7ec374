/** Static assertions hold, and are constants. */
interface Header extends Struct {
  a: u8;
  b: u64;
}
let variable: u32 = 3;

staticAssert(sizeOf<Header>() === 9n, 'header: nine bytes'); //! KD0703: the static assertion does not hold: header: nine bytes
staticAssert(1 > 2, 'order'); //! KD0703: the static assertion does not hold: order
staticAssert(variable === 3, 'not a constant'); //! KD0701: this cannot be computed when the program is compiled
staticAssert(offsetOf<Header>('b') === 1n, 'header: b at 1'); //! KD0703: the static assertion does not hold: header: b at 1
staticAssert(offsetOf<Header>('c') === 1n, 'header: no such field'); //! KD0404: Header has no field c
staticAssert(1, 'not a condition'); //! KD0211: a condition is a boolean, not u32
staticAssert(false); //! KD0001: Expected 2 arguments, but got 1. (TS2554)

const BASE: u64 = 0xffff_8000_0000_0000n;
const TOP: u32 = 3;

export function inside(a: u32): void {
  staticAssert(a > 3, 'a parameter'); //! KD0701: the condition of a static assertion is not a constant
  staticAssert(sizeOf<u32>() === 8n, 'size'); //! KD0703: the static assertion does not hold: size
//^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ sizeOf<u32>() is 4
  staticAssert((BASE < u64(TOP) * 2n), 'both sides'); //! KD0703: the static assertion does not hold
//^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ BASE is 0xffff800000000000, u64(TOP) * 2n is 6
}

const NAME = 'a';
staticAssert(offsetOf<Header>(NAME) === 0n, 'header: named field'); //! KD0803: the name of the field is a string constant

function effect(): string {
  return 'x';
}
staticAssert(true, 'a' + 'b'); //! KD0302: `+` is not defined for string
staticAssert(true, effect()); //! KD0803: the message of a static assertion is a string constant
staticAssert(true, 'x' as string); //! KD0109: type assertions are not part of the dialect
staticAssert(1 > 2, NAME); //! KD0703: the static assertion does not hold: NAME //! KD0803: the message of a static assertion is a string constant
