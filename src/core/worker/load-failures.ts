/** What to do when something fails; loaded at the first failure. */
import { createRequire } from 'node:module';
import { LateModule } from '../base/late-module.ts';

const require = createRequire(import.meta.url);

/** The functions of `failures.ts`; a path that is required is that of the built file. */
export const FAILURES: LateModule<typeof import('./failures.ts')> = new LateModule(
  () => require('./failures.js'),
  async () => await import('./failures.ts'),
);
