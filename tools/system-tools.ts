/**
 * The programs and files from outside npm that the project needs: what each is for, where it may lie.
 *
 * A tool is looked for in its environment variable, then under its names in PATH, then under the
 * names with a version number that Debian and Fedora use, then in the places where Homebrew keeps
 * what it does not link. Looking costs no process, so that it can be done at every start.
 *
 * Used by: `tools/`, `tests/`.            Uses: which.
 * Not handled here: installing (`install.ts`).
 */

import { existsSync } from 'node:fs';

import which from 'which';

import type { NativeTools } from '../compiler/toolchain/process.ts';
import { FIRMWARE_CODE_FILES, FIRMWARE_VARIABLE } from '../compiler/toolchain/uefi-firmware.ts';

/** Package managers that we know install lines for. */
export const PACKAGE_MANAGERS = ['apt', 'dnf', 'pacman', 'brew'] as const;
export type PackageManager = (typeof PACKAGE_MANAGERS)[number];

/** One program, or file, that must be there. A file has paths, and no names. */
export interface SystemTool {
  readonly name: string;
  readonly purpose: string;
  /** Environment variable that names the program and comes before everything else. */
  readonly variable: string;
  /** Names in PATH, the preferred one first. */
  readonly names: readonly string[];
  /** Major versions whose suffixed names (`clang-19`) are tried, newest first. */
  readonly versions: readonly number[];
  /** Whole paths tried last. */
  readonly paths: readonly string[];
  readonly packages: Readonly<Record<PackageManager, string>>;
}

const LLVM_VERSIONS: readonly number[] = [23, 22, 21, 20, 19, 18, 17, 16, 15, 14];

export const CLANG: SystemTool = {
  name: 'clang',
  purpose: 'turns generated C and the assembly runtime into objects',
  variable: 'SLAYER_CLANG',
  names: ['clang'],
  versions: LLVM_VERSIONS,
  paths: ['/opt/homebrew/opt/llvm/bin/clang', '/usr/local/opt/llvm/bin/clang'],
  packages: { apt: 'clang', dnf: 'clang', pacman: 'clang', brew: 'llvm' },
};

export const LINKER: SystemTool = {
  name: 'ld.lld',
  purpose: 'links the kernel with linker/kernel.ld',
  variable: 'SLAYER_LLD',
  names: ['ld.lld'],
  versions: LLVM_VERSIONS,
  paths: [
    '/opt/homebrew/opt/lld/bin/ld.lld',
    '/usr/local/opt/lld/bin/ld.lld',
    '/opt/homebrew/opt/llvm/bin/ld.lld',
    '/usr/local/opt/llvm/bin/ld.lld',
  ],
  packages: { apt: 'lld', dnf: 'lld', pacman: 'lld', brew: 'lld' },
};

export const QEMU: SystemTool = {
  name: 'qemu-system-x86_64',
  purpose: 'the machine that the kernel boots on',
  variable: 'SLAYER_QEMU',
  names: ['qemu-system-x86_64'],
  versions: [],
  paths: [],
  packages: {
    apt: 'qemu-system-x86',
    dnf: 'qemu-system-x86-core',
    pacman: 'qemu-system-x86',
    brew: 'qemu',
  },
};

export const GDB: SystemTool = {
  name: 'gdb',
  purpose: 'steps through the kernel, for `npm run debug`',
  variable: 'SLAYER_GDB',
  names: ['gdb'],
  versions: [],
  paths: [],
  packages: { apt: 'gdb', dnf: 'gdb', pacman: 'gdb', brew: 'gdb' },
};

/** Everything a full run needs. */
export const SYSTEM_TOOLS: readonly SystemTool[] = [CLANG, LINKER, QEMU];

// ── Boot media ──────────────────────────────────────────────────────────────────────────────────

