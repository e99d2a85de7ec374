/**
 * Getting the system tools: installed through apt-get where that needs no question, otherwise the
 * exact commands to type.
 *
 * Used by: `build.ts`, `tools/doctor.ts`.            Uses: `system-tools.ts`.
 */

import which from 'which';

import { UserFailure } from './failure.ts';
import { run } from './process.ts';
import { withProgress } from './progress.ts';
import { findTool, missingTools, SYSTEM_TOOLS } from './system-tools.ts';
import type { PackageManager, SystemTool } from './system-tools.ts';

/** How many of the last lines of apt-get an error shows. */
const SHOWN_LINES = 12;

const SYSTEM_NAMES: Readonly<Record<PackageManager, string>> = {
  apt: 'Debian, Ubuntu',
  dnf: 'Fedora',
  pacman: 'Arch',
  brew: 'macOS',
};

const INSTALL_COMMANDS: Readonly<Record<PackageManager, string>> = {
  apt: 'sudo apt-get update && sudo apt-get install -y --no-install-recommends',
  dnf: 'sudo dnf install -y',
  pacman: 'sudo pacman -S --needed --noconfirm',
  brew: 'brew install',
};

function packagesOf(tools: readonly SystemTool[], manager: PackageManager): readonly string[] {
  return [...new Set(tools.map((tool) => tool.packages[manager]))];
}

/** The command that installs `tools` with `manager`. */
export function installCommand(tools: readonly SystemTool[], manager: PackageManager): string {
  return `${INSTALL_COMMANDS[manager]} ${packagesOf(tools, manager).join(' ')}`;
}

/** One line per system with the command that installs `tools` there. */
export function installHelp(tools: readonly SystemTool[]): string {
  const managers: readonly PackageManager[] = ['apt', 'dnf', 'pacman', 'brew'];
  return managers
    .map((manager) => `  ${SYSTEM_NAMES[manager].padEnd(16)}${installCommand(tools, manager)}`)
    .join('\n');
}

/**
 * Makes sure that `tools` are there.
 *
 * When some are missing and apt-get can run without asking (as root, or through sudo without a
 * password), installs them and shows the progress. Otherwise throws a `UserFailure` that names the
 * missing tools and the command for each system.
 */
export async function ensureTools(tools: readonly SystemTool[] = SYSTEM_TOOLS): Promise<void> {
  const missing = missingTools(tools);
  if (missing.length === 0) return;
  for (const tool of missing) {
    const chosen = process.env[tool.variable];
    if (chosen !== undefined && chosen !== '') {
      throw new UserFailure(`${tool.variable} is set to ${chosen}, which does not exist`);
    }
  }
  const prefix = await aptPrefix();
  const names = missing.map((tool) => tool.name).join(', ');
  if (prefix === null) {
    throw new UserFailure(`not found: ${names}. Install with:`, installHelp(missing));
  }
  await installWithApt(prefix, packagesOf(missing, 'apt'));
  const still = missing.filter((tool) => findTool(tool).path === null);
  if (still.length > 0) {
    throw new UserFailure(
      `installed, but still not found: ${still.map((tool) => tool.name).join(', ')}`,
      'Run `npm run doctor` to see where it was looked for.',
    );
  }
}

/** What to put before `apt-get` to run it without a question; null when that cannot be done. */
async function aptPrefix(): Promise<readonly string[] | null> {
  if (which.sync('apt-get', { nothrow: true }) === null) return null;
  if (process.getuid?.() === 0) return [];
  const sudo = which.sync('sudo', { nothrow: true });
  if (sudo === null) return null;
  const asked = await run(sudo, ['-n', 'true']);
  return asked.status === 0 ? [sudo, '-n', 'DEBIAN_FRONTEND=noninteractive'] : null;
}

async function installWithApt(
  prefix: readonly string[],
  packages: readonly string[],
): Promise<void> {
  const aptGet = async (aptArguments: readonly string[], name: string): Promise<void> => {
    await withProgress(name, async (step) => {
      const lines: string[] = [];
      const [program = 'apt-get', ...rest] = [...prefix, 'apt-get', ...aptArguments];
      const finished = await run(program, rest, {
        environment: { DEBIAN_FRONTEND: 'noninteractive' },
        onLine(line) {
          lines.push(line);
          step.detail(line.slice(0, 60));
        },
      });
      if (finished.status !== 0) {
        throw new UserFailure(
          `apt-get ended with status ${finished.status}:\n${lines.slice(-SHOWN_LINES).join('\n')}`,
          `Try by hand: ${INSTALL_COMMANDS.apt} ${packages.join(' ')}`,
        );
      }
    });
  };
  await aptGet(['update'], 'Reading the package lists');
  await aptGet(
    ['install', '-y', '--no-install-recommends', ...packages],
    `Installing ${packages.join(', ')}`,
  );
}
