/**
 * The intermediate representation: programs, functions, statics, and every operation.
 *
 * Function bodies are structured (blocks, loops and switches, no jumps) and flat inside: an
 * operation takes *operands* (locals and constants) and writes at most one local. So the order of
 * evaluation, and with it which check fails first, is fixed here and is the same in every back end,
 * and a back end is a translation operation by operation.
 *
 * A check is part of the operation that needs it when the operation could not give a defined
 * result otherwise (`binary` with `overflow: 'trap'`, `convert` with `mode: 'check'`, division),
 * and an operation of its own when it guards an access (`checkIndex`, `checkNotNull`,
 * `checkAligned`), so that later passes may remove it once proven.
 * A failing check calls `Program.checkFailed` with the source position of the operation.
 *
 * Used by: all of `compiler/`.            Uses: `types.ts`.
 * Invariants (held by `verify.ts`):
 *   I1. A local is declared before it is used, in an enclosing block: as a parameter, by `declare`,
 *       or by the operation whose `result` it is (the usual case: an operation declares its result
 *       unless a `declare` or an earlier operation in an enclosing block already did).
 *   I2. Temporaries (`Local.name === null`) are written exactly once on each path that reads them;
 *       one that is written in several branches is declared before the branch by a `declare`.
 *   I3. Operand and result types fit the operation exactly; there are no implicit conversions.
 *   I4. `break` and `continue` name an enclosing block or loop; `continue` only a loop.
 *   I5. Control does not run off the end of a function whose result is not void.
 */

import type {
  ArrayType,
  EnumType,
  FunctionType,
  IntKind,
  RecordType,
  StructType,
  Type,
  UnionType,
} from './types.ts';

/** A place in a source file. Lines and columns count from 1. */
export interface Position {
  /** Path relative to the project, with forward slashes. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface Program {
  readonly modules: readonly Module[];
  /** Struct, record, union and enum types in use, each after the ones it contains inline. */
  readonly types: readonly (StructType | RecordType | UnionType | EnumType)[];
  /**
   * The dialect function that reports a failed check, or null in a program without checks:
   * `checkFailed(check: u32, integer: u32, file: string, line: u32, column: u32, left: u64, right: u64): never`.
   * `check` is an index into `CHECK_KINDS`, `integer` one into `INT_KINDS` (the type whose check
   * failed; 3, u64, where there is none). `left` and `right` are the operands, sign-extended to 64 bits;
   * `right` of a conversion is an index into `INT_KINDS`, the type of what was converted.
   */
  checkFailed: Function | null;
}

/** One source file. */
export interface Module {
  /** Path relative to the project, with forward slashes: `kernel/mm/frame.ts`. */
  readonly path: string;
  /**
   * Exported compile-time constants. Their uses are folded; only the JavaScript back end reads this,
   * so that a test that imports the module finds them.
   */
  readonly constants?: readonly NamedConstant[];
  readonly statics: Static[];
  readonly functions: Function[];
}

/** An exported compile-time constant: an int, bool, enum or text. */
export interface NamedConstant {
  readonly name: string;
  readonly value: Operand;
}

/** A module-level variable, or constant memory. */
export interface Static {
  readonly name: string;
  /** Symbol in emitted C; unique in the program. */
  readonly symbol: string;
  readonly module: string;
  /** A scalar (read with `loadStatic`), or an inline struct or array (reached by a static operand). */
  readonly type: Type;
  /** Scalars: the initial value. Structs and arrays: null means all bytes zero. */
  initial: Operand | readonly Operand[] | null;
  /** Never written: may lie in read-only memory. */
  constant: boolean;
  readonly position: Position;
}

