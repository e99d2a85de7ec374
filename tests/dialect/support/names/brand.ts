/** A branded type that another module has under the same name with another width. */

export type Id = Branded<u32, 'Id'>;

export function widthOf(given: Id | null): u32 {
  return given === null ? 0 : u32(given);
}
