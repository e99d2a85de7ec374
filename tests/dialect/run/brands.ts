/** Branded integers: the same bits, a type of their own; arithmetic gives the plain integer. */
type FrameNumber = Branded<u64, 'FrameNumber'>;
type Port = Branded<u16, 'Port'>;

function frameOf(address: PhysAddr): FrameNumber {
  return brand<FrameNumber>(address >> 12n);
}

function addressIn(frame: FrameNumber): PhysAddr {
  return phys(frame << 12n);
}

function next(port: Port): Port {
  return brand<Port>(port + 1);
}

export function main(): void {
  const address = phys(0x1234_5678n);
  const frame = frameOf(address);
  print(`${frame} ${addressIn(frame)}`);
  print(`${address - addressIn(frame)} ${address > addressIn(frame)}`);
  print(`${u64(address) & 0xfffn} ${address === 0x1234_5678n}`);
  const port = next(brand<Port>(0x3f8));
  print(`${port} ${hex(port)} ${u32(port) * 2}`);
  const high = virt(0xffff_8000_0000_0000n + address);
  print(`${high} ${isAligned(high, 4096n)} ${virt(alignUp(high, 4096n))}`);
  let current: FrameNumber = frame;
  current = brand<FrameNumber>(current + 1n);
  print(`${current} ${current === frame} ${current > frame}`);
  print(`${min(address, phys(1n))}`);
}
