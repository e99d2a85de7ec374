/**
 * Device paths: where a device of the firmware is attached, as a chain of nodes in memory.
 *
 *   offset  bytes  node
 *        0      1  type; 0x7f ends the path
 *        1      1  subtype
 *        2      2  bytes of the node, these four included
 *        4         what the type says
 *
 * Used by: `text-output.ts`, `file.ts`.            Uses: `firmware.ts`.
 * Invariants:
 *   I1. No node is read past `MAX_NODES`, whatever the firmware left in memory.
 * Sources: [UEFI] "Generic Device Path Structures", "UART Device Path", "Hard Drive Media Device
 *          Path".
 */
import type { EfiHandle } from './efi.ts';
import { DEVICE_PATH } from './efi-protocols.ts';
import * as Firmware from './firmware.ts';

const TYPE_MESSAGING: u8 = 3;
const SUBTYPE_UART: u8 = 14;
const TYPE_MEDIA: u8 = 4;
const SUBTYPE_HARD_DRIVE: u8 = 1;
const TYPE_END: u8 = 0x7f;

const HEADER_BYTES: u64 = 4n;
const MAX_NODES: u32 = 64;

/** Hard drive node: partition number, and a signature whose kind says what it is. */
const HARD_DRIVE_BYTES: u64 = 42n;
const SIGNATURE_MBR: u8 = 1;
const SIGNATURE_GUID: u8 = 2;

/** The partition that a volume lies on; all zero when it is not known. */
export interface Partition extends Struct {
  /** Counted from 1; 0 is none. */
  index: u32;
  /** 0 is none. */
  mbrDiskId: u32;
  /** The GUID of a GPT partition, in memory order; 0 is none. */
  guidLow: u64;
  guidHigh: u64;
}

/** Whether the device behind `handle` is a serial port, or is reached through one. */
export function hasSerialPort(handle: EfiHandle): bool {
  return findNode(handle, TYPE_MESSAGING, SUBTYPE_UART) !== null;
}

/** Reads which partition the volume behind `handle` lies on. */
export function readPartition(handle: EfiHandle, partition: Partition): void {
  partition.index = 0;
  partition.mbrDiskId = 0;
  partition.guidLow = 0n;
  partition.guidHigh = 0n;
  const found = findNode(handle, TYPE_MEDIA, SUBTYPE_HARD_DRIVE);
  if (found === null) return;
  const node = nodeAt(found, HARD_DRIVE_BYTES);
  if (u64(node.getUint16(2, true)) < HARD_DRIVE_BYTES) return;
  partition.index = node.getUint32(4, true);
  const signatureKind = node.getUint8(41);
  if (signatureKind === SIGNATURE_MBR) partition.mbrDiskId = node.getUint32(24, true);
  if (signatureKind !== SIGNATURE_GUID) return;
  partition.guidLow = node.getBigUint64(24, true);
  partition.guidHigh = node.getBigUint64(32, true);
}

/** The last node of a kind in the path of `handle`, or null. */
function findNode(handle: EfiHandle, type: u8, subtype: u8): VirtAddr | null {
  const path = Firmware.protocolOf(handle, DEVICE_PATH);
  if (path === null) return null;
  let node: VirtAddr = path;
  let found: VirtAddr | null = null;
  for (const _index of range(0, MAX_NODES)) {
    const header = nodeAt(node, HEADER_BYTES);
    if (header.getUint8(0) === TYPE_END) break;
    if (header.getUint8(0) === type && header.getUint8(1) === subtype) found = node;
    const nodeBytes = u64(header.getUint16(2, true));
    if (nodeBytes < HEADER_BYTES) break;
    node = virt(node + nodeBytes);
  }
  return found;
}

function nodeAt(address: VirtAddr, lengthBytes: u64): DataView {
  'use unsafe';
  // SAFE: a path belongs to the firmware and ends with an end node (I1).
  return dataViewAt(address, lengthBytes);
}
