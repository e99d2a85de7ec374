/**
 * Writing an image to a drive, and reading it back.
 *
 * Used by: `tools/usb.ts`.            Uses: nothing.
 */

import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';

import { UserFailure } from '../failure.ts';

const PIECE_BYTES = 1024 * 1024;

export type WriteStage = 'writing' | 'reading back';
/** Called after each piece, with the bytes of this stage that are done. */
export type WriteProgress = (stage: WriteStage, doneBytes: number, totalBytes: number) => void;

/**
 * Overwrites the beginning of `target` with the file `image`, waits until it is on the medium, and
 * compares what can be read there.
 *
 * @param target - a drive, or a regular file that is at least as long; neither made nor cut
 * @throws UserFailure when it cannot be written, is in use, or reads differently; what is on the
 *         target then is neither the old nor the new
 */
export async function writeAndVerify(
  image: string,
  target: string,
  progress: WriteProgress,
): Promise<void> {
  const source = await open(image, 'r');
  try {
    const { size: totalBytes } = await source.stat();
    // On Linux, opening a drive exclusively fails while any of it is mounted.
    const flags = constants.O_RDWR | constants.O_EXCL;
    await withTarget(target, flags, async (drive) => {
      for (let at = 0; at < totalBytes; at += PIECE_BYTES) {
        const piece = await readPiece(source, at, totalBytes);
        await writePiece(drive, piece, at);
        progress('writing', at + piece.length, totalBytes);
      }
      await drive.sync();
    });
    // Closed in between: the system then forgets what it remembers of a drive, and reads it anew.
    await withTarget(target, constants.O_RDONLY, async (drive) => {
      for (let at = 0; at < totalBytes; at += PIECE_BYTES) {
        const piece = await readPiece(source, at, totalBytes);
        if (!piece.equals(await readPiece(drive, at, totalBytes))) {
          throw new UserFailure(
            `${target} does not hold what was written, near byte ${at}`,
            'The drive is broken, or something else wrote to it. Do not use it.',
          );
        }
        progress('reading back', at + piece.length, totalBytes);
      }
    });
  } finally {
    await source.close();
  }
}

async function withTarget(
  target: string,
  flags: number,
  action: (drive: FileHandle) => Promise<void>,
): Promise<void> {
  const drive = await open(target, flags).catch((error: unknown) => {
    throw explain(target, error);
  });
  try {
    await action(drive);
  } finally {
    await drive.close();
  }
}

/** The bytes at `at`, one piece or what is left of `totalBytes`; fewer when the file ends before. */
async function readPiece(file: FileHandle, at: number, totalBytes: number): Promise<Buffer> {
  const piece = Buffer.alloc(Math.min(PIECE_BYTES, totalBytes - at));
  let done = 0;
  while (done < piece.length) {
    const { bytesRead } = await file.read(piece, done, piece.length - done, at + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return piece.subarray(0, done);
}

async function writePiece(file: FileHandle, piece: Buffer, at: number): Promise<void> {
  let done = 0;
  while (done < piece.length) {
    const { bytesWritten } = await file.write(piece, done, piece.length - done, at + done);
    done += bytesWritten;
  }
}

function explain(target: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'EACCES' || code === 'EPERM') {
    return new UserFailure(
      `no permission to write to ${target}`,
      'Call it as `sudo env "PATH=$PATH" npm run usb`.',
    );
  }
  if (code === 'EBUSY') return new UserFailure(`${target} is in use; unmount it first`);
  return error;
}
