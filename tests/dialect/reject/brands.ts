/** Branded integers and addresses do not mix. */
type FrameNumber = Branded<u64, 'FrameNumber'>;
type PageNumber = Branded<u64, 'PageNumber'>;
type Port = Branded<u16, 'Port'>;

interface Entry extends Struct {
  frame: FrameNumber;
  page: PageNumber;
  base: PhysAddr;
}

export function physAsVirt(a: PhysAddr): VirtAddr {
  return a; //! KD0210: expected VirtAddr, got PhysAddr
  //     ^ phys2virt(…) is where the kernel reads physical memory
}

export function virtAsPhys(a: VirtAddr): PhysAddr {
  return a; //! KD0210: expected PhysAddr, got VirtAddr
  //     ^ virt2phys(…) is the physical address, where the kernel knows it
}

export function plainAsPhys(a: u64): PhysAddr {
  return a; //! KD0210: expected PhysAddr, got u64
}

export function literalAsPhys(): PhysAddr {
  return 0x1000n; //! KD0210: expected PhysAddr, got u64
}

export function sumAsVirt(a: VirtAddr): VirtAddr {
  return a + 4096n; //! KD0210: expected VirtAddr, got u64
}

export function frameAsPage(a: FrameNumber): PageNumber {
  return a; //! KD0210: expected PageNumber, got FrameNumber
  //     ^ two brands never mix; convert on purpose where it is right
}

export function plainAsFrame(a: u64): FrameNumber {
  return a; //! KD0210: expected FrameNumber, got u64
  //     ^ say that it is one: brand<FrameNumber>(a)
}

export function addPhysAndVirt(a: PhysAddr, b: VirtAddr): u64 {
  return a + b; //! KD0210: `+` mixes PhysAddr and VirtAddr
  //       ^ convert one of them on purpose, for example with phys2virt
}

export function comparePhysAndVirt(a: PhysAddr, b: VirtAddr): bool {
  return a === b; //! KD0210: `===` mixes PhysAddr and VirtAddr
}

export function lessPhysAndVirt(a: PhysAddr, b: VirtAddr): bool {
  return a < b; //! KD0210: `<` mixes PhysAddr and VirtAddr
}

export function physOfVirt(a: VirtAddr): PhysAddr {
  return phys(a); //! KD0210: a VirtAddr cannot become a PhysAddr
}

export function virtOfPhys(a: PhysAddr): VirtAddr {
  return virt(a); //! KD0210: a PhysAddr cannot become a VirtAddr
}

export function brandOfBrand(a: FrameNumber): PageNumber {
  return brand<PageNumber>(a); //! KD0210: a FrameNumber cannot become a PageNumber
}

export function brandWidth(a: u32): FrameNumber {
  return brand<FrameNumber>(a); //! KD0309: expected u64, got u32
  //                        ^ convert first: u64(a)
}

export function physOfSmall(a: u32): PhysAddr {
  return phys(a); //! KD0309: expected u64, got u32
}

export function argument(a: VirtAddr): void {
  print(`${physAsVirt(a)}`); //! KD0210: expected PhysAddr, got VirtAddr
}

export function storeField(entry: Entry, page: PageNumber): void {
  entry.frame = page; //! KD0210: expected FrameNumber, got PageNumber
}

export function storePlain(entry: Entry): void {
  entry.base = 0n; //! KD0210: expected PhysAddr, got u64
}

export function increment(a: FrameNumber): FrameNumber {
  let next = a;
  next += 1n; //! KD0210: expected FrameNumber, got u64
  return next;
}

export function incremented(a: FrameNumber): FrameNumber {
  let next = a;
  next++; //! KD0210: expected FrameNumber, got u64
  return next;
}

export function minimum(a: PhysAddr, b: VirtAddr): u64 {
  return min(a, b); //! KD0210: `min` mixes PhysAddr and VirtAddr
}

export function choose(flag: bool, a: PhysAddr, b: VirtAddr): PhysAddr {
  return flag ? a : b; //! KD0210: expected PhysAddr, got VirtAddr
}

export function portOfByte(a: u8): Port {
  return brand<Port>(a); //! KD0309: expected u16, got u8
  //                 ^ convert first: u16(a)
}

export function variable(): void {
  const a: PhysAddr = 4096n; //! KD0210: expected PhysAddr, got u64
}

type NotInteger = Branded<bool, 'NotInteger'>; //! KD0210: only a plain integer type can be branded
type Twice = Branded<FrameNumber, 'Twice'>; //! KD0210: only a plain integer type can be branded
const NAME = 'Name';
type Named = Branded<u64, typeof NAME>; //! KD0210: the brand is a string constant

export function brandToPlainName(a: u64): u64 {
  return brand<u64>(a);
}

type Narrow = Branded<u32, 'PhysAddr'>; //! KD0210: the brand `PhysAddr` is the prelude's
type Wide = Branded<u64, 'VirtAddr'>; //! KD0210: the brand `VirtAddr` is the prelude's
export function printNarrow(narrow: Narrow, wide: Wide): void {
  print(`${narrow} ${wide}`);
}
