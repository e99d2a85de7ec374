/**
 * Framebuffers: modes that are refused, colours, and rectangles in ordinary memory.
 *
 * Used by: `all.ktest.ts`.            Uses: `support/video.ts`.
 */
import type { Framebuffer } from '../../kernel/console/framebuffer.ts';
import * as Framebuffers from '../../kernel/console/framebuffer.ts';
import { FramebufferStatus } from '../../kernel/console/framebuffer.ts';
import { expect, expectEqual, group, test, testPanics } from './support/ktest.ts';
import * as Video from './support/video.ts';

const FRAMEBUFFER: Framebuffer = zeroed();

export function suite(): void {
  modes();
  badColours();
  badSizes();
  pixels();
  rectangles();
}

function modes(): void {
  group('framebuffer: modes');

  test('32 bits per pixel are accepted', () => {
    Video.goodMode(32);
    expectMode(FramebufferStatus.Ok);
    expectEqual(FRAMEBUFFER.bytesPerPixel, 4, 'bytes per pixel');
    expectEqual(FRAMEBUFFER.pitchBytes, Video.PITCH_BYTES, 'pitch');
  });
  test('24 bits per pixel are accepted, with lines at any distance', () => {
    Video.goodMode(24);
    Video.mode().pitchBytes = 721n;
    Video.mode().lengthBytes = 721n * 96n;
    expectMode(FramebufferStatus.Ok);
    expectEqual(FRAMEBUFFER.bytesPerPixel, 3, 'bytes per pixel');
  });
  test('no width, height or pitch is refused', () => {
    Video.goodMode(32);
    Video.mode().width = 0n;
    expectMode(FramebufferStatus.Empty);
    Video.goodMode(32);
    Video.mode().height = 0n;
    expectMode(FramebufferStatus.Empty);
    Video.goodMode(32);
    Video.mode().pitchBytes = 0n;
    expectMode(FramebufferStatus.Empty);
  });
  test('a palette is refused', () => {
    Video.goodMode(32);
    Video.mode().isRgb = false;
    expectMode(FramebufferStatus.NotRgb);
  });
  test('0, 8, 15, 16, 31, 33, 48 and 2^32 - 1 bits per pixel are refused', () => {
    expectDepthRefused(0);
    expectDepthRefused(8);
    expectDepthRefused(15);
    expectDepthRefused(16);
    expectDepthRefused(31);
    expectDepthRefused(33);
    expectDepthRefused(48);
    expectDepthRefused(0xffff_ffff);
  });
}

function badColours(): void {
  group('framebuffer: malformed colours');

  test('a colour without bits is refused', () => {
    Video.goodMode(32);
    Video.mode().green.sizeBits = 0;
    expectMode(FramebufferStatus.BadColours);
  });
  test('a colour of more than 16 bits is refused', () => {
    Video.goodMode(32);
    Video.mode().red.sizeBits = 17;
    Video.mode().red.shift = 8;
    expectMode(FramebufferStatus.BadColours);
  });
  test('a colour outside the pixel is refused', () => {
    Video.goodMode(24);
    Video.mode().red.shift = 17;
    expectMode(FramebufferStatus.BadColours);
    Video.mode().red.shift = 255;
    expectMode(FramebufferStatus.BadColours);
  });
  test('colours that share a bit are refused', () => {
    Video.goodMode(32);
    Video.mode().blue.sizeBits = 9;
    expectMode(FramebufferStatus.BadColours);
  });
}

function badSizes(): void {
  group('framebuffer: malformed sizes');

  test('lines that overlap are refused', () => {
    Video.goodMode(32);
    Video.mode().pitchBytes = 956n;
    expectMode(FramebufferStatus.PitchTooSmall);
    Video.mode().width = 0xffff_ffff_ffff_ffffn;
    expectMode(FramebufferStatus.PitchTooSmall);
  });
  test('pixels of four bytes that are not aligned are refused', () => {
    Video.goodMode(32);
    Video.mode().pitchBytes = 1022n;
    expectMode(FramebufferStatus.Misaligned);
    Video.goodMode(32);
    const status = Framebuffers.open(FRAMEBUFFER, Video.mode(), virt(Video.pictureStart() + 2n));
    expect(status === FramebufferStatus.Misaligned, 'a misaligned address');
  });
  test('a picture with a side of more than 16384 pixels is refused', () => {
    Video.goodMode(32);
    Video.mode().width = 16_385n;
    Video.mode().pitchBytes = 65_540n;
    expectMode(FramebufferStatus.TooLarge);
    Video.goodMode(32);
    Video.mode().height = 0xffff_ffff_ffff_ffffn;
    expectMode(FramebufferStatus.TooLarge);
    Video.goodMode(32);
    Video.mode().pitchBytes = 0xffff_ffff_ffff_fffcn;
    expectMode(FramebufferStatus.TooLarge);
  });
  test('lines that need one byte more than there is are refused', () => {
    Video.goodMode(32);
    Video.mode().lengthBytes = u64(Video.HEIGHT * Video.PITCH_BYTES);
    expectMode(FramebufferStatus.Ok);
    Video.mode().lengthBytes -= 1n;
    expectMode(FramebufferStatus.Truncated);
  });
  test('memory that reaches the end of the address space is refused', () => {
    Video.goodMode(32);
    const status = Framebuffers.open(FRAMEBUFFER, Video.mode(), virt(0xffff_ffff_ffff_f000n));
    expect(status === FramebufferStatus.Truncated, 'addresses that wrap around');
  });
  test('a refused mode leaves the framebuffer as it was', () => {
    Video.goodMode(32);
    expectMode(FramebufferStatus.Ok);
    Video.mode().width = 100n;
    Video.mode().lengthBytes = 1n;
    expectMode(FramebufferStatus.Truncated);
    expectEqual(FRAMEBUFFER.width, Video.WIDTH, 'width');
  });
}

