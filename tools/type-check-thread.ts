/**
 * The thread that checks the types of the kernel.
 *
 * Used by: `type-check.ts`, which starts it.            Uses: the compiler.
 */

import { parentPort } from 'node:worker_threads';

import { checkTypes } from '../compiler/type-check.ts';
import { KERNEL_MAIN, kernelRoots } from './kernel-roots.ts';
import { projectDirectory } from './paths.ts';

parentPort?.postMessage(checkTypes({ projectDirectory, roots: kernelRoots(KERNEL_MAIN) }));
