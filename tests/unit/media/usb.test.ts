/**
 * Which drives may be overwritten, the conversation about it, and the writing, to a regular file.
 */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { writeToChosenDrive } from '../../../tools/usb.ts';
import type { UsbWorld } from '../../../tools/usb.ts';
import { driveNamed, parseDrives, refusal } from '../../../tools/usb/drives.ts';
import type { Drive } from '../../../tools/usb/drives.ts';
import { writeAndVerify } from '../../../tools/usb/write.ts';

const IMAGE_BYTES = 2 * 1024 * 1024 + 512;

let directory = '';
let image = '';
beforeAll(() => {
  directory = mkdtempSync(path.join(os.tmpdir(), 'slayer-usb-'));
  image = path.join(directory, 'slayer.img');
  writeFileSync(
    image,
    Uint8Array.from({ length: IMAGE_BYTES }, (_, at) => (at * 7 + (at >> 8)) & 0xff),
  );
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});

const STICK = {
  ...{ name: 'sdb', path: '/dev/sdb', type: 'disk', size: 8e9, model: 'Flash ', serial: '1' },
  ...{ rm: true, ro: false, mountpoints: [null] },
};
const PART = { ...STICK, name: 'sdb1', path: '/dev/sdb1', type: 'part' };
const FIXED = {
  ...{ ...STICK, name: 'sda', path: '/dev/sda', rm: false, model: 'SSD' },
  children: [{ ...PART, name: 'sda1', path: '/dev/sda1', rm: false, mountpoints: ['/'] }],
};

function listing(...devices: readonly object[]): readonly Drive[] {
  return parseDrives(JSON.stringify({ blockdevices: devices }));
}

function refusalOf(device: object, name = 'sdb'): string | null {
  const drive = driveNamed(listing(device), name);
  if (drive === null) throw new Error(`no drive ${name}`);
  return refusal(drive, IMAGE_BYTES);
}

describe('a drive', () => {
  test('may be overwritten when it is a removable one that nothing uses', () => {
    expect(refusalOf(STICK)).toBeNull();
    expect(refusalOf({ ...STICK, children: [PART] }, '/dev/sdb')).toBeNull();
    expect(refusalOf({ ...STICK, rm: '1', ro: '0', size: '8000000000' })).toBeNull();
  });

  test('is refused when it is a partition', () => {
    expect(refusalOf({ ...STICK, children: [PART] }, 'sdb1')).toContain('partition');
  });

  test('is refused when it is fixed', () => {
    expect(refusalOf(FIXED, 'sda')).toBe('is a fixed drive');
    expect(refusalOf({ ...STICK, rm: undefined })).toBe('is a fixed drive');
  });

  test.each([
    ['itself', { ...STICK, mountpoints: ['/media/stick'] }],
    ['a partition', { ...STICK, children: [{ ...PART, mountpoints: ['/media/stick'] }] }],
    [
      'something on a partition',
      {
        ...STICK,
        children: [{ ...PART, children: [{ ...PART, type: 'crypt', mountpoints: ['[SWAP]'] }] }],
      },
    ],
  ])('is refused when %s is mounted', (_, device) => {
    expect(refusalOf(device)).toMatch(/is in use: .* is mounted at /);
  });

  test('is refused when it is write-protected, too small, empty or a disc', () => {
    expect(refusalOf({ ...STICK, ro: true })).toBe('is write-protected');
    expect(refusalOf({ ...STICK, size: 1_000_000 })).toBe('is too small: 1 MB');
    expect(refusalOf({ ...STICK, size: null })).toBe('is too small: 0 MB');
    expect(refusalOf({ ...STICK, size: 'much' })).toContain('is too small');
    expect(refusalOf({ ...STICK, type: 'rom' })).toContain('of type rom');
    expect(refusalOf({ ...STICK, type: 'loop' })).toContain('of type loop');
  });

  test('is not made up from output that lists none', () => {
    expect(() => parseDrives('[]')).toThrow('no block devices');
    expect(() => parseDrives('{"blockdevices": [1]}')).toThrow('no block device');
  });
});

interface Conversation {
  readonly world: UsbWorld;
  readonly printed: string[];
  readonly written: string[];
}

