/**
 * The check of types apart from the compilation: it spares the compilation its own only where it has
 * read the same texts and found nothing.
 */

import { describe, expect, test } from 'vitest';

import { compileEarly } from '../../../compiler/compile.ts';
import { loadRequest, type ProgramRequest } from '../../../compiler/request.ts';
import { checkTypes } from '../../../compiler/type-check.ts';
import { KERNEL_MAIN, kernelRoots } from '../../../tools/kernel-roots.ts';
import { projectDirectory } from '../../../tools/paths.ts';
import { TypeCheck } from '../../../tools/type-check.ts';

const MODULE = 'kernel/lib/checked.ts';
const GOOD = 'export function one(): u32 {\n  return 1;\n}\n';
/** Lowering has nothing against it. */
const MISTYPED =
  'export function largest<T extends u32, U extends u64>(a: T, b: U): boolean {\n  return a === b;\n}\n';

function request(text: string): ProgramRequest {
  return { projectDirectory, roots: [MODULE], sources: new Map([[MODULE, text]]) };
}

function codesOf(text: string, wellTyped: string | null): readonly string[] {
  return compileEarly(request(text))
    .check(wellTyped)
    .map(({ code }) => code);
}

describe('the check of types apart', () => {
  test('says nothing good of errors of types or of syntax', () => {
    expect(checkTypes(request(GOOD))).toMatch(/^[0-9a-f]{64}$/);
    expect(checkTypes(request(MISTYPED))).toBeNull();
    expect(checkTypes(request('export const one: u32 = ;\n'))).toBeNull();
  });

  test('is believed of the same texts only', () => {
    expect(codesOf(GOOD, checkTypes(request(GOOD)))).toEqual([]);
    expect(codesOf(MISTYPED, null)).toEqual(['KD0303']);
    expect(codesOf(MISTYPED, checkTypes(request(GOOD)))).toEqual(['KD0303']);
    // Believed although it is wrong: nothing is checked again.
    expect(codesOf(MISTYPED, loadRequest(request(MISTYPED)).contentHash())).toEqual([]);
  });

  test('tells a text from the same text in another module', () => {
    const hashOf = (module: string): string =>
      loadRequest({
        projectDirectory,
        roots: [module],
        sources: new Map([[module, GOOD]]),
      }).contentHash();
    expect(hashOf(MODULE)).not.toBe(hashOf('kernel/lib/other.ts'));
  });

  test('reads in its thread what the compilation reads', { timeout: 60_000 }, async () => {
    const kernel = { projectDirectory, roots: kernelRoots(KERNEL_MAIN) };
    expect(await new TypeCheck().wellTyped).toBe(loadRequest(kernel).contentHash());
  });

  test('has no result when its thread is stopped', async () => {
    const typeCheck = new TypeCheck();
    typeCheck.stop();
    expect(await typeCheck.wellTyped).toBeNull();
  });
});
