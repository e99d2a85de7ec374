/**
 * One emitted module: imports, constants, statics, functions, exports.
 *
 * The same body serves two formats. An ES module imports the runtime and its neighbours; a
 * function takes them as objects, so that a program can be loaded without a module loader.
 *
 * Used by: `emit.ts`, `load.ts`.            Uses: `unit.ts`, `function.ts`, `layout.ts`.
 * Invariants:
 *   I1. Evaluating a module calls nothing but the runtime: modules may import each other in a
 *       circle.
 */

import type { Function, Module, Operand, Static } from '../ir/program.ts';
import { type EnumType, memoryLayout } from '../ir/types.ts';
import { FunctionEmitter } from './function.ts';
import { isInMemory, staticSizeBytes } from './layout.ts';
import { constantLiteral } from './literals.ts';
import { propertyAccess, propertyName } from './names.ts';
import { type ProgramUnit, Unit } from './unit.ts';
import { LineWriter } from './writer.ts';

/** How a module reaches the runtime and other modules. */
export type ModuleFormat =
  | {
      readonly kind: 'module';
      readonly runtimeModule: string;
      readonly moduleSpecifier: (path: string) => string;
    }
  /** `(function ($rt, $modules, $exports) { … })`; `$modules` holds the exports by path. */
  | { readonly kind: 'function' };

interface Export {
  readonly binding: string;
  readonly name: string;
  /** A variable, whose importers see each change. */
  readonly isVariable: boolean;
}

/** Emits `module` as lines. */
export function emitModule(shared: ProgramUnit, module: Module, format: ModuleFormat): LineWriter {
  const unit = new Unit(shared, module);
  const functions = module.functions.filter(({ linkage }) => linkage === 'dialect');
  for (const declared of functions) {
    new FunctionEmitter(unit, declared).emit(unit.binding(declared));
    unit.body.write(null, '');
  }
  const tail = new LineWriter();
  emitStatics(unit, tail);

  const exports = exportsOf(unit, functions);
  const lines = new LineWriter();
  lines.write(null, `// Generated from ${module.path}. Do not edit.`);
  emitImports(unit, format, exports, lines);
  emitBindings(unit, lines);
  lines.append(unit.body);
  lines.append(tail);
  emitExports(format, exports, lines);
  return lines;
}

// ── Imports and exports ─────────────────────────────────────────────────────────────────────────

function emitImports(
  unit: Unit,
  format: ModuleFormat,
  exports: readonly Export[],
  lines: LineWriter,
): void {
  if (format.kind === 'module') {
    lines.write(null, `import * as $rt from ${JSON.stringify(format.runtimeModule)};`);
    for (const [path, alias] of unit.imports) {
      const specifier = JSON.stringify(format.moduleSpecifier(path));
      lines.write(null, `import * as ${alias} from ${specifier};`);
    }
    return;
  }
  lines.write(null, '(function ($rt, $modules, $exports) {');
  lines.write(null, '"use strict";');
  for (const [path, alias] of unit.imports) {
    lines.write(null, `const ${alias} = $modules[${JSON.stringify(path)}];`);
  }
  // At the start, so that modules in a circle find each other's functions.
  for (const { binding, name, isVariable } of exports) {
    const getter = `{ enumerable: true, get: () => ${binding} }`;
    lines.write(
      null,
      isVariable
        ? `Object.defineProperty($exports, ${JSON.stringify(name)}, ${getter});`
        : `${propertyAccess('$exports', name)} = ${binding};`,
    );
  }
}

function exportsOf(unit: Unit, functions: readonly Function[]): Export[] {
  const { module, shared } = unit;
  const { exportNames } = shared;
  const exports: Export[] = functions
    .filter((declared) => declared.exported || shared.usedElsewhere.has(declared))
    .map((declared) => ({
      binding: unit.binding(declared),
      name: exportNames.nameOf(declared),
      isVariable: false,
    }));
  for (const declared of module.statics) {
    const name = exportNames.nameOf(declared);
    exports.push({ binding: unit.binding(declared), name, isVariable: true });
    const setter = unit.setters.get(declared);
    if (setter !== undefined) {
      exports.push({ binding: setter, name: exportNames.setterOf(declared), isVariable: false });
    }
  }
  for (const declared of [...(module.constants ?? []), ...enumsOf(unit)]) {
    exports.push({ binding: unit.binding(declared), name: declared.name, isVariable: true });
  }
  return exports;
}

