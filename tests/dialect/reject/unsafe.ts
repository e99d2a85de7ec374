/** Raw memory and the machine are reached in functions marked 'use unsafe' only. */
import { readCr3, writePort8 } from '../../../runtime/contract/cpu.ts';
import { linkerSymbol } from '../../../runtime/contract/image.ts';
import * as Memory from '../../../runtime/contract/memory.ts';

interface Header extends Struct {
  size: u64;
}

export function cast(address: VirtAddr): Header {
  return at<Header>(address); //! KD0501: at() is unsafe, and cast is not marked
  //     ^^^^^^^^^^^^^^^^^^^ put `'use unsafe';` first in a small function that does only this, and say why it is safe
}

export function view(address: VirtAddr): DataView {
  return dataViewAt(address, 16n); //! KD0501: dataViewAt() is unsafe, and view is not marked
}

export function register(): u64 {
  return readCr3(); //! KD0501: readCr3() is unsafe, and register is not marked
  //     ^^^^^^^^^ put `'use unsafe';` first in a small function that does only this, and say why it is safe
}

export function port(): void {
  writePort8(0x3f8, 1); //! KD0501: writePort8() is unsafe, and port is not marked
//^^^^^^^^^^^^^^^^^^^^ put `'use unsafe';` first in a small function that does only this, and say why it is safe
}

export function clear(address: VirtAddr): void {
  Memory.fillMemory(address, 0, 16n); //! KD0501: fillMemory() is unsafe, and clear is not marked
}

export function symbol(): VirtAddr {
  return linkerSymbol('kernel_text_start'); //! KD0501: linkerSymbol() is unsafe, and symbol is not marked
}

export function inArrow(): void {
  run(() => writePort8(0xf4, 1)); //! KD0501: writePort8() is unsafe, and this arrow function is not marked
}

export function run(action: () => void): void {
  action();
}

export function outerIsNotEnough(): void {
  'use unsafe';
  writePort8(0xf4, 1);
  run(() => writePort8(0xf4, 2)); //! KD0501: writePort8() is unsafe, and this arrow function is not marked
}

export function needless(a: u32): u32 {
  'use unsafe'; //! KD0504: needless does nothing that is unsafe
//^^^^^^^^^^^^ remove the directive
  return a + 1;
}

export function callsUnsafeOnly(address: VirtAddr): u64 {
  'use unsafe'; //! KD0504: callsUnsafeOnly does nothing that is unsafe
//^^^^^^^^^^^^ remove the directive
  return marked(address).size;
}

export function marked(address: VirtAddr): Header {
  'use unsafe';
  return at<Header>(address);
}

export function unknownDirective(a: u32): u32 {
  'use strict'; //! KD0503: `use strict` is not a directive
  return a;
}

export function misspelled(address: VirtAddr): Header {
  'use unsave'; //! KD0503: `use unsave` is not a directive
  return at<Header>(address); //! KD0501: at() is unsafe, and misspelled is not marked
}

export function tooLate(address: VirtAddr): Header {
  const place = address;
  'use unsafe'; //! KD0503: a directive stands first in the body of a function
  return at<Header>(place); //! KD0501: at() is unsafe, and tooLate is not marked
}

export function symbolNotConstant(name: string): VirtAddr {
  'use unsafe';
  return linkerSymbol(name); //! KD0803: the name of a symbol is a constant
}

export function symbolNotName(): VirtAddr {
  'use unsafe';
  return linkerSymbol('kernel text'); //! KD0803: the name of a symbol is a constant
}

export function atOfScalar(address: VirtAddr): u64 {
  'use unsafe';
  return at<u64>(address); //! KD0310: u64 is neither struct nor array
}

export function atWithoutType(address: VirtAddr): Header {
  'use unsafe';
  return at(address); //! KD0209: at() needs a type argument
  //     ^^^^^^^^^^^ write at<T>(…)
}

export function atOfInteger(address: u64): Header {
  'use unsafe';
  return at<Header>(address); //! KD0210: expected VirtAddr, got u64
}

export function atOfPhysical(address: PhysAddr): Header {
  'use unsafe';
  return at<Header>(address); //! KD0210: expected VirtAddr, got PhysAddr
}

export function referenceToContract(): void {
  const action: (value: u64) => void = writeIt;
  action(1n);
}

export function writeIt(value: u64): void {
  print(`${value}`);
}
