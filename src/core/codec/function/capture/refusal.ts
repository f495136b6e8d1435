/**
 * The message of a function that cannot be sent: which function, the whole path to the culprit, the
 * reason, and what to do.
 *
 *   cannot send 'upload' (file:///app/jobs.js:39:12) to a worker
 *     because it captures variable 'client'
 *     which has the property 'socket', a net.Socket: open handles belong to one process
 *     → open it inside the function, or in the pool's initializer
 *
 * Each captured value carries a `Trail`, the way back to the function, so that the path costs
 * nothing until something is refused.
 */
import { NotSendableError } from '../../../base/errors.ts';
import type { InVariable } from '../../crossing/unsendable-kinds.ts';

/** One step on the way from the function to a value inside it. */
export interface Trail {
  readonly from: Trail | undefined;
  /** Says the step as a clause without its subject: "captures variable 'client'". */
  readonly clause: string;
}

/** The function that the caller handed in, as the first line of a message names it. */
export interface Subject {
  readonly name: string;
  /** "file:///app/jobs.js:39:12", or undefined if it is not known (yet). */
  readonly place: string | undefined;
}

/** Why something is refused; `culprit` is '' if the path to it says already what it is. */
export type Reason = InVariable;

/** Thrown inside the codec where the subject is not known; becomes a `NotSendableError`. */
export class Refusal {
  readonly trail: Trail | undefined;
  readonly reason: Reason;

  constructor(trail: Trail | undefined, reason: Reason) {
    this.trail = trail;
    this.reason = reason;
  }

  toError(subject: Subject): NotSendableError {
    const place = subject.place === undefined ? '' : ` (${subject.place})`;
    const lines = [`cannot send '${subject.name}'${place} to a worker`];
    const clauses = readTrail(this.trail);
    const { culprit, why, advice } = this.reason;
    const isCulprit = culprit === '' ? why : `is ${culprit}: ${why}`;
    if (clauses.length === 0) lines.push(`  because it ${isCulprit}`);
    for (const [index, clause] of clauses.entries()) {
      const isLast = index === clauses.length - 1;
      const what = culprit === '' ? `, which ${why}` : `, ${culprit}: ${why}`;
      lines.push(`  ${index === 0 ? 'because it' : 'which'} ${clause}${isLast ? what : ''}`);
    }
    lines.push(`  → ${advice}`);
    return new NotSendableError(lines.join('\n'));
  }
}

/** Gives up: what `trail` leads to cannot be sent. */
export function refuse(trail: Trail | undefined, reason: Reason): never {
  // oxlint-disable-next-line only-throw-error -- becomes an error where the subject is known
  throw new Refusal(trail, reason);
}

/** "'client'", "3" or "[Symbol.iterator]": a key as messages show it. */
export function describeKey(key: PropertyKey): string {
  return typeof key === 'symbol' ? `[${key.description ?? 'symbol'}]` : `'${String(key)}'`;
}

function readTrail(trail: Trail | undefined): string[] {
  const clauses: string[] = [];
  for (let step = trail; step !== undefined; step = step.from) clauses.push(step.clause);
  return clauses.reverse();
}
