/**
 * A kernel of any size: many modules of structs, enums, unions, statics and functions that call
 * each other, all in use, so that no stage of the compiler has less to do than with written code.
 *
 * Used by: `main.ts`.            Uses: nothing.
 */

/** Where the modules are said to lie; nothing is written there. */
const FOLDER = 'bench/compile-time';
export const GENERATED_ROOT = `${FOLDER}/generated-main.ts`;
const GROUPS_PER_MODULE = 8;

/** One group of declarations; 48 lines. */
function group(name: string, previous: string | null): string {
  const before = previous === null ? 'value' : `wrappingAdd(value, run${previous}(value))`;
  return `enum State${name} {
  Ok,
  Full,
  Broken,
}

type Found${name} =
  | { readonly kind: 'found'; readonly index: u32; readonly key: u64 }
  | { readonly kind: 'absent' };

interface Table${name} extends Struct {
  keys: FixedArray<u64, 64>;
  next: Table${name} | null;
  used: u32;
  isOpen: bool;
}

const TABLE${name}: Table${name} = zeroed();
let lookups${name}: u64 = 0n;

function find${name}(table: Table${name}, key: u64): Found${name} {
  lookups${name} = wrappingAdd(lookups${name}, 1n);
  for (let index: u32 = 0; index < min(table.used, 64); index++) {
    if (table.keys[index] === key) return { kind: 'found', index, key };
  }
  return { kind: 'absent' };
}

function add${name}(table: Table${name}, key: u64): State${name} {
  const used = table.used;
  if (used > 64) return State${name}.Broken;
  if (used === 64) return State${name}.Full;
  table.keys[used] = key;
  table.used = used + 1;
  table.isOpen = key % 3n === 0n && !table.isOpen;
  return State${name}.Ok;
}

export function run${name}(value: u64): u64 {
  const found = find${name}(TABLE${name}, value);
  if (found.kind === 'found') return found.key + u64(found.index);
  const status = add${name}(TABLE${name}, value);
  if (status === State${name}.Ok) return ${before};
  log.info(\`table ${name}: \${status}, \${lookups${name}} lookups of \${hex(value)}\`);
  return u64(sizeOf<Table${name}>());
}
`;
}

/** The texts of a program of about `lineCount` lines by path; its root is `GENERATED_ROOT`. */
export function generateKernel(lineCount: number): ReadonlyMap<string, string> {
  const linesPerGroup = group('0', null).split('\n').length;
  const moduleCount = Math.ceil(lineCount / (linesPerGroup * GROUPS_PER_MODULE));
  const sources = new Map<string, string>();
  const lastOf = (module: number): string => `${module}x${GROUPS_PER_MODULE - 1}`;
  for (let module = 0; module < moduleCount; module++) {
    const groups = Array.from({ length: GROUPS_PER_MODULE }, (_, index) =>
      group(`${module}x${index}`, index === 0 ? null : `${module}x${index - 1}`),
    );
    sources.set(`${FOLDER}/part${module}.ts`, groups.join('\n'));
  }
  const modules = Array.from({ length: moduleCount }, (_, module) => module);
  sources.set(
    GENERATED_ROOT,
    [
      ...modules.map((module) => `import { run${lastOf(module)} } from './part${module}.ts';`),
      'export function generatedMain(): void {',
      '  let sum: u64 = 1n;',
      ...modules.map((module) => `  sum = wrappingAdd(sum, run${lastOf(module)}(sum));`),
      '  log.info(`${sum}`);',
      '}',
      '',
    ].join('\n'),
  );
  return sources;
}

/** C symbol of the function that calls everything. */
export const GENERATED_SYMBOL = 'kx_bench_compile_time_generated_main__generatedMain';
