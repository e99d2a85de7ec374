/**
 * Where the caller of a function marked `'track caller'` called it.
 *
 * Such a function has two parameters after those that are declared, which `emitCall` fills in. So
 * the place costs nothing where nobody asks for it, and is right wherever the call is inlined.
 *
 * Used by: `builtins.ts`.            Uses: `context.ts`.
 */

import type { Builtin } from './builtin.ts';
import type { CallerPlace } from './context.ts';

function part(name: keyof CallerPlace, call: string): Builtin {
  return (f, node) => {
    const place = f.context.trackers.get(f.function);
    if (place !== undefined) return { kind: 'local', local: place[name] };
    return f.context.refuse(
      'KD0310',
      node,
      `${call}() cannot be called here`,
      "put `'track caller';` first in the function whose caller is meant",
    );
  };
}

/** `callerFile()`: the file of the call, relative to the project. */
export const callerFileCall: Builtin = part('file', 'callerFile');

/** `callerLine()`: its line, counted from 1. */
export const callerLineCall: Builtin = part('line', 'callerLine');
