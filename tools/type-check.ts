/**
 * The check of the kernel's types by another processor, while this one compiles.
 *
 * Used by: `kernel-image.ts`.            Uses: `type-check-thread.ts`.
 */

import { Worker } from 'node:worker_threads';

import { projectPath } from './paths.ts';

export class TypeCheck {
  readonly #thread = new Worker(projectPath('tools/launch.mjs'), {
    argv: ['tools/type-check-thread.ts'],
  });
  /**
   * What `checkTypes` returns; null as well when the thread did not come to a result: who compiles
   * then checks.
   */
  readonly wellTyped: Promise<string | null> = new Promise((resolve) => {
    this.#thread.once('message', resolve);
    this.#thread.once('error', () => {
      resolve(null);
    });
    this.#thread.once('exit', () => {
      resolve(null);
    });
  });

  /** Ends it when nobody wants its result any more. */
  stop(): void {
    void this.#thread.terminate();
  }
}
