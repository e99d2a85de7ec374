/**
 * Assignments: `=`, `+=` and its like, `++` and `--`, all of them statements.
 *
 * The target is evaluated once and before the value, as in JavaScript; an index is checked there.
 *
 * Used by: `statements.ts`.            Uses: `members.ts`, `operators.ts`.
 */

import ts from 'typescript';

import type { Operand } from '../ir/program.ts';
import { type Type, typeName, widthBits } from '../ir/types.ts';
import { brandingAt, coerce } from './convert.ts';
import { expression } from './expressions.ts';
import { constant, type FunctionLowering, operandType } from './function.ts';
import { lookAt } from './look.ts';
import {
  elementOf,
  fieldOf,
  isQualifiedName,
  loadElement,
  loadField,
  refuseNull,
} from './members.ts';
import { loadStatic, resolveName } from './names.ts';
import { narrow, Stability, withoutNull } from './narrowing.ts';
import { applyBinary, compoundOperator } from './operators.ts';
import { quoted, quotedOperand } from './wording.ts';

/** A place that can be written: its type, and how to read and write it. */
interface Target {
  readonly type: Type;
  read(): Operand;
  write(value: Operand): void;
}

/** Lowers `target = value` and `target += value`. */
export function assignment(f: FunctionLowering, node: ts.BinaryExpression): void {
  const token = node.operatorToken.kind;
  const target = f.context.whenRefused(
    () => targetOf(f, node.left),
    () => lookAt(f, node.right),
  );
  const operator = compoundOperator(token);
  if (operator === null) {
    const value = expression(f, node.right, target.type);
    target.write(coerce(f, value, target.type, node.right));
    return;
  }
  const left = target.read();
  const right = expression(f, node.right, operandType(left));
  const result = applyBinary(f, node, operator, left, right, 'trap');
  const computed = `${quoted(node.left)} ${ts.tokenToString(operator) ?? ''} ${quotedOperand(node.right)}`;
  target.write(coerceComputed(f, result, target.type, node, node.left, computed));
}

/** As `coerce`, of what an assignment computes: a suggestion has to spell the assignment out. */
function coerceComputed(
  f: FunctionLowering,
  result: Operand,
  to: Type,
  node: ts.Expression,
  target: ts.Expression,
  computed: string,
): Operand {
  const from = operandType(result);
  if (from.kind === 'int' && to.kind === 'int' && from.int === to.int) {
    if (from.brand === null && to.brand !== null) {
      f.context.refuse(
        'KD0210',
        node,
        `expected ${typeName(to)}, got ${typeName(from)}`,
        `write \`${quoted(target)} = ${brandingAt(f, node, to).write(computed)}\``,
      );
    }
  }
  return coerce(f, result, to, node);
}

/** Lowers `target++` and `target--`. */
export function increment(
  f: FunctionLowering,
  node: ts.PrefixUnaryExpression | ts.PostfixUnaryExpression,
): void {
  const target = targetOf(f, node.operand);
  const value = target.read();
  const type = operandType(value);
  if (withoutNull(type) !== null) refuseNull(f, node.operand, type);
  if (type.kind !== 'int') {
    f.context.refuse('KD0302', node, `\`++\` is not defined for ${typeName(type)}`);
  }
  const token =
    node.operator === ts.SyntaxKind.PlusPlusToken
      ? ts.SyntaxKind.PlusToken
      : ts.SyntaxKind.MinusToken;
  const one = constant({ ...type, brand: null }, 1n);
  const result = applyBinary(f, node, token, value, one, 'trap');
  const sign = ts.tokenToString(token) ?? '';
  const computed = `${quoted(node.operand)} ${sign} ${widthBits(type.int) === 64 ? '1n' : '1'}`;
  target.write(coerceComputed(f, result, target.type, node, node.operand, computed));
}

