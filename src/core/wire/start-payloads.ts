import type { FunctionPayload } from '../base/payload.ts';
import type { StartMessage } from './messages.ts';

type Started = Pick<StartMessage, 'initializer' | 'finalizer' | 'classes' | 'replays'>;

/** All that a worker is started with and that may have files. */
export function startPayloads({
  initializer,
  finalizer,
  classes,
  replays = [],
}: Started): FunctionPayload[] {
  const calls = initializer === null ? replays : [initializer, ...replays];
  const called = calls.flatMap(({ fn, packed }) => (packed === undefined ? [fn] : [fn, packed]));
  return [...called, ...classes, ...(finalizer === null ? [] : [finalizer])];
}
