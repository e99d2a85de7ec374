/**
 * Typed loads and stores of emitted code, and the memory functions of the contract.
 *
 * `offset` is the byte offset of a field or element, which saves emitted code a BigInt addition.
 *
 * Used by: emitted code through `index.ts`.            Uses: `state.ts`.
 * Sources: `runtime/contract/memory.ts` for what the contract functions do.
 */

import { functionAddress, functionAt, machine } from './state.ts';
import type { DialectFunction } from './state.ts';

/** A window on memory, by value: what a dialect `DataView` is here. */
export interface View {
  readonly address: bigint;
  /** In bytes, below 2^32. */
  readonly length: number;
}

export function load8(address: bigint, offset: number): number {
  return machine().load8(address, offset);
}

export function load16(address: bigint, offset: number): number {
  return machine().load16(address, offset);
}

export function load32(address: bigint, offset: number): number {
  return machine().load32(address, offset);
}

export function load64(address: bigint, offset: number): bigint {
  return machine().load64(address, offset);
}

export function loadSigned8(address: bigint, offset: number): number {
  return (machine().load8(address, offset) << 24) >> 24;
}

export function loadSigned16(address: bigint, offset: number): number {
  return (machine().load16(address, offset) << 16) >> 16;
}

export function loadSigned32(address: bigint, offset: number): number {
  return machine().load32(address, offset) | 0;
}

export function loadSigned64(address: bigint, offset: number): bigint {
  return BigInt.asIntN(64, machine().load64(address, offset));
}

export function loadBool(address: bigint, offset: number): boolean {
  return machine().load8(address, offset) !== 0;
}

/** Null when nothing was stored there; the compiler checks where the type does not allow that. */
export function loadFunction(address: bigint, offset: number): DialectFunction | null {
  const value = machine().load64(address, offset);
  return value === 0n ? null : functionAt(value);
}

export function store8(address: bigint, offset: number, value: number): void {
  machine().store8(address, offset, value);
}

export function store16(address: bigint, offset: number, value: number): void {
  machine().store16(address, offset, value);
}

export function store32(address: bigint, offset: number, value: number): void {
  machine().store32(address, offset, value);
}

export function store64(address: bigint, offset: number, value: bigint): void {
  machine().store64(address, offset, value);
}

export function storeBool(address: bigint, offset: number, value: boolean): void {
  machine().store8(address, offset, value ? 1 : 0);
}

export function storeFunction(
  address: bigint,
  offset: number,
  value: DialectFunction | null,
): void {
  machine().store64(address, offset, functionAddress(value));
}

/** `base` and an offset, modulo 2^64. */
export function addressPlus(base: bigint, offset: number): bigint {
  return BigInt.asUintN(64, base + BigInt(offset));
}

export function makeView(address: bigint, length: number): View {
  return { address, length };
}

function swap16(value: number): number {
  return ((value << 8) | (value >>> 8)) & 0xffff;
}

function swap32(value: number): number {
  return ((swap16(value & 0xffff) << 16) | swap16(value >>> 16)) >>> 0;
}

function swap64(value: bigint): bigint {
  const low = swap32(Number(value & 0xffff_ffffn));
  const high = swap32(Number((value >> 32n) & 0xffff_ffffn));
  return (BigInt(low) << 32n) | BigInt(high);
}

/** Unsigned value at `offset` of a view, in range; the byte order is the caller's. */
export function viewLoad16(view: View, offset: number, littleEndian: boolean): number {
  const value = machine().load16(view.address, offset);
  return littleEndian ? value : swap16(value);
}

export function viewLoad32(view: View, offset: number, littleEndian: boolean): number {
  const value = machine().load32(view.address, offset);
  return littleEndian ? value : swap32(value);
}

export function viewLoad64(view: View, offset: number, littleEndian: boolean): bigint {
  const value = machine().load64(view.address, offset);
  return littleEndian ? value : swap64(value);
}

export function viewStore16(view: View, offset: number, value: number, little: boolean): void {
  machine().store16(view.address, offset, little ? value : swap16(value & 0xffff));
}

export function viewStore32(view: View, offset: number, value: number, little: boolean): void {
  machine().store32(view.address, offset, little ? value : swap32(value >>> 0));
}

export function viewStore64(view: View, offset: number, value: bigint, little: boolean): void {
  machine().store64(view.address, offset, little ? value : swap64(BigInt.asUintN(64, value)));
}

// ── Contract: memory.ts ─────────────────────────────────────────────────────────────────────────

export function fillMemory(address: bigint, value: number, lengthBytes: bigint): void {
  machine().fill(address, value, Number(lengthBytes));
}

/** The source is read whole before the first byte is written, so overlap does not matter. */
export function copyMemory(to: bigint, from: bigint, lengthBytes: bigint): void {
  machine().writeBytes(to, machine().readBytes(from, Number(lengthBytes)));
}

export function equalMemory(left: bigint, right: bigint, lengthBytes: bigint): boolean {
  const leftBytes = machine().readBytes(left, Number(lengthBytes));
  const rightBytes = machine().readBytes(right, Number(lengthBytes));
  return leftBytes.every((byte, index) => byte === rightBytes[index]);
}

export function readVolatile8(address: bigint): number {
  return machine().load8(address, 0);
}

export function readVolatile16(address: bigint): number {
  return machine().load16(address, 0);
}

export function readVolatile32(address: bigint): number {
  return machine().load32(address, 0);
}

export function readVolatile64(address: bigint): bigint {
  return machine().load64(address, 0);
}

export function writeVolatile8(address: bigint, value: number): void {
  machine().store8(address, 0, value);
}

export function writeVolatile16(address: bigint, value: number): void {
  machine().store16(address, 0, value);
}

export function writeVolatile32(address: bigint, value: number): void {
  machine().store32(address, 0, value);
}

export function writeVolatile64(address: bigint, value: bigint): void {
  machine().store64(address, 0, value);
}
