/**
 * Commands to a running QEMU: QMP, JSON lines on a Unix socket.
 *
 * Used by: the tests that look at a machine's screen.            Uses: QEMU's `-qmp` option.
 * Not handled here: events; starting QEMU (`compiler/toolchain/qemu.ts`).
 * Sources: [QEMU] "QEMU Machine Protocol Specification".
 */

import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';

const TIMEOUT_MS = 10_000;
const RETRY_MS = 20;

export interface QmpCommand {
  readonly execute: string;
  readonly arguments?: Readonly<Record<string, string>>;
}

/** The arguments that make QEMU listen at `socketFile`; a path may have at most 107 bytes. */
export function qmpArguments(socketFile: string): readonly string[] {
  return ['-qmp', `unix:${socketFile},server=on,wait=off`];
}

/**
 * Has QEMU run `commands` one after the other; throws on the first that fails, and when there
 * is no answer for 10 s.
 */
export async function runQmp(socketFile: string, commands: readonly QmpCommand[]): Promise<void> {
  await askQmp(socketFile, commands);
}

/** As `runQmp`. @returns what each command returned */
export async function askQmp(
  socketFile: string,
  commands: readonly QmpCommand[],
): Promise<readonly unknown[]> {
  const socket = await connect(socketFile);
  socket.setTimeout(TIMEOUT_MS, () => {
    socket.destroy(new Error('QEMU does not answer'));
  });
  // The first line is a greeting, and nothing is run before the capabilities are agreed.
  const waiting = [{ execute: 'qmp_capabilities' }, ...commands];
  const returned: unknown[] = [];
  try {
    let isGreeted = false;
    for await (const line of createInterface({ input: socket })) {
      const answer = JSON.parse(line) as Readonly<Record<string, unknown>>;
      if ('error' in answer) throw new Error(`QEMU: ${JSON.stringify(answer['error'])}`);
      if (isGreeted && !('return' in answer)) continue; // An event.
      if (isGreeted) returned.push(answer['return']);
      isGreeted = true;
      const next = waiting.shift();
      if (next === undefined) return returned.slice(1); // Without that of the capabilities.
      socket.write(`${JSON.stringify(next)}\n`);
    }
    throw new Error('QEMU closed its socket');
  } finally {
    socket.destroy();
  }
}

/** Connects as soon as QEMU listens; throws when it does not within 10 s. */
async function connect(socketFile: string): Promise<Socket> {
  const deadline = performance.now() + TIMEOUT_MS;
  while (true) {
    const socket = createConnection(socketFile);
    try {
      await once(socket, 'connect');
      return socket;
    } catch (error) {
      socket.destroy();
      if (performance.now() > deadline) throw error;
      await wait(RETRY_MS);
    }
  }
}
