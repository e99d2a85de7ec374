/**
 * Text for a terminal without the sequences that clear it, move in it or colour it.
 *
 * Firmware and boot loaders write for a terminal of their own: they would wipe out what the user's
 * shows. The kernel writes plain text.
 *
 * Used by: `start.ts`.            Uses: nothing.
 * Sources: ECMA-48, "Control sequences": ESC [, parameters, and a final character from @ to ~.
 */

const ESCAPE = '\u001b';

/** Makes a function that takes the sequences out of a text that comes in pieces. */
export function withoutSequences(): (piece: string) => string {
  let state: 'text' | 'escape' | 'sequence' = 'text';
  /** What stays of one character. */
  const pass = (character: string): string => {
    switch (state) {
      case 'text':
        if (character !== ESCAPE) return character;
        state = 'escape';
        return '';
      case 'escape':
        state = character === '[' ? 'sequence' : 'text';
        return '';
      case 'sequence':
        if (character >= '@' && character <= '~') state = 'text';
        return '';
    }
  };
  return (piece) =>
    state === 'text' && !piece.includes(ESCAPE) ? piece : [...piece].map(pass).join('');
}
