/** Views of views: offsets add up, lengths shrink, records may hold them. */
type Window = { readonly view: DataView; readonly name: string };

const STORAGE: FixedArray<u8, 32> = zeroed();

function all(): DataView {
  'use unsafe';
  // SAFE: all of STORAGE.
  return dataViewAt(addressOf(STORAGE), 32n);
}

function half(view: DataView, isUpper: bool): DataView {
  const length = view.byteLength / 2;
  return subView(view, isUpper ? length : 0, length);
}

function show(window: Window): void {
  const view = windowOf(window).view;
  print(`${window.name}: ${view.byteLength} at ${addressOf(view) - addressOf(STORAGE)}`);
}

function windowOf(window: Window): Window {
  return window;
}

export function main(): void {
  for (const i of range(0, 32)) STORAGE[i] = u8(i);
  let view = all();
  show({ view, name: 'all' });
  view = half(view, true);
  show({ view, name: 'upper' });
  view = half(half(view, true), false);
  show({ view, name: 'part' });
  print(`${hex(view.getUint32(0))} ${view.getUint8(3)}`);
  view.setUint16(1, 0xffee);
  print(`${STORAGE[25]} ${STORAGE[26]}`);
  const empty = subView(view, 4, 0);
  show({ view: empty, name: 'empty' });
  const kept: Window = { name: 'kept', view: subView(all(), 1, 2) };
  show(kept);
  print(`${kept.view.getUint16(0, true)}`);
}
