/**
 * RUNS IN THE WORKER. Calls the user's function and measures when, for how long and where: for the job log.
 *
 * Returns a thrown error as a value, together with the measurements: the pool would deliver it without them.
 */
import { currentWorker } from '../core/base/current-worker.ts';
import type { Outcome } from '../core/base/outcome.ts';
import { loadExport } from './probe.ts';

export interface TimedOutcome {
  readonly startedAtMs: number;
  readonly durationMs: number;
  readonly worker: number | undefined;
  readonly outcome: Outcome<unknown>;
}

/** `[module, export, value]`: one array, because an item of a stream is one argument. */
export type TimedItem = readonly [module: string, name: string, value: unknown];

export async function runTimed([module, name, value]: TimedItem): Promise<TimedOutcome> {
  const fn = await loadExport(module, name);
  const startedAtMs = Date.now();
  const from = performance.now();
  const outcome = await settle(fn, value);
  const worker = currentWorker()?.id;
  return { startedAtMs, durationMs: performance.now() - from, worker, outcome };
}

async function settle(
  fn: (value: unknown) => unknown,
  value: unknown,
): Promise<TimedOutcome['outcome']> {
  try {
    return { ok: true, value: await fn(value) };
  } catch (error) {
    return { ok: false, error };
  }
}
