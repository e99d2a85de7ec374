import { describe, expect, it } from 'vitest';

import {
  EMPTY_SYMBOL_TABLE,
  encodeSymbolTable,
  lookUpSymbol,
} from '../../../compiler/toolchain/symbol-table.ts';

const BASE = 0xffff_ffff_8020_0000n;
const TABLE = {
  functions: [
    { address: BASE + 0x40n, sizeBytes: 0x20, name: 'mm/paging.map' },
    { address: BASE, sizeBytes: 0x30, name: 'main.kernelMain' },
  ],
  lines: [
    { address: BASE, file: 'kernel/main.ts', line: 10 },
    { address: BASE + 8n, file: 'kernel/mm/frame.ts', line: 3 },
    { address: BASE + 0x30n, file: '', line: 0 },
    { address: BASE + 0x40n, file: 'kernel/mm/paging.ts', line: 70_000 },
    { address: BASE + 0x44n, file: 'kernel/mm/paging.ts', line: 70_000 },
    { address: BASE + 0x60n, file: '', line: 0 },
  ],
};

describe('symbol table', () => {
  it('finds the function and line of an address, first and last byte included', () => {
    const bytes = encodeSymbolTable(TABLE);
    expect(lookUpSymbol(bytes, BASE)).toEqual({
      name: 'main.kernelMain',
      offset: 0,
      file: 'kernel/main.ts',
      line: 10,
    });
    expect(lookUpSymbol(bytes, BASE + 0x2fn)).toEqual({
      name: 'main.kernelMain',
      offset: 0x2f,
      file: 'kernel/mm/frame.ts',
      line: 3,
    });
    expect(lookUpSymbol(bytes, BASE + 0x5fn)?.line).toBe(70_000);
  });

  it('finds nothing between functions, below the first and after the last', () => {
    const bytes = encodeSymbolTable(TABLE);
    for (const address of [
      0n,
      BASE - 1n,
      BASE + 0x30n,
      BASE + 0x3fn,
      BASE + 0x60n,
      BASE + (1n << 40n),
    ]) {
      expect(lookUpSymbol(bytes, address)).toBeNull();
    }
  });

  it('does not depend on the order of its input', () => {
    const reversed = {
      functions: [...TABLE.functions].reverse(),
      lines: [...TABLE.lines].reverse(),
    };
    expect(encodeSymbolTable(reversed).equals(encodeSymbolTable(TABLE))).toBe(true);
  });

  it('keeps one name per address and cuts overlapping functions', () => {
    const bytes = encodeSymbolTable({
      functions: [
        { address: BASE, sizeBytes: 0x30, name: 'b' },
        { address: BASE, sizeBytes: 0x30, name: 'a' },
        { address: BASE + 0x10n, sizeBytes: 0x10, name: 'inner' },
      ],
      lines: [],
    });
    expect(lookUpSymbol(bytes, BASE + 0xfn)?.name).toBe('a');
    expect(lookUpSymbol(bytes, BASE + 0x10n)?.name).toBe('inner');
    expect(lookUpSymbol(bytes, BASE + 0x20n)).toBeNull();
  });

  it('knows nothing when empty, in 64 bytes', () => {
    const bytes = encodeSymbolTable(EMPTY_SYMBOL_TABLE);
    expect(bytes.length).toBe(64);
    expect(lookUpSymbol(bytes, 0n)).toBeNull();
  });
});
