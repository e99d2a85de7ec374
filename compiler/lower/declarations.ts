/**
 * Functions: their signatures, their instances, and the queue of bodies to lower.
 *
 * Used by: `program.ts`, `names.ts`, `calls.ts`.            Uses: `types.ts`, `body.ts` through the
 * queue in the context.
 */

import ts from 'typescript';

import { isAsync } from '../frontend/function-kinds.ts';
import { directivesOf, hasTag, originOf } from '../frontend/symbols.ts';
import type { Function, Local } from '../ir/program.ts';
import { type FunctionType, TEXT, type Type, typeName, U32, VOID } from '../ir/types.ts';
import type {
  CallerPlace,
  LoweringContext,
  RefusedSignature,
  TypeArgument,
  TypeEnvironment,
} from './context.ts';
import { NO_TYPE_ARGUMENTS, symbolOf } from './context.ts';
import type { FunctionLowering } from './function.ts';
import { checkSyntax } from './syntax.ts';
import {
  parameterName,
  typeArgumentIdentity,
  typeArgumentKey,
  valueType,
  variableType,
} from './types.ts';

/** The IR function of a declaration and type arguments; its body is queued when it is new. */
export function functionOf(
  context: LoweringContext,
  declaration: ts.FunctionDeclaration,
  environment: TypeEnvironment = NO_TYPE_ARGUMENTS,
): Function {
  const typeArguments = (declaration.typeParameters ?? []).map((parameter): TypeArgument => {
    const bound = environment.get(parameter);
    return bound ?? context.giveUp('the type argument is already reported');
  });
  const suffix = typeArguments.map(typeArgumentKey);
  const identity = typeArguments
    .map((argument) => typeArgumentIdentity(context, argument))
    .join(';');
  const key = `${context.idOf(declaration)}<${identity}>`;
  const known = context.functions.get(key);
  if (known !== undefined) return known;
  if (context.refusedFunctions.has(key)) context.giveUp('the signature is already reported');
  const name = declaration.name?.text ?? 'default';
  const path = context.modulePath(declaration);
  const isContract = originOf(declaration) === 'contract';
  if (!isContract) refuseKind(context, declaration);
  const instance = context.uniqueName(
    path,
    suffix.length === 0 ? name : `${name}__${suffix.join('__')}`,
  );
  const signature = signatureOf(context, declaration, environment, null);
  const declared = signature.parameters;
  const place = findDirective(declaration, TRACK_CALLER) === null ? null : callerPlace(declared);
  const created: Function = {
    name: suffix.length === 0 ? name : `${name}<${suffix.join(', ')}>`,
    symbol: isContract ? `rt_${name}` : symbolOf(path, instance),
    jsName: isContract ? name : instance.replace(/[^A-Za-z0-9_]/g, '_'),
    module: path,
    parameters: place === null ? declared : [...declared, place.file, place.line],
    result: signature.result,
    exported: isExported(declaration) && suffix.length === 0,
    linkage: isContract ? 'contract' : 'dialect',
    unsafe: isContract ? hasTag(declaration, 'unsafe') : isUnsafe(declaration),
    body: [],
    position: context.position(declaration.name ?? declaration),
  };
  const { refused } = signature;
  if (place !== null) context.trackers.set(created, place);
  context.instantiated.add(declaration);
  registerEffects(context, created, declaration);
  if (!isContract) {
    context.pendingBodies.push({ function: created, declaration, environment, refused });
  }
  if (refused !== null) {
    context.refusedFunctions.add(key);
    return context.giveUp('the signature is reported');
  }
  context.functions.set(key, created);
  if (!isContract) context.module(path).functions.push(created);
  return created;
}

