/**
 * What a module declares: types whose ownership cannot be followed, and module-level variables.
 *
 * Used by: `compiler/lower/program.ts`.            Uses: `frontend/ownership-types.ts`.
 */

import ts from 'typescript';

import { carriesOwnership, ownershipFault } from '../frontend/ownership-types.ts';
import { preludeName } from '../frontend/symbols.ts';
import { Expressions } from './expressions.ts';
import { type Report, Reports } from './reports.ts';
import { NOTHING_KNOWN } from './state.ts';

/** Checks the declarations of a module in which a value can be owned. */
export function checkOwnedDeclarations(
  checker: ts.TypeChecker,
  module: ts.SourceFile,
  report: Report,
): void {
  const reports = new Reports(checker, report);
  checkTypes(checker, module, reports);
  for (const statement of module.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    for (const declaration of statement.declarationList.declarations) {
      checkStatic(checker, declaration, reports);
    }
  }
}

/** Refuses each type where it is written, and not again where it is named or a part of another. */
function checkTypes(checker: ts.TypeChecker, node: ts.Node, reports: Reports): void {
  if (introducesType(checker, node)) {
    const fault = ownershipFault(checker, checker.getTypeAtLocation(node));
    if (fault !== null) {
      reports.add(
        'KD0910',
        ts.isInterfaceDeclaration(node) ? node.name : node,
        `ownership cannot be followed here: ${fault}`,
        'keep what is owned in variables of their own, or in fields of a struct',
      );
      return;
    }
  }
  ts.forEachChild(node, (child) => checkTypes(checker, child, reports));
}

/** Records, `Owned<…>`, and records that get type arguments. */
function introducesType(checker: ts.TypeChecker, node: ts.Node): boolean {
  if (ts.isInterfaceDeclaration(node) || ts.isTypeLiteralNode(node)) return true;
  if (!ts.isTypeReferenceNode(node) || node.typeArguments === undefined) return false;
  const name = preludeName(checker, node.typeName);
  return name === null || name === 'Owned';
}

function checkStatic(
  checker: ts.TypeChecker,
  declaration: ts.VariableDeclaration,
  reports: Reports,
): void {
  const type = checker.getTypeAtLocation(declaration.name);
  // `using` outside a function is refused as such.
  const isUsing = (declaration.parent.flags & ts.NodeFlags.Using) !== 0;
  if (carriesOwnership(checker, type) && !isUsing) {
    reports.add(
      'KD0910',
      declaration.name,
      `a module-level variable owns nothing: every function could release ${declaration.name.getText()}`,
      'keep it in a field of a struct, or keep the plain value and own it where it is released',
    );
    return;
  }
  if (declaration.initializer === undefined) return;
  new Expressions(checker, reports).evaluate(declaration.initializer, NOTHING_KNOWN, type);
}
