/**
 * The test framework of the kernel: groups of claims, and their results as KTAP on the serial port.
 *
 * A suite is a function `suite(): void` that calls `group` and `test`. Each claim runs at once,
 * protected by `returnsWithoutPanic`, and prints one line; what it prints itself comes before that
 * line and belongs to it. `tests/support/ktap.ts` reads the output on the other side and makes one
 * vitest test of each claim on each target.
 *
 *     KTAP version 1
 *     # target: kernel
 *     # group: unmap
 *     ok 1 returns the frame that was mapped
 *     # tests/kernel/x.ktest.ts:12: free frames: expected 4096, got 4095
 *     not ok 2 leaves the table unchanged when the page is absent
 *     ok 3 catches a stale translation # SKIP needs real CR3
 *     1..3
 *
 * Used by: `tests/kernel/*.ktest.ts`, `tests/kernel/entry-*.ts`.            Uses: `message.ts`.
 * Invariants:
 *   I1. `claims` is the number of result lines printed since `begin`.
 * Not handled here: fresh memory for a claim (`scratch.ts`).
 * Sources: [KTAP].
 */
import * as Message from '../../../kernel/console/message.ts';
import { leavePanic, returnsWithoutPanic } from '../../../runtime/contract/testing.ts';

/** Where the same suite runs. */
export enum Target {
  /** JavaScript on a simulated machine, inside vitest. */
  HostJs,
  /** A Linux process made by the C back end. */
  HostNative,
  /** The booted kernel. */
  Kernel,
}

let target: Target = Target.HostJs;
let claims: u32 = 0;
let failures: u32 = 0;
/** Whether the next claim is passed over; its reason has been printed. */
let isNextSkipped: bool = false;

/** Starts a run on `where`: forgets all counts and prints the head of the protocol. */
export function begin(where: Target): void {
  target = where;
  claims = 0;
  failures = 0;
  isNextSkipped = false;
  print('KTAP version 1');
  print(`# target: ${where}`);
}

/** Ends a run: prints the plan. @returns whether every claim held and there was at least one */
export function end(): bool {
  print(`1..${claims}`);
  return failures === 0 && claims > 0;
}

/** The target that the run was started on. */
export function currentTarget(): Target {
  return target;
}

/** Names the theme of the claims that follow, up to the next `group`. */
export function group(theme: string): void {
  print(`# group: ${theme}`);
}

/**
 * Passes over the next claim on one target.
 *
 * @param where  - the target on which it cannot run
 * @param reason - why, as a noun phrase or clause: `needs real CR3`
 */
export function skipOn(where: Target, reason: string): void {
  skipIf(where === target, reason);
}

/** Passes over the next claim where `condition` holds; `reason` as for `skipOn`. */
export function skipIf(condition: bool, reason: string): void {
  if (!condition) return;
  isNextSkipped = true;
  print(`# skip: ${reason}`);
}

/** Runs `action`; the claim holds when it returns without a panic or failed expectation. */
export function test(claim: string, action: () => void): void {
  if (passOver(claim)) return;
  reportClaim(returnsNormally(action), claim);
}

/**
 * Runs `action` between `before` and `after`; the claim holds when all three return normally.
 * `after` runs only when `action` did, so that it judges what a good run left behind.
 */
export function testBetween(
  claim: string,
  before: () => void,
  action: () => void,
  after: () => void,
): void {
  if (passOver(claim)) return;
  reportClaim(returnsNormally(before) && returnsNormally(action) && returnsNormally(after), claim);
}

/**
 * Runs `action`; the claim holds when it panics with a message that contains `part`.
 *
 * The text of the expected panic is not printed. Nothing that `action` had on its stack is cleaned
 * up: what it changed in static memory stays changed.
 */
export function testPanics(claim: string, part: string, action: () => void): void {
  'track caller';
  if (passOver(claim)) return;
  reportClaim(panicsWith(part, action), claim);
}

/** As `testPanics`, with `before` run first; a panic of `before` fails the claim. */
export function testPanicsAfter(
  claim: string,
  part: string,
  before: () => void,
  action: () => void,
): void {
  'track caller';
  if (passOver(claim)) return;
  reportClaim(returnsNormally(before) && panicsWith(part, action), claim);
}

/**
 * Ends the running claim as failed, with the place of the call and `what` as its reason, unless
 * `condition` holds.
 */
export function expect(condition: bool, what: string): void {
  'track caller';
  if (condition) return;
  print(`# ${callerFile()}:${callerLine()}: expected: ${what}`);
  abandonClaim();
}

/** As `expect`, unless the two are equal; `what` names the value compared. */
export function expectEqual<T extends number | bigint>(actual: T, expected: T, what: string): void {
  'track caller';
  if (actual === expected) return;
  print(`# ${callerFile()}:${callerLine()}: ${what}: expected ${expected}, got ${actual}`);
  abandonClaim();
}

/** As `expectEqual`, for truth values. */
export function expectBool(actual: bool, expected: bool, what: string): void {
  'track caller';
  if (actual === expected) return;
  print(`# ${callerFile()}:${callerLine()}: ${what}: expected ${expected}, got ${actual}`);
  abandonClaim();
}

/** Prints the seed of a claim that uses random numbers, so that a failure can be repeated. */
export function printSeed(seed: u64): void {
  print(`# seed: ${seed}`);
}

/** Prints the result of a claim that is passed over. @returns whether it is */
function passOver(claim: string): bool {
  if (!isNextSkipped) return false;
  isNextSkipped = false;
  claims += 1; // keeps I1
  print(`ok ${claims} ${claim} # SKIP`);
  return true;
}

/** Prints the result of a claim that was judged elsewhere. */
export function reportClaim(holds: bool, claim: string): void {
  claims += 1; // keeps I1
  if (holds) {
    print(`ok ${claims} ${claim}`);
    return;
  }
  failures += 1;
  print(`not ok ${claims} ${claim}`);
}

/** Runs `action` with its text recorded only, and compares what its panic said. */
function panicsWith(part: string, action: () => void): bool {
  'track caller';
  Message.startRecording();
  Message.setSink(Message.Sink.Recording);
  const returned = returnsNormally(action);
  Message.setSink(Message.Sink.Serial);
  if (!returned && Message.recordingContains(part)) return true;
  print(`# ${callerFile()}:${callerLine()}: expected a panic that says: ${part}`);
  if (returned) return false;
  print('# but it said:');
  Message.showRecording();
  return false;
}

function returnsNormally(action: () => void): bool {
  'use unsafe';
  // SAFE: a claim that does not return is over; nothing of its stack is used again.
  return returnsWithoutPanic(action);
}

/** Leaves the running claim as a panic would, without the text of one. */
function abandonClaim(): never {
  'use unsafe';
  // SAFE: as in `returnsNormally`; comes back only when no claim is running.
  leavePanic();
  panic('ktest: expectation outside a test');
}
