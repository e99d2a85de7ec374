/**
 * The symbol table of a linked image: its functions and lines, as backtraces want them.
 *
 * Used by: `kernel-image.ts`.            Uses: `elf.ts`, `dwarf-lines.ts`, `symbol-table.ts`.
 */

import { sourceLine } from '../backend-c/copies.ts';
import type { Position } from '../ir/program.ts';
import { readDwarfLines } from './dwarf-lines.ts';
import { ELF, type ElfFile, findSection } from './elf.ts';
import type { SymbolTable } from './symbol-table.ts';

/**
 * What `file` knows about its code.
 *
 * @param displayNames - names for people, by symbol; other functions keep their symbol
 * @param copyPositions - where line 1 of a file is that is a copied function's; others are files
 */
export function imageSymbols(
  file: ElfFile,
  displayNames: ReadonlyMap<string, string>,
  copyPositions: ReadonlyMap<string, Position>,
): SymbolTable {
  const functions = file.symbols
    .filter((symbol) => symbol.type === ELF.SYMBOL_TYPE_FUNCTION && symbol.section !== 0)
    .map(({ name, address, sizeBytes }) => ({
      address,
      sizeBytes,
      name: displayNames.get(name) ?? name,
    }));
  const lines = readDwarfLines(findSection(file, '.debug_line')?.bytes ?? Buffer.alloc(0)).map(
    (each) => ({ ...each, ...sourceLine(copyPositions, each.file, each.line) }),
  );
  return { functions, lines };
}
