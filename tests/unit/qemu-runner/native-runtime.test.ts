/**
 * The assembly runtime and the linker script, booted with a kernel of a few instructions.
 *
 * What dialect code sees of them is tested by the kernel's own tests; this is what comes before: the
 * state in which kernelMain is entered, and the processors that it cannot run on.
 */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { findQemu, runQemu, type QemuResult } from '../../../compiler/toolchain/qemu.ts';
import { CLANG, findTool, LINKER } from '../../../tools/system-tools.ts';

const clang = findTool(CLANG).path;
const linker = findTool(LINKER).path;
const root = fileURLToPath(new URL('../../..', import.meta.url));

/**
 * Ends with a digit on COM1 that names the first thing found wrong; the last one, 8, is the way
 * through a trap and back. The interrupt table has one gate, for vector 3.
 */
const KERNEL = `
        .text
        .globl  kx_main__kernelMain
kx_main__kernelMain:
        movb    $'1', %bl                       # protocol 0: PVH
        testl   %edi, %edi
        jnz     failed
        movb    $'2', %bl                       # start info through the HHDM: its magic number
        movabsq $0xffff800000000000, %rax
        cmpl    $0x336ec578, (%rax, %rsi)
        jne     failed
        movb    $'3', %bl                       # stack: aligned, our own, frame chain ended
        leaq    boot_stack_top - 8(%rip), %rax
        cmpq    %rax, %rsp
        jne     failed
        testq   %rbp, %rbp
        jnz     failed
        movb    $'4', %bl                       # CR0.WP, CR0.PG, CR4.PAE only
        call    rt_readCr0
        andl    $0x80010001, %eax
        cmpl    $0x80010001, %eax
        jne     failed
        call    rt_readCr4
        cmpq    $0x20, %rax
        jne     failed
        movb    $'5', %bl                       # EFER.NXE as CPUID says
        movl    $0xc0000080, %edi
        call    rt_readMsr
        movl    %eax, %r12d
        movl    $0x80000001, %edi
        xorl    %esi, %esi
        call    rt_cpuidEdx
        shrl    $20, %eax
        shrl    $11, %r12d
        xorl    %r12d, %eax
        testb   $1, %al
        jnz     failed
        movb    $'6', %bl                       # task register and its stack for double faults
        strw    %ax
        cmpw    $0x18, %ax
        jne     failed
        leaq    double_fault_stack_top(%rip), %rax
        cmpq    entry_tss+36(%rip), %rax
        jne     failed
        movb    $'7', %bl                       # overlapping moves
        leaq    text(%rip), %rsi
        leaq    3(%rsi), %rdi
        movl    $13, %edx
        call    memmove
        leaq    text(%rip), %rdi
        leaq    moved(%rip), %rsi
        movl    $16, %edx
        call    memcmp
        testl   %eax, %eax
        jnz     failed
        movb    $'8', %bl                       # a trap and back
        leaq    table + 3 * 16(%rip), %rdi
        movq    trap_stub_table + 3 * 8(%rip), %rax
        movw    %ax, (%rdi)
        movl    $0x8e000008, 2(%rdi)            # selector 0x08, interrupt gate, present
        shrq    $16, %rax
        movw    %ax, 6(%rdi)
        shrq    $16, %rax
        movl    %eax, 8(%rdi)
        leaq    table(%rip), %rdi
        movl    $63, %esi
        call    rt_loadInterruptTable
        movl    $0x5eed, %r11d
        int3
        cmpl    $0x5eed + 1, %r11d
        jne     failed
        movl    $0x10, %esi
        movl    $0xf4, %edi
        call    rt_writePort8
failed:
        movl    $0x3f8, %edi
        movzbl  %bl, %esi
        call    rt_writePort8
        movl    $0x11, %esi
        movl    $0xf4, %edi
        call    rt_writePort8
        call    rt_haltForever

        .globl  kx_arch_trap__handleTrap
kx_arch_trap__handleTrap:
        cmpq    $3, 120(%rdi)                   # vector
        jne     failed
        testb   $15, %dil
        jnz     failed
        incq    32(%rdi)                        # r11 of the interrupted code
        movq    8(%rbp), %rax                   # the frame record of trap_common
        cmpq    %rax, 136(%rdi)
        jne     failed
        xorl    %r11d, %r11d
        ret

        .data
text:   .ascii  "0123456789abcdef"
moved:  .ascii  "0120123456789abc"
        .bss
        .balign 16
table:  .skip   4 * 16
`;

describe.skipIf(clang === null || linker === null)('runtime/native', () => {
  let folder = '';
  let elf = '';

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'slayer-native-'));
    elf = path.join(folder, 'kernel.elf');
    writeFileSync(path.join(folder, 'kernel.S'), KERNEL);
    const native = path.join(root, 'runtime', 'native');
    const sources = readdirSync(native).filter((name) => name.endsWith('.S'));
    const objects = [path.join(folder, 'kernel.S')]
      .concat(sources.map((name) => path.join(native, name)))
      .map((source) => {
        const object = path.join(folder, `${path.basename(source, '.S')}.o`);
        execFileSync(clang ?? '', [
          ...['--target=x86_64-unknown-none-elf', '-Wall', '-Werror', '-g'],
          ...['-c', source, '-o', object],
        ]);
        return object;
      });
    execFileSync(linker ?? '', [
      ...['-T', path.join(root, 'linker', 'kernel.ld'), '-z', 'max-page-size=4096'],
      ...['--fatal-warnings', '--orphan-handling=error', '-o', elf, ...objects],
    ]);
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  describe.skipIf(findQemu() === null)('in QEMU', () => {
    const boot = (cpu: string, memory: string): Promise<QemuResult> =>
      runQemu({ elf, cpu, memory, timeoutMs: 20_000 });

    test.each([
      ['qemu64', '32M'],
      ['qemu64,-nx', '128M'],
      ['max', '4G'],
    ])('enters the kernel as promised on %s with %s', async (cpu, memory) => {
      const result = await boot(cpu, memory);
      expect(result).toMatchObject({ outcome: 'exited', exitStatus: 33, serial: '' });
    });

    test('says in one line that a processor has no 64-bit mode', async () => {
      const result = await boot('qemu64,-lm', '32M');
      expect(result).toMatchObject({ outcome: 'exited', exitStatus: 35 });
      expect(result.serial).toMatch(/^error: this processor has no 64-bit mode.*\r\n$/);
    });
  });
});
