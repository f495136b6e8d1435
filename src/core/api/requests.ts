/** What is asked for, on its way from a public method to a job. */
import type { AnyCallOptions, Method } from './call-options.ts';
import type { CallerStack } from './caller-stack.ts';
import type { Items } from '../items/open-iterator.ts';
import type { FunctionPayload } from '../base/payload.ts';
import type { Pace } from '../job/chunk-size.ts';
import type { Backend } from '../schedule/backend.ts';
import type { TaskSpec } from '../wire/messages.ts';

/** What was asked for. */
export interface Request {
  readonly fn: unknown;
  readonly items: Items<unknown>;
  /** Whether each item is one argument, or all of them. */
  readonly call: 'one' | 'spread';
  readonly options: AnyCallOptions;
  /** Whether a task has several values, which are read one by one. */
  readonly isFlat?: boolean;
}

/** One task, asked for: its arguments are the only items. */
export interface ApplyRequest extends Request {
  readonly items: readonly unknown[];
  readonly call: 'spread';
}

/** Where it was asked for. */
export interface CallContext {
  readonly backend: Backend;
  readonly method: Method;
  readonly submitted: CallerStack;
}

/** What is to be run, encoded and checked. */
export interface Specified {
  readonly payload: FunctionPayload;
  readonly call: TaskSpec['call'];
  readonly onError: TaskSpec['onError'];
  readonly options: AnyCallOptions;
  /** See `Talk`. */
  readonly ahead?: number;
  /** How long chunks last that are cut by time. Default: the backend's. */
  readonly pace?: Pace;
  /** How long a worker may keep a chunk, where that is known already. */
  readonly budgetMs?: number | undefined;
}
