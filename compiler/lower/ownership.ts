/**
 * `own` and `disown`: they cost nothing, ownership exists only while compiling.
 *
 * Used by: `builtins.ts`.            Uses: `types.ts`.
 * Not handled here: the rules of ownership (`compiler/ownership`), releasing (`scopes.ts`).
 */

import { argumentAt, type Builtin } from './builtin.ts';
import { coerce } from './convert.ts';
import { expression } from './expressions.ts';
import { valueType } from './types.ts';

/** `own<OwnedFrame>(value)`. */
export const ownCall: Builtin = (f, node) => {
  const [wanted] = node.typeArguments ?? [];
  const argument = argumentAt(f, node, 0);
  if (wanted === undefined) {
    return f.context.refuse(
      'KD0209',
      node,
      'own() needs the owned type',
      'write `own<OwnedFrame>(…)`',
    );
  }
  const type = valueType(f.context, wanted, f.environment);
  return coerce(f, expression(f, argument, type), type, argument);
};

/** `disown(owned)`. */
export const disownCall: Builtin = (f, node) => expression(f, argumentAt(f, node, 0), null);
