/**
 * A failure that the user can do something about: a message and what to do, never a stack trace.
 *
 * Everything else that is thrown is a bug of the tools and is shown with its stack, so that it can
 * be reported.
 *
 * Used by: `build.ts`, `tools/`.            Uses: picocolors.
 */

import pc from 'picocolors';

/** Ends a command with `message` and, when given, a help text below it; exit status 1. */
export class UserFailure extends Error {
  readonly help: string | null;

  constructor(message: string, help: string | null = null) {
    super(message);
    this.name = 'UserFailure';
    this.help = help;
  }
}

/** Where the system refuses to write: no permission, a read-only or full disk, a file that is no folder. */
const REFUSALS: readonly string[] = ['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT', 'ENOTDIR'];

function isRefusal(error: unknown): error is NodeJS.ErrnoException {
  if (!(error instanceof Error)) return false;
  const { code, syscall }: NodeJS.ErrnoException = error;
  return REFUSALS.includes(code ?? '') && syscall?.startsWith('spawn') !== true;
}

/** The text for `error` on the terminal: short for a `UserFailure`, with the stack for a bug. */
export function describeFailure(error: unknown): string {
  if (error instanceof UserFailure) {
    const help = error.help === null ? '' : `\n${error.help}`;
    return `${pc.red('error:')} ${error.message}${help}`;
  }
  if (isRefusal(error))
    return `${pc.red('error:')} ${error.message}\nEverything is made in build/.`;
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `${pc.red('internal error')} (a bug of the build tools, please report it):\n${text}`;
}