/** A machine with these drives, later with those, whose user types `answer`. */
function conversation(answer: string, now: object[], later: object[] = now): Conversation {
  const printed: string[] = [];
  const written: string[] = [];
  const listings = [now, later];
  const world: UsbWorld = {
    listDrives: () => Promise.resolve(listing(...(listings.shift() ?? []))),
    print: (line) => printed.push(line),
    ask: () => Promise.resolve(answer),
    write(_, drive) {
      written.push(drive.path);
      return Promise.resolve();
    },
  };
  return { world, printed, written };
}

describe('the conversation', () => {
  test('shows removable drives with model and size, and writes to the one that is named', async () => {
    const { world, printed, written } = conversation('sdb\n', [FIXED, STICK]);
    await writeToChosenDrive(image, world);
    expect(written).toEqual(['/dev/sdb']);
    expect(printed.join('\n')).toMatch(/sdb\s+8\.0 GB {2}Flash/);
    expect(printed.join('\n')).not.toContain('SSD');
  });

  test('writes nothing without a name', async () => {
    const { world, printed, written } = conversation('', [STICK]);
    await writeToChosenDrive(image, world);
    expect(written).toEqual([]);
    expect(printed).toContain('Nothing was written.');
  });

  test.each([
    ['sdc', 'there is no drive sdc'],
    ['y', 'there is no drive y'],
    ['sda', 'sda is a fixed drive'],
    ['sda1', 'sda1 is a partition'],
  ])('refuses the answer %s', async (answer, message) => {
    const { world, written } = conversation(answer, [FIXED, STICK]);
    await expect(writeToChosenDrive(image, world)).rejects.toThrow(message);
    expect(written).toEqual([]);
  });

  test('refuses when there is no removable drive', async () => {
    const { world } = conversation('sda', [FIXED]);
    await expect(writeToChosenDrive(image, world)).rejects.toThrow('no removable drive');
  });

  test.each([
    ['pulled out', [], 'there is no drive sdb'],
    ['exchanged', [{ ...STICK, serial: '2' }], 'another drive than a moment ago'],
    ['mounted', [{ ...STICK, mountpoints: ['/mnt'] }], 'is in use'],
  ])('refuses a drive that was %s meanwhile', async (_, later, message) => {
    const { world, written } = conversation('sdb', [STICK], later);
    await expect(writeToChosenDrive(image, world)).rejects.toThrow(message);
    expect(written).toEqual([]);
  });
});

describe('the writing', () => {
  test('replaces the beginning, leaves the rest, and tells how far it is', async () => {
    const target = path.join(directory, 'target');
    writeFileSync(target, Buffer.alloc(IMAGE_BYTES + 1000, 0xee));
    const seen: string[] = [];
    await writeAndVerify(image, target, (stage, done, total) => {
      seen.push(`${stage} ${done} ${total}`);
    });
    const content = readFileSync(target);
    expect(content.subarray(0, IMAGE_BYTES).equals(readFileSync(image))).toBe(true);
    expect(content.subarray(IMAGE_BYTES).equals(Buffer.alloc(1000, 0xee))).toBe(true);
    expect(seen).toHaveLength(6);
    expect(seen[0]).toBe(`writing 1048576 ${IMAGE_BYTES}`);
    expect(seen.at(-1)).toBe(`reading back ${IMAGE_BYTES} ${IMAGE_BYTES}`);
  });

  test('finds a byte that reads differently', async () => {
    const target = path.join(directory, 'faulty');
    writeFileSync(target, Buffer.alloc(IMAGE_BYTES));
    const damage = (stage: string, done: number): void => {
      if (stage !== 'writing' || done !== IMAGE_BYTES) return;
      const content = readFileSync(target);
      content.writeUInt8(content.readUInt8(1_500_000) ^ 1, 1_500_000);
      writeFileSync(target, content);
    };
    await expect(writeAndVerify(image, target, damage)).rejects.toThrow(
      'does not hold what was written, near byte 1048576',
    );
  });

  test('does not make a target that is not there', async () => {
    const target = path.join(directory, 'absent');
    await expect(writeAndVerify(image, target, () => {})).rejects.toThrow('ENOENT');
  });
});
