/**
 * When to build and when to boot again while files change: the rules of `npm run watch`.
 *
 * Editors save several files at once, and some write a file twice: a build starts when nothing has
 * changed for a moment. A change while a build runs makes another one follow; only an image that
 * is up to date is booted, and a machine that runs ends before the next build starts.
 *
 * Used by: `watch.ts`.            Uses: nothing; what it does is given to it.
 * Invariants:
 *   I1. At most one build or one machine runs at any time.
 *   I2. When the promise of `stop` is settled, neither runs and neither will.
 */

/** What the loop does, so that a test can do something else. */
export interface WatchActions {
  /** Builds the kernel and reports errors itself. @returns whether there is an image to boot */
  build(): Promise<boolean>;
  /** Boots the image; settled when the machine has ended, which `signal` makes it do. */
  boot(signal: AbortSignal): Promise<void>;
  /** Calls `action` after `delayMs`. @returns what calls it off */
  later(action: () => void, delayMs: number): () => void;
}

/** How long nothing may change before a build starts. */
export const QUIET_MS = 50;

export class WatchLoop {
  readonly #actions: WatchActions;
  #callOff: (() => void) | null = null;
  #machine: AbortController | null = null;
  #running: Promise<void> | null = null;
  #isStale = false;
  #hasStopped = false;

  constructor(actions: WatchActions) {
    this.#actions = actions;
  }

  /** Builds and boots for the first time. */
  start(): void {
    this.#wake();
  }

  /** To be called for every file that was written, made or removed. */
  changed(): void {
    if (this.#hasStopped) return;
    this.#callOff?.();
    this.#callOff = this.#actions.later(() => {
      this.#callOff = null;
      this.#wake();
    }, QUIET_MS);
  }

  /** Ends the machine and forgets changes; settled when nothing runs any more. */
  async stop(): Promise<void> {
    this.#hasStopped = true;
    this.#callOff?.();
    this.#machine?.abort();
    await this.#running;
  }

  #wake(): void {
    this.#isStale = true;
    this.#machine?.abort();
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
    });
  }

  /** Builds until an image is up to date, boots it, and does so again when it became stale. */
  async #run(): Promise<void> {
    while (this.#isStale && !this.#hasStopped) {
      this.#isStale = false;
      const isBootable = await this.#actions.build();
      if (!isBootable || this.#mustBuildAgain()) continue;
      this.#machine = new AbortController();
      await this.#actions.boot(this.#machine.signal);
      this.#machine = null;
    }
  }

  #mustBuildAgain(): boolean {
    return this.#isStale || this.#hasStopped;
  }
}
