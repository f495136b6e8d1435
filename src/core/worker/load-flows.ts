/** What runs chains, loaded with the first chunk of one. */
import { createRequire } from 'node:module';
import { LateModule } from '../base/late-module.ts';
import { guarded } from './load-failures.ts';

const require = createRequire(import.meta.url);

/** A path that is required is that of the built file. */
export const FLOWS: LateModule<typeof import('./flow/run-flow.ts')> = new LateModule(
  () => guarded(() => require('./flow/run-flow.js') as unknown),
  async () => await import('./flow/run-flow.ts'),
);