export interface Function {
  /** Name in the source, for messages and debuggers. */
  readonly name: string;
  /** Symbol in emitted C and in map files; unique in the program. */
  readonly symbol: string;
  /** Name of the binding in the emitted JavaScript module; unique in the module. */
  readonly jsName: string;
  readonly module: string;
  readonly parameters: readonly Local[];
  readonly result: Type;
  readonly exported: boolean;
  /** 'contract': implemented by each runtime under its `name`; `body` is empty. */
  readonly linkage: 'dialect' | 'contract';
  /** Marked `'use unsafe'`. */
  readonly unsafe: boolean;
  body: readonly Instruction[];
  readonly position: Position;
}

/** A parameter, variable or temporary of one function. */
export interface Local {
  /** Unique in the function. */
  readonly id: number;
  /** Name in the source, or null for a temporary. */
  readonly name: string | null;
  readonly type: Type;
  /** Assigned after its declaration. */
  mutable: boolean;
}

export type Operand =
  | { readonly kind: 'local'; readonly local: Local }
  /** int, bool (0 or 1) or enum. */
  | { readonly kind: 'constant'; readonly type: Type; readonly value: bigint }
  /** A string constant; `type` is text. */
  | { readonly kind: 'text'; readonly value: string }
  /** A null reference (`RefType`, nullable) or null (`NullableType`). */
  | { readonly kind: 'null'; readonly type: Type }
  /** A function reference; its type is the function's. */
  | { readonly kind: 'function'; readonly function: Function }
  /** A reference to static storage; its type is a non-null `RefType` to the static's type. */
  | { readonly kind: 'static'; readonly static: Static };

export type ArithmeticOperator = 'add' | 'sub' | 'mul' | 'div' | 'rem';
export type BitwiseOperator = 'and' | 'or' | 'xor';
export type ShiftOperator = 'shl' | 'shr';
export type Comparison = 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge';

/**
 * What can fail at run time; the order is the `check` argument of `checkFailed`. Its other
 * arguments, the same in every back end:
 *
 *   check                                     integer          left            right
 *   add-, sub-, mulOverflow                   operand type     left operand    right operand
 *   divideByZero, -Overflow, remainderByZero  operand type     left operand    right operand
 *   negateOverflow                            operand type     operand         0
 *   shiftCount, shiftOverflow                 type of `value`  value           count
 *   conversion                                result type      value           0
 *   enumValue                                 u32              value           0
 *   index                                     u32              index           length
 *   null                                      u64              0               0
 *   alignment                                 operand type     value           alignBytes
 *   viewRange                                 u32              offset + bytes  length of the view
 *   alignmentArgument                         operand type     value           0
 */
export const CHECK_KINDS = [
  'addOverflow',
  'subOverflow',
  'mulOverflow',
  'negateOverflow',
  'divideByZero',
  'divideOverflow',
  'remainderByZero',
  'shiftCount',
  'shiftOverflow',
  'conversion',
  'index',
  'null',
  'alignment',
  'viewRange',
  'alignmentArgument',
  'enumValue',
] as const;
export type CheckKind = (typeof CHECK_KINDS)[number];

/**
 * Pure functions on integers that back ends implement themselves. All operands have type `int`
 * (of the result's type unless said otherwise); none can fail.
 *
 *   wrappingAdd wrappingSub wrappingMul        modulo 2^width
 *   saturatingAdd saturatingSub saturatingMul  clamped to the type's range
 *   addOverflows subOverflows mulOverflows     -> bool: whether the exact result does not fit
 *   multiplyHigh                               u64 × u64 -> high u64 of the product
 *   rotateLeft rotateRight                     unsigned; count has the value's type, taken modulo width
 *   countLeadingZeros countTrailingZeros countOnes   -> u32; unsigned or signed operand, its bit pattern
 *   min max
 */
export const PURE_OPERATIONS = [
  'wrappingAdd',
  'wrappingSub',
  'wrappingMul',
  'saturatingAdd',
  'saturatingSub',
  'saturatingMul',
  'addOverflows',
  'subOverflows',
  'mulOverflows',
  'multiplyHigh',
  'rotateLeft',
  'rotateRight',
  'countLeadingZeros',
  'countTrailingZeros',
  'countOnes',
  'min',
  'max',
] as const;
export type PureOperation = (typeof PURE_OPERATIONS)[number];

