interface Hooks extends Struct {
  report: (() => void) | null;
}
const HOOKS: Hooks = zeroed();

/** @allocates One block. */
function kmalloc(): u64 {
  return 1n;
}

function helper(): u64 {
  return kmalloc();
}

export function handleTrap(): u64 {
  'no alloc';
  return helper(); //! KD0505: handleTrap is marked 'no alloc' but reaches kmalloc: handleTrap → helper → kmalloc
  //     ^^^^^^^^ take what it needs before, or hand it in
}

function callback(): void {
  ignore(kmalloc(), 'only the effect matters here');
}

export function install(): void {
  HOOKS.report = callback;
}

export function handleHook(): void {
  'no alloc';
  const report = HOOKS.report;
  if (report !== null) report(); //! KD0505: handleHook → callback → kmalloc
  //                   ^^^^^^^^ take what it needs before, or hand it in
}

export function unknownDirective(): void {
  'use strict'; //! KD0503: is not a directive
//^^^^^^^^^^^^ the directives are 'use unsafe', 'no alloc' and 'track caller'
}
