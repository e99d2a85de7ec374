/** A choice between literals takes its width from the other side, however deep it stands. */

export function nested(value: u8, first: bool, second: bool): bool {
  return wrappingAdd(value, 2) !== (first ? (second ? 255 : 0) : saturatingMul(value, value));
}

export function onTheLeft(value: u16, first: bool): u16 {
  return (first ? 1 : 2) + value;
}

export function inACall(value: i64, first: bool, second: bool): i64 {
  return max(value, first ? -1n : second ? 5n : 6n);
}
