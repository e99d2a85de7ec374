/** Everything that a message may hold. */

enum Color {
  Red,
}

type FrameNumber = Branded<u64, 'FrameNumber'>;

export function all(
  a: u8,
  b: i64,
  c: PhysAddr,
  d: VirtAddr,
  e: bool,
  f: Color,
  g: FrameNumber,
): void {
  print('text');
  print(`plain`);
  print(`${a}${b}`);
  print(`${c} ${d} ${e} ${f} ${g}`);
  print(`${hex(a)} ${hexPadded(c, 16)} ${hex(g)} ${right(a, 4)} ${left('x', 8)}`);
  print(`${a + 1} ${e && a > 3} ${a > 3 ? 'large' : 'small'} ${-b}`);
  log.debug(`debug ${a}`);
  log.info(`info ${a}`);
  log.warn(`warn ${a}`);
  log.error(`error ${a}`);
  if (a > 100) panic(`too large: ${a} at ${d}`);
}
