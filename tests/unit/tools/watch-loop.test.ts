import { describe, expect, test } from 'vitest';

import { QUIET_MS, WatchLoop } from '../../../tools/watch-loop.ts';

/** A world in which builds and machines end when the test says so. */
class World {
  readonly log: string[] = [];
  readonly loop: WatchLoop;
  #timers: { readonly action: () => void; readonly delayMs: number }[] = [];
  #endBuild: ((isBootable: boolean) => void) | null = null;

  constructor() {
    this.loop = new WatchLoop({
      build: () => {
        this.log.push('build');
        return new Promise((resolve) => {
          this.#endBuild = resolve;
        });
      },
      boot: (signal) => {
        this.log.push('boot');
        return new Promise((resolve) => {
          signal.addEventListener('abort', () => {
            this.log.push('killed');
            resolve();
          });
        });
      },
      later: (action, delayMs) => {
        const timer = { action, delayMs };
        this.#timers.push(timer);
        return () => {
          this.#timers = this.#timers.filter((one) => one !== timer);
        };
      },
    });
  }

  get timerCount(): number {
    return this.#timers.length;
  }

  /** Lets the time go by after which a build starts. */
  async quiet(): Promise<void> {
    const due = this.#timers;
    this.#timers = [];
    for (const { action, delayMs } of due) {
      expect(delayMs).toBe(QUIET_MS);
      action();
    }
    await settle();
  }

  async buildEnds(isBootable: boolean): Promise<void> {
    const end = this.#endBuild;
    this.#endBuild = null;
    end?.(isBootable);
    await settle();
  }
}

/** Lets everything happen that waits for nothing but a promise. */
function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

describe('the watch loop', () => {
  test('builds and boots at the start', async () => {
    const world = new World();
    world.loop.start();
    await world.buildEnds(true);
    expect(world.log).toEqual(['build', 'boot']);
  });

  test('builds once for several changes at a time', async () => {
    const world = new World();
    for (let count = 0; count < 5; count++) world.loop.changed();
    expect(world.timerCount).toBe(1);
    await world.quiet();
    expect(world.log).toEqual(['build']);
  });

  test('ends the machine before it builds again', async () => {
    const world = new World();
    world.loop.start();
    await world.buildEnds(true);
    world.loop.changed();
    await world.quiet();
    await world.buildEnds(true);
    expect(world.log).toEqual(['build', 'boot', 'killed', 'build', 'boot']);
  });

  test('does not boot what a change has made stale', async () => {
    const world = new World();
    world.loop.start();
    world.loop.changed();
    await world.quiet();
    await world.buildEnds(true);
    expect(world.log).toEqual(['build', 'build']);
    await world.buildEnds(true);
    expect(world.log).toEqual(['build', 'build', 'boot']);
  });

  test('waits for a change after a build that failed', async () => {
    const world = new World();
    world.loop.start();
    await world.buildEnds(false);
    expect(world.log).toEqual(['build']);
    world.loop.changed();
    await world.quiet();
    await world.buildEnds(true);
    expect(world.log).toEqual(['build', 'build', 'boot']);
  });

  test('leaves nothing running when it stops', async () => {
    const world = new World();
    world.loop.start();
    await world.buildEnds(true);
    world.loop.changed();
    await world.loop.stop();
    expect(world.timerCount).toBe(0);
    expect(world.log).toEqual(['build', 'boot', 'killed']);
    world.loop.changed();
    expect(world.timerCount).toBe(0);
  });

  test('does not boot after a stop during a build', async () => {
    const world = new World();
    world.loop.start();
    const stopped = world.loop.stop();
    await world.buildEnds(true);
    await stopped;
    expect(world.log).toEqual(['build']);
  });
});
