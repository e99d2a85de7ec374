/**
 * What a shell says about the processor time of the programs it ran.
 *
 * Used by: `builds.ts`, `stages.ts`.            Uses: nothing.
 */

/**
 * Milliseconds of the processor that the children of a shell used, with their own children.
 *
 * @param output - ends with what the shell's `times` wrote: a line for itself, one for its children
 */
export function childrenMs(output: string): number {
  const [line = ''] = output.trimEnd().split('\n').slice(-1);
  const spent = [...line.matchAll(/(\d+)m([\d.]+)s/g)].map(
    ([, minutes, seconds]) => Number(minutes) * 60_000 + Number(seconds) * 1000,
  );
  if (spent.length !== 2) throw new Error(`not what \`times\` writes: ${line}`);
  return spent.reduce((sum, each) => sum + each, 0);
}
