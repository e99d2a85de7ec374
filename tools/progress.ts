/**
 * Visible progress of long steps: a spinner on a terminal, one plain line per step elsewhere.
 *
 * Used by: `tools/`.            Uses: ora.
 */

/** What a step may say while it runs. */
export interface Step {
  /** Shows `text` beside the step's name, in place of what was shown there before. */
  detail(text: string): void;
}

/**
 * Runs `action` as a step called `name`, with a line on standard error that tells how it ended.
 *
 * @param name   - what is being done, for example `Installing clang`
 * @param action - the work; what it throws is thrown on after the step is marked as failed
 */
export async function withProgress<T>(
  name: string,
  action: (step: Step) => Promise<T>,
): Promise<T> {
  const start = performance.now();
  // Takes 20 ms to load, which commands with nothing to do are not to wait for.
  const { default: ora } = await import('ora');
  // On a stream that is no terminal ora writes `- name` once and then the final line.
  const spinner = ora({
    text: name,
    stream: process.stderr,
    discardStdin: false,
    // A terminal that says it has no columns would be cleared line by line without an end.
    ...(process.stderr.columns === 0 ? { isEnabled: false } : {}),
  }).start();
  const seconds = (): string => `${((performance.now() - start) / 1000).toFixed(1)} s`;
  try {
    const result = await action({
      detail(text: string): void {
        if (spinner.isSpinning) spinner.text = `${name}: ${text}`;
      },
    });
    spinner.succeed(`${name} (${seconds()})`);
    return result;
  } catch (error) {
    spinner.fail(`${name} (${seconds()})`);
    throw error;
  }
}
