/**
 * Random functions that cannot fail and touch no memory, for tables computed when compiled.
 *
 * Used by: `generate.ts`.            Uses: `expressions.ts`.
 */

import { type Integer, INTEGERS } from './declarations.ts';
import { ExpressionGenerator, is64, leaf } from './expressions.ts';
import type { Expression, GeneratedFunction, Statement } from './tree.ts';

/** Makes `function <name>(index: u32): <type>` of pure operations that always have a result. */
export class TableFunctionGenerator extends ExpressionGenerator {
  tableFunction(name: string, type: Integer): GeneratedFunction {
    this.variables = [{ name: 'index', type: 'u32', mutable: false }];
    const declared = Array.from({ length: 3 }, (_, index): Statement => {
      const variable = { name: `a${index}`, type: this.random.pick(INTEGERS), mutable: true };
      const value = this.value(variable.type, 2);
      this.variables.push(variable);
      return { kind: 'line', parts: [`let ${variable.name}: ${variable.type} = `, value, ';'] };
    });
    const assignments = declared.map((_, index) => this.assignment(index));
    const loop: Statement = {
      kind: 'block',
      head: ['outer: for (const round of range(0, index))'],
      body: [
        ...assignments,
        { kind: 'line', parts: ['if (', this.value('bool', 2), ') continue outer;'] },
        this.assignment(0),
        { kind: 'line', parts: ['if (round > 2 && ', this.value('bool', 1), ') break;'] },
      ],
      tail: '',
    };
    const result: Statement = { kind: 'line', parts: ['return ', this.value(type, 3), ';'] };
    return { head: `function ${name}(index: u32): ${type}`, body: [...declared, loop], result };
  }

  private assignment(index: number): Statement {
    const target = this.variables[index + 1];
    if (target === undefined) throw new RangeError('no such variable');
    return { kind: 'line', parts: [`${target.name} = `, this.value(target.type, 2), ';'] };
  }

  protected override stored(type: Integer): Expression {
    return this.variableOf(type) ?? leaf(type, `truncate<${type}>(index)`);
  }

  protected override boolean(depth: number): Expression {
    const type = this.random.pick(INTEGERS);
    const operator = this.random.pick(['===', '!==', '<', '<=', '>', '>=']);
    const parts = ['(', this.wrapped(type, 1), ` ${operator} `, this.integer(type, depth - 1), ')'];
    return { type: 'bool', parts, plain: '(index > 2)' };
  }

  protected override integer(type: Integer, depth: number): Expression {
    if (depth <= 0) return this.random.chance(30) ? this.literal(type) : this.stored(type);
    const width = Number(type.slice(1));
    const suffix = is64(type) ? 'n' : '';
    const count = `${this.random.below(width)}${suffix}`;
    const from = this.random.pick(INTEGERS);
    // `@` is a value that is no literal, `$` one of another type.
    const some: readonly string[] = [
      `wrappingAdd(@, #${type})`,
      `wrappingSub(@, #${type})`,
      `wrappingMul(@, #${type})`,
      `saturatingAdd(@, #${type})`,
      `saturatingSub(@, #${type})`,
      `saturatingMul(@, #${type})`,
      `min(@, #${type})`,
      `max(@, #${type})`,
      `(@ & #${type})`,
      `(@ | #${type})`,
      `(@ ^ #${type})`,
      `~(@)`,
      `(@ >> ${count})`,
      `wrappingShl(@, ${count})`,
      `orElse(checkedAdd(@, #${type}), @)`,
      `orElse(checkedMul(@, #${type}), @)`,
      `truncate<${type}>($)`,
      `((#bool) ? #${type} : #${type})`,
      `(@ / ${3 + this.random.below(100)}${suffix})`,
      `(@ % ${3 + this.random.below(100)}${suffix})`,
    ];
    const unsigned = [
      `rotateLeft(@, #${type})`,
      `rotateRight(@, #${type})`,
      `(@ / (@ | 1${suffix}))`,
    ];
    const templates = type.startsWith('u') ? [...some, ...unsigned] : some;
    const chosen = this.random.pick(
      type === 'u64' ? [...templates, 'multiplyHigh(@, #u64)'] : templates,
    );
    const parts = chosen.split(/([@$])/).flatMap((part) => {
      if (part === '@') return [this.stored(type)];
      return part === '$' ? [this.wrapped(from, depth)] : this.template(type, part, depth).parts;
    });
    return { type, parts, plain: `truncate<${type}>(index)` };
  }
}
