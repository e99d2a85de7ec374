/**
 * Commands to a running QEMU: QMP, JSON lines on a Unix socket.
 *
 * Used by: the tests that look at a machine's screen.            Uses: QEMU's `-qmp` option.
 * Not handled here: events; starting QEMU (`compiler/toolchain/qemu.ts`).
 * Sources: [QEMU] "QEMU Machine Protocol Specification".
 */

import { createConnection } from 'node:net';
import { createInterface } from 'node:readline';

const TIMEOUT_MS = 10_000;

export interface QmpCommand {
  readonly execute: string;
  readonly arguments?: Readonly<Record<string, string>>;
}

/** The arguments that make QEMU listen at `socketFile`; a path may have at most 107 bytes. */
export function qmpArguments(socketFile: string): readonly string[] {
  return ['-qmp', `unix:${socketFile},server=on,wait=off`];
}

/** Has QEMU run `commands` one after the other; throws on the first that fails, and after 10 s. */
export async function runQmp(socketFile: string, commands: readonly QmpCommand[]): Promise<void> {
  const socket = createConnection(socketFile);
  socket.setTimeout(TIMEOUT_MS, () => {
    socket.destroy(new Error('QEMU does not answer'));
  });
  // The first line is a greeting, and nothing is run before the capabilities are agreed.
  const waiting = [{ execute: 'qmp_capabilities' }, ...commands];
  try {
    let isGreeted = false;
    for await (const line of createInterface({ input: socket })) {
      const answer = JSON.parse(line) as Readonly<Record<string, unknown>>;
      if ('error' in answer) throw new Error(`QEMU: ${JSON.stringify(answer['error'])}`);
      if (isGreeted && !('return' in answer)) continue; // An event.
      isGreeted = true;
      const next = waiting.shift();
      if (next === undefined) return;
      socket.write(`${JSON.stringify(next)}\n`);
    }
    throw new Error('QEMU closed its socket');
  } finally {
    socket.destroy();
  }
}
