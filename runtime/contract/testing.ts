/**
 * What only tests need: going on after a panic.
 *
 * Used by: `tests/kernel/support`.            Uses: the prelude.
 */

/**
 * @unsafe Calls `action`; a panic inside comes back here instead of ending the program.
 *
 * Nothing that `action` had on its stack is cleaned up, which is why only tests may use it.
 *
 * @returns true when `action` returned, false when it panicked
 */
export declare function returnsWithoutPanic(action: () => void): bool;

/**
 * @unsafe Ends a panic: goes back to the innermost `returnsWithoutPanic`. Returns only when there is none.
 */
export declare function leavePanic(): void;
