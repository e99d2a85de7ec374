/**
 * `switch` over integers, enums and the discriminant of a union.
 *
 * Cases are constants, several labels may share a body, and no body falls into the next. A switch
 * over an enum or a union names every member or has a `default`.
 *
 * Used by: `statements.ts`.            Uses: `unions.ts`.
 */

import ts from 'typescript';

import { CHECK_KINDS, type Instruction, type Operand } from '../ir/program.ts';
import { type EnumType, type Type, typeName, U32, U64, type UnionType } from '../ir/types.ts';
import { emitCall } from './calls.ts';
import { coerce, convertChecked } from './convert.ts';
import { expression } from './expressions.ts';
import { constant, type FunctionLowering, operandType, text } from './function.ts';
import { lookAt } from './look.ts';
import { inScope } from './scopes.ts';
import { refuseNull } from './members.ts';
import { withoutNull } from './narrowing.ts';
import { statements } from './statements.ts';
import { supportFunction } from './support.ts';
import { discriminantRead, variantIndex, variantNamed } from './unions.ts';

/** What is switched on. */
interface Subject {
  readonly value: Operand;
  readonly type: Type;
  /** Set when the value is the index of the variant of a union. */
  readonly union: UnionType | null;
}

interface Case {
  readonly values: bigint[];
  readonly statements: readonly ts.Statement[];
  readonly isDefault: boolean;
}

export function switchStatement(f: FunctionLowering, node: ts.SwitchStatement): void {
  const label = f.newLabel();
  const bodyOf = (nodes: readonly ts.Statement[]): Instruction[] =>
    f.inTarget({ label, statement: node, kind: 'switch' }, () =>
      inScope(f, () => statements(f, nodes)),
    );
  const subject = f.context.whenRefused(
    () => subjectOf(f, node.expression),
    () => {
      for (const clause of node.caseBlock.clauses) {
        if (ts.isCaseClause(clause)) lookAt(f, clause.expression);
        bodyOf(clause.statements);
      }
    },
  );
  const { cases, areKnown } = casesOf(f, node, subject);
  const bodies = cases.map((entry) => ({
    values: entry.values,
    isDefault: entry.isDefault,
    body: bodyOf(entry.statements),
  }));
  const fallback = bodies.find((entry) => entry.isDefault);
  if (fallback === undefined && areKnown) checkCases(f, node, subject, cases);
  const otherwise = fallback?.body ?? noCase(f, node, subject);
  const body = f.inBlock(() => {
    f.emit(node, {
      op: 'switch',
      value: subject.value,
      cases: bodies.filter((entry) => !entry.isDefault && entry.values.length > 0),
      otherwise,
    });
  });
  f.emit(node, { op: 'block', label, body });
}

function subjectOf(f: FunctionLowering, node: ts.Expression): Subject {
  const read = discriminantRead(f, node);
  if (read !== null) {
    return { value: variantIndex(f, node, read.value), type: U32, union: read.type };
  }
  const value = expression(f, node, null);
  const type = operandType(value);
  if (type.kind === 'int' || type.kind === 'enum') return { value, type, union: null };
  if (withoutNull(type) !== null) return refuseNull(f, node, type);
  return f.context.refuse(
    'KD0302',
    node,
    `a switch is over an integer, an enum, or what tells a union apart, not ${typeName(type)}`,
  );
}

/** The cases with the labels that share a body put together; known when no label was refused. */
function casesOf(
  f: FunctionLowering,
  node: ts.SwitchStatement,
  subject: Subject,
): { readonly cases: readonly Case[]; readonly areKnown: boolean } {
  const cases: Case[] = [];
  let areKnown = true;
  const seen = new Set<bigint>();
  let pending: bigint[] = [];
  let pendingDefault = false;
  const clauses = node.caseBlock.clauses;
  clauses.forEach((clause, index) => {
    if (ts.isDefaultClause(clause)) pendingDefault = true;
    else {
      const isKnown = f.context.attempt(() => {
        const value = caseValue(f, clause.expression, subject);
        if (seen.has(value)) {
          f.context.refuse('KD0308', clause.expression, 'this case stands twice');
        }
        seen.add(value);
        pending.push(value);
      });
      if (!isKnown) areKnown = false;
    }
    const isLast = index === clauses.length - 1;
    if (clause.statements.length === 0 && !isLast) return;
    if (!isLast && !endsHere(f, clause.statements)) {
      f.context.report(
        'KD0107',
        clause,
        'this case would fall through to the next',
        'end it with break or return; empty cases may share a body',
      );
    }
    cases.push({
      values: pendingDefault ? [] : pending,
      statements: clause.statements,
      isDefault: pendingDefault,
    });
    pending = [];
    pendingDefault = false;
  });
  return { cases, areKnown };
}

