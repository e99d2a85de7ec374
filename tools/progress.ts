/**
 * Visible progress of long steps: a spinner on a terminal, one plain line per step elsewhere.
 *
 * Used by: `tools/`.            Uses: `yocto-spinner`, picocolors.
 */

import pc from 'picocolors';

/** What a step may say while it runs. */
export interface Step {
  /** Shows `text` beside the step's name, in place of what was shown there before. */
  detail(text: string): void;
}

/** How a step is shown. */
interface Display extends Step {
  succeed(text: string): void;
  fail(text: string): void;
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
  const isTerminal =
    process.stderr.isTTY && process.env['TERM'] !== 'dumb' && !('CI' in process.env);
  const display = await (isTerminal ? showSpinner(name) : showLines(name));
  const seconds = (): string => `${((performance.now() - start) / 1000).toFixed(1)} s`;
  try {
    const result = await action({ detail: (text) => display.detail(`${name}: ${text}`) });
    display.succeed(`${name} (${seconds()})`);
    return result;
  } catch (error) {
    display.fail(`${name} (${seconds()})`);
    throw error;
  }
}

async function showSpinner(name: string): Promise<Display> {
  const { default: createSpinner } = await import('yocto-spinner');
  const spinner = createSpinner({ text: name, stream: process.stderr }).start();
  return {
    detail(text) {
      if (spinner.isSpinning) spinner.text = text;
    },
    succeed: (text) => spinner.success(text),
    fail: (text) => spinner.error(text),
  };
}

function showLines(name: string): Display {
  console.error(`- ${name}`);
  return {
    detail() {
      // Would be a line each time.
    },
    succeed(text) {
      console.error(`${pc.green('✔')} ${text}`);
    },
    fail(text) {
      console.error(`${pc.red('✖')} ${text}`);
    },
  };
}
