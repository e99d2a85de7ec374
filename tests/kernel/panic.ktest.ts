/**
 * Panics: every check of compiled code fails in words, with the place and the values.
 *
 * Used by: `all.ktest.ts`.            Uses: `support/ktest.ts`.
 */
import * as Panic from '../../kernel/panic.ts';
import { expect, group, test, testPanics } from './support/ktest.ts';

/** Values that the compiler cannot know. */
let three: u64 = 3n;
let five: u64 = 5n;
let zero: u64 = 0n;
let large: u64 = 0xffff_ffff_ffff_ffffn;
let minusOne: i64 = -1n;
let smallest: i64 = -0x8000_0000_0000_0000n;
let byte: u8 = 200;
let narrow: u32 = 300;
let signedNarrow: i32 = -1;
let smallestNarrow: i32 = -0x8000_0000;
let zeroNarrow: u32 = 0;
let count: u64 = 64n;

interface Node extends Struct {
  value: u64;
  next: Node | null;
}

const NODE: Node = zeroed();
const WORDS: FixedArray<u64, 4> = [1n, 2n, 3n, 4n];

export function suite(): void {
  arithmetic();
  accesses();
  messages();
}

function arithmetic(): void {
  group('panic: arithmetic');

  testPanics(
    'an addition that overflows names both numbers',
    'u64 addition overflows: 18446744073709551615 + 3',
    () => {
      three = large + three;
    },
  );
  testPanics(
    'a subtraction below zero names both numbers',
    'u64 subtraction overflows: 3 - 5',
    () => {
      three = three - five;
    },
  );
  testPanics(
    'a multiplication that overflows names both numbers',
    'u64 multiplication overflows: 18446744073709551615 * 3',
    () => {
      three = large * three;
    },
  );
  testPanics('arithmetic on bytes overflows at 255', 'u8 addition overflows: 200 + 100', () => {
    byte = byte + 100;
  });
  testPanics(
    'signed numbers are printed with their sign',
    'i64 addition overflows: -9223372036854775808 + -1',
    () => {
      smallest = smallest + minusOne;
    },
  );
  testPanics(
    'negating the smallest number names it',
    'i32 negation overflows: -(-2147483648)',
    () => {
      smallestNarrow = -smallestNarrow;
    },
  );
  testPanics('a division by zero names the dividend', 'u64 division by zero: 3 / 0', () => {
    three = three / zero;
  });
  testPanics('a remainder by zero names the dividend', 'u32 remainder by zero: 300 % 0', () => {
    narrow = narrow % zeroNarrow;
  });
  testPanics(
    'the smallest number divided by -1 overflows',
    'i64 division overflows: -9223372036854775808 / -1',
    () => {
      smallest = smallest / minusOne;
    },
  );
  testPanics(
    'a shift count outside the width names the range',
    'u64 shift count 64 is outside [0, 64)',
    () => {
      three = three << count;
    },
  );
  testPanics(
    'a shift that loses bits names value and count',
    'u8 shift loses bits: 200 << 1',
    () => {
      byte = byte << 1;
    },
  );
  testPanics('a conversion that does not fit names value and type', '300 does not fit u8', () => {
    byte = u8(narrow);
  });
  testPanics('a negative number does not fit an unsigned type', '-1 does not fit u64', () => {
    three = u64(signedNarrow);
  });
}

function accesses(): void {
  group('panic: accesses');

  testPanics('an index past the end names the range', 'index 300 is outside [0, 4)', () => {
    three = WORDS[narrow];
  });
  testPanics(
    'an alignment that is no power of two is named',
    'alignment 3 is not a power of two',
    () => {
      five = alignUp(five, three);
    },
  );
  testPanics('a misaligned reference names address and alignment', 'is not a multiple of 8', () => {
    const node = nodeAt(virt(addressOf(NODE) + 1n));
    three = node.value;
  });
  testPanics('a reference to address 0 is refused', 'a reference is null', () => {
    const node = nodeAt(virt(zero));
    three = node.value;
  });
  testPanics(
    'an access past the end of a view names both',
    'access up to byte 308 leaves the view of 16 bytes',
    () => {
      three = viewOf(NODE).getBigUint64(narrow, true);
    },
  );
}

function messages(): void {
  group('panic: messages');

  testPanics('a panic begins with the file', 'panic: tests/kernel/panic.ktest.ts:', () => {
    panic('something');
  });
  testPanics('a panic prints the values of its template', ': value 3, virt 0x1000', () => {
    three = 3n;
    panic(`value ${three}, ${virt(0x1000n)}`);
  });
  testPanics('an assertion says that it is one', 'assertion failed: area: text', () => {
    assert(three === five, 'area: text');
  });
  testPanics(
    'a check says file, line and column',
    'panic: a.ts:7:9: u16 addition overflows: 1 + 2',
    () => {
      Panic.checkFailed(0, 1, 'a.ts', 7, 9, 1n, 2n);
    },
  );
  testPanics('a check of an unknown kind is still reported', 'failed check number 99', () => {
    Panic.checkFailed(99, 3, 'a.ts', 7, 9, 1n, 2n);
  });
  test('nothing is panicking between panics', () => {
    expect(!Panic.isPanicking(), 'no panic in progress');
  });
}

function nodeAt(address: VirtAddr): Node {
  'use unsafe';
  // SAFE: only addresses that are refused are passed.
  return at<Node>(address);
}

function viewOf(node: Node): DataView {
  'use unsafe';
  // SAFE: exactly the bytes of `node`.
  return dataViewAt(addressOf(node), sizeOf<Node>());
}
