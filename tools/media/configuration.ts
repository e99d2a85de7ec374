/**
 * The boot menus on the media, with the kernel's command line in them.
 *
 * `boot/limine.conf` and `boot/grub.cfg` are complete without one; a command line is put into their
 * entry. It may hold only what neither of the two languages treats specially.
 *
 * Used by: `disk-image.ts`, `iso-image.ts`.            Uses: nothing.
 */

import { UserFailure } from '../failure.ts';

const KERNEL_IN_GRUB = 'multiboot2 /boot/slayer.elf';
const KERNEL_IN_LIMINE = 'kernel_path: boot():/boot/slayer.elf';

/** Refuses what could mean something to a boot loader. @throws UserFailure that says so */
export function checkCommandLine(commandLine: string): void {
  if (/^[\w=.,:/+ -]*$/.test(commandLine) && commandLine.length <= 200) return;
  throw new UserFailure(
    `command line '${commandLine}': up to 200 letters, digits, spaces and _ = . , : / + -`,
  );
}

/** `boot/limine.conf` with a command line in its entry. */
export function limineConfiguration(template: string, commandLine: string): string {
  checkCommandLine(commandLine);
  if (commandLine === '') return template;
  return putAfter(template, KERNEL_IN_LIMINE, `\n    cmdline: ${commandLine}`);
}

/** `boot/grub.cfg` with a command line in its entry. */
export function grubConfiguration(template: string, commandLine: string): string {
  checkCommandLine(commandLine);
  if (commandLine === '') return template;
  return putAfter(template, KERNEL_IN_GRUB, ` ${commandLine}`);
}

function putAfter(text: string, place: string, addition: string): string {
  const parts = text.split(place);
  if (parts.length !== 2) throw new Error(`the boot menu has '${place}' ${parts.length - 1} times`);
  return parts.join(`${place}${addition}`);
}
