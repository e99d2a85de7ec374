/**
 * The C of the kernel, for tests that compare what compilations give.
 *
 * Used by: `parsed-files.test.ts`, `emit-kernel-once.ts`.
 */

import { emitC } from '../../../compiler/backend-c/emit.ts';
import { compile, type CompileRequest } from '../../../compiler/compile.ts';
import { projectDirectory } from '../../../tools/paths.ts';

export function emitKernel(request: Pick<CompileRequest, 'sources' | 'parsedFiles'>): string {
  const roots = ['kernel/main.ts', 'kernel/arch/trap.ts'];
  const { program } = compile({ projectDirectory, roots, ...request });
  if (program === null) throw new Error('the kernel does not compile');
  const entryPoints = ['kx_main__kernelMain', 'kx_arch_trap__handleTrap'];
  return emitC(program, { entryPoints, checks: 'on' });
}
