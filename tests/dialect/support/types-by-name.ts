/** Types that other modules know by other names. */

export enum Status {
  Ok,
  Failed,
}
export enum Level {
  Low,
  High,
}
/** Its brand is not called as it is. */
export type Frame = Branded<u64, 'FrameNumber'>;

export function status(): Status {
  return Status.Ok;
}

export function isGood(status: Status): bool {
  return status === Status.Ok;
}

export function isHigh(level: Level): bool {
  return level === Level.High;
}

export function isFirst(frame: Frame): bool {
  return frame === brand<Frame>(0n);
}
