/**
 * Diagnostics KD09xx: ownership.
 *
 * Used by: `../catalogue.ts`.            Uses: nothing.
 */

import type { CatalogueFamily } from './entry.ts';

/** What all examples start with: an owned frame, and how to take and free one. */
const FRAMES = `
type OwnedFrame = Owned<PhysAddr, typeof freeFrame>;

function takeFrame(): OwnedFrame {
  return own<OwnedFrame>(phys(0x1000n));
}

function freeFrame(frame: OwnedFrame): void {
  print(\`freed \${disown(frame)}\`);
}
`;

export const OWNERSHIP = {
  KD0901: {
    title: 'owned value forgotten',
    explanation:
      'An owned value is consumed exactly once on every path: returned, passed on as owned, stored ' +
      'in an owned field, given up with `disown`, or bound with `using`. Here a path ends while it ' +
      'is still owned, so what it stands for would never be given back. Or a call returns it where ' +
      'nothing takes its ownership: into a plain variable or parameter, a message, a comparison. A ' +
      'variable that a loop finds empty and fills is owned again at its next round.',
    wrong: `${FRAMES}
export function use(): void {
  const frame = takeFrame();
  print(\`\${frame}\`);
}
`,
    right: `${FRAMES}
export function use(): void {
  using frame = takeFrame();
  print(\`\${frame}\`);
}
`,
  },
  KD0902: {
    title: 'owned value used after it was consumed',
    explanation:
      'The variable gave its value away, so somebody else may have released it by now. Use it ' +
      'before, or hand it on later. Releasing twice is the same mistake, and so is a comparison with ' +
      'null. Of a record whose owned field was consumed, the numbers may still be read.',
    wrong: `${FRAMES}
export function use(): void {
  const frame = takeFrame();
  freeFrame(frame);
  print(\`\${frame}\`);
}
`,
    right: `${FRAMES}
export function use(): void {
  const frame = takeFrame();
  print(\`\${frame}\`);
  freeFrame(frame);
}
`,
  },
  KD0903: {
    title: 'owned value consumed on one path only',
    explanation:
      'Where two paths meet, a value is owned on both or on neither; otherwise nobody could say who ' +
      'releases it. Consume it on the other path too, or after they meet. What stands right of `&&` ' +
      'and `||` and on either side of `?:` is on one path only, and so is a `debugAssert`, which may ' +
      'be left out. Where a condition says that the value is null there is nothing to consume.',
    wrong: `${FRAMES}
export function use(isDone: bool): void {
  const frame = takeFrame();
  if (isDone) freeFrame(frame);
}
`,
    right: `${FRAMES}
export function use(isDone: bool): void {
  const frame = takeFrame();
  if (isDone) print('done');
  freeFrame(frame);
}
`,
  },
  KD0904: {
    title: 'owned value consumed in a loop',
    explanation:
      'The value was taken before the loop and is consumed in its body, condition or step, so the ' +
      'second round would consume it again. Consume it after the loop, take it inside, or leave the ' +
      'loop behind it.',
    wrong: `${FRAMES}
export function use(): void {
  const frame = takeFrame();
  for (const round of range(0, 3)) {
    print(\`\${round}\`);
    freeFrame(frame);
  }
}
`,
    right: `${FRAMES}
export function use(): void {
  for (const round of range(0, 3)) {
    const frame = takeFrame();
    print(\`\${round}\`);
    freeFrame(frame);
  }
}
`,
  },
  KD0905: {
    title: 'value cannot be released',
    explanation:
      '`using` releases a value with the function that its type names: ' +
      '`Owned<T, typeof release>`. This type names none, or the function cannot do it: it is one of ' +
      'the dialect, with one parameter that the value converts to, without type parameters, and ' +
      'without a result that nobody would read.',
    wrong: `
export function use(): void {
  using frame = phys(0x1000n);
  print(\`\${frame}\`);
}
`,
    right: `${FRAMES}
export function use(): void {
  using frame = takeFrame();
  print(\`\${frame}\`);
}
`,
  },
  KD0906: {
    title: 'borrowed reference outlives its owner',
    explanation:
      'A reference was read from an owned value, or came out of a call that got one, and the value ' +
      'was consumed since, or its scope is left. What it refers to may belong to somebody else now. So ' +
      'it is with records and views that hold such a reference, with the array that a loop goes ' +
      'through, and with one argument while the next one consumes its owner. In a struct or a ' +
      'module-level variable no reference into an owned value is kept at all: the function that ' +
      'consumes it would not know.',
    wrong: `
interface Block extends Struct {
  size: u64;
}
type OwnedBlock = Owned<Block, typeof releaseBlock>;

const BLOCK: Block = zeroed();

function takeBlock(): OwnedBlock {
  return own<OwnedBlock>(BLOCK);
}

function releaseBlock(block: OwnedBlock): void {
  print(\`\${disown(block).size}\`);
}

export function use(): void {
  const block = takeBlock();
  const view: Block = block;
  releaseBlock(block);
  print(\`\${view.size}\`);
}
`,
    right: `
interface Block extends Struct {
  size: u64;
}
type OwnedBlock = Owned<Block, typeof releaseBlock>;

const BLOCK: Block = zeroed();

function takeBlock(): OwnedBlock {
  return own<OwnedBlock>(BLOCK);
}

function releaseBlock(block: OwnedBlock): void {
  print(\`\${disown(block).size}\`);
}

export function use(): void {
  const block = takeBlock();
  const view: Block = block;
  print(\`\${view.size}\`);
  releaseBlock(block);
}
`,
  },
  KD0907: {
    title: 'value bound with using consumed',
    explanation:
      'The scope releases what is bound with `using`, so nobody else may consume it. Declare it ' +
      'with `const` when it is to be passed on.',
    wrong: `${FRAMES}
export function use(): void {
  using frame = takeFrame();
  freeFrame(frame);
}
`,
    right: `${FRAMES}
export function use(): void {
  const frame = takeFrame();
  freeFrame(frame);
}
`,
  },
  KD0908: {
    title: 'owned value overwritten',
    explanation:
      'The variable still owns a value when another one is assigned to it, here or in an earlier round ' +
      'of the loop; the first would be forgotten. Consume it before.',
    wrong: `${FRAMES}
export function use(): void {
  let frame = takeFrame();
  frame = takeFrame();
  freeFrame(frame);
}
`,
    right: `${FRAMES}
export function use(): void {
  let frame = takeFrame();
  freeFrame(frame);
  frame = takeFrame();
  freeFrame(frame);
}
`,
  },
  KD0909: {
    title: 'another owner than expected',
    explanation:
      'The type of a place says who releases what comes there, and whether anybody does. A value ' +
      'with another release function would be released by the wrong one. A function stands for a ' +
      'function type only when each parameter and the result own the same; so does a struct, an ' +
      'array or a record with functions or owned values in it, for another of its kind.',
    wrong: `${FRAMES}
function look(frame: PhysAddr): void {
  print(\`\${frame}\`);
}

function finish(end: (frame: OwnedFrame) => void): void {
  end(takeFrame());
}

export function use(): void {
  finish(look);
}
`,
    right: `${FRAMES}
function finish(end: (frame: OwnedFrame) => void): void {
  end(takeFrame());
}

export function use(): void {
  finish(freeFrame);
}
`,
  },
  KD0910: {
    title: 'ownership that is not followed',
    explanation:
      'The check follows variables of functions, each with one owned value. A record therefore has ' +
      'at most one field that owns something, itself and not through another record; what is owned ' +
      'owns nothing else; and neither a module-level variable nor the variable of a `for…of` loop ' +
      'over an array owns anything. A generic function is checked once, with what is of a type ' +
      'parameter taken for plain, so nothing owned stands for one. A field of a struct and an ' +
      'element of an array may own: whoever writes the code around it is trusted.',
    wrong: `${FRAMES}
type Pair = { readonly first: OwnedFrame; readonly second: OwnedFrame };

export function use(pair: Pair): void {
  freeFrame(pair.first);
}
`,
    right: `${FRAMES}
export function use(first: OwnedFrame, second: OwnedFrame): void {
  freeFrame(first);
  freeFrame(second);
}
`,
  },
  KD0911: {
    title: 'owned value owned again',
    explanation:
      '`own` makes an owner for a value that has none. With two owners it would be released twice. ' +
      'To change the type of an owned value, give it up with `disown` first.',
    wrong: `${FRAMES}
export function use(): void {
  const frame = takeFrame();
  const again = own<OwnedFrame>(frame);
  freeFrame(again);
}
`,
    right: `${FRAMES}
export function use(): void {
  const frame = takeFrame();
  const again = own<OwnedFrame>(disown(frame));
  freeFrame(again);
}
`,
  },
} as const satisfies CatalogueFamily;
