/**
 * Objects from emitted C and from the assembly runtime, made by clang only when they are new.
 *
 * An object is kept in `build/cache` under a hash of everything it depends on: the source, the files
 * it may include, the flags and the compiler itself. So nothing ever has to be told to rebuild.
 *
 * Used by: `kernel-image.ts`, `linux-program.ts`, `uefi-image.ts`.            Uses: clang, `flags.ts`.
 * Invariants:
 *   I1. clang runs in the project's directory and gets relative paths: objects are the same anywhere.
 */

import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';

import type { CUnit } from '../backend-c/emit.ts';
import { assembleFlags, compileFlags, type Target } from './flags.ts';
import { type NativeTools, runTool, ToolchainError } from './process.ts';

/** Where a build takes place. */
export interface BuildPlaces {
  /** Absolute path of the project; paths in debug information are relative to it. */
  readonly projectDirectory: string;
  /** Directory for what is made, relative to the project, with forward slashes: `build`. */
  readonly buildDirectory: string;
}

/** Folders whose files the assembly runtime may include. */
const ASSEMBLY_FOLDERS: readonly string[] = ['runtime/native', 'runtime/linux', 'runtime/uefi'];
/** The cache is emptied of what was used longest ago when it holds more objects than this. */
const MAX_CACHED_OBJECTS = 300;
const HOUR_MS = 3_600_000;

/** Makes the names of files that are being written unique in this process. */
let unfinishedCount = 0;

/** Something that tells one installation of a program from another, without running it. */
function programIdentity(program: string): string {
  const file = statSync(program, { throwIfNoEntry: false });
  return file === undefined ? program : `${program} ${file.size} ${file.mtimeMs}`;
}

/**
 * The object with these parts, taken from the cache or made by `make`, as a file of the build directory.
 *
 * @param parts     - everything the object depends on
 * @param name      - file name in the build directory, for people and link maps
 * @param isCurrent - whether the files that the object was made of are still what `parts` says
 * @param make      - makes the object at the path it is given, relative to the project
 * @returns the object, relative to the project
 * @throws ToolchainError when it was made of something else than `parts`; it is not kept then
 */
async function cachedObject(
  places: BuildPlaces,
  parts: readonly string[],
  name: string,
  isCurrent: () => boolean,
  make: (output: string) => Promise<unknown>,
): Promise<string> {
  const key = createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 32);
  const absolute = (relative: string): string => path.join(places.projectDirectory, relative);
  const cacheDirectory = `${places.buildDirectory}/cache`;
  const cached = absolute(`${cacheDirectory}/${key}.o`);
  const output = `${places.buildDirectory}/${name}`;
  mkdirSync(absolute(cacheDirectory), { recursive: true });
  mkdirSync(path.dirname(absolute(output)), { recursive: true });
  if (existsSync(cached)) {
    const now = new Date();
    utimesSync(cached, now, now);
  } else {
    unfinishedCount += 1;
    const unfinished = `${cacheDirectory}/${key}.${process.pid}.${unfinishedCount}.unfinished`;
    await make(unfinished);
    if (!isCurrent()) {
      rmSync(absolute(unfinished), { force: true });
      throw new ToolchainError(
        `what ${output} is made of has changed meanwhile: a source was saved, or another build runs`,
      );
    }
    // Renamed when whole: another build may be looking.
    renameSync(absolute(unfinished), cached);
    limitCache(absolute(cacheDirectory));
  }
  copyFileSync(cached, absolute(output));
  return output;
}

/** Whether a file holds `content`. */
function holds(file: string, content: Buffer): boolean {
  return readFileSync(file).equals(content);
}

function limitCache(directory: string): void {
  const all = readdirSync(directory);
  // Of builds that were ended.
  for (const name of all.filter((each) => each.endsWith('.unfinished'))) {
    const file = path.join(directory, name);
    if (usedAt(file) < Date.now() - HOUR_MS) rmSync(file, { force: true });
  }
  const names = all.filter((name) => name.endsWith('.o'));
  if (names.length <= MAX_CACHED_OBJECTS) return;
  const byAge = names
    .map((name) => ({ file: path.join(directory, name), used: usedAt(path.join(directory, name)) }))
    .sort((left, right) => left.used - right.used);
  for (const { file } of byAge.slice(0, names.length / 2)) rmSync(file, { force: true });
}

