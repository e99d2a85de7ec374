/**
 * TypeScript's own errors, said in the words of the dialect.
 *
 * Most of what TypeScript finds, lowering finds too and explains better; those are dropped
 * (`cascades.ts`). What is left gets the code of the dialect's rule that was broken where there is
 * one, and a line of help. TypeScript's text and number stay in the message, so that they can be
 * looked up.
 *
 * Used by: `load.ts`.            Uses: `library.ts`.
 * Not handled here: syntax errors, which keep TypeScript's words (`KD0001`).
 */

import ts from 'typescript';

import { type Diagnostic, helpFields, type Suggestion } from '../diagnostics/diagnostic.ts';
import { insteadOfC } from './c-names.ts';
import { insteadOfLibrary } from './library.ts';

type Said = Pick<Diagnostic, 'code' | 'message' | 'help' | 'replacement'>;

/** What to say of an error: the code of the rule, and a line of help. */
interface Rule {
  readonly code: Diagnostic['code'];
  readonly help: string | null;
}

const DECLARE = 'declare it, or import it from the module that exports it';
const DECLARATIONS = 'a declaration starts with const, let, function, interface, type or enum';
const NULL_TEST = 'test it with `!== null` first';
const WIDTHS = 'convert one side: u64(…) widens, u32(…) checks that the value fits';
const ANNOTATE = 'write its type';
const ALL_PATHS = 'return a value on every path, or end the path with panic(…)';
const TYPE_IMPORT = 'write `import type { … }` for types, and `import { … }` for values';

const NULL: Rule = { code: 'KD0214', help: NULL_TEST };
const KEEP: Rule = { code: 'KD0001', help: null };
const UNTYPED: Rule = { code: 'KD0201', help: ANNOTATE };
const NOT_BOOLEAN: Rule = { code: 'KD0211', help: 'write the comparison out: `x !== 0`' };
const READ_ONLY: Rule = { code: 'KD0306', help: null };
const TYPE_ARGUMENTS: Rule = { code: 'KD0209', help: 'write one type for each parameter' };
const MISSING_FIELD: Rule = { code: 'KD0204', help: 'an object literal gives every field, once' };
const TWICE: Rule = { code: 'KD0001', help: 'a name is declared once in its scope' };
const OPERANDS: Rule = {
  code: 'KD0302',
  help: 'arithmetic is defined for integers only; convert an enum with u32(…)',
};