/** The function that an arrow function without captures becomes. */
export function liftArrow(
  f: FunctionLowering,
  node: ts.ArrowFunction,
  expected: FunctionType,
): Function {
  const { context } = f;
  const outer = f.function;
  refuseKind(context, node);
  if (node.parameters.length !== expected.parameters.length) {
    checkSyntax(context, node.body);
    context.refuse(
      'KD0203',
      node,
      `expected ${typeName(expected)}, got a function of ${node.parameters.length} parameters`,
      'name every parameter; one that is not used starts with `_`',
    );
  }
  const number = context.nextLambda(outer.symbol);
  const lifted = context.uniqueName(outer.module, `${outer.jsName}__arrow${number}`);
  const signature = signatureOf(context, node, f.environment, expected);
  const created: Function = {
    name: `${outer.name}.arrow${number}`,
    symbol: symbolOf(outer.module, lifted),
    jsName: lifted,
    module: outer.module,
    parameters: signature.parameters,
    result: signature.result,
    exported: false,
    linkage: 'dialect',
    unsafe: isUnsafe(node),
    body: [],
    position: context.position(node),
  };
  registerEffects(context, created, node);
  context.pendingBodies.push({
    function: created,
    declaration: node,
    environment: f.environment,
    refused: signature.refused,
  });
  if (signature.refused !== null) return context.giveUp('the signature is reported');
  context.module(outer.module).functions.push(created);
  return created;
}

/**
 * Reports kinds of functions that the dialect does not have. Signature and body are looked at as
 * they will be when that is repaired; a function that has no body here is refused.
 */
export function refuseKind(
  context: LoweringContext,
  declaration: ts.FunctionDeclaration | ts.ArrowFunction,
): void {
  const { asteriskToken, body, modifiers = [] } = declaration;
  if (asteriskToken !== undefined) {
    context.report('KD0103', asteriskToken, 'generators are not part of the dialect', USE_A_LOOP);
  }
  for (const modifier of modifiers) {
    const word = modifier.getText();
    if (word === 'async') {
      context.report('KD0103', modifier, 'async functions are not part of the dialect', NO_TASKS);
    }
    if (word === 'declare') {
      context.refuse('KD0103', modifier, '`declare` is not part of the dialect', CONTRACT_ONLY);
    }
    if (word === 'default') {
      context.report('KD0110', modifier, 'default exports are not part of the dialect', BY_NAME);
    }
  }
  if (body === undefined) {
    const symbol =
      declaration.name === undefined
        ? undefined
        : context.checker.getSymbolAtLocation(declaration.name);
    const [first = declaration] = symbol?.declarations ?? [];
    if (first !== declaration) context.giveUp('the first of the signatures is reported');
    context.refuse('KD0103', declaration, 'a function has one signature and a body', NO_OVERLOADS);
  }
}

const USE_A_LOOP = 'go through the values in a loop and call a function for each';
const NO_TASKS = 'every call runs to its end before the next: leave `async` and `await` out';
const CONTRACT_ONLY = 'import the function from the module that has its body';
const BY_NAME = 'export it under its name';
const NO_OVERLOADS = 'instead of overloads, write functions with different names, or a generic one';

/** Parameters and result; what is refused of them has the type `void` and is in `refused`. */
interface Signature {
  readonly parameters: readonly Local[];
  readonly result: Type;
  readonly refused: RefusedSignature | null;
}

function signatureOf(
  context: LoweringContext,
  declaration: ts.FunctionDeclaration | ts.ArrowFunction,
  environment: TypeEnvironment,
  expected: FunctionType | null,
): Signature {
  const refused = new Set<ts.ParameterDeclaration>();
  const parameters = declaration.parameters.map((parameter, id): Local => {
    const name = parameter.name.getText();
    let type: Type = VOID;
    const isAccepted = context.attempt(() => {
      parameterName(context, parameter);
      type = parameterType(context, parameter, environment, expected?.parameters[id]);
    }, parameter);
    if (!isAccepted) refused.add(parameter);
    return { id, name, type, mutable: false };
  });
  let result: Type = VOID;
  const hasResult = context.attempt(() => {
    result = resultOf(context, declaration, environment, expected);
  }, declaration);
  const isRefused = refused.size > 0 || !hasResult;
  return {
    parameters,
    result,
    refused: isRefused ? { parameters: refused, result: !hasResult } : null,
  };
}

