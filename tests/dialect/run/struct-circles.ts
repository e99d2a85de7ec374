/** Structs that refer to each other, of which one contains the other. */
interface Owner extends Struct {
  id: u32;
  room: Room | null;
  box: Box<Owner> | null;
  onVisit: ((room: Room) => u32) | null;
}
interface Room extends Struct {
  first: Owner;
  others: FixedArray<Owner, 2>;
  next: Room | null;
}
interface Box<T> extends Struct {
  value: T;
  isFull: bool;
}
interface Wing extends Struct {
  rooms: FixedArray<Room, 2>;
  spare: Box<Room>;
}

const OWNER: Owner = zeroed();
const WING: Wing = zeroed();
const BOX: Box<Owner> = zeroed();

staticAssert(sizeOf<Owner>() === 32n, 'circles: an owner');
staticAssert(sizeOf<Room>() === 104n, 'circles: a room');
staticAssert(sizeOf<Wing>() === 320n, 'circles: a wing');

function visited(room: Room): u32 {
  return room.others[1].id;
}

export function main(): void {
  const room = WING.rooms[1];
  room.first.id = 1;
  room.others[1].id = 7;
  room.next = WING.spare.value;
  WING.spare.value.first.id = 3;
  BOX.value.id = 4;
  OWNER.room = room;
  OWNER.box = BOX;
  OWNER.onVisit = visited;
  const onVisit = OWNER.onVisit;
  assert(onVisit !== null, 'circles: it was set');
  const next = room.next;
  assert(next !== null, 'circles: it was set');
  print(`${onVisit(room)} ${next.first.id} ${BOX.value.id}`);
}
