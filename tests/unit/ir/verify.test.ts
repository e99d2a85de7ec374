import { describe, expect, it, vi } from 'vitest';

import {
  asOperand,
  constantOf,
  type FunctionBuilder,
  staticOf,
} from '../../../compiler/ir/build.ts';
import type { Operand } from '../../../compiler/ir/program.ts';
import { BOOL, I32, PHYS_ADDR, TEXT, U32, U64, VIRT_ADDR } from '../../../compiler/ir/types.ts';
import { verifyProgram } from '../../../compiler/ir/verify.ts';
import { COUNTER_REF, MODULE, sample, withBody } from './program.ts';

/** What the verifier says of `sum` with another body. */
function problemsOf(make: (f: FunctionBuilder) => void): string {
  return verifyProgram(withBody(make)).join('\n');
}

const zero = constantOf(U64, 0);
const u32 = (value: number): Operand => constantOf(U32, value);

/** How often something is added to a set or map while a function of so many conditions is verified. */
function additionsFor(conditions: number): number {
  const program = withBody((f) => {
    for (let count = 0; count < conditions; count += 1) {
      const local = f.local(`local${count}`, U64);
      f.emit({ op: 'declare', local, value: zero });
      f.emit({ op: 'if', condition: constantOf(BOOL, true), then: [], otherwise: [] });
    }
    f.return(zero);
  });
  const spies = [vi.spyOn(Set.prototype, 'add'), vi.spyOn(Map.prototype, 'set')];
  expect(verifyProgram(program)).toEqual([]);
  const additions = spies.reduce((sum, spy) => sum + spy.mock.calls.length, 0);
  vi.restoreAllMocks();
  return additions;
}

