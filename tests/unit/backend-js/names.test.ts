/** Names of emitted JavaScript: what the source declares, what the back end adds, what is exported. */

import { describe, expect, it, test } from 'vitest';

import { emitJavaScript } from '../../../compiler/backend-js/emit.ts';
import { loadProgram } from '../../../compiler/backend-js/load.ts';
import { moduleAlias, NameTable, propertyName } from '../../../compiler/backend-js/names.ts';
import {
  asOperand,
  constantOf,
  FunctionBuilder,
  programOf,
  staticOf,
} from '../../../compiler/ir/build.ts';
import type { Program } from '../../../compiler/ir/program.ts';
import { type EnumType, type RecordType, U32 } from '../../../compiler/ir/types.ts';

const MODULE = 'kernel/names.ts';

describe('a name of the source', () => {
  test.each(['counter', 'Array', 'DataView', 'async', 'of', '__proto__', 'a$1'])(
    'stays as it is: %s',
    (name) => {
      expect(new NameTable().claim(name)).toBe(name);
    },
  );

  test.each(['Math', 'BigInt', 'Number', 'Object', 'NaN', 'undefined', 'await', 'static', 'eval'])(
    'gets a number when it means something: %s',
    (name) => {
      expect(new NameTable().claim(name)).toBe(`${name}$2`);
    },
  );

  it('does not begin like what the back end or vite adds', () => {
    const names = new NameTable();
    expect(names.claim('$rt')).toBe('_$rt');
    expect(names.claim('_$rt')).toBe('_$rt$2');
    expect(names.claim('__vite_ssr_exports__')).toBe('___vite_ssr_exports__');
  });
});

// `$` and a digit is a temporary.
test.each([
  ['kernel/mm/frame-region.ts', '$frameRegion'],
  ['tests/kernel/frame.ktest.ts', '$frame'],
  ['lib/1.ts', '$_1'],
  ['lib/-5.ts', '$_5'],
  ['lib/é.ts', '$_'],
])('the alias of %s is %s', (path, alias) => {
  expect(moduleAlias(path)).toBe(alias);
});

describe('a property called __proto__', () => {
  it('is one, and not the prototype', () => {
    expect(propertyName('__proto__')).toBe('["__proto__"]');
    const type: RecordType = {
      kind: 'record',
      name: 'Pair',
      module: MODULE,
      isAnonymous: false,
      fields: [{ name: '__proto__', type: U32 }],
      mustUse: false,
    };
    const f = new FunctionBuilder(MODULE, 'make', {}, type);
    f.return(f.compute(type, (result) => ({ op: 'makeRecord', result, fields: [five] })));
    const made = loadProgram(programOf(MODULE, [f.function], { types: [type] })).call(
      MODULE,
      'make',
    );
    expect(Object.entries(made as object)).toEqual([['__proto__', 5]]);
  });
});

const five = constantOf(U32, 5);

describe('two modules', () => {
  const OTHER = 'kernel/set.ts';
  const value = staticOf(OTHER, 'value', U32, five);
  const rival = staticOf(OTHER, '$set_value', U32, five);
  const f = new FunctionBuilder(MODULE, 'Math', { $other: U32 }, U32);
  f.emit({ op: 'storeStatic', static: value, value: f.parameter(0) });
  const local = f.local('$0', U32);
  f.emit({ op: 'loadStatic', result: local, static: value });
  f.return(asOperand(local));
  const colour: EnumType = {
    kind: 'enum',
    name: 'Object',
    module: MODULE,
    members: [{ name: '__proto__', value: 4n }],
    mustUse: false,
  };
  const program: Program = {
    modules: [
      {
        path: MODULE,
        statics: [],
        functions: [{ ...f.function, exported: true }],
        constants: [{ name: '$rt', value: five }],
      },
      { path: OTHER, statics: [value, rival], functions: [] },
    ],
    types: [colour],
    checkFailed: null,
  };

  it('have the names of the source outside, and others inside where they must', () => {
    const emitted = emitJavaScript(program, {
      runtimeModule: '/runtime.js',
      moduleSpecifier: (path) => path,
    });
    expect([...emitted.values()].map(({ code }) => code).join('\n')).toMatchInlineSnapshot(`
      "// Generated from kernel/names.ts. Do not edit.
      import * as $rt from "/runtime.js";
      import * as $set from "kernel/set.ts";
      const Object$2 = Object.freeze({ ["__proto__"]: 4, [4]: "__proto__" });
      const _$rt = 5;

      function Math$2(_$other) {
        $set.$set_value$2(_$other);
        const _$0 = $set.value;
        return _$0;
      }

      export { Math$2 as Math, _$rt as $rt, Object$2 as Object };

      // Generated from kernel/set.ts. Do not edit.
      import * as $rt from "/runtime.js";
      let value;
      let _$set_value;

      function $reset() {
        value = 5;
        _$set_value = 5;
      }
      function $set_value($0) { value = $0; }
      $rt.registerModule("kernel/set.ts", $reset);
      export { value, $set_value as $set_value$2, _$set_value as $set_value };
      "
    `);
  });

  it('set a variable that is called like a parameter', () => {
    const loaded = loadProgram(program);
    expect(loaded.call(MODULE, 'Math', 9)).toBe(9);
    expect(loaded.exportsOf(OTHER)['value']).toBe(9);
    expect(loaded.exportsOf(OTHER)['$set_value']).toBe(5);
    expect(loaded.exportsOf(MODULE)['$rt']).toBe(5);
  });
});
