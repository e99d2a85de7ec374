/** Placeholder shape until the walk is in: prints nothing. */
export function printCallers(): void {}
