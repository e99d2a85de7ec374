/**
 * Types of generated programs that are no integers, and what makes and reads their values.
 *
 * An expression is written as text in which `#u32` stands for any expression of that type. What is
 * written in place goes through `keep`, so that TypeScript does not know the value and takes no later
 * test for decided.
 *
 * Used by: `expressions.ts`, `generate.ts`.            Uses: `declarations.ts`.
 */

import type { Integer } from './declarations.ts';

export const COMPOUNDS = [
  'Pair',
  'Shape',
  'Nest',
  'MaybeByte',
  'MaybePair',
  'OptionWord',
  'OptionPair',
  'Line',
  'Handler',
] as const;
export type Compound = (typeof COMPOUNDS)[number];
export type Scalar = Integer | 'bool' | 'Color' | Compound;

interface CompoundRules {
  readonly makers: readonly string[];
  /** A value that is simpler than any other. */
  readonly plain: string;
  /** Whether a variable of the type must be read. */
  readonly mustBeRead: boolean;
}

export const COMPOUND_RULES: Readonly<Record<Compound, CompoundRules>> = {
  Pair: {
    makers: [
      '{ first: #u32, second: #i64 }',
      '{ second: #i64, first: #u32 }',
      'orElse<Pair>(#MaybePair, #Pair)',
      'getOr(#OptionPair, #Pair)',
      'swapped(#Pair)',
    ],
    plain: '{ first: 0, second: 0n }',
    mustBeRead: false,
  },
  Shape: {
    makers: [
      "keep<Shape>({ kind: 'dot' })",
      "keep<Shape>({ kind: 'line', length: #u64 })",
      "keep<Shape>({ filled: #bool, kind: 'box', width: #u16 })",
      'shapeOf(#u32)',
      'grown(#Shape, #u64)',
    ],
    plain: 'shapeOf(1)',
    mustBeRead: true,
  },
  Nest: {
    makers: [
      'keep<Nest>({ pair: #Pair, shape: #Shape, maybe: #MaybeByte, color: #Color })',
      'keep<Nest>({ color: #Color, maybe: #MaybeByte, shape: #Shape, pair: #Pair })',
      'refilled(#Nest, #Shape)',
    ],
    plain: 'nestOf(1)',
    mustBeRead: true,
  },
  MaybeByte: {
    makers: [
      'keep<MaybeByte>(null)',
      'keep<MaybeByte>(#u8)',
      'checkedAdd(STORE.u8Field, #u8)',
      'narrowed(#u32)',
      'mostly(#Nest)',
    ],
    plain: 'keep<MaybeByte>(null)',
    mustBeRead: true,
  },
  MaybePair: {
    makers: ['keep<MaybePair>(null)', 'keep<MaybePair>(#Pair)', 'pairUnless(#bool, #Pair)'],
    plain: 'keep<MaybePair>(null)',
    mustBeRead: true,
  },
  OptionWord: {
    makers: [
      'some<i16>(#i16)',
      'none<i16>()',
      'mapped<Pair, i16>(#OptionPair, (pair) => truncate<i16>(pair.second))',
    ],
    plain: 'none<i16>()',
    mustBeRead: true,
  },
  OptionPair: {
    makers: [
      'some<Pair>(#Pair)',
      'none<Pair>()',
      'mapped(#OptionWord, pairOfWord)',
      'mapped<i16, Pair>(#OptionWord, (word) => ({ first: STORE.u32Field, second: i64(word) }))',
    ],
    plain: 'none<Pair>()',
    mustBeRead: true,
  },
  Line: {
    makers: ['brand<Line>(#u32)', 'following(#Line)'],
    plain: 'brand<Line>(7)',
    mustBeRead: false,
  },
  Handler: {
    makers: [
      'doubled',
      'handlerOf(#u32)',
      '((value) => wrappingAdd(value, STORE.u32Field))',
      '((value) => value ^ 0xff)',
    ],
    plain: 'doubled',
    mustBeRead: false,
  },
};

/** What else gives a value of a type that has expressions of its own. */
export const READERS: Readonly<Partial<Record<Scalar, readonly string[]>>> = {
  u8: ['orElse(#MaybeByte, #u8)', 'STORE.header.kind', 'STORE.bytes[u32(#Color)]'],
  u16: ['widthOf(#Shape)'],
  u32: ['u32(#Line)', 'apply(#Handler, #u32)', 'swapped(#Pair).first', 'STORE.header.lengthBytes'],
  u64: [
    'measure(#Shape)',
    'digest(#Nest)',
    'exchange(STORE.wide, #u64)',
    'largest<u64>(STORE.u32List, #u64, (a, b) => wrappingAdd(a, u64(b)))',
  ],
  i16: ['getOr(#OptionWord, #i16)', 'exchange(STORE.small, #i16)'],
  i64: ['swapped(#Pair).second', 'STORE.header.total'],
  bool: ['(#MaybeByte === null)', '(#MaybePair !== null)', 'isLine(#Shape)', '(#Line < 100)'],
};

export function isCompound(type: string): type is Compound {
  return COMPOUNDS.some((compound) => compound === type);
}
