/** `switch` over integers: shared bodies, a default anywhere, no match, large values. */
function name(value: u32): string {
  switch (value) {
    case 0:
      return 'zero';
    default:
      return 'many';
    case 1:
    case 2:
      return 'few';
  }
}

function big(value: u64): u32 {
  switch (value) {
    case 0xffff_ffff_ffff_ffffn:
      return 1;
    case 0x8000_0000_0000_0000n:
      return 2;
    case 0n:
      return 3;
  }
  return 4;
}

function signed(value: i8): u32 {
  let result: u32 = 0;
  switch (value) {
    case -128:
      result = 1;
      break;
    case -1: {
      result = 2;
      break;
    }
    case 127:
      result = 3;
  }
  return result;
}

export function main(): void {
  print(`${name(0)} ${name(1)} ${name(2)} ${name(3)} ${name(4_294_967_295)}`);
  print(`${big(0xffff_ffff_ffff_ffffn)} ${big(0x8000_0000_0000_0000n)} ${big(0n)} ${big(1n)}`);
  print(`${signed(-128)} ${signed(-1)} ${signed(127)} ${signed(0)}`);
  for (const i of range(0, 5)) {
    switch (i) {
      case 1:
        continue;
      case 3:
        break;
      default:
        print(`body ${i}`);
    }
    print(`end ${i}`);
  }
}
