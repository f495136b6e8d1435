/**
 * What one run is, and what it may become.
 *
 *    running ──► aborted   (second Ctrl-C)  ──┐
 *       ├──────► stopped   (--on-error stop) ─┤
 *       ├──────► halted    (--halt) ──────────┤
 *       └──────► failed  ◄────────────────────┘  (a full disk, workers that do not start)
 *
 * A failure may still come while the pool is being terminated: it replaces the reason before it, since it
 * decides what can be saved. Of two failures the first counts.
 */
import type { FailedRecord } from './error-report.ts';
import type { HaltPolicy } from './halt.ts';

export type RunState = { readonly kind: 'running' } | RunEnd;

/** What ends a run before its inputs do. */
export type RunEnd =
  /** The user does not wait for the records in flight. */
  | { readonly kind: 'aborted' }
  /** A record failed, and `--on-error stop` ends the run for it. */
  | { readonly kind: 'stopped'; readonly failed: FailedRecord }
  /** So many records have failed, succeeded or been done, as `--halt` says. */
  | { readonly kind: 'halted'; readonly policy: HaltPolicy }
  /** The run itself cannot go on. */
  | { readonly kind: 'failed'; readonly error: unknown };

export const RUNNING: RunState = { kind: 'running' };

/** The state after `event`; the same state if the event comes too late to matter. */
export function nextRunState(state: RunState, event: RunEnd): RunState {
  switch (state.kind) {
    case 'running':
      return event;
    case 'aborted':
    case 'stopped':
    case 'halted':
      return event.kind === 'failed' ? event : state;
    case 'failed':
      return state;
  }
}

/** The run has done what was asked of it, and its output is whole. */
export function isWanted(state: RunState): boolean {
  return state.kind === 'halted' && state.policy.what !== 'fail';
}