describe('verifyProgram', () => {
  it('accepts a valid program', () => {
    expect(verifyProgram(sample().program)).toEqual([]);
  });

  it('names place, function and operation', () => {
    expect(problemsOf((f) => f.return(u32(0)))).toBe(
      'kernel/sample.ts:2:3: sum: return: the value is u32, not u64 (I3)',
    );
  });

  it('I1: refuses locals that are not visible', () => {
    const problems = problemsOf((f) => {
      const inner = f.local('inner', U64);
      f.emit({
        op: 'if',
        condition: constantOf(BOOL, true),
        then: f.nested(() => f.emit({ op: 'declare', local: inner, value: zero })),
        otherwise: [],
      });
      f.return(asOperand(inner));
    });
    expect(problems).toMatch(/return: inner is not visible here \(I1\)/);
  });

  it('I1: refuses locals without a value on some path', () => {
    const problems = problemsOf((f) => {
      const late = f.local('late', U64);
      late.mutable = true;
      f.emit({ op: 'declare', local: late, value: null });
      f.emit({
        op: 'if',
        condition: constantOf(BOOL, true),
        then: f.nested(() => f.emit({ op: 'assign', local: late, value: zero })),
        otherwise: [],
      });
      f.return(asOperand(late));
    });
    expect(problems).toMatch(/return: late has no value on some path \(I1\)/);
  });

  it('I1: accepts a value on every path that gets there', () => {
    const problems = problemsOf((f) => {
      const late = f.local('late', U64);
      const label = f.label();
      f.emit({ op: 'declare', local: late, value: null });
      f.emit({
        op: 'loop',
        label,
        body: f.nested(() => {
          f.emit({ op: 'assign', local: late, value: zero });
          f.emit({ op: 'break', label });
        }),
        step: [],
      });
      f.emit({
        op: 'switch',
        value: f.parameter(0),
        cases: [{ values: [1n], body: f.nested(() => f.return(zero)) }],
        otherwise: [],
      });
      f.return(asOperand(late));
    });
    expect(problems).toBe('');
  });

  it('I1: refuses in the step of a loop what a jump to it passes by', () => {
    const problems = problemsOf((f) => {
      const late = f.local('late', U64);
      const label = f.label();
      const body = f.nested(() => {
        const then = f.nested(() => f.emit({ op: 'continue', label }));
        f.emit({ op: 'if', condition: constantOf(BOOL, true), then, otherwise: [] });
        f.emit({ op: 'declare', local: late, value: zero });
      });
      const step = f.nested(() => f.return(asOperand(late)));
      f.emit({ op: 'loop', label, body, step });
    });
    expect(problems).toMatch(/return: late has no value on some path \(I1\)/);
  });

  it('I2: refuses a temporary that is written twice on a path', () => {
    const problems = problemsOf((f) => {
      const temporary = f.local(null, U64);
      f.emit({ op: 'declare', local: temporary, value: zero });
      f.emit({ op: 'assign', local: temporary, value: zero });
      f.return(asOperand(temporary));
    });
    expect(problems).toMatch(/assign: the temporary t1 is written twice \(I2\)/);
  });

  it('refuses an assignment to what is not mutable', () => {
    const problems = problemsOf((f) => {
      const fixed = f.local('fixed', U64);
      f.emit({ op: 'declare', local: fixed, value: zero });
      f.emit({ op: 'assign', local: fixed, value: zero });
      f.return(asOperand(fixed));
    });
    expect(problems).toMatch(/fixed is assigned, but not mutable/);
  });

  it('I4: refuses jumps to labels that are not open', () => {
    expect(problemsOf((f) => f.emit({ op: 'break', label: 7 }))).toMatch(/no label 7 is open/);
    const problems = problemsOf((f) => {
      const label = f.label();
      const body = f.nested(() => f.emit({ op: 'continue', label }));
      f.emit({ op: 'block', label, body });
      f.return(zero);
    });
    expect(problems).toMatch(/continue: the label 1 is not a loop's \(I4\)/);
  });

  it('does twice the work for a function of twice the length', () => {
    expect(additionsFor(400)).toBeLessThan(2.5 * additionsFor(200));
  });

  it('I5: refuses control that runs off the end', () => {
    expect(problemsOf(() => undefined)).toMatch(/sum: control runs off the end \(I5\)/);
    const endless = problemsOf((f) => f.emit({ op: 'loop', label: f.label(), body: [], step: [] }));
    expect(endless).toBe('');
  });

  it('refuses constants outside their type, and two functions of one symbol', () => {
    expect(problemsOf((f) => f.return(constantOf(U64, -1)))).toMatch(
      /the constant -1 is not a value of u64/,
    );
    const { program, sum } = sample();
    program.modules[0]?.functions.push({ ...sum, name: 'again' });
    expect(verifyProgram(program).join()).toMatch(/again and sum share the symbol/);
  });

  it('refuses statics whose values do not fit', () => {
    const { program } = sample();
    program.modules[0]?.statics.push(
      staticOf(MODULE, 'wrong', U64, u32(1)),
      staticOf(MODULE, 'short', { kind: 'array', element: U32, length: 2 }, [u32(1)]),
    );
    const problems = verifyProgram(program).join('\n');
    expect(problems).toMatch(/static wrong: the initial value is not of type u64/);
    expect(problems).toMatch(/static short: 1 values for FixedArray<u32, 2>/);
  });
});

describe('I3: verifyProgram refuses', () => {
  const cases: readonly (readonly [string, RegExp, (f: FunctionBuilder) => void])[] = [
    [
      'operands of different types',
      /the right side is u32, not u64/,
      (f) =>
        f.compute(U64, (result) => ({
          op: 'arithmetic',
          result,
          operator: 'add',
          overflow: 'trap',
          left: zero,
          right: u32(1),
        })),
    ],
    [
      'a brand where the plain integer is meant',
      /the left side is PhysAddr, not u64/,
      (f) =>
        f.compute(U64, (result) => ({
          op: 'bitwise',
          result,
          operator: 'and',
          left: constantOf(PHYS_ADDR, 0),
          right: zero,
        })),
    ],
    [
      'a shift count of another type',
      /the count is u32, not u64/,
      (f) =>
        f.compute(U64, (result) => ({
          op: 'shift',
          result,
          operator: 'shl',
          overflow: 'trap',
          value: zero,
          count: u32(1),
        })),
    ],
    [
      'the negation of an unsigned value',
      /negate: an unsigned value/,
      (f) => f.compute(U64, (result) => ({ op: 'negate', result, value: zero })),
    ],
    [
      'a comparison of different types',
      /the right side is i32, not u64/,
      (f) =>
        f.compute(BOOL, (result) => ({
          op: 'compare',
          result,
          comparison: 'lt',
          left: zero,
          right: constantOf(I32, 0),
        })),
    ],
    [
      'booleans in order',
      /the left side is bool, not int/,
      (f) =>
        f.compute(BOOL, (result) => ({
          op: 'compare',
          result,
          comparison: 'lt',
          left: constantOf(BOOL, 0),
          right: constantOf(BOOL, 1),
        })),
    ],
    [
      'an exact conversion that loses values',
      /not every u64 is a u32/,
      (f) => f.compute(U32, (result) => ({ op: 'convert', result, mode: 'exact', value: zero })),
    ],
    [
      'a rotation of a signed value',
      /pure: a signed value/,
      (f) =>
        f.compute(I32, (result) => ({
          op: 'pure',
          result,
          operation: 'rotateLeft',
          operands: [constantOf(I32, 1), constantOf(I32, 1)],
        })),
    ],
    [
      'a field that does not exist',
      /Counter has no field size/,
      (f) =>
        f.compute(U64, (result) => ({
          op: 'loadField',
          result,
          base: counterOperand(),
          field: 'size',
        })),
    ],
    [
      'a field of another type',
      /the value is u32, not u64/,
      (f) => f.emit({ op: 'storeField', base: counterOperand(), field: 'count', value: u32(1) }),
    ],
    [
      'a store to a constant',
      /table is constant|not a scalar/,
      (f) => f.emit({ op: 'storeStatic', static: sample().table, value: zero }),
    ],
    [
      'a null test of what is never null',
      /isNull: the value is never null/,
      (f) => f.compute(BOOL, (result) => ({ op: 'isNull', result, value: counterOperand() })),
    ],
    [
      'an alignment that is not a power of two',
      /12 is not a power of two/,
      (f) => f.emit({ op: 'checkAligned', value: zero, alignBytes: 12 }),
    ],
    [
      'an address of the wrong kind',
      /the address is u64, not VirtAddr/,
      (f) =>
        f.compute({ kind: 'view' }, (result) => ({
          op: 'makeView',
          result,
          address: zero,
          lengthBytes: u32(1),
        })),
    ],
    [
      'a condition that is not a bool',
      /the condition is u32, not bool/,
      (f) => f.emit({ op: 'if', condition: u32(1), then: [], otherwise: [] }),
    ],
    [
      'a call with too few arguments',
      /0 arguments for 1 parameters/,
      (f) => f.emit({ op: 'call', result: null, function: sample().helper, arguments: [] }),
    ],
    [
      'the same case twice',
      /the case 1 is there twice/,
      (f) =>
        f.emit({
          op: 'switch',
          value: f.parameter(0),
          cases: [
            { values: [1n], body: [] },
            { values: [1n], body: [] },
          ],
          otherwise: [],
        }),
    ],
    [
      'a linker symbol that is not an address',
      /the result is u64, not VirtAddr/,
      (f) => f.compute(U64, (result) => ({ op: 'linkerSymbol', result, name: 'x' })),
    ],
    [
      'the length of what is not a text',
      /the text is VirtAddr, not string/,
      (f) =>
        f.compute(U32, (result) => ({
          op: 'textLength',
          result,
          text: constantOf(VIRT_ADDR, 0),
        })),
    ],
  ];

  it.each(cases)('%s', (_, problem, make) => {
    const problems = problemsOf((f) => {
      make(f);
      f.return(zero);
    });
    expect(problems).toMatch(problem);
    expect(problems).toMatch(/\(I3\)/);
  });
});

function counterOperand(): Operand {
  expect(COUNTER_REF.nullable).toBe(false);
  expect(TEXT.kind).toBe('text');
  return { kind: 'static', static: staticOf(MODULE, 'other', COUNTER_REF.target, null) };
}