/** The parameters of a function marked `'track caller'` that come after those declared. */
function callerPlace(declared: readonly Local[]): CallerPlace {
  const id = declared.length;
  return {
    file: { id, name: null, type: TEXT, mutable: false },
    line: { id: id + 1, name: null, type: U32, mutable: false },
  };
}

function parameterType(
  context: LoweringContext,
  parameter: ts.ParameterDeclaration,
  environment: TypeEnvironment,
  expected: Type | undefined,
): Type {
  if (parameter.type !== undefined) return variableType(context, parameter.type, environment);
  if (expected !== undefined) return expected;
  return context.refuse(
    'KD0201',
    parameter,
    `the parameter ${parameter.name.getText()} has no type`,
    `write it, for example \`${parameter.name.getText()}: u32\``,
  );
}

function resultOf(
  context: LoweringContext,
  declaration: ts.FunctionDeclaration | ts.ArrowFunction,
  environment: TypeEnvironment,
  expected: FunctionType | null,
): Type {
  if (declaration.asteriskToken !== undefined) {
    return context.giveUp('the generator is reported, and what it gives belongs to it');
  }
  if (declaration.type !== undefined) {
    return valueType(context, withoutPromise(declaration, declaration.type), environment);
  }
  if (expected !== null) return expected.result;
  refuseMissingResult(context, declaration);
  return context.giveUp('the missing type is reported');
}

/** What an async function gives when it is called as the others are: `T` of `Promise<T>`. */
function withoutPromise(declaration: ts.SignatureDeclaration, type: ts.TypeNode): ts.TypeNode {
  if (!isAsync(declaration) || !ts.isTypeReferenceNode(type)) return type;
  return type.typeName.getText() === 'Promise' ? (type.typeArguments?.[0] ?? type) : type;
}

/** Reports a function that does not say what it returns. */
export function refuseMissingResult(
  context: LoweringContext,
  declaration: ts.FunctionDeclaration | ts.ArrowFunction,
): void {
  context.report(
    'KD0201',
    declaration.name ?? declaration,
    `the function ${declaration.name?.getText() ?? ''} has no result type`,
    'write it, `void` when there is none',
  );
}

function isExported(declaration: ts.FunctionDeclaration): boolean {
  return (
    declaration.modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword) ??
    false
  );
}

/** Whether the body starts with `'use unsafe'`. */
function isUnsafe(declaration: ts.FunctionDeclaration | ts.ArrowFunction): boolean {
  return findDirective(declaration, USE_UNSAFE) !== null;
}

const USE_UNSAFE = 'use unsafe';
const NO_ALLOC = 'no alloc';
const TRACK_CALLER = 'track caller';

function findDirective(
  declaration: ts.FunctionDeclaration | ts.ArrowFunction,
  text: string,
): ts.Node | null {
  const { body } = declaration;
  if (body === undefined || !ts.isBlock(body)) return null;
  return directivesOf(body).find((directive) => directive.text === text) ?? null;
}

/** Remembers the effects that a function declares; directives that are none are reported. */
function registerEffects(
  context: LoweringContext,
  created: Function,
  declaration: ts.FunctionDeclaration | ts.ArrowFunction,
): void {
  const { body } = declaration;
  if (hasTag(declaration, 'allocates')) context.allocating.add(created);
  const noAlloc = findDirective(declaration, NO_ALLOC);
  if (noAlloc !== null) context.noAlloc.set(created, noAlloc);
  if (body === undefined || !ts.isBlock(body)) return;
  for (const directive of directivesOf(body)) {
    if (directive.text === USE_UNSAFE || directive.text === NO_ALLOC) continue;
    if (directive.text === TRACK_CALLER) {
      // A function that has no name is called through references only.
      if (!ts.isArrowFunction(declaration)) continue;
      context.report(
        'KD0503',
        directive,
        'an arrow function cannot track its caller',
        'move the body to a function with a name',
      );
      continue;
    }
    context.report(
      'KD0503',
      directive,
      `\`${directive.text}\` is not a directive`,
      "the directives are 'use unsafe', 'no alloc' and 'track caller'",
    );
  }
}
