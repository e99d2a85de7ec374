import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { installCommand, installHelp } from '../../../tools/install.ts';
import { CLANG, findTool, LINKER, QEMU, SYSTEM_TOOLS } from '../../../tools/system-tools.ts';
import type { SearchPlaces } from '../../../tools/system-tools.ts';

let directory = '';

beforeAll(() => {
  directory = mkdtempSync(path.join(os.tmpdir(), 'slayer-tools-'));
  for (const [folder, name] of [
    ['plain', 'clang'],
    ['plain', 'clang-19'],
    ['suffixed', 'ld.lld-14'],
    ['suffixed', 'ld.lld-19'],
  ] as const) {
    mkdirSync(path.join(directory, folder), { recursive: true });
    symlinkSync(process.execPath, path.join(directory, folder, name));
  }
});

afterAll(() => {
  rmSync(directory, { recursive: true });
});

function places(
  folder: string,
  variables: Readonly<Record<string, string>> = {},
  files: readonly string[] = [],
): SearchPlaces {
  return {
    environment: { PATH: path.join(directory, folder), ...variables },
    isFile: (name) => files.includes(name),
  };
}

describe('findTool', () => {
  test('prefers the plain name in PATH', () => {
    expect(findTool(CLANG, places('plain')).path).toBe(path.join(directory, 'plain', 'clang'));
  });

  test('takes the newest name with a version when there is no plain one', () => {
    expect(findTool(LINKER, places('suffixed')).path).toBe(
      path.join(directory, 'suffixed', 'ld.lld-19'),
    );
  });

  test('takes a program named by the environment before everything else', () => {
    const found = findTool(CLANG, places('plain', { SLAYER_CLANG: '/opt/clang' }, ['/opt/clang']));
    expect(found.path).toBe('/opt/clang');
  });

  test('does not pass over a variable that names nothing', () => {
    const found = findTool(CLANG, places('plain', { SLAYER_CLANG: '/opt/mistyped' }));
    expect(found.path).toBeNull();
    expect(found.tried).toEqual(['SLAYER_CLANG=/opt/mistyped']);
  });

  test('falls back to the places of Homebrew', () => {
    const brew = '/opt/homebrew/opt/lld/bin/ld.lld';
    expect(findTool(LINKER, places('plain', {}, [brew])).path).toBe(brew);
  });

  test('tells every place it looked in when nothing is there', () => {
    const found = findTool(LINKER, places('plain'));
    expect(found.path).toBeNull();
    expect(found.tried.join('\n')).toContain('$SLAYER_LLD (not set)');
    expect(found.tried.join('\n')).toContain('ld.lld-14 … ld.lld-23');
    expect(found.tried.join('\n')).toContain('/opt/homebrew/opt/lld/bin/ld.lld');
  });
});

describe('install lines', () => {
  test('name the packages of each system', () => {
    expect(installCommand(SYSTEM_TOOLS, 'apt')).toBe(
      'sudo apt-get update && sudo apt-get install -y --no-install-recommends clang lld qemu-system-x86',
    );
    expect(installCommand([QEMU], 'brew')).toBe('brew install qemu');
  });

  test('are given for Debian and Ubuntu, Fedora, Arch and macOS', () => {
    const help = installHelp([CLANG]);
    for (const system of ['Debian, Ubuntu', 'Fedora', 'Arch', 'macOS']) {
      expect(help).toContain(system);
    }
  });
});
