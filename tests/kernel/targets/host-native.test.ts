import { registerTarget } from '../../support/register-target.ts';
import { runNative } from '../../support/run-native.ts';
import { compileDialect } from '../../../tools/dialect-check.ts';

const MODULE = 'tests/kernel/entry-linux.ts';
const ENTRY = { module: MODULE, name: 'runTests' };

registerTarget('host-native', await runNative(compileDialect([MODULE]), ENTRY, 'kernel-tests'));
