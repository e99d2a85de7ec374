/**
 * The C back end: a program as C translation units.
 *
 * They are made for clang (C11 with GNU extensions, `-fwrapv`) and for debuggers: what comes from
 * the dialect keeps its name and its line, and everything that does not is without debug
 * information. Only what the entry points reach is emitted, and what one unit uses alone is `static`,
 * so that clang sees all there is of it.
 *
 * Order: prologue, types, external names, prototypes, statics, check sites, helpers, functions.
 *
 * Used by: `toolchain`, `tools/`.            Uses: `ir/`, the files beside this one.
 * Invariants:
 *   I1. The same program and options give the same text, byte for byte, on every machine.
 *   I2. The text compiles without a warning under `-Wall -Wextra`.
 * Not handled here: calling clang (`toolchain/clang.ts`).
 */

import type { Function, Operand, Program, Static } from '../ir/program.ts';
import { findReachable, initialOperands, type Reachable } from '../ir/reachable.ts';
import type { Type } from '../ir/types.ts';
import { NO_PROOFS, proveChecks, type Proofs } from '../optimise/prove.ts';
import { functionAddress } from './calls.ts';
import { CheckTable } from './checks.ts';
import { type CopyLines, copyName, lineSymbol } from './copies.ts';
import { findCold } from './cold.ts';
import { FunctionEmitter } from './function.ts';
import { Helpers } from './helpers.ts';
import { findInlined } from './inlining.ts';
import { cInteger, cString } from './operands.ts';
import { findOutlined } from './outlining.ts';
import { type Part, partition, wholeProgram } from './partition.ts';
import { CTypes, declarator, enumValue } from './types.ts';
import { Externals, type Unit } from './unit.ts';
import { LineWriter } from './writer.ts';

export interface EmitOptions {
  /** Symbols of the functions that assembly or C calls. */
  readonly entryPoints: readonly string[];
  /** 'off' leaves checks out: arithmetic wraps, indexes and nulls are not looked at. */
  readonly checks: 'on' | 'off';
}

const PROLOGUE = `typedef __UINT8_TYPE__ u8;
typedef __UINT16_TYPE__ u16;
typedef __UINT32_TYPE__ u32;
typedef __UINT64_TYPE__ u64;
typedef __INT8_TYPE__ i8;
typedef __INT16_TYPE__ i16;
typedef __INT32_TYPE__ i32;
typedef __INT64_TYPE__ i64;
typedef u8 bool8;

struct Text { const char *bytes; u32 length; };
struct DataView { u64 address; u32 length; };
`;

/** Code that debuggers step over: it has no line of its own. */
const NO_DEBUG = `#ifdef __clang__
#define KX_NO_DEBUG __attribute__((nodebug))
#else
#define KX_NO_DEBUG
#endif
`;

/** Units reach each other directly; what the linker defines may be anywhere. */
const HIDDEN = '#pragma GCC visibility push(hidden)\n';

/** What is known of a static, for the C compiler: it costs nothing and is not looked at. */
const ASSUME = `#ifdef __clang__
#define KX_ASSUME(condition) __builtin_assume(condition)
#else
#define KX_ASSUME(condition) do { if (!(condition)) __builtin_unreachable(); } while (0)
#endif
`;

/**
 * Emits `program` as one C translation unit.
 *
 * @throws Error when an entry point does not exist, or for IR that `verifyProgram` refuses
 */
export function emitC(program: Program, options: EmitOptions): string {
  const facts = findFacts(program, options);
  return emitPart(facts, wholeProgram(program, facts.reachable));
}

export interface UnitOptions extends EmitOptions {
  /** Paths of modules whose units are wanted first; none when left out. Texts do not depend on it. */
  readonly changedModules?: ReadonlySet<string>;
  /** 'of the file' when left out. */
  readonly copyLines?: CopyLines;
}

/** One translation unit of a program. */
export interface CUnit {
  /** Its place among the units of the program, from 1 on. */
  readonly number: number;
  readonly text: string;
}

