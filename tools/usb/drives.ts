/**
 * The drives of this machine as `lsblk` lists them, and which of them may be overwritten.
 *
 * Used by: `tools/usb.ts`.            Uses: nothing.
 * Invariants:
 *   I1. Only a whole, removable, writable drive that nothing uses and that is large enough may be
 *       overwritten; what lsblk does not say counts against it.
 * Not handled here: systems without lsblk.
 */

/** A drive, or a part of one. */
export interface Drive {
  /** `sdb`. */
  readonly name: string;
  /** `/dev/sdb`. */
  readonly path: string;
  /** `disk`, `part`, `rom`, `loop`, `crypt`, … */
  readonly type: string;
  readonly sizeBytes: number;
  readonly model: string;
  readonly serial: string;
  readonly isRemovable: boolean;
  readonly isReadOnly: boolean;
  /** Where it is mounted; `[SWAP]` when it is swapped to. */
  readonly mountPoints: readonly string[];
  /** Partitions, and what is built on them. */
  readonly parts: readonly Drive[];
}

/** The arguments of the `lsblk` whose output `parseDrives` reads. */
export const LSBLK_ARGUMENTS: readonly string[] = [
  ...['--json', '--bytes', '--output'],
  'NAME,PATH,TYPE,SIZE,MODEL,SERIAL,RM,RO,MOUNTPOINTS',
];

/** Reads the output of lsblk. @throws Error when it is something else */
export function parseDrives(json: string): readonly Drive[] {
  const listing: unknown = JSON.parse(json);
  const drives = isRecord(listing) ? listing['blockdevices'] : undefined;
  if (!Array.isArray(drives)) throw new Error('lsblk listed no block devices');
  return drives.map(toDrive);
}

function toDrive(entry: unknown): Drive {
  if (!isRecord(entry)) throw new Error('lsblk listed something that is no block device');
  const { children, mountpoints } = entry;
  return {
    name: text(entry['name']),
    path: text(entry['path']),
    type: text(entry['type']),
    sizeBytes: Number(entry['size'] ?? 0),
    model: text(entry['model']).trim(),
    serial: text(entry['serial']).trim(),
    isRemovable: isSet(entry['rm']),
    isReadOnly: isSet(entry['ro']),
    // An empty place means: not mounted.
    mountPoints: Array.isArray(mountpoints) ? mountpoints.map(text).filter((at) => at !== '') : [],
    parts: Array.isArray(children) ? children.map(toDrive) : [],
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Older lsblk writes 1 as text. */
function isSet(value: unknown): boolean {
  return value === true || value === 1 || value === '1';
}

/**
 * Why `drive` must not be overwritten with an image of `imageBytes`, as the end of a sentence that
 * begins with its name; null when it may.
 */
export function refusal(drive: Drive, imageBytes: number): string | null {
  if (drive.type === 'part') return 'is a partition: name the whole drive';
  if (drive.type !== 'disk') return `is no drive that can be written, but of type ${drive.type}`;
  if (!drive.isRemovable) return 'is a fixed drive';
  if (drive.isReadOnly) return 'is write-protected';
  const mounted = withParts(drive).filter((each) => each.mountPoints.length > 0);
  if (mounted.length > 0) {
    const uses = mounted.map((each) => `${each.path} is mounted at ${each.mountPoints.join(', ')}`);
    return `is in use: ${uses.join('; ')}`;
  }
  if (!(drive.sizeBytes >= imageBytes)) return `is too small: ${sizeText(drive.sizeBytes)}`;
  return null;
}

/** The drive or part that the user means by `sdb` or `/dev/sdb`, or null. */
export function driveNamed(drives: readonly Drive[], name: string): Drive | null {
  const all = drives.flatMap(withParts);
  return all.find((drive) => drive.name === name || drive.path === name) ?? null;
}

/** A drive and everything on it. */
function withParts(drive: Drive): readonly Drive[] {
  return [drive, ...drive.parts.flatMap(withParts)];
}

/** Whether two listings show the same drive under this name. */
export function isSameDrive(one: Drive, other: Drive): boolean {
  return (
    one.path === other.path &&
    one.sizeBytes === other.sizeBytes &&
    one.model === other.model &&
    one.serial === other.serial
  );
}

/** A size as it is printed on drives: in powers of ten. */
export function sizeText(bytes: number): string {
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(0)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