export const SGDISK: SystemTool = {
  name: 'sgdisk',
  purpose: 'writes the partition table of a disk image',
  variable: 'SLAYER_SGDISK',
  names: ['sgdisk'],
  versions: [],
  // Not in the PATH of every user.
  paths: [
    '/usr/sbin/sgdisk',
    '/sbin/sgdisk',
    '/opt/homebrew/sbin/sgdisk',
    '/usr/local/sbin/sgdisk',
  ],
  packages: { apt: 'gdisk', dnf: 'gdisk', pacman: 'gptfdisk', brew: 'gptfdisk' },
};

export const MKFS_FAT: SystemTool = {
  name: 'mkfs.fat',
  purpose: 'makes the FAT file system that UEFI firmware reads',
  variable: 'SLAYER_MKFS_FAT',
  names: ['mkfs.fat'],
  versions: [],
  paths: [
    '/usr/sbin/mkfs.fat',
    '/sbin/mkfs.fat',
    '/opt/homebrew/sbin/mkfs.fat',
    '/usr/local/sbin/mkfs.fat',
  ],
  packages: { apt: 'dosfstools', dnf: 'dosfstools', pacman: 'dosfstools', brew: 'dosfstools' },
};

export const MTOOLS: SystemTool = {
  name: 'mtools',
  purpose: 'copies files into it',
  variable: 'SLAYER_MTOOLS',
  names: ['mtools'],
  versions: [],
  paths: [],
  packages: { apt: 'mtools', dnf: 'mtools', pacman: 'mtools', brew: 'mtools' },
};

export const XORRISO: SystemTool = {
  name: 'xorriso',
  purpose: 'makes the ISO image',
  variable: 'SLAYER_XORRISO',
  names: ['xorriso'],
  versions: [],
  paths: [],
  packages: { apt: 'xorriso', dnf: 'xorriso', pacman: 'libisoburn', brew: 'xorriso' },
};

export const GRUB_MKIMAGE: SystemTool = {
  name: 'grub-mkimage',
  purpose: 'makes the boot loaders of the ISO image out of GRUB',
  variable: 'SLAYER_GRUB_MKIMAGE',
  names: ['grub-mkimage', 'grub2-mkimage', 'x86_64-elf-grub-mkimage', 'i686-elf-grub-mkimage'],
  versions: [],
  paths: [],
  packages: { apt: 'grub-common', dnf: 'grub2-tools', pacman: 'grub', brew: 'x86_64-elf-grub' },
};

/** The folder of this file holds GRUB's modules for BIOS. */
export const GRUB_BIOS: SystemTool = {
  name: 'GRUB for BIOS',
  purpose: 'the part of the ISO image that BIOS starts',
  variable: 'SLAYER_GRUB_BIOS',
  names: [],
  versions: [],
  paths: [
    '/usr/lib/grub/i386-pc/boot_hybrid.img',
    '/usr/share/grub2/i386-pc/boot_hybrid.img',
    '/opt/homebrew/opt/i686-elf-grub/lib/i686-elf/grub/i386-pc/boot_hybrid.img',
    '/usr/local/opt/i686-elf-grub/lib/i686-elf/grub/i386-pc/boot_hybrid.img',
  ],
  packages: {
    apt: 'grub-pc-bin',
    dnf: 'grub2-pc-modules',
    pacman: 'grub',
    brew: 'i686-elf-grub',
  },
};

/** The folder of this file holds GRUB's modules for UEFI. */
export const GRUB_UEFI: SystemTool = {
  name: 'GRUB for UEFI',
  purpose: 'the part of the ISO image that UEFI firmware starts',
  variable: 'SLAYER_GRUB_UEFI',
  names: [],
  versions: [],
  paths: [
    '/usr/lib/grub/x86_64-efi/moddep.lst',
    '/usr/share/grub2/x86_64-efi/moddep.lst',
    '/opt/homebrew/opt/x86_64-elf-grub/lib/x86_64-elf/grub/x86_64-efi/moddep.lst',
    '/usr/local/opt/x86_64-elf-grub/lib/x86_64-elf/grub/x86_64-efi/moddep.lst',
  ],
  packages: {
    apt: 'grub-efi-amd64-bin',
    dnf: 'grub2-efi-x64-modules',
    pacman: 'grub',
    brew: 'x86_64-elf-grub',
  },
};

