/**
 * `npm run doctor`: every tool the project needs, whether it is there, and what to do if not.
 *
 * Used by: `build.ts`.            Uses: `system-tools.ts`, `install.ts`.
 */

import pc from 'picocolors';

import { installHelp } from './install.ts';
import { run } from './process.ts';
import { findTool, SYSTEM_TOOLS } from './system-tools.ts';
import type { SystemTool } from './system-tools.ts';

/** Prints one paragraph per tool. @returns whether all of them are there */
export async function doctor(): Promise<boolean> {
  console.log(`${pc.green('ok')}       node ${process.version}  (needed: 20.19 or newer)`);
  console.log(`         ${process.execPath}`);
  const missing: SystemTool[] = [];
  for (const tool of SYSTEM_TOOLS) {
    const search = findTool(tool);
    if (search.path === null) {
      missing.push(tool);
      console.log(`${pc.red('missing')}  ${tool.name}  (${tool.purpose})`);
      for (const place of search.tried) console.log(`         looked for ${place}`);
    } else {
      const version = await versionOf(search.path);
      console.log(`${pc.green('ok')}       ${version}  (${tool.purpose})`);
      console.log(`         ${search.path}`);
    }
  }
  if (missing.length === 0) {
    console.log('\nEverything is there.');
    return true;
  }
  console.log(`\nInstall what is missing with:\n${installHelp(missing)}`);
  const variables = missing.map((tool) => tool.variable).join(', ');
  console.log(`or name the programs in the environment: ${variables}`);
  return false;
}

async function versionOf(program: string): Promise<string> {
  const finished = await run(program, ['--version']);
  const [line = ''] = finished.stdout.trim().split('\n');
  return line === '' ? program : line;
}
