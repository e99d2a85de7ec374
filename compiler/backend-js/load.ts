/**
 * Runs a compiled program in this process, without a module loader.
 *
 * For tests that compile programs of their own: dialect run tests, differential tests, fuzzers.
 * One program is loaded at a time; loading the next one takes the machine away from the last.
 *
 * Used by: tests, benchmarks.            Uses: `emit.ts`, `runtime/host`.
 */

import { SourceMap, type SourceMapPayload } from 'node:module';
import vm from 'node:vm';

import * as Host from '../../runtime/host/index.ts';
import type { Machine, MachineOptions } from '../../runtime/host/index.ts';
import type { Program } from '../ir/program.ts';
import { emitFunctions } from './emit.ts';

/** The exports of one dialect module by name. */
export type ModuleExports = Readonly<Record<string, unknown>>;

export interface LoadedProgram {
  readonly machine: Machine;
  /** The exports of a module; an error when the program has no such module. */
  exportsOf(path: string): ModuleExports;
  /** Calls an exported function with values of the representation that the back end documents. */
  call(path: string, name: string, ...values: readonly unknown[]): unknown;
}

type ModuleFunction = (
  runtime: typeof Host,
  modules: Readonly<Record<string, ModuleExports>>,
  exports: ModuleExports,
) => void;

/**
 * Loads `program` on a new machine.
 *
 * @returns the program, its statics initialised; nothing of it has run yet
 */
export function loadProgram(program: Program, options: MachineOptions = {}): LoadedProgram {
  Host.forgetModules();
  const machine = Host.resetMachine(options);
  const modules: Record<string, ModuleExports> = {};
  // As a real module: with nothing in it but what it exports, under whatever name.
  for (const { path } of program.modules) modules[path] = Object.create(null) as ModuleExports;
  const exportsOf = (path: string): ModuleExports => {
    const found = modules[path];
    if (found === undefined) throw new Error(`the program has no module ${path}`);
    return found;
  };
  const maps = new Map<string, SourceMap>();
  for (const [path, { code, map }] of emitFunctions(program)) {
    const filename = `${path}.js`;
    maps.set(filename, new SourceMap(JSON.parse(map) as SourceMapPayload));
    const evaluate = new vm.Script(code, { filename }).runInThisContext() as ModuleFunction;
    evaluate(Host, modules, exportsOf(path));
  }
  return {
    machine,
    exportsOf,
    call(path, name, ...values): unknown {
      const found = exportsOf(path)[name];
      if (typeof found !== 'function') throw new Error(`${path} exports no function ${name}`);
      try {
        return (found as (...values: readonly unknown[]) => unknown)(...values);
      } catch (error) {
        if (error instanceof Error) error.stack = mapStack(error.stack ?? '', maps);
        throw error;
      }
    },
  };
}

/** Replaces places in emitted modules by those of the source: `kernel/panic.ts:12:3`. */
function mapStack(stack: string, maps: ReadonlyMap<string, SourceMap>): string {
  return stack.replaceAll(
    /([\w./-]+\.ts\.js):(\d+):(\d+)/g,
    (place: string, file: string, line: string, column: string) => {
      const entry = maps.get(file)?.findEntry(Number(line) - 1, Number(column) - 1);
      if (entry === undefined || !('originalLine' in entry)) return place;
      return `${entry.originalSource}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
    },
  );
}
