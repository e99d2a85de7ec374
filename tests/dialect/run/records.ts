/** Records are values: copied on assignment, passed, returned, nested, kept in constants. */
type Region = { readonly base: PhysAddr; readonly lengthBytes: usize };
type Named = { readonly name: string; readonly region: Region; readonly isFree: bool };

const ORIGIN: Region = { base: phys(0n), lengthBytes: 4096n };

function endOf(region: Region): PhysAddr {
  return phys(region.base + region.lengthBytes);
}

function after(region: Region): Region {
  return { base: endOf(region), lengthBytes: region.lengthBytes * 2n };
}

function make(name: string, region: Region): Named {
  const isFree = region.base !== 0n;
  return { name, region, isFree };
}

function show(named: Named): void {
  print(`${named.name}: ${named.region.base} ${named.region.lengthBytes} ${named.isFree}`);
}

export function main(): void {
  show(make('origin', ORIGIN));
  let region = after(ORIGIN);
  const copy = region;
  region = after(region);
  show(make('region', region));
  show(make('copy', copy));
  const chosen = copy.lengthBytes > region.lengthBytes ? copy : region;
  print(`${endOf(chosen)}`);
  let last: Region = ORIGIN;
  for (const _ of range(0, 3)) last = after(last);
  print(`${last.base} ${last.lengthBytes}`);
}
