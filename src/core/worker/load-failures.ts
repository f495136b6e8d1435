/** What to do when something fails; loaded at the first failure. */
import { createRequire } from 'node:module';
import { LateModule } from '../base/late-module.ts';

const require = createRequire(import.meta.url);

/** Loads, and while that goes on nobody may end the worker. */
type Guard = (load: () => unknown) => unknown;

let guard: Guard = (load) => load();

/** Lets `around` know while they are being loaded. */
export function guardLoading(around: Guard): void {
  guard = around;
}

/** As what is loaded here is: whoever loads something else that is not there from the start. */
export function guarded(load: () => unknown): unknown {
  return guard(load);
}

/** The functions of `failures.ts`; a path that is required is that of the built file. */
export const FAILURES: LateModule<typeof import('./failures.ts')> = new LateModule(
  () => guard(() => require('./failures.js') as unknown),
  async () => await import('./failures.ts'),
);
