/**
 * Calls in C: dialect functions, function references, and the contract with the runtime.
 *
 * Most contract functions are assembly, called as `rt_<name>`; a string becomes two arguments there.
 * A few are C expressions instead: volatile accesses, and the byte operations that clang knows.
 *
 * Used by: `instructions.ts`, `function.ts`.            Uses: `unit.ts`.
 */

import type { Function, InstructionOf, Operand } from '../ir/program.ts';
import { cString } from './operands.ts';
import type { FunctionEmitter } from './function.ts';
import { sanitise } from './names.ts';
import { declarator } from './types.ts';
import type { Unit } from './unit.ts';

/** Contract functions that are C expressions, made of their arguments. */
const INLINE: ReadonlyMap<string, (...values: readonly string[]) => string> = new Map([
  ...[8, 16, 32, 64].flatMap((width): [string, (...values: readonly string[]) => string][] => [
    [`readVolatile${width}`, (address = '') => `*(volatile u${width} *)${address}`],
    [
      `writeVolatile${width}`,
      (address = '', value = '') => `*(volatile u${width} *)${address} = ${value}`,
    ],
  ]),
  [
    'fillMemory',
    (address = '', value = '', bytes = '') =>
      `__builtin_memset((void *)${address}, ${value}, ${bytes})`,
  ],
  [
    'copyMemory',
    (to = '', from = '', bytes = '') =>
      `__builtin_memmove((void *)${to}, (const void *)${from}, ${bytes})`,
  ],
  [
    'equalMemory',
    (left = '', right = '', bytes = '') =>
      `(__builtin_memcmp((const void *)${left}, (const void *)${right}, ${bytes}) == 0)`,
  ],
]);

function contractCall(
  unit: Unit,
  declared: Function,
  values: readonly string[],
  texts: readonly (string | null)[],
): string {
  const inline = INLINE.get(declared.name);
  if (inline !== undefined) return inline(...values);
  const list = values.map((value, index) => {
    if (declared.parameters[index]?.type.kind !== 'text') return value;
    const literal = texts[index];
    return typeof literal === 'string'
      ? `${cString(literal)}, ${literal.length}u`
      : `${value}.bytes, ${value}.length`;
  });
  return `${unit.externals.contract(unit.types, declared)}(${list.join(', ')})`;
}

export function call(f: FunctionEmitter, op: InstructionOf<'call'>): void {
  const declared = op.function;
  const expression =
    declared.linkage === 'contract'
      ? contractCall(
          f.unit,
          declared,
          op.arguments.map((argument) => f.operand(argument)),
          op.arguments.map(literalText),
        )
      : `${declared.symbol}(${op.arguments.map((argument) => f.expression(argument)).join(', ')})`;
  finish(f, op, expression, declared.result.kind === 'void' || declared.result.kind === 'never');
}

function literalText(operand: Operand): string | null {
  return operand.kind === 'text' ? operand.value : null;
}

export function callReference(f: FunctionEmitter, op: InstructionOf<'callReference'>): void {
  const values = op.arguments.map((argument) => f.operand(argument));
  const { result } = op.type;
  const expression = `${f.operand(op.callee)}(${values.join(', ')})`;
  finish(f, op, expression, result.kind === 'void' || result.kind === 'never');
  if (result.kind === 'never') f.write(op.position, '__builtin_trap();');
}

function finish(
  f: FunctionEmitter,
  op: InstructionOf<'call' | 'callReference'>,
  expression: string,
  hasNoResult: boolean,
): void {
  if (op.result !== null) f.define(op, op.result, expression, 'effect');
  else f.write(op.position, hasNoResult ? `${expression};` : `(void)${expression};`);
}

export function linkerSymbol(f: FunctionEmitter, op: InstructionOf<'linkerSymbol'>): void {
  f.define(op, op.result, f.unit.externals.linkerSymbol(f.unit.types, op.name));
}

/** The address of a function as a value. A contract function gets one of our calling convention. */
export function functionAddress(unit: Unit, declared: Function): string {
  if (declared.linkage === 'dialect') return declared.symbol;
  // Unlike the symbol of a dialect function, which has `__` in it.
  const name = `kx_contract_${sanitise(declared.name)}`;
  const values = declared.parameters.map((_, index) => `kx_${index}`);
  const parameters = declared.parameters.map((parameter, index) =>
    declarator(unit.types.value(parameter.type), `kx_${index}`),
  );
  const head = declarator(unit.types.value(declared.result), name);
  const parameterList = parameters.length === 0 ? 'void' : parameters.join(', ');
  if (unit.part.imports.has(declared)) {
    return unit.externals.thunk(name, `${head}(${parameterList});`);
  }
  const expression = contractCall(unit, declared, values, []);
  const isVoid = declared.result.kind === 'void' || declared.result.kind === 'never';
  const body = isVoid ? `${expression};` : `return ${expression};`;
  const linkage = unit.part.exports.has(declared) ? '' : 'static ';
  return unit.externals.thunk(name, `KX_NO_DEBUG ${linkage}${head}(${parameterList}) { ${body} }`);
}