const RULES: ReadonlyMap<number, Rule> = new Map<number, Rule>([
  // Names and modules.
  [2304, { code: 'KD0001', help: DECLARE }],
  [2503, { code: 'KD0001', help: DECLARE }],
  [2339, { code: 'KD0404', help: null }],
  [2551, { code: 'KD0404', help: null }],
  [2693, { code: 'KD0001', help: 'a type has no value; sizeOf<T>() and zeroed() take types' }],
  [2749, { code: 'KD0001', help: 'a value is no type; name the type it has' }],
  [2307, { code: 'KD0003', help: 'the path is relative to this file and ends in .ts' }],
  [2305, { code: 'KD0003', help: 'write `export` before its declaration in that module' }],
  [2459, { code: 'KD0003', help: 'write `export` before its declaration in that module' }],
  [2460, { code: 'KD0003', help: 'write `export` before its declaration in that module' }],
  [2614, { code: 'KD0110', help: 'write the name in braces: `import { name } from …`' }],
  [2724, { code: 'KD0003', help: null }],
  [1192, { code: 'KD0110', help: 'write the names in braces: `import { name } from …`' }],
  [1361, { code: 'KD0110', help: TYPE_IMPORT }],
  [1362, { code: 'KD0110', help: TYPE_IMPORT }],
  [1371, { code: 'KD0110', help: TYPE_IMPORT }],
  [1484, { code: 'KD0110', help: TYPE_IMPORT }],
  [18004, { code: 'KD0001', help: DECLARE }],
  [2300, TWICE],
  [2323, TWICE],
  [2393, TWICE],
  [2451, TWICE],
  [2448, { code: 'KD0001', help: 'move the declaration above its first use' }],
  [1155, { code: 'KD0001', help: 'give it its value here' }],
  [2483, { code: 'KD0201', help: 'leave the type out: it is the type of the elements' }],
  [2454, { code: 'KD0001', help: 'assign it on every path that leads here' }],

  [1434, { code: 'KD0001', help: DECLARATIONS }],
  [1435, { code: 'KD0001', help: DECLARATIONS }],

  // Types of values.
  [2367, { code: 'KD0303', help: 'the two sides can never be equal' }],
  [2678, { code: 'KD0203', help: 'a case has the type of what the switch is over' }],
  [2531, NULL],
  [2532, NULL],
  [2533, NULL],
  [2721, NULL],
  [18047, NULL],
  [18048, NULL],
  [18049, NULL],
  [18050, { code: 'KD0214', help: 'null has no fields and no arithmetic' }],
  [2365, { code: 'KD0301', help: WIDTHS }],
  [2769, { code: 'KD0301', help: WIDTHS }],
  [2362, OPERANDS],
  [2363, OPERANDS],
  [2356, OPERANDS],
  [2736, OPERANDS],
  [2349, { code: 'KD0302', help: 'only functions and function references can be called' }],
  [7053, { code: 'KD0302', help: 'only a FixedArray has elements' }],
  [2538, { code: 'KD0310', help: 'an index is u32' }],
  [2488, { code: 'KD0302', help: 'for…of goes over range(a, b) and FixedArrays' }],
  [2495, { code: 'KD0302', help: 'for…of goes over range(a, b) and FixedArrays' }],
  [1345, NOT_BOOLEAN],
  [2774, NOT_BOOLEAN],
  [2801, NOT_BOOLEAN],
  [2872, NOT_BOOLEAN],
  [2873, NOT_BOOLEAN],
  [2741, MISSING_FIELD],
  [2739, MISSING_FIELD],
  [2740, MISSING_FIELD],
  [2353, MISSING_FIELD],
  [2561, MISSING_FIELD],
  [1117, MISSING_FIELD],
  [2344, TYPE_ARGUMENTS],
  [2314, TYPE_ARGUMENTS],
  [2315, { code: 'KD0209', help: 'the type has no parameters' }],
  [2558, TYPE_ARGUMENTS],
  [2313, { code: 'KD0208', help: null }],
  [2456, { code: 'KD0208', help: 'a reference breaks the circle: a struct field `X | null`' }],
  [2310, { code: 'KD0208', help: 'a reference breaks the circle: a struct field `X | null`' }],
  [7005, UNTYPED],
  [7006, UNTYPED],
  [7008, UNTYPED],
  [7010, UNTYPED],
  [7022, UNTYPED],
  [7023, UNTYPED],
  [7024, UNTYPED],
  [7031, UNTYPED],
  [7034, UNTYPED],
  [18033, { code: 'KD0213', help: 'enum members are integer constants in [0, 2^32)' }],

  // Assignments.
  [2364, READ_ONLY],
  [2357, READ_ONLY],
  [2540, { code: 'KD0306', help: 'the field is declared `readonly`' }],
  [2542, { code: 'KD0306', help: 'the elements are declared `readonly`' }],
  [2588, { code: 'KD0306', help: 'declare it with `let` if it changes' }],
  [2630, READ_ONLY],
  [2632, { code: 'KD0306', help: 'only the module that declares a variable changes it' }],

  // Control flow.
  [2563, { code: 'KD0008', help: 'move parts of it to functions of their own' }],
  [2366, { code: 'KD0001', help: ALL_PATHS }],
  [2355, { code: 'KD0001', help: ALL_PATHS }],
  [7030, { code: 'KD0001', help: ALL_PATHS }],
  [7027, { code: 'KD0001', help: 'remove it, or the jump before it' }],
  [7028, { code: 'KD0001', help: 'remove the label' }],
  [7029, { code: 'KD0107', help: 'end the case with break or return' }],
  [2534, { code: 'KD0001', help: 'end every path with panic(…), or call a function that does' }],

  // Calls.
  [2554, { code: 'KD0001', help: 'a call gives every parameter a value' }],
  [2555, { code: 'KD0001', help: 'a call gives every parameter a value' }],
  [2556, { code: 'KD0102', help: 'spread is not part of the dialect; write the arguments out' }],
]);