function emitExports(format: ModuleFormat, exports: readonly Export[], lines: LineWriter): void {
  if (format.kind === 'function') {
    lines.write(null, '})');
    return;
  }
  const names = exports.map(({ binding, name }) =>
    binding === name ? name : `${binding} as ${name}`,
  );
  lines.write(null, names.length === 0 ? 'export {};' : `export { ${names.join(', ')} };`);
}

// ── Constants and statics ───────────────────────────────────────────────────────────────────────

function enumsOf(unit: Unit): EnumType[] {
  return unit.shared.program.types.filter(
    (type): type is EnumType => type.kind === 'enum' && type.module === unit.module.path,
  );
}

function emitBindings(unit: Unit, lines: LineWriter): void {
  for (const [name, binding] of unit.runtime) lines.write(null, `const ${binding} = $rt.${name};`);
  for (const [declared, binding] of unit.statics) {
    lines.write(null, `const ${binding} = ${unit.addressLiteral(declared)};`);
  }
  for (const type of enumsOf(unit)) {
    const members = type.members.map(
      ({ name, value }) => `${propertyName(name)}: ${value}, [${value}]: ${JSON.stringify(name)}`,
    );
    lines.write(null, `const ${unit.binding(type)} = Object.freeze({ ${members.join(', ')} });`);
  }
  for (const declared of unit.module.constants ?? []) {
    lines.write(null, `const ${unit.binding(declared)} = ${constantOf(unit, declared.value)};`);
  }
  for (const declared of unit.module.statics) {
    const binding = unit.binding(declared);
    if (isInMemory(declared)) {
      lines.write(null, `const ${binding} = ${unit.addressLiteral(declared)};`);
    } else {
      lines.write(null, `let ${binding};`);
    }
  }
  lines.write(null, '');
}

/** A constant operand outside of a function. */
function constantOf(unit: Unit, operand: Operand): string {
  switch (operand.kind) {
    case 'constant':
      return constantLiteral(operand.type, operand.value);
    case 'text':
      return JSON.stringify(operand.value);
    case 'null':
      return operand.type.kind === 'ref' ? '0n' : 'null';
    case 'function':
      return unit.functionReference(operand.function);
    case 'static':
      return unit.addressLiteral(operand.static);
    case 'local':
      throw new Error(`${unit.module.path}: an initial value cannot be a local`);
  }
}

/** The function that gives all statics their initial values, and its registration. */
function emitStatics(unit: Unit, lines: LineWriter): void {
  const { statics, path } = unit.module;
  if (statics.length === 0) return;
  const reset = unit.names.claimOwn('$reset');
  lines.open(null, `function ${reset}() {`);
  for (const declared of statics) {
    if (isInMemory(declared)) {
      const parts = initialParts(unit, declared);
      const size = staticSizeBytes(declared);
      const name = unit.binding(declared);
      lines.write(null, `$rt.initialiseStatic(${name}, ${size}, [${parts.join(', ')}]);`);
    } else {
      const { initial } = declared;
      if (initial === null || isList(initial)) throw new Error(`${declared.symbol}: no value`);
      lines.write(null, `${unit.binding(declared)} = ${constantOf(unit, initial)};`);
    }
  }
  lines.close();
  for (const [declared, setter] of unit.setters) {
    lines.write(null, `function ${setter}($0) { ${unit.binding(declared)} = $0; }`);
  }
  lines.write(null, `$rt.registerModule(${JSON.stringify(path)}, ${reset});`);
}

function isList(initial: Operand | readonly Operand[]): initial is readonly Operand[] {
  return Array.isArray(initial);
}

/** Offset, size in bytes and value of each element or field, as array literals. */
function initialParts(unit: Unit, declared: Static): string[] {
  const { initial, type } = declared;
  if (initial === null) return [];
  const values = isList(initial) ? initial : [initial];
  return values.map((value, index) => {
    const [offset, partType] =
      type.kind === 'array'
        ? [index * (memoryLayout(type.element)?.sizeBytes ?? 0), type.element]
        : type.kind === 'struct'
          ? [type.fields[index]?.offsetBytes, type.fields[index]?.type]
          : [undefined, undefined];
    const size = partType === undefined ? undefined : memoryLayout(partType)?.sizeBytes;
    if (offset === undefined || size === undefined) {
      throw new Error(`${declared.symbol}: value ${index} has no place`);
    }
    return `[${offset}, ${size}, ${constantOf(unit, value)}]`;
  });
}
