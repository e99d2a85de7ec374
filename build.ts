/**
 * The task runner: one command per task, each a few lines here and its work in `tools/`.
 *
 * `npm start`, `npm test` and the other scripts of `package.json` come here. A command is loaded
 * only when it is called, so that a small task does not pay for the compiler.
 *
 * Used by: `package.json`.            Uses: commander, `tools/`.
 */

import { Command, Option } from 'commander';

import { describeFailure } from './tools/failure.ts';
import type { ImageOptions } from './tools/image.ts';
import { memoryOption } from './tools/memory-size.ts';
import type { StartOptions } from './tools/start.ts';
import type { UsbOptions } from './tools/usb.ts';

const bootloaderOption = (): Option =>
  new Option(
    '--bootloader <name>',
    'what starts the kernel from a medium; without it, limine where its files are',
  ).choices(['builtin', 'limine']);
const limineFolderOption = (): Option =>
  new Option('--limine-dir <folder>', "folder with the files of Limine's binary release");

const program = new Command('npm run')
  .description('Builds, boots and tests SlayerOS. Called as `npm start`, `npm test`, …')
  .showHelpAfterError('Run with --help to see what there is.')
  .configureHelp({ sortSubcommands: false });

program
  .command('start')
  .description('compile the kernel and boot it in QEMU; Ctrl-C ends it')
  .usage('-- [options]')
  .option('--exit', 'end after the boot report: status 0 when all is well, else 1', false)
  .option('--append <text>', 'command line of the kernel, for example fault=rodata', '')
  .addOption(memoryOption())
  .addOption(
    new Option('--accel <name>', 'how QEMU runs the processor')
      .choices(['tcg', 'kvm'])
      .default('tcg'),
  )
  .option(
    '--cpu <model>',
    'processor model, as `qemu-system-x86_64 -cpu help` lists them (default: max, with kvm qemu64)',
  )
  .addOption(
    new Option(
      '--boot <way>',
      'what the machine boots: the kernel itself, the disk image, the same as a stick, the ISO',
    )
      .choices(['direct', 'image', 'usb', 'iso'])
      .default('direct'),
  )
  .addOption(
    new Option(
      '--firmware <name>',
      'of the machine; without it, bios for the ISO, else uefi',
    ).choices(['uefi', 'bios']),
  )
  .option(
    '--display <name>',
    'for media: gives the machine a screen and shows it, for example gtk, sdl, cocoa, vnc=:1',
  )
  .addOption(bootloaderOption())
  .addOption(limineFolderOption())
  .action(async (options: StartOptions) => {
    const { start } = await import('./tools/start.ts');
    process.exitCode = await start(options);
  });

program
  .command('watch')
  .description('build and boot again whenever a source is saved; Ctrl-C ends it')
  .usage('-- [options]')
  .addOption(memoryOption())
  .action(async (options: { readonly memory: string }) => {
    const { watch } = await import('./tools/watch.ts');
    process.exitCode = await watch(options);
  });

program
  .command('build')
  .description('compile and link build/slayer.elf')
  .action(async () => {
    const { build } = await import('./tools/build-kernel.ts');
    await build();
  });

program
  .command('image')
  .description('make the boot media build/slayer.img and build/slayer.iso')
  .usage('-- [options]')
  .option('--append <text>', 'command line of the kernel, for example exit', '')
  .addOption(bootloaderOption())
  .addOption(limineFolderOption())
  .action(async (options: ImageOptions) => {
    const { image } = await import('./tools/image.ts');
    await image(options);
  });

program
  .command('usb')
  .description('write build/slayer.img to a USB stick: asks which, reads back and compares')
  .usage('-- [options]')
  .option('--append <text>', 'command line of the kernel, for example exit', '')
  .addOption(bootloaderOption())
  .addOption(limineFolderOption())
  .action(async (options: UsbOptions) => {
    const { usb } = await import('./tools/usb.ts');
    await usb(options);
  });

program
  .command('debug')
  .description('stop the kernel in QEMU at its first instruction and attach gdb')
  .usage('-- [options]')
  .addOption(memoryOption())
  .option('--append <text>', 'command line of the kernel, for example fault=rodata', '')
  .option('--script <file>', 'run the gdb commands in this file instead of a prompt')
  .addOption(
    new Option('--no-gdb', 'leave the machine to another debugger, such as an editor').conflicts(
      'script',
    ),
  )
  .action(async (options: DebugCommandOptions) => {
    const { debug } = await import('./tools/debug.ts');
    process.exitCode = await debug({ ...options, script: options.script ?? null });
  });

