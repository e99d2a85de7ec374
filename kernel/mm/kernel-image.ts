/**
 * The kernel image: which of its pages are code, constants and data, and where they lie.
 *
 *   end        ┌──────────────────────────┐ highest address
 *              │ data and bss: RW, no X   │ the two guard pages, below the boot stack and the
 *   dataStart  ├──────────────────────────┤ double fault stack, lie in here and stay unmapped
 *              │ rodata: R, no X          │
 *   rodataStart├──────────────────────────┤
 *              │ text: R X                │
 *   start      └──────────────────────────┘ physically contiguous, from physStart on
 *
 * Used by: `mapper.ts`, `audit.ts`, `page-fault.ts`.            Uses: the linker's symbols.
 * Invariants:
 *   I1. All bounds are multiples of 4096, ordered as in the drawing.
 * Not handled here: the sections inside (`linker/kernel.ld`).
 */
import { linkerSymbol } from '../../runtime/contract/image.ts';

/** The bounds of the sections; ends are exclusive. */
export type KernelImage = {
  /** Physical address of the byte at `start`. */
  readonly physStart: PhysAddr;
  readonly start: VirtAddr;
  readonly textStart: VirtAddr;
  readonly textEnd: VirtAddr;
  readonly rodataStart: VirtAddr;
  readonly rodataEnd: VirtAddr;
  readonly dataStart: VirtAddr;
  readonly dataEnd: VirtAddr;
  readonly end: VirtAddr;
  /** Page below the boot stack. */
  readonly bootStackGuard: VirtAddr;
  /** Page below the stack of the double fault handler. */
  readonly doubleFaultStackGuard: VirtAddr;
};

/**
 * The image as the linker laid it out.
 *
 * @param physStart - physical address of `kernel_image_start`
 */
export function fromLinker(physStart: PhysAddr): KernelImage {
  'use unsafe';
  // SAFE: only the addresses of the symbols are taken.
  return {
    physStart,
    start: linkerSymbol('kernel_image_start'),
    textStart: linkerSymbol('kernel_text_start'),
    textEnd: linkerSymbol('kernel_text_end'),
    rodataStart: linkerSymbol('kernel_rodata_start'),
    rodataEnd: linkerSymbol('kernel_rodata_end'),
    dataStart: linkerSymbol('kernel_data_start'),
    dataEnd: linkerSymbol('kernel_data_end'),
    end: linkerSymbol('kernel_image_end'),
    bootStackGuard: linkerSymbol('boot_stack_guard'),
    doubleFaultStackGuard: linkerSymbol('double_fault_stack_guard'),
  };
}

/** Physical address of the byte at `address`, which lies in the image. */
export function physOf(image: KernelImage, address: VirtAddr): PhysAddr {
  return phys(image.physStart + (address - image.start));
}