/** How one error of TypeScript is reported. */
export function sayTypeScript(diagnostic: ts.Diagnostic): Said {
  const text = ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ').replace(/\s+/g, ' ');
  const unknown = unknownName(diagnostic.code, text);
  if (unknown !== null) return unknown;
  const rule =
    assignmentRule(diagnostic.code, text) ??
    parameterArithmeticRule(diagnostic.code, text) ??
    RULES.get(diagnostic.code) ??
    KEEP;
  const message = `${text} (TS${diagnostic.code})`;
  return { code: rule.code, message, ...helpFields(nameMeant(text) ?? rule.help) };
}

/** The help that is the name which TypeScript thinks was meant; null when the dialect has none such. */
function nameMeant(text: string): Suggestion | null {
  const [, meant] = DID_YOU_MEAN.exec(text) ?? [];
  if (meant === undefined || meant === 'undefined' || insteadOfLibrary(meant) !== null) return null;
  return { help: `write \`${meant}\``, replacement: meant };
}

/** A name that TypeScript thinks was meant. */
const DID_YOU_MEAN = /Did you mean '(\w+)'\?/;

/** `+` on values of a type parameter: TypeScript has `-`, `*`, `/` and `%` for them, but not `+`. */
function parameterArithmeticRule(code: number, text: string): Rule | null {
  if (code !== 2365 || !/'\+' cannot be applied to types '([A-Z]\w*)' and '\1'/.test(text))
    return null;
  return { code: 'KD0302', help: 'TypeScript adds no type parameters: write a function per type' };
}

/** Codes with which TypeScript says that it does not know a name. */
const UNKNOWN_NAME: readonly number[] = [
  2304, 2552, 2580, 2581, 2582, 2583, 2584, 2585, 2591, 2592, 2593,
];

/** What is said of a name that nothing declares; null when the error is another one. */
function unknownName(code: number, text: string): Said | null {
  const [, unknown] = /'([^']+)'/.exec(text) ?? [];
  if (unknown === undefined || (!UNKNOWN_NAME.includes(code) && code !== 2693)) return null;
  const ofLibrary = library(unknown);
  if (ofLibrary !== null || code === 2693) return ofLibrary;
  return {
    code: 'KD0001',
    // TypeScript goes on with advice on packages to install.
    message: `Cannot find name '${unknown}'. (TS${code})`,
    ...helpFields(insteadOfC(unknown) ?? nameMeant(text) ?? DECLARE),
  };
}

function library(known: string): Said | null {
  const help = insteadOfLibrary(known);
  if (help === null) return null;
  return {
    code: 'KD0113',
    message: `\`${known}\` belongs to the JavaScript library, which the dialect does not have`,
    help,
    replacement: null,
  };
}

/** `Type 'a' is not assignable to type 'b'`, by what `a` and `b` are. */
function assignmentRule(code: number, text: string): Rule | null {
  const found =
    /(?:Type|type|Argument of type) '(.+?)' is not assignable to (?:type|parameter of type) '(.+?)'/.exec(
      text,
    );
  if (found === null || (code !== 2322 && code !== 2345)) return null;
  const [, from = '', to = ''] = found;
  if (from === 'null' || / \| null$/.test(from)) return NULL;
  if (/^(bigint|-?\d+n)$/.test(from) && to === 'number') {
    return { code: 'KD0203', help: 'a 64-bit value: convert with u32(…) or truncate<u32>(…)' };
  }
  if (/^(number|-?\d+)$/.test(from) && to === 'bigint') {
    return { code: 'KD0203', help: 'write the literal with n, or convert with u64(…)' };
  }
  if (/brandName/.test(to) || /^(Phys|Virt)Addr$/.test(to)) {
    return { code: 'KD0210', help: 'say what it is: phys(…), virt(…) or brand<T>(…)' };
  }
  if (/could be instantiated with a different subtype/.test(text)) {
    return {
      code: 'KD0203',
      help: `arithmetic gives a plain integer: brand<${to}>(…) says its type`,
    };
  }
  return { code: 'KD0203', help: null };
}
