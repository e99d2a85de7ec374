/** `DataView`: windows on memory. */

const STORAGE: FixedArray<u8, 64> = zeroed();

function storage(): DataView {
  'use unsafe';
  // SAFE: all of STORAGE.
  return dataViewAt(addressOf(STORAGE), 64n);
}

export function readAll(view: DataView, at: u32): u64 {
  const a = u64(view.getUint8(at)) + u64(view.getUint16(at)) + u64(view.getUint32(at, true));
  const b = i64(view.getInt8(at)) + i64(view.getInt16(at, false)) + i64(view.getInt32(at));
  return a + u64(b) + view.getBigUint64(at, true) + u64(view.getBigInt64(at));
}

export function writeAll(view: DataView, isLittle: bool): void {
  view.setUint8(0, 255);
  view.setInt8(1, -1);
  view.setUint16(2, 0xffff, isLittle);
  view.setInt16(4, -2);
  view.setUint32(6, 0xffff_ffff, !isLittle);
  view.setInt32(10, -3);
  view.setBigUint64(14, 0xffff_ffff_ffff_ffffn);
  view.setBigInt64(22, -4n, true);
}

export function parts(): u32 {
  const view = storage();
  writeAll(view, true);
  const part = subView(view, 8, 16);
  const offset: u8 = 3;
  return part.byteLength + u32(part.getUint8(offset)) + u32(addressOf(part) - addressOf(view));
}
