/**
 * Starts `build.ts` quickly: one file that esbuild makes of it and all it imports, with what V8 has
 * compiled of that file and of TypeScript in earlier runs. A first argument that ends in `.ts` is
 * started instead.
 *
 * This is the one file that is not TypeScript, because Node starts it as it is. Nothing has to be told
 * to rebuild: the file is used only while every source that went into it has the content it had.
 *
 * Used by: `package.json`, `watch-builder.ts`.            Uses: esbuild.
 * Invariants:
 *   I1. What runs is what the sources say: `node --import tsx build.ts` does the same, later.
 *   I2. A file in `build/cache/tasks` is whole: it is renamed to its name when it has been written.
 */

import { isAscii } from 'node:buffer';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire, SourceMap } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import v8 from 'node:v8';
import vm from 'node:vm';

const projectDirectory = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const cacheDirectory = path.join(projectDirectory, 'build/cache/tasks');
const entry = process.argv[2]?.endsWith('.ts') ? process.argv.splice(2, 1)[0] : 'build.ts';
/** Says which sources the newest file was made from. */
const manifestFile = path.join(cacheDirectory, `${entry.replace(/\W/g, '-')}.json`);
/**
 * Enough for two versions of what is started most, `build.ts` and the builds of `npm run watch`:
 * another process may be about to read the files of the one before.
 */
const KEPT_VERSIONS = 4;
/** What a version consists of, besides its name. */
const ENDINGS = ['.cjs', '.cjs.map', '.code'];
/** More than the time of a file may lie before the time of its writing. */
const CLOCK_STEP_MS = 20;

/** The oldest Node on which everything works: `engines` of package.json, which npm only warns about. */
const OLDEST_NODE = [20, 19];

const [major, minor] = process.version.slice(1).split('.').map(Number);
if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
  console.error(
    `error: Node ${OLDEST_NODE.join('.')} or newer is needed; this is ${process.version}`,
  );
  console.error('https://nodejs.org has it for every system.');
  process.exit(1);
}

// A build is over before optimized code has paid for its making: V8 waits longer until it makes any.
// What it has compiled is kept to the end, so that it can be stored.
function setFlags() {
  v8.setFlagsFromString('--interrupt-budget=1000000');
  v8.setFlagsFromString('--no-flush-bytecode');
}
setFlags();

/** A hash of what the file was made from; null when a source is gone. */
function keyOf(sources) {
  const hash = createHash('sha256').update(`${process.version} ${process.arch}`);
  for (const source of sources) {
    try {
      hash.update(`\0${source}\0`).update(readFileSync(path.join(projectDirectory, source)));
    } catch {
      return null;
    }
  }
  return hash.digest('hex').slice(0, 32);
}

function writeWhole(file, content) {
  mkdirSync(cacheDirectory, { recursive: true });
  const unfinished = `${file}.${process.pid}.unfinished`;
  writeFileSync(unfinished, content);
  renameSync(unfinished, file);
}

