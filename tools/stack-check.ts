/**
 * Whether the deepest stack of each entry point fits the stack it runs on.
 *
 * Used by: `kernel-image.ts`.            Uses: `compiler/toolchain/stack-depth.ts`.
 */

import { readFileSync } from 'node:fs';

import { displayName } from '../compiler/backend-c/names.ts';
import { sayChain } from '../compiler/diagnostics/chain.ts';
import type { Program } from '../compiler/ir/program.ts';
import { readElf } from '../compiler/toolchain/elf.ts';
import { CallCircle, readStackSizes, StackDepths } from '../compiler/toolchain/stack-depth.ts';
import type { StackDepth } from '../compiler/toolchain/stack-depth.ts';
import { UserFailure } from './failure.ts';

/** What the trap stubs push before they call the handler: the frame and their own. */
const TRAP_ENTRY_BYTES = 256;

/** Overflows the stack on purpose, when the command line asks for that fault. */
const UNBOUNDED: readonly string[] = ['kx_fault__overflowStack'];

/** An entry point, its deepest stack, and how much it has. */
export interface StackUse {
  readonly entry: string;
  readonly bytes: number;
  readonly limitBytes: number;
}

/**
 * Computes the deepest stack of the kernel's entry points.
 *
 * @param elf - absolute path of the linked image
 * @throws UserFailure when one does not fit or has no end; the text has the chain of calls
 */
export function checkStacks(program: Program, elf: string): readonly StackUse[] {
  try {
    return stackUses(program, elf);
  } catch (error) {
    if (!(error instanceof CallCircle)) throw error;
    throw new UserFailure(
      `the stack has no end: ${sayChain(error.functions.map(displayName))}`,
      'A call through a reference counts as one of every function of that type whose reference is taken.\n' +
        'Write a loop, or give the functions different types.',
    );
  }
}

function stackUses(program: Program, elf: string): readonly StackUse[] {
  const file = readElf(readFileSync(elf));
  const addressOf = (name: string): number =>
    Number(BigInt.asUintN(40, file.symbols.find((symbol) => symbol.name === name)?.address ?? 0n));
  const depths = new StackDepths(program, readStackSizes(file), UNBOUNDED);
  const depthOf = (symbol: string): StackDepth => {
    const found = program.modules
      .flatMap((module) => module.functions)
      .find((candidate) => candidate.symbol === symbol);
    if (found === undefined) throw new UserFailure(`the program has no function ${symbol}`);
    return depths.depthOf(found);
  };
  const main = depthOf('kx_main__kernelMain');
  const trap = depthOf('kx_arch_trap__handleTrap');
  const trapBytes = trap.bytes + TRAP_ENTRY_BYTES;
  const uses = [
    {
      // An exception runs on top of whatever it interrupted.
      use: {
        entry: 'kernelMain, and an exception on top',
        bytes: main.bytes + trapBytes,
        limitBytes: addressOf('boot_stack_top') - addressOf('boot_stack_bottom'),
      },
      path: main.path,
    },
    {
      use: {
        entry: 'double fault',
        bytes: trapBytes,
        limitBytes: addressOf('double_fault_stack_top') - addressOf('double_fault_stack_bottom'),
      },
      path: trap.path,
    },
  ];
  for (const { use, path } of uses) {
    if (use.bytes <= use.limitBytes) continue;
    throw new UserFailure(
      `the stack of ${use.entry} needs ${use.bytes} bytes and has ${use.limitBytes}`,
      `deepest calls: ${sayChain(path)}`,
    );
  }
  return uses.map(({ use }) => use);
}
