/** What to do when something fails; loaded at the first failure. */
import { LateModule } from '../base/late-module.ts';
import { requireOwnFile } from '../base/own-files.ts';

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

/** The functions of `failures.ts`. */
export const FAILURES: LateModule<typeof import('./failures.ts')> = new LateModule(
  () => guard(() => requireOwnFile('core/worker/failures')),
  async () => await import('./failures.ts'),
);
