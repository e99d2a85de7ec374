/** Imported as any module, so that vitest counts what of the kernel the claims cover. */

import { registerTarget } from '../../support/register-target.ts';
import { runOnMachine } from '../../support/run-javascript.ts';
import { handleTrap } from '../../../kernel/arch/trap.ts';
import { setTrapHandler } from '../../../runtime/host/index.ts';
import { runTests } from '../entry-host.ts';

setTrapHandler(handleTrap);

registerTarget('host-js', runOnMachine(runTests));