function readIfThere(file) {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

/** The file, without extension, that holds the task runner as the sources are now. */
async function taskRunner() {
  const manifest = readIfThere(manifestFile);
  if (manifest !== undefined) {
    const { key, sources } = JSON.parse(manifest.toString());
    const runner = path.join(cacheDirectory, key);
    if (keyOf(sources) === key && existsSync(`${runner}.cjs`)) return runner;
  }
  return makeTaskRunner();
}

async function makeTaskRunner() {
  const { build } = await import('esbuild');
  const begun = Date.now();
  const making = build({
    absWorkingDir: projectDirectory,
    entryPoints: [entry],
    outfile: path.join(cacheDirectory, 'build.cjs'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    // Without a loader of its own, a script has only `require`.
    supported: { 'dynamic-import': false },
    define: { 'import.meta.url': 'moduleUrl' },
    sourcemap: 'external',
    metafile: true,
    write: false,
    logLevel: 'error',
    alias: { typescript: './tools/loaded-typescript.ts' },
  });
  // esbuild is a process of its own. What needs a new task runner most often compiles.
  typeScript ??= readTypeScript();
  const made = await making;
  const sources = [
    'tools/launch.mjs',
    'package-lock.json',
    ...Object.keys(made.metafile.inputs).filter((file) => !/(^|\/)node_modules\//.test(file)),
  ];
  const key = keyOf(sources);
  // A source that was saved meanwhile may have been read as it was: the next start makes another file.
  const isSettled = key !== null && !sources.some((source) => changedAt(source) >= begun);
  const runner = path.join(cacheDirectory, isSettled ? key : `unsettled-${process.pid}`);
  for (const file of made.outputFiles) {
    writeWhole(file.path.replace(/^.*build\.cjs/, `${runner}.cjs`), file.text);
  }
  if (isSettled) writeWhole(manifestFile, JSON.stringify({ key, sources }));
  forgetOldVersions();
  return runner;
}

/** When `source` was changed, at the latest; infinite when it is gone. */
function changedAt(source) {
  const status = statSync(path.join(projectDirectory, source), { throwIfNoEntry: false });
  return status === undefined ? Infinity : status.mtimeMs + CLOCK_STEP_MS;
}

function forgetOldVersions() {
  const versions = readdirSync(cacheDirectory)
    .filter((name) => name.endsWith('.cjs'))
    .map((name) => path.join(cacheDirectory, name.slice(0, -'.cjs'.length)))
    .map((runner) => {
      const status = statSync(`${runner}.cjs`, { throwIfNoEntry: false });
      return { runner, made: status?.mtimeMs ?? 0 };
    })
    .sort((left, right) => right.made - left.made);
  for (const { runner } of versions.slice(KEPT_VERSIONS)) {
    for (const ending of ENDINGS) rmSync(`${runner}${ending}`, { force: true });
  }
}

/** What a CommonJS file has in scope. */
const COMMON_NAMES = ['require', 'module', 'exports', '__filename', '__dirname'];

/** Scripts that ran without stored code, and where it is to be stored. */
const uncached = [];

/** A CommonJS file as a function of `names`. */
function readScript(file, cacheFile, names) {
  const bytes = readFileSync(file);
  // Nine million characters: the encoding that has none to decode takes half the time.
  const text = bytes.toString(isAscii(bytes) ? 'latin1' : 'utf8');
  const script = new vm.Script(`(function (${names.join(', ')}) {${text}\n})`, {
    filename: file,
    cachedData: readIfThere(cacheFile),
  });
  return { script, file, cacheFile };
}

/** Runs a CommonJS file with what it has in scope, and `values` for further names. @returns its exports */
function runScript({ script, file, cacheFile }, ...values) {
  const module = { exports: {} };
  if (script.cachedDataRejected !== false) uncached.push({ script, cacheFile });
  const own = [createRequire(file), module, module.exports, file, path.dirname(file)];
  script.runInThisContext()(...own, ...values);
  return module.exports;
}

/** TypeScript, read but not run. */
let typeScript = null;
let isTypeScriptLoaded = false;

function readTypeScript() {
  const require = createRequire(import.meta.url);
  const { version } = require('typescript/package.json');
  const cacheFile = `typescript-${version}-${process.version}-${process.arch}.code`;
  return readScript(
    require.resolve('typescript'),
    path.join(cacheDirectory, cacheFile),
    COMMON_NAMES,
  );
}

function loadTypeScript() {
  isTypeScriptLoaded = true;
  return runScript((typeScript ??= readTypeScript()));
}

/** Makes stack traces name the lines of the sources, which are looked up only when there is one. */
function useSourceMap(runner) {
  let map = null;
  const place = (frame) => {
    map ??= new SourceMap(JSON.parse(readFileSync(`${runner}.cjs.map`, 'utf8')));
    const found = map.findEntry(
      (frame.getLineNumber() ?? 1) - 1,
      (frame.getColumnNumber() ?? 1) - 1,
    );
    if (!('originalSource' in found)) return String(frame);
    const source = path.resolve(cacheDirectory, found.originalSource);
    const name = frame.getFunctionName() ?? '<anonymous>';
    return `${name} (${source}:${found.originalLine + 1}:${found.originalColumn + 1})`;
  };
  Error.prepareStackTrace = (error, frames) =>
    [
      String(error),
      ...frames.map((frame) =>
        frame.getFileName() === `${runner}.cjs` ? place(frame) : String(frame),
      ),
    ].join('\n    at ');
}

let runner;
try {
  runner = await taskRunner();
} catch (error) {
  // esbuild has said what is wrong with the sources, in its own words.
  const isSaid = Array.isArray(error.errors);
  if (!isSaid && error.syscall === undefined) throw error;
  // `describeFailure` of tools/failure.ts says the same of what comes later.
  if (!isSaid) console.error(`error: ${error.message}\nEverything is made in build/.`);
  process.exit(1);
}
useSourceMap(runner);
process.once('exit', () => {
  // What a command without the compiler has compiled is too little to be worth keeping.
  if (!isTypeScriptLoaded) return;
  // Stored code is good under the flags it was stored with; a process that stays sets others.
  setFlags();
  for (const { script, cacheFile } of uncached) writeWhole(cacheFile, script.createCachedData());
});
runScript(
  readScript(`${runner}.cjs`, `${runner}.code`, [...COMMON_NAMES, 'loadTypeScript', 'moduleUrl']),
  loadTypeScript,
  pathToFileURL(path.join(projectDirectory, 'tools/launch.mjs')).href,
);