program
  .command('test')
  .description('run every test that a commit must pass')
  .usage('-- [options] [filters...]')
  .argument('[filters...]', 'run only test files whose path contains one of these')
  .option('--accept', 'rewrite golden files with what the tests found', false)
  .option('--seed <number>', 'seed of the property tests, as a failure prints it')
  .option('--name <pattern>', 'run only tests whose name matches')
  .action(async (filters: readonly string[], options: TestCommandOptions) => {
    const { runTests } = await import('./tools/test.ts');
    process.exitCode = await runTests({ ...options, filters, suite: 'full' });
  });

program
  .command('test:quick')
  .description('run the tests that need no emulator: under a minute, for use while working')
  .usage('-- [options] [filters...]')
  .argument('[filters...]', 'run only test files whose path contains one of these')
  .option('--accept', 'rewrite golden files with what the tests found', false)
  .option('--seed <number>', 'seed of the property tests, as a failure prints it')
  .option('--name <pattern>', 'run only tests whose name matches')
  .action(async (filters: readonly string[], options: TestCommandOptions) => {
    const { runTests } = await import('./tools/test.ts');
    process.exitCode = await runTests({ ...options, filters, suite: 'quick' });
  });

program
  .command('test:matrix')
  .description('boot every machine of the matrix: memory sizes, processors, firmware; 10 minutes')
  .usage('-- [options] [filters...]')
  .argument('[filters...]', 'run only test files whose path contains one of these')
  .option('--name <pattern>', 'run only tests whose name matches')
  .action(async (filters: readonly string[], options: { readonly name?: string }) => {
    const { runTests } = await import('./tools/test.ts');
    process.exitCode = await runTests({ ...options, accept: false, filters, suite: 'matrix' });
  });

program
  .command('test:nightly')
  .description('run the long tests: hours, for a machine that has nothing else to do')
  .usage('-- [options]')
  .option('--maps <number>', 'how many memory maps', '10000000')
  .option('--count <number>', 'how many random programs', '100000')
  .option('--seed <number>', 'seed of the first of each; a failure prints its own')
  .action(async (options: NightlyCommandOptions) => {
    const { runNightly } = await import('./tools/nightly.ts');
    process.exitCode = await runNightly({ ...options, seed: options.seed ?? null });
  });

program
  .command('bench')
  .description('run a benchmark, or list them')
  .usage('-- [name] [options of the benchmark]')
  .argument('[name]', 'which one; without it, all are listed')
  .argument('[rest...]', 'options of the benchmark')
  .allowUnknownOption()
  // Each benchmark has a page of its own.
  .helpOption(false)
  .action(async (name: string | undefined, rest: readonly string[]) => {
    const { bench } = await import('./tools/bench.ts');
    process.exitCode = await bench(name ?? null, rest);
  });

program
  .command('check')
  .description('types, lint, format, spelling, dependency rule, dialect diagnostics')
  .action(async () => {
    const { check } = await import('./tools/check.ts');
    process.exitCode = (await check()) ? 0 : 1;
  });

program
  .command('doctor')
  .description('say which tools are there, where they were looked for, how to install them')
  .action(async () => {
    const { doctor } = await import('./tools/doctor.ts');
    process.exitCode = (await doctor()) ? 0 : 1;
  });

program
  .command('explain')
  .description('say what a diagnostic of the dialect means, with an example')
  .argument('[code]', 'for example KD0304; without it, all codes are listed')
  .action(async (code: string | undefined) => {
    const { explain } = await import('./tools/explain.ts');
    explain(code);
  });

interface DebugCommandOptions {
  readonly gdb: boolean;
  readonly memory: string;
  readonly append: string;
  readonly script?: string;
}

interface NightlyCommandOptions {
  readonly maps: string;
  readonly count: string;
  readonly seed?: string;
}

interface TestCommandOptions {
  readonly accept: boolean;
  readonly seed?: string;
  readonly name?: string;
}

// A reader that has seen enough (`npm start | head`) ends the command, and QEMU with it.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});

program.parseAsync().catch((error: unknown) => {
  console.error(describeFailure(error));
  process.exitCode = 1;
});