interface At {
  readonly position: Position;
}

export type Instruction = At &
  (
    | /** Declares `local`; uninitialised when `value` is null (then written before it is read). */
      { readonly op: 'declare'; readonly local: Local; readonly value: Operand | null }
    | /** local = value. */ {
        readonly op: 'assign';
        readonly local: Local;
        readonly value: Operand;
      }

      // ── Integers ──────────────────────────────────────────────────────────────────────────────
    | {
        /**
         * add, sub, mul: 'trap' panics when the exact result does not fit, 'wrap' is modulo 2^width.
         * div, rem: towards zero, sign of the remainder is the dividend's; always panic on a zero
         * divisor and on MIN / -1 (`divideOverflow`; MIN % -1 is 0).
         */
        readonly op: 'arithmetic';
        readonly result: Local;
        readonly operator: ArithmeticOperator;
        readonly overflow: 'trap' | 'wrap';
        readonly left: Operand;
        readonly right: Operand;
      }
    | {
        readonly op: 'bitwise';
        readonly result: Local;
        readonly operator: BitwiseOperator;
        readonly left: Operand;
        readonly right: Operand;
      }
    | {
        /**
         * `count` has the type of `value`; a count outside [0, width) panics (`shiftCount`).
         * shr: arithmetic for signed types. shl: with 'trap', losing a one bit (unsigned) or
         * changing the value (signed) panics (`shiftOverflow`); 'wrap' drops the bits.
         */
        readonly op: 'shift';
        readonly result: Local;
        readonly operator: ShiftOperator;
        readonly overflow: 'trap' | 'wrap';
        readonly value: Operand;
        readonly count: Operand;
      }
    | /** -value, signed types; panics on the minimum. */ {
        readonly op: 'negate';
        readonly result: Local;
        readonly value: Operand;
      }
    | /** ~value. */ { readonly op: 'complement'; readonly result: Local; readonly value: Operand }
    | /** !value, bool. */ { readonly op: 'not'; readonly result: Local; readonly value: Operand }
    | {
        /** -> bool. Operands: ints of one type, or for eq and ne also bool, enum, ref, function. */
        readonly op: 'compare';
        readonly result: Local;
        readonly comparison: Comparison;
        readonly left: Operand;
        readonly right: Operand;
      }
    | {
        /**
         * int, bool or enum -> int; u32 -> enum.
         * 'exact': every value of the source type is a value of the result's type (also re-branding).
         * 'check': panics (`conversion`; `enumValue` for an enum) when the value does not fit.
         * 'truncate': keeps the low bits.
         */
        readonly op: 'convert';
        readonly result: Local;
        readonly mode: 'exact' | 'check' | 'truncate';
        readonly value: Operand;
      }
    | {
        readonly op: 'pure';
        readonly result: Local;
        readonly operation: PureOperation;
        readonly operands: readonly Operand[];
      }

    // ── Memory ────────────────────────────────────────────────────────────────────────────────
    | /** Scalar static. */ {
        readonly op: 'loadStatic';
        readonly result: Local;
        readonly static: Static;
      }
    | { readonly op: 'storeStatic'; readonly static: Static; readonly value: Operand }
    | {
        /** `base`: non-null ref to a struct; `field` has a scalar type, which is the result's. */
        readonly op: 'loadField';
        readonly result: Local;
        readonly base: Operand;
        readonly field: string;
      }
    | {
        readonly op: 'storeField';
        readonly base: Operand;
        readonly field: string;
        readonly value: Operand;
      }
    | {
        /** The result is a non-null ref to the inline struct or array `base.field`. */
        readonly op: 'fieldReference';
        readonly result: Local;
        readonly base: Operand;
        readonly field: string;
      }
    | {
        /** `base`: non-null ref to an array; `index`: u32, in range (see `checkIndex`). */
        readonly op: 'loadElement';
        readonly result: Local;
        readonly base: Operand;
        readonly index: Operand;
      }
    | {
        readonly op: 'storeElement';
        readonly base: Operand;
        readonly index: Operand;
        readonly value: Operand;
      }
    | {
        /** The result is a non-null ref to the inline struct or array `base[index]`. */
        readonly op: 'elementReference';
        readonly result: Local;
        readonly base: Operand;
        readonly index: Operand;
      }
    | /** int (address) -> non-null ref; the address is checked before, by the checks below. */ {
        readonly op: 'referenceAt';
        readonly result: Local;
        readonly address: Operand;
      }
    | /** ref or view -> VirtAddr. A nullable ref that is null gives 0. */ {
        readonly op: 'addressOf';
        readonly result: Local;
        readonly value: Operand;
      }

      // ── Checks that guard an access ───────────────────────────────────────────────────────────
    | /** index: u32; panics (`index`) unless index < length. */ {
        readonly op: 'checkIndex';
        readonly index: Operand;
        readonly length: Operand;
      }
    | /**
       * Panics (`null`) when the nullable ref, the nullable, or the int address is null or 0. Also for
       * a function just loaded from memory, which is 0 until something is stored there.
       */ {
        readonly op: 'checkNotNull';
        readonly value: Operand;
      }
    | /** Panics (`alignment`) unless the int address is a multiple of alignBytes, a power of two. */ {
        readonly op: 'checkAligned';
        readonly value: Operand;
        readonly alignBytes: number;
      }
    | /** Panics (`alignmentArgument`) unless value, unsigned, is a power of two. */ {
        readonly op: 'checkPowerOfTwo';
        readonly value: Operand;
      }

      // ── Nullable values ───────────────────────────────────────────────────────────────────────
    | /** T -> T | null; for refs, non-null ref -> nullable ref. */ {
        readonly op: 'wrapNullable';
        readonly result: Local;
        readonly value: Operand;
      }
    | /** -> bool. */ { readonly op: 'isNull'; readonly result: Local; readonly value: Operand }
    | /** T | null -> T. The value is not null: checked before by control flow or `checkNotNull`. */ {
        readonly op: 'unwrapNullable';
        readonly result: Local;
        readonly value: Operand;
      }

      // ── Records and unions ────────────────────────────────────────────────────────────────────
    | /** `fields` in the order of the record type. */ {
        readonly op: 'makeRecord';
        readonly result: Local;
        readonly fields: readonly Operand[];
      }
    | {
        readonly op: 'recordField';
        readonly result: Local;
        readonly value: Operand;
        readonly field: string;
      }
    | {
        readonly op: 'makeVariant';
        readonly result: Local;
        readonly variant: number;
        readonly fields: readonly Operand[];
      }
    | /** union -> u32: index of the variant. */ {
        readonly op: 'variantIndex';
        readonly result: Local;
        readonly value: Operand;
      }
    | /** The union holds `variant`: checked before by control flow. */ {
        readonly op: 'variantField';
        readonly result: Local;
        readonly value: Operand;
        readonly variant: number;
        readonly field: string;
      }

      // ── Views and texts ───────────────────────────────────────────────────────────────────────
    | /** address: VirtAddr, lengthBytes: u32. */ {
        readonly op: 'makeView';
        readonly result: Local;
        readonly address: Operand;
        readonly lengthBytes: Operand;
      }
    | /** -> u32. */ { readonly op: 'viewLength'; readonly result: Local; readonly view: Operand }
    | {
        /** Panics (`viewRange`) unless offset + bytes <= length; offset, bytes: u32; exact sum. */
        readonly op: 'checkViewRange';
        readonly view: Operand;
        readonly offset: Operand;
        readonly bytes: Operand;
      }
    | {
        /** Reads `result.type` (an int) at `offset`, in range; any alignment. */
        readonly op: 'viewLoad';
        readonly result: Local;
        readonly view: Operand;
        readonly offset: Operand;
        readonly littleEndian: Operand;
      }
    | {
        readonly op: 'viewStore';
        readonly view: Operand;
        readonly offset: Operand;
        readonly value: Operand;
        readonly littleEndian: Operand;
      }
    | /** -> u32. */ { readonly op: 'textLength'; readonly result: Local; readonly text: Operand }
    | /** -> u32; index in range (see `checkIndex`). */ {
        readonly op: 'textByte';
        readonly result: Local;
        readonly text: Operand;
        readonly index: Operand;
      }

      // ── Calls ─────────────────────────────────────────────────────────────────────────────────
    | {
        /** `result` is null for void and never, or when the result is not read. */
        readonly op: 'call';
        readonly result: Local | null;
        readonly function: Function;
        readonly arguments: readonly Operand[];
      }
    | {
        readonly op: 'callReference';
        readonly result: Local | null;
        readonly callee: Operand;
        readonly type: FunctionType;
        readonly arguments: readonly Operand[];
      }
    | /** `name`: constant name of a linker symbol -> VirtAddr. */ {
        readonly op: 'linkerSymbol';
        readonly result: Local;
        readonly name: string;
      }

      // ── Control ───────────────────────────────────────────────────────────────────────────────
    | {
        readonly op: 'if';
        readonly condition: Operand;
        readonly then: readonly Instruction[];
        readonly otherwise: readonly Instruction[];
      }
    | {
        /** Runs `body`, then `step`, for ever. `break` leaves; `continue` goes to `step`. */
        readonly op: 'loop';
        readonly label: number;
        readonly body: readonly Instruction[];
        readonly step: readonly Instruction[];
      }
    | /** Runs `body` once; `break` leaves it. */ {
        readonly op: 'block';
        readonly label: number;
        readonly body: readonly Instruction[];
      }
    | {
        /** value: int or enum. No fall-through; labels are constants of the value's type. */
        readonly op: 'switch';
        readonly value: Operand;
        readonly cases: readonly {
          readonly values: readonly bigint[];
          readonly body: readonly Instruction[];
        }[];
        readonly otherwise: readonly Instruction[];
      }
    | { readonly op: 'break'; readonly label: number }
    | { readonly op: 'continue'; readonly label: number }
    | { readonly op: 'return'; readonly value: Operand | null }
    | /** Not reached: an exhaustive switch is over, or a callee never returns. */ {
        readonly op: 'unreachable';
      }
  );

/** The narrowed instruction of one `op`. */
export type InstructionOf<Op extends Instruction['op']> = Extract<Instruction, { op: Op }>;

export function operandType(operand: Operand): Type {
  switch (operand.kind) {
    case 'local':
      return operand.local.type;
    case 'constant':
    case 'null':
      return operand.type;
    case 'text':
      return { kind: 'text' };
    case 'function':
      return functionType(operand.function);
    case 'static':
      return {
        kind: 'ref',
        target: operand.static.type as StructType | ArrayType,
        nullable: false,
      };
  }
}

export function functionType(declared: Function): FunctionType {
  return {
    kind: 'function',
    parameters: declared.parameters.map((parameter) => parameter.type),
    result: declared.result,
  };
}

/**
 * Whether a function reports a panic and does not return: what the module of `checkFailed` exports
 * with the result `never`. Its functions may fail while they report, and so reach themselves; they
 * end that after one round (`kernel/panic.ts`, I2).
 *
 * @param panicModule - path of the module of `checkFailed`, or null in a program without one
 */
export function isPanicFunction(one: Function, panicModule: string | null): boolean {
  return one.exported && one.result.kind === 'never' && one.module === panicModule;
}

export type { IntKind };