function usedAt(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** Writes a file that another build may be reading; it never sees a part of it. */
function writeWhole(file: string, content: string | Buffer): void {
  mkdirSync(path.dirname(file), { recursive: true });
  unfinishedCount += 1;
  const unfinished = `${file}.${process.pid}.${unfinishedCount}.unfinished`;
  writeFileSync(unfinished, content);
  renameSync(unfinished, file);
}

export interface CompileOptions extends BuildPlaces {
  readonly tools: NativeTools;
  /** Name of the unit: `slayer` gives `build/slayer.c` and `build/slayer.o`. */
  readonly name: string;
  /** Flags after the usual ones, which they override. */
  readonly flags?: readonly string[];
}

/**
 * Compiles emitted C.
 *
 * @returns the object, relative to the project
 * @throws ToolchainError with clang's messages; the C stays in the build directory
 */
export async function compileC(
  text: string,
  target: Target,
  options: CompileOptions,
): Promise<string> {
  const { projectDirectory, buildDirectory, name, tools } = options;
  const source = `${buildDirectory}/${name}.c`;
  const flags = [...compileFlags(target), ...(options.flags ?? [])];
  writeWhole(path.join(projectDirectory, source), text);
  const parts = [programIdentity(tools.clang), source, ...flags, text];
  const isCurrent = (): boolean => holds(path.join(projectDirectory, source), Buffer.from(text));
  return cachedObject(options, parts, `${name}.o`, isCurrent, (output) =>
    runTool(tools.clang, [...flags, '-c', source, '-o', output], projectDirectory),
  );
}

/**
 * Compiles the units of a program, as many at a time as there are processors. The first are begun as
 * soon as they are emitted; the others are emitted while clang works on these.
 *
 * @param options - the units are named after the program: `slayer` gives `build/slayer-1.c`, …
 * @returns the objects, relative to the project, in the order of the units' numbers
 * @throws ToolchainError as `compileC`; no more units are begun then, but what runs goes on
 */
export async function compileUnits(
  units: Iterable<CUnit>,
  target: Target,
  options: CompileOptions,
): Promise<readonly string[]> {
  const objects: string[] = [];
  const compile = async ({ number, text }: CUnit): Promise<void> => {
    const name = `${options.name}-${number}`;
    objects[number - 1] = await compileC(text, target, { ...options, name });
  };
  const waiting: CUnit[] = [];
  let hasFailed = false;
  const compileWaiting = async (first: Promise<void>): Promise<void> => {
    try {
      await first;
      for (let unit = waiting.shift(); unit !== undefined && !hasFailed; unit = waiting.shift()) {
        await compile(unit);
      }
    } catch (error) {
      hasFailed = true;
      throw error;
    }
  };
  const processors: Promise<void>[] = [];
  try {
    for (const unit of units) {
      if (processors.length < availableParallelism())
        processors.push(compileWaiting(compile(unit)));
      else waiting.push(unit);
    }
  } catch (error) {
    hasFailed = true;
    await Promise.allSettled(processors);
    throw error;
  }
  await Promise.all(processors);
  return objects;
}

/** The text of all files that an assembly file may include. */
function assemblyContents(projectDirectory: string): string {
  return ASSEMBLY_FOLDERS.flatMap((folder) => {
    const directory = path.join(projectDirectory, folder);
    if (!existsSync(directory)) return [];
    return readdirSync(directory)
      .sort()
      .map((name) => `${name}\0${readFileSync(path.join(directory, name), 'utf8')}`);
  }).join('\0');
}

/**
 * Assembles all `.S` files of a folder into one object: a process of clang for each of them, which are
 * short, takes ten times as long.
 *
 * @param folder - relative to the project: `runtime/native`. What the files define for the preprocessor,
 * macros and labels are in one space.
 * @returns the object, relative to the project
 * @throws ToolchainError as `compileC`
 */
export async function assembleFolder(
  folder: string,
  target: Target,
  options: BuildPlaces & { readonly tools: NativeTools },
): Promise<string> {
  const { projectDirectory, buildDirectory, tools } = options;
  const source = `${buildDirectory}/${folder}.S`;
  const flags = [...assembleFlags(target), '-I.', '-c', source, '-o'];
  const files = readdirSync(path.join(projectDirectory, folder)).filter((name) =>
    name.endsWith('.S'),
  );
  // Each begins as a file of its own would.
  const text = files.sort().map((name) => `.text\n.code64\n#include "${folder}/${name}"\n`);
  const contents = assemblyContents(projectDirectory);
  const parts = [programIdentity(tools.clang), ...text, ...flags, contents];
  const isCurrent = (): boolean => assemblyContents(projectDirectory) === contents;
  return cachedObject(options, parts, `${folder}.o`, isCurrent, (output) => {
    writeWhole(path.join(projectDirectory, source), text.join(''));
    return runTool(tools.clang, [...flags, output], projectDirectory);
  });
}
