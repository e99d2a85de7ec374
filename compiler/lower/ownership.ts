/**
 * `own` and `disown`: they cost nothing, ownership exists only while compiling.
 *
 * Used by: `builtins.ts`.            Uses: `types.ts`.
 * Not handled here: the rules of ownership (`compiler/ownership`), releasing (`scopes.ts`).
 */

import { isOwned } from '../frontend/ownership-types.ts';
import { argumentAt, type Builtin } from './builtin.ts';
import { coerce } from './convert.ts';
import { expression } from './expressions.ts';
import { valueType } from './types.ts';
import { quoted } from './wording.ts';

/** `own<OwnedFrame>(value)`. */
export const ownCall: Builtin = (f, node) => {
  const [wanted] = node.typeArguments ?? [];
  const argument = argumentAt(f, node, 0);
  if (wanted === undefined) {
    const { checker } = f.context;
    const place = checker.getContextualType(node);
    const name =
      place !== undefined && isOwned(place)
        ? checker.getNonNullableType(place).aliasSymbol?.name
        : undefined;
    return f.context.refuse(
      'KD0209',
      node,
      'own() needs the owned type',
      name === undefined
        ? 'write the type that was made of `Owned<T, typeof release>`: `own<…>(…)`'
        : `write \`own<${name}>(${quoted(argument)})\``,
    );
  }
  const type = valueType(f.context, wanted, f.environment);
  return coerce(f, expression(f, argument, type), type, argument);
};

/** `disown(owned)`. */
export const disownCall: Builtin = (f, node) => expression(f, argumentAt(f, node, 0), null);
