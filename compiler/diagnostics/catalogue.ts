/**
 * The catalogue of diagnostics: every code and what it means.
 *
 * Codes are permanent; a retired one is not used again. The first two digits are the family:
 * 00 the program as a whole, 01 constructs outside the dialect, 02 types, 03 operators and
 * expressions, 04 memory, 05 effects, 06 results, 07 constants, 08 messages, 09 ownership.
 *
 * Used by: `compiler/lower`, `render.ts`, `docs/diagnostics.md`.            Uses: nothing.
 */

export const CATALOGUE = {
  KD0001: 'TypeScript error',
  KD0002: 'internal compiler error',
  KD0003: 'module not found or outside the dialect',
  KD0004: 'well-known module or function missing',

  KD0101: 'statement outside the dialect',
  KD0102: 'expression outside the dialect',
  KD0103: 'declaration outside the dialect',
  KD0104: 'type outside the dialect',
  KD0105: 'operator outside the dialect',
  KD0106: 'closures are not supported',
  KD0107: 'fall-through in a switch',
  KD0108: 'optional, default or rest parameter',
  KD0109: 'type assertion',
  KD0110: 'import or export outside the dialect',
  KD0111: 'assignment used as a value',
  KD0112: 'method or property outside the dialect',
  KD0113: 'name of the JavaScript library',

  KD0201: 'type annotation missing',
  KD0202: 'number or bigint without a width',
  KD0203: 'types do not match',
  KD0204: 'object literal without a known type',
  KD0205: 'struct field type cannot lie in memory',
  KD0206: 'interface is neither a struct nor a record',
  KD0207: 'not a legal discriminated union',
  KD0208: 'type contains itself',
  KD0209: 'type argument cannot be found',
  KD0210: 'brand mismatch',
  KD0211: 'condition is not a boolean',
  KD0212: 'bad FixedArray length',
  KD0213: 'enum outside the dialect',
  KD0214: 'value may be null',

  KD0301: 'operands have different types',
  KD0302: 'operator not defined for this type',
  KD0303: 'comparison not defined for this type',
  KD0304: 'loose equality',
  KD0305: 'value does not fit its type',
  KD0306: 'not assignable',
  KD0307: 'switch is not exhaustive',
  KD0308: 'duplicate case',
  KD0309: 'bad conversion',
  KD0310: 'wrong kind of argument',
  KD0311: 'union not narrowed to one variant',
  KD0312: 'jump without a target',

  KD0401: 'index outside the array',
  KD0402: 'inline struct or array cannot be assigned',
  KD0403: 'static outside the dialect',
  KD0404: 'field unknown',

  KD0501: 'unsafe operation outside "use unsafe"',
  KD0502: 'recursion',
  KD0503: 'unknown directive',
  KD0504: '"use unsafe" without need',
  KD0505: 'allocation reached from "no alloc"',

  KD0601: 'result not read',

  KD0701: 'not a constant',
  KD0702: 'constant depends on itself',
  KD0703: 'static assertion failed',

  KD0801: 'template literal outside a message',
  KD0802: 'value cannot be printed',
  KD0803: 'string is not a constant',
  KD0804: 'string is not ASCII',

  KD0901: 'owned value forgotten',
  KD0902: 'owned value used after it was consumed',
  KD0903: 'owned value consumed on one path only',
  KD0904: 'owned value consumed in a loop',
  KD0905: 'value cannot be released',
  KD0906: 'borrowed reference outlives its owner',
  KD0907: 'value bound with using consumed',
  KD0908: 'owned value overwritten',
} as const satisfies Record<string, string>;

export type DiagnosticCode = keyof typeof CATALOGUE;
