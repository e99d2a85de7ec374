/**
 * Inks: what a piece of a message means, for outputs that have colours.
 *
 * A message says that something is bad, not that it is red. The screen knows the colours; the
 * serial port ignores inks.
 *
 * Used by: `message.ts`, `screen.ts`, `kernel/boot`.            Uses: nothing.
 */

/** Kinds of text, then kinds of memory. The numbers index the screen's palette. */
export enum Ink {
  Text,
  /** Of less weight than the text around it. */
  Dim,
  Title,
  /** The name in front of a fact. */
  Name,
  Good,
  Warning,
  Bad,
  UsableMemory,
  LoaderMemory,
  KernelMemory,
  AcpiTables,
  AcpiNvs,
  ReservedMemory,
  BadMemory,
  FramebufferMemory,
  /** Addresses at which nothing is. */
  NoMemory,
}

/** Number of inks. */
export const INK_COUNT: u32 = 16;