function targetOf(f: FunctionLowering, node: ts.Expression): Target {
  if (ts.isParenthesizedExpression(node)) return targetOf(f, node.expression);
  if (ts.isIdentifier(node)) return namedTarget(f, node, node);
  if (ts.isPropertyAccessExpression(node)) {
    if (isQualifiedName(f, node) && ts.isIdentifier(node.name)) {
      return namedTarget(f, node.name, node);
    }
    return fieldTarget(f, node);
  }
  if (ts.isElementAccessExpression(node)) return elementTarget(f, node);
  return f.context.refuse(
    'KD0306',
    node,
    `\`${node.getText()}\` cannot be assigned to`,
    ts.isArrayLiteralExpression(node) || ts.isObjectLiteralExpression(node)
      ? 'destructuring is not part of the dialect; assign the parts one by one'
      : null,
  );
}

function namedTarget(f: FunctionLowering, name: ts.Identifier, node: ts.Expression): Target {
  const named = resolveName(f, name, node);
  if (named.kind === 'local') {
    const { local } = named;
    return {
      type: local.type,
      read: () => narrow(f, node, { kind: 'local', local }, Stability.Local),
      write: (value) => {
        local.mutable = true;
        f.emit(node, { op: 'assign', local, value });
      },
    };
  }
  if (named.kind === 'static') {
    const target = named.static;
    return {
      type: target.type,
      read: () => narrow(f, node, loadStatic(f, node, target), Stability.Memory),
      write: (value) => f.emit(node, { op: 'storeStatic', static: target, value }),
    };
  }
  const { operand } = named;
  const isMember = node !== name && operandType(operand).kind === 'enum';
  return f.context.refuse(
    'KD0306',
    node,
    `\`${name.text}\` is a ${operand.kind === 'function' ? 'function' : 'constant'}`,
    isMember ? null : insteadOfAssigning(operand),
  );
}

/** What to write instead of assigning to a constant; null where nothing fits. */
function insteadOfAssigning(operand: Operand): string | null {
  if (operand.kind === 'function') return null;
  if (operand.kind !== 'static') return 'declare it with `let` if it changes';
  // A `let` cannot hold a struct or an array, see `statics.ts`.
  return operand.static.constant
    ? 'use `zeroed()` storage for elements that change'
    : 'assign its fields or elements, or use copyMemory';
}

function refuseInline(f: FunctionLowering, node: ts.Node, type: Type): never {
  return f.context.refuse(
    'KD0402',
    node,
    `${typeName(type)} lies inline and cannot be assigned as a whole`,
    'assign its fields or elements, or use copyMemory',
  );
}

function fieldTarget(f: FunctionLowering, node: ts.PropertyAccessExpression): Target {
  const base = expression(f, node.expression, null);
  const type = operandType(base);
  if (type.kind === 'ref' && type.nullable) return refuseNull(f, node.expression, type);
  if (type.kind !== 'ref' || type.target.kind !== 'struct') {
    return f.context.refuse(
      'KD0306',
      node,
      `\`${node.getText()}\` cannot be assigned to`,
      type.kind === 'record' || type.kind === 'union' ? 'records are values: make a new one' : null,
    );
  }
  const field = fieldOf(f, type.target, node.name);
  if (field.type.kind === 'struct' || field.type.kind === 'array') {
    return refuseInline(f, node, field.type);
  }
  return {
    type: field.type,
    read: () => loadField(f, node, base, field),
    write: (value) => f.emit(node, { op: 'storeField', base, field: field.name, value }),
  };
}

function elementTarget(f: FunctionLowering, node: ts.ElementAccessExpression): Target {
  const element = elementOf(f, node);
  if (element.type.kind === 'struct' || element.type.kind === 'array') {
    return refuseInline(f, node, element.type);
  }
  const { base, index } = element;
  if (base.kind === 'static' && base.static.constant) {
    return f.context.refuse(
      'KD0306',
      node.expression,
      `\`${base.static.name}\` is a constant table`,
      'use `zeroed()` storage for elements that change',
    );
  }
  return {
    type: element.type,
    read: () => loadElement(f, node, element),
    write: (value) => f.emit(node, { op: 'storeElement', base, index, value }),
  };
}
