/**
 * TypeScript's syntax that the dialect does not have: what it is called, and what to write instead.
 *
 * Lowering refuses every kind of syntax that it has no rule for. This table only makes the refusal
 * helpful; a kind that is missing here is refused all the same, under TypeScript's own name for it.
 *
 * Used by: `program.ts`, `statements.ts`, `expressions.ts`, `types.ts`.            Uses: nothing.
 */

import ts from 'typescript';

/** How to call a kind of syntax in a message. */
export interface Outside {
  /** With its article, or quoted when it is a word of the language: "a class", "`delete`". */
  readonly name: string;
  /** What to write instead, or null. */
  readonly help: string | null;
}

const K = ts.SyntaxKind;

const STATIC_TYPES = 'every value has one type, which is known when the program is compiled';
const ERRORS_ARE_VALUES =
  'errors are values: return a status enum, a union or `T | null`; panic when it is our own bug';
const NO_HEAP = 'nothing is allocated by itself: use `zeroed()` storage or an allocator';
const NO_LATER = 'every call runs to its end before the next: call the function directly';
const TO_TOP_LEVEL = 'move it to the top level of the module';
const IN_A_FUNCTION = 'put it into a function that is called at the start';

const SYNTAX: ReadonlyMap<ts.SyntaxKind, Outside> = new Map<ts.SyntaxKind, Outside>([
  // Expressions.
  [K.TypeOfExpression, { name: '`typeof`', help: STATIC_TYPES }],
  [K.DeleteExpression, { name: '`delete`', help: 'fields stay; set a nullable field to null' }],
  [K.VoidExpression, { name: '`void`', help: "write ignore(…, 'why') to drop a result" }],
  [K.NewExpression, { name: '`new`', help: NO_HEAP }],
  [
    K.RegularExpressionLiteral,
    { name: 'a regular expression', help: 'go through the characters with charCodeAt' },
  ],
  [
    K.TaggedTemplateExpression,
    { name: 'a tagged template', help: 'templates are arguments of print, log and panic only' },
  ],
  [K.ThisKeyword, { name: '`this`', help: 'pass the struct as a parameter' }],
  [
    K.SuperKeyword,
    { name: '`super`', help: 'there are no classes; call the function by its name' },
  ],
  [
    K.ClassExpression,
    { name: 'a class', help: 'use an interface that extends Struct, and functions' },
  ],
  [K.MetaProperty, { name: 'a meta property', help: null }],
  [K.ImportKeyword, { name: '`import(…)`', help: 'import at the top of the module' }],
  [K.AwaitExpression, { name: '`await`', help: NO_LATER }],
  [K.YieldExpression, { name: '`yield`', help: 'go through the values in a loop' }],
  [K.OmittedExpression, { name: 'a hole in an array', help: 'write every element' }],
  [K.SpreadElement, { name: 'spread', help: 'write the values one by one' }],
  [K.SpreadAssignment, { name: 'spread', help: 'write the fields one by one' }],
  [
    K.PrivateIdentifier,
    { name: 'a private name', help: 'what a module does not export is private' },
  ],

  // Statements and declarations.
  [K.ThrowStatement, { name: '`throw`', help: ERRORS_ARE_VALUES }],
  [K.TryStatement, { name: '`try`', help: ERRORS_ARE_VALUES }],
  [K.ForInStatement, { name: '`for…in`', help: 'use `for (const i of range(0, n))`' }],
  [K.WithStatement, { name: '`with`', help: 'name the struct before each field' }],
  [K.DebuggerStatement, { name: '`debugger`', help: 'set a breakpoint in gdb' }],
  [K.FunctionDeclaration, { name: 'a function inside a function', help: TO_TOP_LEVEL }],
  [K.InterfaceDeclaration, { name: 'a type inside a function', help: TO_TOP_LEVEL }],
  [K.TypeAliasDeclaration, { name: 'a type inside a function', help: TO_TOP_LEVEL }],
  [K.EnumDeclaration, { name: 'an enum inside a function', help: TO_TOP_LEVEL }],
  [
    K.ClassDeclaration,
    { name: 'a class', help: 'use an interface that extends Struct, and functions' },
  ],
  [
    K.ModuleDeclaration,
    {
      name: 'a namespace',
      help: "a module is a file: give it one, and write `import * as Name from './name.ts'`",
    },
  ],
  [
    K.ImportEqualsDeclaration,
    { name: '`import … =`', help: "write `import * as Name from './name.ts'`" },
  ],
  [K.IfStatement, { name: 'a statement outside functions', help: IN_A_FUNCTION }],
  [K.ForStatement, { name: 'a statement outside functions', help: IN_A_FUNCTION }],
  [K.ForOfStatement, { name: 'a statement outside functions', help: IN_A_FUNCTION }],
  [K.WhileStatement, { name: 'a statement outside functions', help: IN_A_FUNCTION }],
  [K.DoStatement, { name: 'a statement outside functions', help: IN_A_FUNCTION }],
  [K.SwitchStatement, { name: 'a statement outside functions', help: IN_A_FUNCTION }],
  [K.LabeledStatement, { name: 'a statement outside functions', help: IN_A_FUNCTION }],
  [K.Block, { name: 'a statement outside functions', help: IN_A_FUNCTION }],
  [K.EmptyStatement, { name: 'a statement outside functions', help: 'remove the semicolon' }],

  // Types.
  [K.AnyKeyword, { name: 'the type `any`', help: STATIC_TYPES }],
  [K.UnknownKeyword, { name: 'the type `unknown`', help: STATIC_TYPES }],
  [K.ObjectKeyword, { name: 'the type `object`', help: 'name a struct or a record' }],
  [K.SymbolKeyword, { name: 'the type `symbol`', help: 'use an enum' }],
  [K.UndefinedKeyword, { name: 'the type `undefined`', help: 'use null: `T | null`' }],
  [K.ArrayType, { name: 'an array of no fixed length', help: 'use `FixedArray<T, N>`' }],
  [K.TupleType, { name: 'a tuple', help: 'use a record: `{ readonly first: T; … }`' }],
  [K.LiteralType, { name: 'the type of one value', help: 'use the type of the value, or an enum' }],
  [K.IntersectionType, { name: 'an intersection of types', help: 'write all fields in one type' }],
  [K.TypeOperator, { name: 'a type computed from a type', help: 'write the type itself' }],
  [K.TypeQuery, { name: 'a type taken from a value', help: 'write the type itself' }],
  [K.IndexedAccessType, { name: 'a type taken from a field', help: 'write the type itself' }],
  [K.ConditionalType, { name: 'a conditional type', help: 'write the type itself' }],
  [K.MappedType, { name: 'a mapped type', help: 'write the fields one by one' }],
  [K.TemplateLiteralType, { name: 'a template literal type', help: 'use an enum' }],
  [K.ConstructorType, { name: 'a constructor type', help: 'use a function type: `() => T`' }],
  [
    K.TypePredicate,
    { name: 'a type predicate', help: 'return bool; test with `!== null` or a switch' },
  ],
  [
    K.ImportType,
    { name: '`import(…)` as a type', help: "write `import type { Name } from './name.ts'` above" },
  ],
  [K.ThisType, { name: 'the type `this`', help: 'name the struct' }],
]);

