import { afterEach, expect, test, vi } from 'vitest';

import { doctor } from '../../../tools/doctor.ts';
import * as SystemTools from '../../../tools/system-tools.ts';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

test('npm run doctor tells of every tool, and misses one that only the debugger needs', async () => {
  const said: string[] = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => said.push(line));
  vi.stubEnv(SystemTools.GDB.variable, '/nonexistent/gdb');
  await doctor();
  for (const tool of Object.values(SystemTools)) {
    if (typeof tool !== 'object' || !('purpose' in tool)) continue;
    expect(
      said.filter((line) => line.includes(`(${tool.purpose})`)),
      tool.name,
    ).toHaveLength(1);
  }
  const text = said.join('\n');
  expect(text).toMatch(/missing.*gdb/);
  expect(text).not.toContain('Everything is there.');
});
