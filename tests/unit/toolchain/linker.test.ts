/** What the linker complains about, in the words of the program. */

import { expect, test } from 'vitest';

import { buildKernelImage } from '../../../compiler/toolchain/kernel-image.ts';
import { buildLinuxProgram } from '../../../compiler/toolchain/linux-program.ts';
import { ToolchainError } from '../../../compiler/toolchain/process.ts';
import { projectDirectory } from '../../../tools/paths.ts';
import { nativeTools } from '../backend-c/run-c.ts';

const ENTRY = 'kx_main__kernelMain';
const PLACES = { projectDirectory, buildDirectory: 'build/unit/linker' };

/** A unit whose entry point does `statements` in line 3 of `kernel/main.ts`. */
function requestFor(name: string, declarations: string, statements: string) {
  const text = `${declarations}
void kx_arch_trap__handleTrap(void) {}
#line 3 "kernel/main.ts"
void ${ENTRY}(void) { ${statements} }
`;
  return { ...PLACES, tools: nativeTools(), name, units: [{ number: 1, text }], entryPoint: ENTRY };
}

test('symbols that nothing defines are named with the place that uses them first', async () => {
  const request = requestFor(
    'symbols',
    'void rt_enterKernel(const char *state); extern const char nosuch[];',
    'rt_enterKernel(nosuch);',
  );
  const wanted = new ToolchainError(
    'kernel/main.ts:3: nothing defines the symbol nosuch: linkerSymbol() takes names of the linker script and the assembly\n' +
      'kernel/main.ts:3: this target has no enterKernel(): another one implements that function of the contract',
  );
  const link = buildKernelImage({
    ...request,
    displayNames: new Map<string, string>(),
    copyPositions: new Map(),
  });
  await expect(link).rejects.toThrow(wanted);
  await expect(buildLinuxProgram(request)).rejects.toThrow(wanted);
});

test('a place in a copied function is that of the source', async () => {
  const copy = 'kernel/mm/frame.ts#kx_mm_frame__small';
  const text = `extern const char nosuch[]; extern const char *used;
void kx_arch_trap__handleTrap(void) {}
#line 3 "${copy}"
void ${ENTRY}(void) { used = nosuch; }
const char *used;
`;
  const link = buildKernelImage({
    ...requestFor('copied', '', ''),
    units: [{ number: 1, text }],
    displayNames: new Map<string, string>(),
    copyPositions: new Map([[copy, { file: 'kernel/mm/frame.ts', line: 288, column: 1 }]]),
  });
  await expect(link).rejects.toThrow(
    /^kernel\/mm\/frame\.ts:290: nothing defines the symbol nosuch/,
  );
});

test('storage that ends behind the kernel window is called too large, without the command', async () => {
  const large = `static char storage[0x3fff0000]; char *used(void) { return storage; }`;
  const link = buildKernelImage({
    ...requestFor('large', large, ''),
    displayNames: new Map<string, string>(),
    copyPositions: new Map(),
  });
  await expect(link).rejects.toThrow(/^the image does not fit the kernel window/);
});
