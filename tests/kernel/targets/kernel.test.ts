import { registerTarget } from '../../support/register-target.ts';
import { runKernel } from '../../support/run-native.ts';
import { compileKernel } from '../../../tools/link.ts';

const MODULE = 'tests/kernel/entry-kernel.ts';
const ENTRY = { module: MODULE, name: 'kernelMain' };

registerTarget(
  'kernel',
  await runKernel(compileKernel(MODULE), ENTRY, 'kernel-test-image', {
    memory: '128M',
    cpu: 'max',
  }),
);
