/** `DataView`: every width, both byte orders, any alignment. */
const STORAGE: FixedArray<u64, 4> = zeroed();

function window(): DataView {
  'use unsafe';
  // SAFE: all of STORAGE and nothing else.
  return dataViewAt(addressOf(STORAGE), sizeOf<FixedArray<u64, 4>>());
}

export function main(): void {
  const view = window();
  print(`${view.byteLength}`);
  view.setUint8(0, 0x12);
  view.setUint8(1, 0x34);
  view.setUint8(2, 0x56);
  view.setUint8(3, 0x78);
  print(
    `${hex(view.getUint16(0))} ${hex(view.getUint16(0, false))} ${hex(view.getUint16(0, true))}`,
  );
  print(`${hex(view.getUint32(0))} ${hex(view.getUint32(0, true))}`);
  print(`${hex(view.getUint16(1, true))}`);
  view.setUint32(5, 0xdead_beef);
  print(`${hex(view.getUint8(5))} ${hex(view.getUint8(8))}`);
  view.setUint32(5, 0xdead_beef, true);
  print(`${hex(view.getUint8(5))} ${hex(view.getUint8(8))}`);
  view.setBigUint64(9, 0x0102_0304_0506_0708n, true);
  print(`${hex(view.getBigUint64(9, true))} ${hex(view.getBigUint64(9))}`);
  print(`${view.getUint8(9)} ${view.getUint8(16)}`);
  view.setInt8(20, -1);
  view.setInt16(21, -2);
  view.setInt32(23, -3, true);
  print(`${view.getInt8(20)} ${view.getUint8(20)} ${view.getInt16(21)} ${view.getUint16(21)}`);
  print(`${view.getInt32(23, true)} ${hex(view.getUint32(23, true))} ${hex(view.getUint32(23))}`);
  view.setBigInt64(24, -9223372036854775808n);
  print(`${view.getBigInt64(24)} ${hex(view.getBigUint64(24))} ${view.getBigInt64(24, true)}`);
  const isLittle = view.getUint8(0) === 0x12;
  view.setUint16(30, 0x0102, isLittle);
  print(`${view.getUint8(30)} ${view.getUint8(31)}`);
  STORAGE[0] = 0x1122_3344_5566_7788n;
  print(`${hex(view.getUint8(0))} ${hex(view.getUint32(4, true))}`);
}
