/** A boolean in memory is one byte; every value but 0 reads as true. */
interface Flags extends Struct {
  first: bool;
  second: bool;
  list: FixedArray<bool, 2>;
}

const FLAGS: Flags = zeroed();

function view(): DataView {
  'use unsafe';
  // SAFE: all of FLAGS.
  return dataViewAt(addressOf(FLAGS), sizeOf<Flags>());
}

export function main(): void {
  print(`${sizeOf<Flags>()} ${FLAGS.first} ${FLAGS.list[1]}`);
  FLAGS.first = true;
  FLAGS.list[1] = true;
  print(`${view().getUint8(0)} ${view().getUint8(1)} ${view().getUint8(3)}`);
  view().setUint8(1, 1);
  print(`${FLAGS.second} ${FLAGS.second === FLAGS.first} ${!FLAGS.second}`);
  view().setUint8(0, 0);
  print(`${FLAGS.first} ${FLAGS.first || FLAGS.list[1]} ${FLAGS.first ? 1 : 2}`);
  view().setUint8(0, 2);
  view().setUint8(3, 128);
  print(`${FLAGS.first} ${FLAGS.first === FLAGS.second} ${!FLAGS.first} ${FLAGS.list[1] ? 1 : 2}`);
}
