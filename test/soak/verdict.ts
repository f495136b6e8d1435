/** What may become of a task in a soak, and what may not. */
import assert from 'node:assert/strict';
import { expected } from './tasks.ts';

/** One task: what it was, and every outcome it had. There must be exactly one. */
export interface Entry {
  readonly id: number;
  readonly what: string;
  /** How often it may run at most. */
  readonly runs: number;
  readonly outcomes: string[];
}

/** Puts an error into a word: its code, its name, or itself. */
export function nameOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  const { code, name } = error as { code?: unknown; name?: unknown };
  return String(typeof code === 'string' ? code : name);
}

/** A value, judged. */
export function judge(id: number, value: unknown): string {
  return value === expected(id) ? 'right' : `wrong: ${String(value).slice(0, 40)}`;
}

const ALWAYS = ['ERR_POOL_WORKER_LOST'];
const MAY_BE: Readonly<Record<string, readonly string[]>> = {
  work: ['right'],
  workSlowly: ['right'],
  workHard: ['right'],
  workOrThrow: ['right', 'RangeError'],
  exit: [],
  fillHeap: [],
  throwLate: ['RangeError'],
  hang: ['ERR_POOL_TASK_TIMEOUT'],
  loop: ['ERR_POOL_TASK_TIMEOUT'],
  unsendable: ['ERR_POOL_NOT_SENDABLE'],
  large: ['right'],
};

/** Throws if `entry` had no outcome, several, or one that cannot be; `also` is what else may be. */
export function assertJust({ id, what, outcomes }: Entry, also: readonly string[]): void {
  const [outcome = 'none'] = outcomes;
  assert.equal(
    outcomes.length,
    1,
    `task ${id} (${what}) had ${outcomes.length} outcomes: ${outcomes.join(', ')}`,
  );
  const allowed = [...ALWAYS, ...(MAY_BE[what] ?? []), ...also];
  assert.ok(allowed.includes(outcome), `task ${id} (${what}) came to: ${outcome}`);
}

/** Throws if a task ran more often than it may, or has a value without having run. */
export function assertRuns(entries: readonly Entry[], ran: readonly number[]): void {
  const counts = new Map<number, number>();
  for (const id of ran) counts.set(id, (counts.get(id) ?? 0) + 1);
  for (const { id, what, runs, outcomes } of entries) {
    const count = counts.get(id) ?? 0;
    assert.ok(count <= runs, `task ${id} (${what}) ran ${count} times`);
    if (outcomes[0] === 'right')
      assert.ok(count > 0, `task ${id} (${what}) has a value and never ran`);
  }
}