/** Whether control does not go past the end of `nodes`, by what TypeScript knows. */
function endsHere(f: FunctionLowering, nodes: readonly ts.Statement[]): boolean {
  const last = nodes.at(-1);
  if (last === undefined) return false;
  if (ts.isBlock(last)) return endsHere(f, last.statements);
  if (ts.isIfStatement(last)) {
    return (
      last.elseStatement !== undefined &&
      endsHere(f, [last.thenStatement]) &&
      endsHere(f, [last.elseStatement])
    );
  }
  if (ts.isExpressionStatement(last)) {
    const type = f.context.checker.getTypeAtLocation(last.expression);
    return (type.flags & ts.TypeFlags.Never) !== 0;
  }
  if (ts.isSwitchStatement(last)) {
    return last.caseBlock.clauses.every((clause) => returns(clause.statements));
  }
  return ts.isBreakStatement(last) || ts.isContinueStatement(last) || ts.isReturnStatement(last);
}

/** Whether a nested case returns; its `break` would only leave the inner switch. */
function returns(nodes: readonly ts.Statement[]): boolean {
  const last = nodes.at(-1);
  if (last === undefined) return true;
  if (ts.isBlock(last)) return returns(last.statements);
  return ts.isReturnStatement(last) || ts.isContinueStatement(last);
}

function caseValue(f: FunctionLowering, node: ts.Expression, subject: Subject): bigint {
  if (subject.union !== null) return BigInt(variantNamed(f, node, subject.union));
  const value = coerce(f, expression(f, node, subject.type), subject.type, node);
  if (value.kind !== 'constant') {
    return f.context.refuse('KD0701', node, 'a case is a constant');
  }
  return value.value;
}

/** Reports the members of an enum or union that no case handles. */
function checkCases(
  f: FunctionLowering,
  node: ts.SwitchStatement,
  subject: Subject,
  cases: readonly Case[],
): void {
  if (isReported(f, subject)) return;
  const covered = new Set(cases.flatMap((entry) => entry.values));
  const missing = (membersOf(subject) ?? []).filter((member) => !covered.has(member.value));
  if (missing.length === 0) return;
  const names = missing.map((member) => member.name).join(', ');
  f.context.report(
    'KD0307',
    node.expression,
    `the switch does not handle ${names}`,
    'add the missing cases, or a default',
  );
}

/**
 * What happens when no case applies: nothing over integers. Over an enum or union all members have
 * one, and a value that is no member (memory was overwritten) panics.
 */
function noCase(f: FunctionLowering, node: ts.SwitchStatement, subject: Subject): Instruction[] {
  if (membersOf(subject) === null) return [];
  return f.inBlock(() => {
    const { file, line, column } = f.position(node);
    const value = convertChecked(f, subject.value, U64, node);
    emitCall(f, node, supportFunction(f.context, node, 'panic', 'checkFailed'), [
      constant(U32, BigInt(CHECK_KINDS.indexOf('enumValue'))),
      constant(U32, 2n),
      text(file),
      constant(U32, BigInt(line)),
      constant(U32, BigInt(column)),
      value,
      constant(U64, 0n),
    ]);
  });
}

/** Whether a member of what is switched on is refused, so that a case for it may be missing. */
function isReported(f: FunctionLowering, { type, union }: Subject): boolean {
  const { incomplete } = f.context;
  return union === null ? type.kind === 'enum' && incomplete.has(type) : incomplete.has(union);
}

function membersOf(subject: Subject): readonly { name: string; value: bigint }[] | null {
  if (subject.union !== null) {
    return subject.union.variants.map((variant, index) => ({
      name: variant.tag,
      value: BigInt(index),
    }));
  }
  if (subject.type.kind !== 'enum') return null;
  const type: EnumType = subject.type;
  return type.members.map((member) => ({ ...member }));
}