function pixels(): void {
  group('framebuffer: colours');

  test('red, green and blue go where the mode has them', () => {
    Video.goodMode(32);
    expectMode(FramebufferStatus.Ok);
    expectEqual(Framebuffers.pixelOf(FRAMEBUFFER, 0x12_3456), 0x12_3456, 'blue first');
    Video.setColour(0, 0, 8);
    Video.setColour(2, 16, 8);
    expectMode(FramebufferStatus.Ok);
    expectEqual(Framebuffers.pixelOf(FRAMEBUFFER, 0x12_3456), 0x56_3412, 'red first');
  });
  test('colours of 5, 6, 10 and 16 bits keep black, white and order', () => {
    Video.goodMode(32);
    Video.setColour(0, 11, 5);
    Video.setColour(1, 5, 6);
    Video.setColour(2, 0, 5);
    expectMode(FramebufferStatus.Ok);
    expectEqual(Framebuffers.pixelOf(FRAMEBUFFER, 0xff_ffff), 0xffff, 'white of 16 bits');
    expectEqual(Framebuffers.pixelOf(FRAMEBUFFER, 0), 0, 'black of 16 bits');
    Video.setColour(0, 20, 10);
    Video.setColour(1, 10, 10);
    Video.setColour(2, 0, 10);
    expectMode(FramebufferStatus.Ok);
    expectEqual(Framebuffers.pixelOf(FRAMEBUFFER, 0xff_ffff), 0x3fff_ffff, 'white of 30 bits');
    expectEqual(Framebuffers.pixelOf(FRAMEBUFFER, 0x80), 0x202, 'half blue of 30 bits');
    Video.setColour(0, 31, 1);
    Video.setColour(1, 16, 8);
    Video.setColour(2, 0, 16);
    expectMode(FramebufferStatus.Ok);
    expectEqual(Framebuffers.pixelOf(FRAMEBUFFER, 0xff_00ab), 0x8000_abab, 'sizes that differ');
  });
}

function rectangles(): void {
  group('framebuffer: rectangles');

  test('a rectangle of 32-bit pixels changes its pixels and nothing else', () => {
    openFramebuffer(32);
    Framebuffers.fillRectangle(FRAMEBUFFER, 3, 2, 5, 4, 0x0102_0304);
    expectEqual(Video.changedBytes(), 5 * 4 * 4, 'changed bytes');
    expectEqual(Video.pixelAt(3, 2), 0x0102_0304, 'upper left');
    expectEqual(Video.pixelAt(7, 5), 0x0102_0304, 'lower right');
  });
  test('a rectangle of 24-bit pixels changes three bytes for each and nothing else', () => {
    openFramebuffer(24);
    Framebuffers.fillRectangle(FRAMEBUFFER, 3, 2, 5, 4, 0x02_0304);
    expectEqual(Video.changedBytes(), 5 * 4 * 3, 'changed bytes');
    expectEqual(Video.pixelAt(3, 2), 0x02_0304, 'upper left');
    expectEqual(Video.pixelAt(7, 5), 0x02_0304, 'lower right');
  });
  test('an empty rectangle changes nothing', () => {
    openFramebuffer(32);
    Framebuffers.fillRectangle(FRAMEBUFFER, Video.WIDTH, Video.HEIGHT, 0, 0, 0);
    Framebuffers.fillRectangle(FRAMEBUFFER, 0, 0, 0, Video.HEIGHT, 0);
    expectEqual(Video.changedBytes(), 0, 'changed bytes');
  });
  testPanics('a rectangle may not leave the right side', 'too wide', () => {
    openFramebuffer(32);
    Framebuffers.fillRectangle(FRAMEBUFFER, Video.WIDTH - 4, 0, 5, 1, 0);
  });
  testPanics('a rectangle may not leave the lower side', 'too high', () => {
    openFramebuffer(32);
    Framebuffers.fillRectangle(FRAMEBUFFER, 0, Video.HEIGHT - 4, 1, 5, 0);
  });
}

function openFramebuffer(bitsPerPixel: u32): void {
  Video.goodMode(bitsPerPixel);
  expectMode(FramebufferStatus.Ok);
}

function expectMode(expected: FramebufferStatus): void {
  'track caller';
  const status = Framebuffers.open(FRAMEBUFFER, Video.mode(), Video.pictureStart());
  if (status !== expected) print(`# expected ${expected}, got ${status}`);
  expect(status === expected, 'the right status');
}

function expectDepthRefused(bitsPerPixel: u32): void {
  'track caller';
  Video.goodMode(bitsPerPixel);
  expectMode(FramebufferStatus.UnsupportedDepth);
}
