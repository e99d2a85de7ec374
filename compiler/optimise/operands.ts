/**
 * The values of operands, by number.
 *
 * Used by: `operations.ts`, `integers.ts`, `function.ts`.            Uses: `values.ts`, `state.ts`.
 */

import type { Operand } from '../ir/program.ts';
import { memoryLayout } from '../ir/types.ts';
import { rangeOf, trailingZeroBits, wholeRange } from './range.ts';
import type { State } from './state.ts';
import { rangeOfType } from './values.ts';

/** Of a type about whose place in memory nothing is known. */
const NO_LAYOUT = { sizeBytes: 1, alignBytes: 1 };

/** Number of the value of an operand. */
export function operandValue(operand: Operand, state: State): number {
  const { values } = state;
  switch (operand.kind) {
    case 'local': {
      const known = state.locals.get(operand.local);
      if (known !== undefined) return known;
      // Not written on the path that was walked: the verifier has made sure that it is not read.
      return values.fresh(rangeOfType(operand.local.type));
    }
    case 'constant':
      return values.constant(operand.value);
    case 'null':
      return values.constant(0n);
    case 'text': {
      const text = values.keyed(`text ${operand.value}`, wholeRange('u64'));
      values.setParts(text, [values.constant(BigInt(operand.value.length))]);
      return text;
    }
    case 'function':
      return values.keyed(`function ${operand.function.symbol}`, wholeRange('u64'));
    case 'static': {
      const { sizeBytes, alignBytes } = memoryLayout(operand.static.type) ?? NO_LAYOUT;
      const { highest } = wholeRange('u64');
      // All of it has addresses.
      const last = highest - BigInt(Math.max(sizeBytes - 1, 0));
      const places = rangeOf(1n, last, trailingZeroBits(BigInt(alignBytes)));
      return values.keyed(`static ${operand.static.symbol}`, places ?? wholeRange('u64'));
    }
  }
}