export const OVMF: SystemTool = {
  name: 'OVMF',
  purpose: 'UEFI firmware for QEMU',
  variable: FIRMWARE_VARIABLE,
  names: [],
  versions: [],
  paths: FIRMWARE_CODE_FILES,
  packages: { apt: 'ovmf', dnf: 'edk2-ovmf', pacman: 'edk2-ovmf', brew: 'qemu' },
};

/** What `build/slayer.img` needs. */
export const DISK_IMAGE_TOOLS: readonly SystemTool[] = [SGDISK, MKFS_FAT, MTOOLS];
/** What `build/slayer.iso` needs when GRUB starts it. */
export const ISO_IMAGE_TOOLS: readonly SystemTool[] = [
  XORRISO,
  GRUB_MKIMAGE,
  GRUB_BIOS,
  GRUB_UEFI,
  MKFS_FAT,
  MTOOLS,
];
/** Everything for boot media and for booting them in QEMU, each once. */
export const MEDIA_TOOLS: readonly SystemTool[] = [
  ...new Set([...DISK_IMAGE_TOOLS, ...ISO_IMAGE_TOOLS, OVMF]),
];

/** Where a tool is, or null, and everywhere we looked for it, in order. */
export interface Search {
  readonly tool: SystemTool;
  readonly path: string | null;
  readonly tried: readonly string[];
}

/** Where the search looks; the defaults are this process's environment and disk. */
export interface SearchPlaces {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly isFile: (path: string) => boolean;
}

/**
 * Looks for `tool`. A set environment variable is binding: when it names nothing that exists, the
 * tool counts as missing, so that a mistyped path is not passed over in silence.
 */
export function findTool(
  tool: SystemTool,
  places: SearchPlaces = { environment: process.env, isFile: existsSync },
): Search {
  const searchPath = places.environment['PATH'] ?? '';
  const tried: string[] = [];
  const lookUp = (name: string): string | null =>
    which.sync(name, { nothrow: true, path: searchPath });

  const chosen = places.environment[tool.variable];
  if (chosen !== undefined && chosen !== '') {
    tried.push(`${tool.variable}=${chosen}`);
    const found = chosen.includes('/') ? (places.isFile(chosen) ? chosen : null) : lookUp(chosen);
    return { tool, path: found, tried };
  }
  tried.push(`$${tool.variable} (not set)`);

  const suffixed = tool.names.flatMap((name) => tool.versions.map((v) => `${name}-${v}`));
  for (const name of [...tool.names, ...suffixed]) {
    const found = lookUp(name);
    if (found !== null) return { tool, path: found, tried: [...tried, found] };
  }
  const inPath = [...tool.names, ...(suffixed.length === 0 ? [] : [rangeOfNames(suffixed)])];
  if (inPath.length > 0) tried.push(`PATH: ${inPath.join(', ')}`);
  for (const path of tool.paths) {
    tried.push(path);
    if (places.isFile(path)) return { tool, path, tried };
  }
  return { tool, path: null, tried };
}

function rangeOfNames(names: readonly string[]): string {
  return `${names.at(-1) ?? ''} … ${names[0] ?? ''}`;
}

/** The programs found on this machine. `ensureTools` comes before. */
export function nativeTools(): NativeTools {
  return {
    clang: findTool(CLANG).path ?? CLANG.name,
    linker: findTool(LINKER).path ?? LINKER.name,
  };
}

/** The tools that are not there. */
export function missingTools(tools: readonly SystemTool[] = SYSTEM_TOOLS): readonly SystemTool[] {
  return tools.filter((tool) => findTool(tool).path === null);
}