/** What a node is called, and what to write instead. */
export function outside(node: ts.Node): Outside {
  if (ts.isIndexedAccessTypeNode(node) && isNumber(node.indexType)) {
    const [element, length] = [node.objectType.getText(), node.indexType.getText()];
    return { name: 'an array type as in C', help: `write \`FixedArray<${element}, ${length}>\`` };
  }
  const known = SYNTAX.get(node.kind);
  if (known !== undefined) return known;
  // `K[kind]` would give the last of its names, such as `LastTypeNode`.
  const kind = Object.entries(K).find(([, value]) => value === node.kind)?.[0] ?? 'this';
  const words = kind.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return { name: `${/^[aeiou]/.test(words) ? 'an' : 'a'} ${words}`, help: null };
}

/** Whether `node` is the 6 of `u8[6]`. */
function isNumber(node: ts.TypeNode): boolean {
  return ts.isLiteralTypeNode(node) && ts.isNumericLiteral(node.literal);
}

/** What to write instead of an operator that the dialect does not have; null when nothing fits. */
export function operatorHelp(token: ts.SyntaxKind): string | null {
  return OPERATORS.get(token) ?? null;
}

const OPERATORS: ReadonlyMap<ts.SyntaxKind, string> = new Map<ts.SyntaxKind, string>([
  [K.AsteriskAsteriskToken, 'multiply in a loop, or shift for powers of two: `1n << n`'],
  [K.AsteriskAsteriskEqualsToken, 'multiply in a loop, or shift for powers of two: `1n << n`'],
  [K.CommaToken, 'write a statement for each; in a `for`, change the second variable in the body'],
  [K.InKeyword, 'every struct and record has all its fields; compare the discriminant of a union'],
  [K.InstanceOfKeyword, 'there are no classes; compare the discriminant of a union'],
  [K.QuestionQuestionToken, 'write `x === null ? … : x`'],
  [K.QuestionQuestionEqualsToken, 'write `if (x === null) x = …;`'],
  [
    K.AmpersandAmpersandEqualsToken,
    'write an `if` whose condition is a comparison, and an assignment',
  ],
  [K.BarBarEqualsToken, 'write an `if` whose condition is a comparison, and an assignment'],
  [
    K.GreaterThanGreaterThanGreaterThanEqualsToken,
    'write `>>=`: on unsigned integers it fills with zeros',
  ],
]);

/** What to write instead of `node`, which asserts a type. */
export function assertionHelp(checker: ts.TypeChecker, node: ts.Expression): string {
  const isAssertion = ts.isAssertionExpression(node) || ts.isSatisfiesExpression(node);
  const type = isAssertion ? checker.getTypeFromTypeNode(node.type) : null;
  return type !== null && (type.flags & ts.TypeFlags.EnumLike) !== 0
    ? 'a `switch` over the number says which member each value means'
    : 'convert the value: u32(…), truncate<u8>(…), phys(…), brand<T>(…)';
}
