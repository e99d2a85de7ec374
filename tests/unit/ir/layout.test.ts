import { describe, expect, it } from 'vitest';

import { layoutReport } from '../../../compiler/ir/layout.ts';
import { compile } from '../../../compiler/compile.ts';
import { projectDirectory } from '../../../tools/paths.ts';

const SOURCE = `
interface Point extends Struct { x: i32; y: i32 }
interface Line extends Struct {
  readonly id: u8;
  start: Point;
  next: Line | null;
  length: u16;
}
interface Header extends Packed { kind: u16; lengthBytes: u32 }
const LINE: Line = zeroed();
const HEADER: Header = zeroed();
export function use(): u32 { return u32(LINE.id) + HEADER.lengthBytes; }
`;

describe('layoutReport', () => {
  const { program } = compile({
    projectDirectory,
    roots: ['kernel/layout-sample.ts'],
    sources: new Map([['kernel/layout-sample.ts', SOURCE]]),
  });
  const report = (name: string): string | undefined => {
    const struct = program?.types.find((type) => type.kind === 'struct' && type.name === name);
    return struct?.kind === 'struct' ? layoutReport(struct) : undefined;
  };

  it('shows padding between fields and behind the last', () => {
    expect(report('Line')).toBe(
      `struct Line (kernel/layout-sample.ts)
  offset   bytes  field
       0       1  readonly id: u8
       1       3  (padding)
       4       8  start: Point
      12       4  (padding)
      16       8  next: Line | null
      24       2  length: u16
      26       6  (padding)
  32 bytes aligned to 8, 13 of them padding`,
    );
  });

  it('has none of a packed struct', () => {
    expect(report('Header')).toBe(
      `packed Header (kernel/layout-sample.ts)
  offset   bytes  field
       0       2  kind: u16
       2       4  lengthBytes: u32
  6 bytes aligned to 1, 0 of them padding`,
    );
  });
});
