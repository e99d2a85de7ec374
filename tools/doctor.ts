/**
 * `npm run doctor`: every tool the project needs, whether it is there, and what to do if not.
 *
 * Used by: `build.ts`.            Uses: `system-tools.ts`, `install.ts`.
 */

import pc from 'picocolors';

import { installHelp } from './install.ts';
import { run } from './process.ts';
import { findTool, GDB, MEDIA_TOOLS, SYSTEM_TOOLS } from './system-tools.ts';
import type { SystemTool } from './system-tools.ts';

/**
 * Prints one paragraph per tool.
 *
 * @returns whether all that building, booting and testing cannot do without are there; what only
 *          the debugger or boot media need may be missing
 */
export async function doctor(): Promise<boolean> {
  console.log(`${pc.green('ok')}       node ${process.version}  (needed: 20.19 or newer)`);
  console.log(`         ${process.execPath}`);
  const missing = await report(SYSTEM_TOOLS);
  console.log('\nFor the debugger (npm run debug):');
  const missingForDebugger = await report([GDB]);
  console.log('\nFor boot media (npm run image, npm start -- --boot …):');
  const missingForMedia = await report(MEDIA_TOOLS);
  const all = [...missing, ...missingForDebugger, ...missingForMedia];
  if (all.length === 0) {
    console.log('\nEverything is there.');
    return true;
  }
  console.log(`\nInstall what is missing with:\n${installHelp(all)}`);
  const variables = all.map((tool) => tool.variable).join(', ');
  console.log(`or name the programs in the environment: ${variables}`);
  return missing.length === 0;
}

/** Prints where each tool is, or where it was looked for. @returns those that are missing */
async function report(tools: readonly SystemTool[]): Promise<readonly SystemTool[]> {
  const missing: SystemTool[] = [];
  for (const tool of tools) {
    const search = findTool(tool);
    if (search.path === null) {
      missing.push(tool);
      console.log(`${pc.red('missing')}  ${tool.name}  (${tool.purpose})`);
      for (const place of search.tried) console.log(`         looked for ${place}`);
    } else {
      // A file has no version to ask for.
      const isProgram = tool.names.length > 0;
      const version = isProgram ? await versionOf(tool, search.path) : tool.name;
      console.log(`${pc.green('ok')}       ${version}  (${tool.purpose})`);
      console.log(`         ${search.path}`);
    }
  }
  return missing;
}

async function versionOf(tool: SystemTool, program: string): Promise<string> {
  const finished = await run(program, ['--version']);
  const [line = ''] = finished.stdout.trim().split('\n');
  return line === '' || finished.status !== 0 ? tool.name : line;
}
