/** Imports: names, namespaces, types; constants, variables, enums and types of other modules. */
import type { Header } from './unsafe-functions.ts';
import { PAGE_SIZE } from './constants.ts';
import * as Enums from './enums.ts';
import * as Statics from './statics.ts';
import { Status } from './enums.ts';

export function use(header: Header): u64 {
  Statics.change();
  if (Enums.find(3) === Enums.Status.Ok) return PAGE_SIZE;
  if (Enums.find(4) === Status.Busy) return u64(Statics.shared);
  return header.size;
}