/**
 * Emits `program` as translation units to be linked with each other; a small program is one.
 *
 * A unit is emitted when it is asked for, so that clang can work on the ones before. What has changed
 * comes first: clang has compiled the others before. Of these, the largest come first: the last to be
 * compiled are short then, and no processor waits long for another.
 *
 * @throws Error as `emitC`
 */
export function* emitUnits(program: Program, options: UnitOptions): Generator<CUnit> {
  const facts = findFacts(program, options);
  const { reachable, cold, outlined } = facts;
  const entryPoints = new Set(options.entryPoints);
  // Copies are for inlining, which the others are not meant for.
  const mayCopy = (each: Function): boolean =>
    !entryPoints.has(each.symbol) &&
    !cold.has(each) &&
    !outlined.has(each) &&
    each.result.kind !== 'never';
  const parts = partition(program, reachable, mayCopy).map((part, index) => ({
    part,
    number: index + 1,
    hasChanged: part.modules.some(({ path }) => options.changedModules?.has(path) === true),
  }));
  parts.sort(
    (left, right) =>
      Number(right.hasChanged) - Number(left.hasChanged) ||
      right.part.operations - left.part.operations,
  );
  for (const { part, number } of parts) yield { number, text: emitPart(facts, part) };
}

/** What is known of the whole program. */
interface Facts {
  readonly program: Program;
  readonly options: UnitOptions;
  readonly reachable: Reachable;
  readonly proofs: Proofs;
  readonly cold: ReadonlySet<Function>;
  readonly outlined: ReadonlySet<Function>;
  readonly inlined: ReadonlySet<Function>;
}

function findFacts(program: Program, options: UnitOptions): Facts {
  const reachable = findReachable(program, options.entryPoints);
  const { functions } = reachable;
  const isChecked = options.checks === 'on';
  const cold = findCold(functions, new Set(options.entryPoints));
  return {
    program,
    options,
    reachable,
    // What a passed check says is known only where checks are made.
    proofs: isChecked ? proveChecks(program, options.entryPoints) : NO_PROOFS,
    cold,
    outlined: findOutlined(functions),
    inlined: new Set(
      isChecked ? [...findInlined(functions)].filter((each) => !cold.has(each)) : [],
    ),
  };
}

function emitPart(facts: Facts, part: Part): string {
  const { program, options, reachable, proofs, cold, outlined, inlined } = facts;
  const { copyLines } = options;
  const { checkFailed } = program;
  const unit: Unit = {
    types: new CTypes(program.types),
    sites: new CheckTable(part.copies),
    helpers: new Helpers(),
    externals: new Externals(),
    isChecked: options.checks === 'on',
    proofs,
    part,
  };
  const headOf = (declared: Function): string => {
    const isExternal =
      options.entryPoints.includes(declared.symbol) ||
      part.imports.has(declared) ||
      part.exports.has(declared);
    return functionHead(unit, declared, isExternal, inlined.has(declared));
  };

  const declared = new Set([...part.functions, ...part.statics, ...part.imports]);
  const storage = reachable.statics
    .filter((each) => declared.has(each))
    .map((each) => `${staticDeclaration(unit, each)}\n`)
    .join('');
  const bodies = new LineWriter();
  for (const each of part.functions) {
    bodies.raw('');
    const isRelative = copyLines === 'of the function' && part.copies.has(each);
    bodies.countFrom(isRelative ? { file: copyName(each), position: each.position } : null);
    FunctionEmitter.emit(unit, each, bodies, headOf(each));
  }
  if (checkFailed?.linkage === 'contract') unit.externals.contract(unit.types, checkFailed);
  for (const each of part.exports) {
    // The runtime has it under another convention: other units refer to the function made for it here.
    if ('linkage' in each && each.linkage === 'contract') functionAddress(unit, each);
  }
  const sites = unit.sites.text(checkFailed);
  const prototypes = reachable.functions
    .filter((each) => declared.has(each))
    .map((each) => {
      const attributes = [
        ...(cold.has(each) ? ['cold'] : []),
        ...(outlined.has(each) ? ['noinline'] : []),
        // Not called when no check is left.
        ...(each === checkFailed && sites === '' ? ['unused'] : []),
      ];
      const prefix = attributes.length === 0 ? '' : `__attribute__((${attributes.join(', ')})) `;
      return `${prefix}${prototype(unit, each, headOf(each))}\n`;
    });

  const modules = part.modules.map((module) => module.path);
  const types = unit.types.text();
  const lines = [...part.copied].map(
    (each) =>
      `extern const u32 ${lineSymbol(each)};\nconst u32 ${lineSymbol(each)} = ${each.position.line}u;\n`,
  );
  const declarations = [
    unit.externals.text(),
    ...(part.imports.size + part.exports.size > 0 ? [HIDDEN] : []),
    prototypes.join(''),
    storage,
    lines.join(''),
    sites,
    unit.helpers.text(),
    bodies.text(),
  ].join('\n');
  return [
    `/* Generated from ${modules.join(', ')}. Do not edit. */\n`,
    PROLOGUE,
    ...(declarations.includes('KX_NO_DEBUG') ? [NO_DEBUG] : []),
    ...(declarations.includes('KX_ASSUME') ? [ASSUME] : []),
    types,
    declarations,
  ].join('\n');
}

