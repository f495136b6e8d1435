/**
 * With coverage (`NODE_V8_COVERAGE`) a worker that is asked to end does so in order, by an exit: V8 writes its files only then. See
 * `core/worker/orderly-end.ts`.
 */
export const IS_COVERED = Boolean(process.env['NODE_V8_COVERAGE']);

/** How a worker ends that this signal is sent to, as an error has it. */
export function endBy(signal: NodeJS.Signals): {
  readonly signal: NodeJS.Signals | null;
  readonly exitCode: number | null;
} {
  const isOrderly = IS_COVERED && signal === 'SIGTERM';
  return isOrderly ? { signal: null, exitCode: 143 } : { signal, exitCode: null };
}
