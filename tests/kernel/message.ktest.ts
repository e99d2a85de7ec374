/**
 * Messages: numbers and texts come out as documented, at both ends of their ranges.
 *
 * Used by: `all.ktest.ts`.            Uses: the recording of `message.ts`.
 */
import * as Message from '../../kernel/console/message.ts';
import { expect, expectEqual, group, test, testPanics } from './support/ktest.ts';

export function suite(): void {
  numbers();
  textsAndAddresses();
  templates();
  levels();
}

function numbers(): void {
  group('message: numbers');

  test('unsigned numbers are decimal, from 0 to 2^64 - 1', () => {
    record();
    Message.appendUnsigned(0n);
    Message.appendText(' ');
    Message.appendUnsigned(9n);
    Message.appendText(' ');
    Message.appendUnsigned(10n);
    Message.appendText(' ');
    Message.appendUnsigned(1000000n);
    Message.appendText(' ');
    Message.appendUnsigned(0xffff_ffff_ffff_ffffn);
    expectRecorded('0 9 10 1000000 18446744073709551615');
  });
  test('signed numbers have a minus sign, down to -2^63', () => {
    record();
    Message.appendSigned(0n);
    Message.appendText(' ');
    Message.appendSigned(-1n);
    Message.appendText(' ');
    Message.appendSigned(0x7fff_ffff_ffff_ffffn);
    Message.appendText(' ');
    Message.appendSigned(-0x8000_0000_0000_0000n);
    expectRecorded('0 -1 9223372036854775807 -9223372036854775808');
  });
  test('hexadecimal numbers have no leading zeros and no groups', () => {
    record();
    Message.appendHex(0n);
    Message.appendText(' ');
    Message.appendHex(0x1fn);
    Message.appendText(' ');
    Message.appendHex(0xdead_beef_1234_5678n);
    expectRecorded('0x0 0x1f 0xdeadbeef12345678');
  });
  test('padded hexadecimal numbers are grouped by four from the right', () => {
    record();
    Message.appendHexPadded(0x1fn, 0);
    Message.appendText(' ');
    Message.appendHexPadded(0x1fn, 8);
    Message.appendText(' ');
    Message.appendHexPadded(0x1_2345n, 1);
    Message.appendText(' ');
    Message.appendHexPadded(0n, 16);
    expectRecorded('0x1f 0x0000_001f 0x1_2345 0x0000_0000_0000_0000');
  });
  test('more than 16 digits are never printed', () => {
    record();
    Message.appendHexPadded(1n, 400);
    expectRecorded('0x0000_0000_0000_0001');
  });
  test('right-aligned numbers fill their columns, longer ones stay whole', () => {
    record();
    Message.appendUnsignedRight(42n, 5);
    Message.appendText('|');
    Message.appendUnsignedRight(12345n, 5);
    Message.appendText('|');
    Message.appendUnsignedRight(123456n, 5);
    Message.appendText('|');
    Message.appendUnsignedRight(0n, 0);
    expectRecorded('   42|12345|123456|0');
  });
}

function textsAndAddresses(): void {
  group('message: texts and addresses');

  test('left-aligned texts fill their columns, longer ones stay whole', () => {
    record();
    Message.appendTextLeft('ab', 4);
    Message.appendText('|');
    Message.appendTextLeft('abcd', 4);
    Message.appendText('|');
    Message.appendTextLeft('abcde', 4);
    Message.appendText('|');
    Message.appendTextLeft('', 2);
    expectRecorded('ab  |abcd|abcde|  ');
  });
  test('truth values are words', () => {
    record();
    Message.appendBool(true);
    Message.appendText(' ');
    Message.appendBool(false);
    expectRecorded('true false');
  });
  test('addresses say which space they belong to', () => {
    record();
    Message.appendPhys(phys(0x7fe0_0000n));
    Message.appendText(', ');
    Message.appendVirt(virt(0xffff_8000_0000_1000n));
    Message.appendText(', ');
    Message.appendPhys(phys(0n));
    expectRecorded('phys 0x7fe0_0000, virt 0xffff_8000_0000_1000, phys 0x0');
  });
  test('a recording keeps its first bytes and drops the rest', () => {
    record();
    for (let count: u32 = 0; count < 300; count++) Message.appendText('0123456789');
    Message.setSink(Message.Sink.Serial);
    expectEqual(Message.recordedByteCount(), 2048, 'bytes recorded');
    expectEqual(Message.recordedByte(2047), 0x37, 'last byte');
  });
  testPanics('a byte that was not recorded panics', 'no such byte', () => {
    Message.startRecording();
    ignore(Message.recordedByte(0), 'it panics');
  });
}

/** Values that the compiler cannot know. */
let someUnsigned: u32 = 300;
let someSigned: i32 = -300;
let someByte: u8 = 255;
let someWord: u64 = 0x1_0000_0000n;
let someSignedWord: i64 = -5n;

function templates(): void {
  group('message: templates');

  test('a template prints every type of integer', () => {
    someUnsigned += 1;
    someSigned -= 1;
    record();
    print(`${someUnsigned} ${someSigned} ${someByte} ${someWord} ${someSignedWord}`);
    expectRecorded('301 -301 255 4294967296 -5\n');
  });
  test('a template prints texts, truth values, enums and addresses', () => {
    record();
    print(`${'text'} ${someByte === 255} ${Message.Level.Warn} ${virt(0x1000n)}`);
    expectRecorded('text true Warn virt 0x1000\n');
  });
  test('a template aligns and groups', () => {
    record();
    print(`[${right(7n, 3)}] [${left('ab', 3)}] ${hex(255n)} ${hexPadded(0x1_0000n, 8)}`);
    expectRecorded('[  7] [ab ] 0xff 0x0001_0000\n');
  });
}

function levels(): void {
  group('message: levels');

  test('a message begins with its level and ends its line', () => {
    record();
    log.info('one');
    log.warn('two');
    log.error(`three ${3n}`);
    expectRecorded('info  one\nwarn  two\nerror three 3\n');
  });
  test('messages below the threshold are not written', () => {
    record();
    log.debug('hidden');
    Message.setLevel(Message.Level.Error);
    log.warn('hidden');
    log.error('shown');
    Message.setLevel(Message.Level.Info);
    expectRecorded('error shown\n');
  });
  test('debug messages are written once they are asked for', () => {
    record();
    Message.setLevel(Message.Level.Debug);
    log.debug('shown');
    Message.setLevel(Message.Level.Info);
    expectRecorded('debug shown\n');
  });
}

/** From here to `expectRecorded`, what is written goes into the recording only. */
function record(): void {
  Message.setSink(Message.Sink.Recording);
  Message.startRecording();
}

/** Ends the recording; expects it to be `text`, exactly. */
function expectRecorded(text: string): void {
  'track caller';
  Message.setSink(Message.Sink.Serial);
  const matches = Message.recordingContains(text) && Message.recordedByteCount() === text.length;
  if (!matches) {
    print('# recorded:');
    Message.showRecording();
    print('');
  }
  expect(matches, text);
}