function functionHead(
  unit: Unit,
  declared: Function,
  isExternal: boolean,
  isInlined: boolean,
): string {
  const inline = isInlined ? 'inline ' : '';
  const linkage = isExternal ? '' : `static ${inline}`;
  const attribute = declared.result.kind === 'never' ? '__attribute__((noreturn)) ' : '';
  return `${attribute}${linkage}${declarator(unit.types.value(declared.result), declared.symbol)}`;
}

function prototype(unit: Unit, declared: Function, head: string): string {
  const types = declared.parameters.map((parameter) => unit.types.value(parameter.type).trim());
  const list = types.length === 0 ? 'void' : types.join(', ');
  return `${head}(${list});`;
}

function staticDeclaration(unit: Unit, declared: Static): string {
  const { type, symbol } = declared;
  const isInline = type.kind === 'struct' || type.kind === 'array';
  const cType = isInline ? unit.types.memory(type) : unit.types.value(type);
  const alignment = unit.types.alignment(type);
  const variable = `${declared.constant ? 'const ' : ''}${declarator(cType, symbol)}`;
  const external = `extern ${variable}${alignment};`;
  if (unit.part.imports.has(declared)) return external;
  const name = unit.part.exports.has(declared) ? `${external}\n${variable}` : `static ${variable}`;
  const values = initialOperands(declared);
  if (isInline) {
    if (values.length === 0) return `${name}${alignment};`;
    const elements = values.map((value) => constantExpression(unit, value));
    return `${name}${alignment} = { ${elements.join(', ')} };`;
  }
  const [value] = values;
  return value === undefined ? `${name};` : `${name} = ${initialValue(unit, type, value)};`;
}

/** The initial value of a scalar static. */
function initialValue(unit: Unit, type: Type, value: Operand): string {
  const isNullableStruct = type.kind === 'nullable' && type.inner.kind !== 'function';
  if (!isNullableStruct) return constantExpression(unit, value);
  return value.kind === 'null' ? '{ .present = 0 }' : `{ ${constantExpression(unit, value)}, 1 }`;
}

/** An operand that is known when the program is linked. */
function constantExpression(unit: Unit, operand: Operand): string {
  switch (operand.kind) {
    case 'constant':
      if (operand.type.kind === 'int') return cInteger(operand.type.int, operand.value);
      return operand.type.kind === 'enum' ? `${enumValue(operand.value)}u` : `${operand.value}`;
    case 'text':
      return `{ ${cString(operand.value)}, ${operand.value.length}u }`;
    case 'null':
      return '0';
    case 'function':
      return functionAddress(unit, operand.function);
    case 'static':
      return `(void *)&${operand.static.symbol}`;
    case 'local':
      throw new Error('the initial value of a static is not constant');
  }
}
