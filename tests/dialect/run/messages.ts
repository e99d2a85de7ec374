/** Formats in message templates. */
enum Kind {
  One = 1,
  Two,
}

export function main(): void {
  const small: u8 = 10;
  const big: u64 = 0xffff_8000_0000_1000n;
  print('');
  print(`${small}`);
  print(`a${small}b${small}c`);
  print(`${hex(0)} ${hex(small)} ${hex(big)}`);
  print(`${hexPadded(small, 2)} ${hexPadded(small, 8)} ${hexPadded(big, 4)}`);
  print(`${hexPadded(0, 0)} ${hexPadded(0x12345, 5)}`);
  print(`[${right(7, 4)}] [${right(12345, 3)}] [${right(big, 22)}]`);
  print(`[${left('ab', 5)}] [${left('abcdef', 3)}]`);
  print(`${phys(0n)} ${phys(0x1000n)} ${phys(0x7fe0_0000n)} ${virt(big)}`);
  print(`${true} ${false} ${small > 9}`);
  print(`${Kind.One} ${Kind.Two}`);
  print(`${i8(-128)} ${i64(-1n)} ${18446744073709551615n}`);
  print(`$ { } \` \${x}`);
  log.info(`info ${small}`);
  log.warn('plain');
  log.error(`bad ${hex(small)}`);
  log.debug('below the threshold');
}
