/**
 * A report of how structs lie in memory, with the padding that nobody wrote.
 *
 * Used by: `compiler/main.ts`.            Uses: `types.ts`.
 */

import { memoryLayout, type StructType, typeName } from './types.ts';

/** A stretch of a struct: a field, or padding when `text` is null. */
interface Stretch {
  readonly offsetBytes: number;
  readonly sizeBytes: number;
  readonly text: string | null;
}

function stretches(struct: StructType): readonly Stretch[] {
  const found: Stretch[] = [];
  let end = 0;
  const padTo = (offsetBytes: number): void => {
    if (offsetBytes > end) {
      found.push({ offsetBytes: end, sizeBytes: offsetBytes - end, text: null });
    }
    end = offsetBytes;
  };
  for (const field of struct.fields) {
    padTo(field.offsetBytes);
    const sizeBytes = memoryLayout(field.type)?.sizeBytes ?? 0;
    const text = `${field.readonly ? 'readonly ' : ''}${field.name}: ${typeName(field.type)}`;
    found.push({ offsetBytes: field.offsetBytes, sizeBytes, text });
    end += sizeBytes;
  }
  padTo(struct.sizeBytes);
  return found;
}

/** One line for the struct, one for each field and each gap, one for the sum of the gaps. */
export function layoutReport(struct: StructType): string {
  const rows = stretches(struct);
  const lines = rows.map(({ offsetBytes, sizeBytes, text }) => {
    const numbers = `${String(offsetBytes).padStart(8)} ${String(sizeBytes).padStart(7)}`;
    return `${numbers}  ${text ?? '(padding)'}`;
  });
  const padding = rows
    .filter((row) => row.text === null)
    .reduce((sum, row) => sum + row.sizeBytes, 0);
  const { name, module, packed, sizeBytes, alignBytes } = struct;
  return [
    `${packed ? 'packed' : 'struct'} ${name} (${module})`,
    '  offset   bytes  field',
    ...lines,
    `  ${sizeBytes} bytes aligned to ${alignBytes}, ${padding} of them padding`,
  ].join('\n');
}
