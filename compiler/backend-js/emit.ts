/**
 * The JavaScript back end: a program as ES modules, one for each dialect module.
 *
 * Emitted code is what the IR says, operation by operation, with the same checks and the same
 * failures as the C back end. It runs on `runtime/host`, where memory is a simulated machine's.
 *
 * Used by: `vite-plugin.ts`, `load.ts`, the build.            Uses: `module.ts`, `layout.ts`.
 * Not handled here: removing checks that cannot fail; that is for passes over the IR.
 */

import type { Function, Program, Static } from '../ir/program.ts';
import { operandsOf, walk } from '../ir/visit.ts';
import { ExportNames } from './exports.ts';
import { layOutStatics } from './layout.ts';
import { emitModule, type ModuleFormat } from './module.ts';
import type { ProgramUnit } from './unit.ts';
import type { EmittedCode } from './writer.ts';

export interface EmitOptions {
  /** Specifier by which emitted modules import `runtime/host/index.ts`. */
  readonly runtimeModule: string;
  /** Specifier of the emitted module for a dialect path. */
  readonly moduleSpecifier: (path: string) => string;
  /** How source maps name a dialect file; its path by default. */
  readonly sourceFor?: (path: string) => string;
  /** Text of a dialect file to embed in source maps; none by default. */
  readonly contentOf?: (path: string) => string | null;
}

/** Emits every module of `program`; the result is by dialect path. */
export function emitJavaScript(program: Program, options: EmitOptions): Map<string, EmittedCode> {
  const { runtimeModule, moduleSpecifier } = options;
  return emitAll(program, { kind: 'module', runtimeModule, moduleSpecifier }, options);
}

/** Emits every module as a function expression, for `load.ts`. */
export function emitFunctions(
  program: Program,
  options: Pick<EmitOptions, 'sourceFor' | 'contentOf'> = {},
): Map<string, EmittedCode> {
  return emitAll(program, { kind: 'function' }, options);
}

function emitAll(
  program: Program,
  format: ModuleFormat,
  options: Pick<EmitOptions, 'sourceFor' | 'contentOf'>,
): Map<string, EmittedCode> {
  const shared = shareProgram(program);
  const sourceFor = options.sourceFor ?? ((path: string): string => path);
  const contentOf = options.contentOf ?? ((): null => null);
  const emitted = new Map<string, EmittedCode>();
  for (const module of program.modules) {
    const lines = emitModule(shared, module, format);
    const file = module.path.replace(/\.ts$/, '.js');
    emitted.set(module.path, lines.finish(file, sourceFor, contentOf));
  }
  return emitted;
}

/** What is used across modules must be exported, whatever the source says. */
function shareProgram(program: Program): ProgramUnit {
  const usedElsewhere = new Set<Function | Static>();
  const writtenElsewhere = new Set<Static>();
  for (const module of program.modules) {
    const use = (used: Function | Static): void => {
      if (used.module !== module.path) usedElsewhere.add(used);
    };
    for (const { body } of module.functions) {
      walk(body, (instruction) => {
        if (instruction.op === 'call') use(instruction.function);
        if (instruction.op === 'loadStatic' || instruction.op === 'storeStatic') {
          use(instruction.static);
        }
        if (instruction.op === 'storeStatic' && instruction.static.module !== module.path) {
          writtenElsewhere.add(instruction.static);
        }
        for (const operand of operandsOf(instruction)) {
          if (operand.kind === 'function') use(operand.function);
        }
      });
    }
    for (const { initial } of module.statics) {
      for (const operand of initial === null ? [] : [initial].flat()) {
        if (operand.kind === 'function') use(operand.function);
      }
    }
  }
  // Every module reports failed checks.
  if (program.checkFailed !== null) usedElsewhere.add(program.checkFailed);
  return {
    program,
    addresses: layOutStatics(program),
    usedElsewhere,
    writtenElsewhere,
    exportNames: new ExportNames(program),
  };
}
