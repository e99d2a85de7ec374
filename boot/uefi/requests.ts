/**
 * The requests in the loaded kernel: found, counted, and handed out.
 *
 * The image is searched at multiples of eight bytes, between the last start marker and the first
 * end marker when there are any. The base revision says which rules of the protocol hold.
 *
 * Used by: `main.ts`, `responses.ts`.            Uses: `limine-protocol.ts`.
 * Invariants:
 *   I1. No two of the requests found have the same identifier.
 *   I2. Every request found lies in the image with its first 48 bytes.
 * Not handled here: the `.limine_reqs` section of base revision 0, which later revisions removed.
 * Sources: [LIMINE] "Base protocol revisions", "Features", "Requests Delimiters".
 */
import * as Protocol from './limine-protocol.ts';
import type { BaseRevisionTag, Request } from './limine-protocol.ts';

/** Results of `find`. */
export enum RequestStatus {
  Ok,
  /** Two requests have the same identifier: the protocol demands that we refuse the kernel. */
  Repeated,
  /** Two base revision tags. */
  RepeatedBaseRevision,
  /** More than 64 requests. */
  TooMany,
}

const MAX_REQUESTS: u32 = 64;
const REQUEST_BYTES: u32 = 48;
const TAG_BYTES: u32 = 24;
const STEP_BYTES: u32 = 8;

interface RequestTable extends Struct {
  addresses: FixedArray<u64, 64>;
}

const TABLE: RequestTable = zeroed();
let count: u32 = 0;
/** Address of the base revision tag; 0 when there is none. */
let tag: u64 = 0n;
let revision: u64 = 0n;

/**
 * Searches the image.
 *
 * @param image - the bytes of the loaded image, a multiple of eight at a multiple of eight
 */
export function find(image: DataView): RequestStatus {
  count = 0;
  tag = 0n;
  const start = findStart(image);
  const end = findEnd(image, start);
  for (let offset: u32 = start; offset + TAG_BYTES <= end; offset += STEP_BYTES) {
    if (matches(image, offset, Protocol.BASE_REVISION)) {
      if (tag !== 0n) return RequestStatus.RepeatedBaseRevision;
      tag = addressOf(image) + u64(offset);
    }
    if (offset + REQUEST_BYTES > end || !matches(image, offset, Protocol.COMMON)) continue;
    if (count === MAX_REQUESTS) return RequestStatus.TooMany;
    TABLE.addresses[count] = addressOf(image) + u64(offset);
    count += 1;
    if (isRepeated(count - 1)) return RequestStatus.Repeated;
  }
  agreeOnRevision();
  return RequestStatus.Ok;
}

/** The base revision whose rules hold for this kernel. */
export function baseRevision(): u64 {
  return revision;
}

/** How many requests were found. */
export function requestCount(): u32 {
  return count;
}

/** The request with the identifier `id`, or null. */
export function findRequest(id: FixedArray<u64, 2>): Request | null {
  for (const index of range(0, count)) {
    const request = requestAt(TABLE.addresses[index]);
    if (request.id[2] === id[0] && request.id[3] === id[1]) return request;
  }
  return null;
}

/**
 * Reads the tag and answers it: a revision that is followed is set to 0, one that is too high is
 * left, and the kernel is loaded by the highest one that we follow.
 */
function agreeOnRevision(): void {
  revision = 0n;
  if (tag === 0n) return;
  const found = tagAt(tag);
  if (found.revision > Protocol.HIGHEST_BASE_REVISION) {
    revision = Protocol.HIGHEST_BASE_REVISION;
  } else {
    revision = found.revision;
    found.revision = 0n;
  }
  found.loaded = revision;
}

/** Offset behind the last start marker, or 0. */
function findStart(image: DataView): u32 {
  let start: u32 = 0;
  for (let at: u32 = 0; at + 32 <= image.byteLength; at += STEP_BYTES) {
    if (image.getBigUint64(at, true) !== Protocol.START_MARKER[0]) continue;
    const isMarker =
      image.getBigUint64(at + 8, true) === Protocol.START_MARKER[1] &&
      image.getBigUint64(at + 16, true) === Protocol.START_MARKER[2] &&
      image.getBigUint64(at + 24, true) === Protocol.START_MARKER[3];
    if (isMarker) start = at + 32;
  }
  return start;
}

/** Offset of the first end marker behind `start`, or the end of the image. */
function findEnd(image: DataView, start: u32): u32 {
  for (let at: u32 = start; at + 16 <= image.byteLength; at += STEP_BYTES) {
    if (matches(image, at, Protocol.END_MARKER)) return at;
  }
  return image.byteLength;
}

function matches(image: DataView, offset: u32, words: FixedArray<u64, 2>): bool {
  return (
    image.getBigUint64(offset, true) === words[0] &&
    image.getBigUint64(offset + 8, true) === words[1]
  );
}

/** Whether an earlier request has the identifier of request number `last`. */
function isRepeated(last: u32): bool {
  const request = requestAt(TABLE.addresses[last]);
  for (const index of range(0, last)) {
    const other = requestAt(TABLE.addresses[index]);
    if (other.id[2] === request.id[2] && other.id[3] === request.id[3]) return true;
  }
  return false;
}

function requestAt(address: u64): Request {
  'use unsafe';
  // SAFE: I2.
  return at<Request>(virt(address));
}

function tagAt(address: u64): BaseRevisionTag {
  'use unsafe';
  // SAFE: `find` saw the whole tag in the image.
  return at<BaseRevisionTag>(virt(address));
}
