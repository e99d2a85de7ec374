/**
 * The smallest program that links into a kernel image.
 *
 * Used by: the tests beside this file.            Uses: `compiler/backend-c`, `compiler/toolchain`.
 */

import { copyPositions } from '../../../compiler/backend-c/copies.ts';
import { displayNames } from '../../../compiler/backend-c/names.ts';
import { emitUnits } from '../../../compiler/backend-c/emit.ts';
import { constantOf, FunctionBuilder, programOf } from '../../../compiler/ir/build.ts';
import type { Program } from '../../../compiler/ir/program.ts';
import { NEVER, U32, U64, VOID } from '../../../compiler/ir/types.ts';
import { buildKernelImage, type KernelImage } from '../../../compiler/toolchain/kernel-image.ts';
import type { NativeTools } from '../../../compiler/toolchain/process.ts';

const MAIN = 'kernel/main.ts';
export const TRAP = 'kernel/arch/trap.ts';

/** `kernelMain`, which adds and ends in a loop, and a trap handler. */
export function smallKernel(): { program: Program; entryPoints: readonly string[] } {
  const main = new FunctionBuilder(MAIN, 'kernelMain', { protocol: U32, startInfo: U64 }, NEVER);
  main.compute(U64, (result) => ({
    op: 'arithmetic',
    result,
    operator: 'add',
    overflow: 'trap',
    left: main.parameter(1),
    right: constantOf(U64, 0x1_0000_0000n),
  }));
  main.emit({ op: 'loop', label: main.label(), body: [], step: [] });
  main.emit({ op: 'unreachable' });

  const trap = new FunctionBuilder(TRAP, 'handleTrap', { frame: U64 }, VOID);
  trap.return(null);
  const program = programOf(MAIN, [main.function]);
  const [module] = program.modules;
  if (module === undefined) throw new Error('the program has no module');
  const traps = { path: TRAP, statics: [], functions: [trap.function] };
  return {
    program: { ...program, modules: [module, traps] },
    entryPoints: [main.function.symbol, trap.function.symbol],
  };
}

/** Links it in `projectDirectory`, which holds `runtime/` and `linker/`. */
export async function buildSmallKernel(
  tools: NativeTools,
  projectDirectory: string,
  buildDirectory: string,
): Promise<KernelImage> {
  const { program, entryPoints } = smallKernel();
  return buildKernelImage({
    tools,
    projectDirectory,
    buildDirectory,
    name: 'small',
    units: emitUnits(program, { entryPoints, checks: 'on' }),
    displayNames: displayNames(program),
    copyPositions: copyPositions(program),
  });
}
