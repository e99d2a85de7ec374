/** Walks a PCI configuration space through views: functions, base addresses, lists of capabilities. */
const DEVICE_COUNT: u32 = 3;
const FUNCTION_COUNT: u32 = 8;
const FUNCTION_BYTES: u32 = 256;
const NO_VENDOR: u16 = 0xffff;
const STATUS_CAPABILITIES: u16 = 1 << 4;

type Place = { readonly device: u32; readonly func: u32 };
type Bar =
  | { readonly kind: 'none' }
  | { readonly kind: 'ports'; readonly base: u16 }
  | { readonly kind: 'memory'; readonly base: PhysAddr; readonly isWide: bool };

const SPACE: FixedArray<u8, 6144> = zeroed();

function viewOf(place: Place): DataView {
  'use unsafe';
  // SAFE: the window is the static above; `subView` checks the rest.
  const space = dataViewAt(addressOf(SPACE), sizeOf<FixedArray<u8, 6144>>());
  const index = place.device * FUNCTION_COUNT + place.func;
  return subView(space, index * FUNCTION_BYTES, FUNCTION_BYTES);
}

function barOf(view: DataView, index: u32): Bar {
  const offset = 0x10 + index * 4;
  const low = view.getUint32(offset, true);
  if (low === 0) return { kind: 'none' };
  if ((low & 1) !== 0) return { kind: 'ports', base: u16(low & ~3) };
  const isWide = ((low >> 1) & 3) === 2;
  const high: u64 = isWide ? u64(view.getUint32(offset + 4, true)) : 0n;
  return { kind: 'memory', base: phys((high << 32n) | u64(low & ~0xf)), isWide };
}

/** The offset of the capability with this number; null also when the list goes round in a circle. */
function capabilityOf(view: DataView, wanted: u8): u8 | null {
  if ((view.getUint16(6, true) & STATUS_CAPABILITIES) === 0) return null;
  let offset = view.getUint8(0x34);
  for (const _ of range(0, 48)) {
    if (offset === 0) return null;
    if (view.getUint8(offset) === wanted) return offset;
    offset = view.getUint8(u32(offset) + 1);
  }
  return null;
}

function walk(visit: (place: Place, view: DataView) => void): u32 {
  let count: u32 = 0;
  device: for (const device of range(0, DEVICE_COUNT)) {
    for (const func of range(0, FUNCTION_COUNT)) {
      const place: Place = { device, func };
      const view = viewOf(place);
      const isPresent = view.getUint16(0, true) !== NO_VENDOR;
      if (isPresent) {
        visit(place, view);
        count += 1;
      }
      const hasMore = isPresent && (view.getUint8(0xe) & 0x80) !== 0;
      if (func === 0 && !hasMore) continue device;
    }
  }
  return count;
}

function show(place: Place, view: DataView): void {
  print(`${place.device}.${place.func} ${hexPadded(view.getUint32(0, false), 8)}`);
  for (let i: u32 = 0; i < 6; i++) {
    const bar = barOf(view, i);
    switch (bar.kind) {
      case 'none':
        break;
      case 'ports':
        print(`  ports ${hex(bar.base)}`);
        break;
      case 'memory':
        print(`  memory ${bar.base}`);
        if (bar.isWide) i++;
        break;
    }
  }
  const msi = capabilityOf(view, 5);
  if (msi !== null) print(`  msi at ${hex(msi)}`);
}

function put(place: Place, device: u16, headerType: u8): DataView {
  const view = viewOf(place);
  for (const i of range(0, view.byteLength)) view.setUint8(i, 0);
  view.setUint16(0, 0x8086, true);
  view.setUint16(2, device, true);
  view.setUint8(0xe, headerType);
  return view;
}

export function main(): void {
  for (let i: u32 = 0; i < SPACE.length; i++) SPACE[i] = 0xff;

  const disk = put({ device: 0, func: 0 }, 0x1237, 0x80);
  disk.setUint32(0x10, 0xfebf_000c, true);
  disk.setUint32(0x14, 0x8, true);
  disk.setUint32(0x18, 0xc041, true);
  disk.setUint16(6, STATUS_CAPABILITIES, true);
  disk.setUint8(0x34, 0x40);
  disk.setUint16(0x40, 0x5001, true);
  disk.setUint16(0x50, 0x0005, true);
  const circle = put({ device: 0, func: 3 }, 0x7000, 0);
  circle.setUint16(6, STATUS_CAPABILITIES, true);
  circle.setUint8(0x34, 0x40);
  circle.setUint16(0x40, 0x4001, true);

  print(`${walk(show)} functions`);
}
