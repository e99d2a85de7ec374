/**
 * Prints the C of the kernel in a process that has compiled nothing before; standard input is a JSON
 * object of texts that replace files.
 *
 * Used by: `parsed-files.test.ts`, which starts it.
 */

import { readFileSync } from 'node:fs';

import { emitKernel } from './emit-kernel.ts';

const texts = JSON.parse(readFileSync(0, 'utf8')) as Readonly<Record<string, string>>;
process.stdout.write(emitKernel({ sources: new Map(Object.entries(texts)) }));
