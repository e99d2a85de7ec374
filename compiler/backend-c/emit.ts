/**
 * The C back end: a program as one C translation unit.
 *
 * The unit is made for clang (C11 with GNU extensions, `-fwrapv`) and for debuggers: what comes from
 * the dialect keeps its name and its line, and everything that does not is without debug
 * information. Only what the entry points reach is emitted, and all of it but them is `static`, so
 * that clang sees the whole program.
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
import { findReachable, initialOperands } from '../ir/reachable.ts';
import type { Type } from '../ir/types.ts';
import { NO_PROOFS, proveChecks } from '../optimise/prove.ts';
import { functionAddress } from './calls.ts';
import { CheckTable } from './checks.ts';
import { findCold } from './cold.ts';
import { FunctionEmitter } from './function.ts';
import { Helpers } from './helpers.ts';
import { findInlined } from './inlining.ts';
import { cInteger, cString } from './operands.ts';
import { findOutlined } from './outlining.ts';
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

/** What is known of a static, for the C compiler: it costs nothing and is not looked at. */
const ASSUME = `#ifdef __clang__
#define KX_ASSUME(condition) __builtin_assume(condition)
#else
#define KX_ASSUME(condition) do { if (!(condition)) __builtin_unreachable(); } while (0)
#endif
`;

/**
 * Emits `program` as C.
 *
 * @throws Error when an entry point does not exist, or for IR that `verifyProgram` refuses
 */
export function emitC(program: Program, options: EmitOptions): string {
  const { functions, statics } = findReachable(program, options.entryPoints);
  const isChecked = options.checks === 'on';
  const unit: Unit = {
    types: new CTypes(program.types),
    sites: new CheckTable(),
    helpers: new Helpers(),
    externals: new Externals(),
    isChecked,
    // What a passed check says is known only where checks are made.
    proofs: isChecked ? proveChecks(program, options.entryPoints) : NO_PROOFS,
  };
  const entryPoints = new Set(options.entryPoints);
  const cold = findCold(functions, entryPoints);
  const outlined = findOutlined(functions);
  const inlined = new Set(
    isChecked ? [...findInlined(functions)].filter((each) => !cold.has(each)) : [],
  );
  const headOf = (declared: Function): string => {
    const isEntry = entryPoints.has(declared.symbol);
    return functionHead(unit, declared, isEntry, inlined.has(declared));
  };

  const storage = statics.map((each) => `${staticDeclaration(unit, each)}\n`).join('');
  const bodies = new LineWriter();
  for (const each of functions) {
    bodies.raw('');
    FunctionEmitter.emit(unit, each, bodies, headOf(each));
  }
  if (program.checkFailed?.linkage === 'contract') {
    unit.externals.contract(unit.types, program.checkFailed);
  }
  const sites = unit.sites.text(program.checkFailed);
  const prototypes = functions.map((each) => {
    const attributes = [
      ...(cold.has(each) ? ['cold'] : []),
      ...(outlined.has(each) ? ['noinline'] : []),
      // Not called when no check is left.
      ...(each === program.checkFailed && sites === '' ? ['unused'] : []),
    ];
    const prefix = attributes.length === 0 ? '' : `__attribute__((${attributes.join(', ')})) `;
    return `${prefix}${prototype(unit, each, headOf(each))}\n`;
  });

  const modules = program.modules.map((module) => module.path);
  const types = unit.types.text();
  const declarations = [
    unit.externals.text(),
    prototypes.join(''),
    storage,
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
  isEntry: boolean,
  isInlined: boolean,
): string {
  const inline = isInlined ? 'inline ' : '';
  const linkage = isEntry ? '' : `static ${inline}`;
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
  const name = `static ${declared.constant ? 'const ' : ''}${declarator(cType, symbol)}`;
  const values = initialOperands(declared);
  const alignment = unit.types.alignment(type);
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
