import type { Transferable } from '../base/transferable.ts';
import type { TaskSpec } from '../wire/messages.ts';
import type { Wishes } from './chunk.ts';
import type { Progress } from './progress.ts';

/** What all jobs are made of. */
export interface JobOptions extends Wishes {
  readonly spec: TaskSpec;
  /** Its stack is that of the submitting call. */
  readonly submitted: { readonly stack?: string };
  readonly timeoutMs: number | undefined;
  readonly retries: number;
  readonly transfer: readonly Transferable[] | undefined;
  readonly onProgress: ((progress: Progress) => void) | undefined;
}
