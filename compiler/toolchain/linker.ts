/**
 * Running the linker, whose usual complaints about a program are said in the program's words.
 *
 * Used by: `kernel-image.ts`, `linux-program.ts`, `uefi-image.ts`.            Uses: lld.
 * Not handled here: errors that no dialect program can cause; they keep lld's words and the command.
 */

import { sourceLine } from '../backend-c/copies.ts';
import type { Position } from '../ir/program.ts';
import { runTool, ToolchainError } from './process.ts';

/** The assembly runtime has contract functions under their names behind this prefix. */
const CONTRACT_PREFIX = 'rt_';

const TOO_LARGE =
  'the image does not fit the kernel window, which has 2^30 bytes for code and storage together\n' +
  'Make the storage of module-level constants smaller, or take large memory from an allocator.';

/**
 * Links: runs lld, or clang as its driver, in `directory`.
 *
 * @param copyPositions - where copied functions are that have lines of their own
 * @throws ToolchainError with what is wrong with the program, or else as `runTool`
 */
export async function runLinker(
  program: string,
  programArguments: readonly string[],
  directory: string,
  copyPositions: ReadonlyMap<string, Position> = new Map(),
): Promise<void> {
  try {
    await runTool(program, programArguments, directory);
  } catch (error) {
    if (!(error instanceof ToolchainError)) throw error;
    const { message } = error;
    const said = undefinedSymbols(message, copyPositions);
    if (said.length > 0) throw new ToolchainError(said.join('\n'));
    if (message.includes('the image must end below 1 GiB')) throw new ToolchainError(TOO_LARGE);
    throw error;
  }
}

/** What to say of each symbol that lld does not find, where it is used first. */
function undefinedSymbols(
  message: string,
  copyPositions: ReadonlyMap<string, Position>,
): readonly string[] {
  const complaints = message.matchAll(
    /error: undefined symbol: (\S+)(?:\n>>> referenced by (.*))?/g,
  );
  return [...complaints].map(([, symbol = '', user = '']) => {
    // `main.ts:3 (kernel/main.ts:3)` where there is debug information.
    const [, said, number] = /\(([^()]+):(\d+)\)$/.exec(user) ?? [];
    if (said === undefined) return `${user}: ${isMissing(symbol)}`;
    const { file, line } = sourceLine(copyPositions, said, Number(number));
    return `${file}:${line}: ${isMissing(symbol)}`;
  });
}

function isMissing(symbol: string): string {
  return symbol.startsWith(CONTRACT_PREFIX)
    ? `this target has no ${symbol.slice(CONTRACT_PREFIX.length)}(): another one implements that function of the contract`
    : `nothing defines the symbol ${symbol}: linkerSymbol() takes names of the linker script and the assembly`;
}
