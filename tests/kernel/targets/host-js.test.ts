import { registerTarget } from '../../support/register-target.ts';
import { runJavaScript } from '../../support/run-javascript.ts';
import { compileDialect } from '../../../tools/dialect-check.ts';

const MODULE = 'tests/kernel/entry-host.ts';

registerTarget(
  'host-js',
  runJavaScript(compileDialect([MODULE]), { module: MODULE, name: 'runTests' }),
);
