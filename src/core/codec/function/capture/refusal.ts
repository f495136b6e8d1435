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
import { adviseOfBundle } from '../../../base/own-files.ts';
import type { InVariable } from '../../crossing/unsendable-kinds.ts';
import type { Scope } from '../source/inspector.ts';
import type { Script } from '../source/script.ts';

/** One step on the way from the function to a value inside it. */
export interface Trail {
  readonly from: Trail | undefined;
  /** Says the step as a clause without its subject: "captures variable 'client'". */
  readonly clause: string;
  /** Of a step into a variable: which one it is. */
  readonly variable?: CapturedVariable;
  /** Of a step into a property or an element: its key. */
  readonly key?: PropertyKey;
}

/** A variable that led to something that cannot be sent: its value may be made again instead. */
export interface CapturedVariable {
  readonly name: string;
  readonly value: unknown;
  readonly script: Script;
  /** The scope in which it was found, and those around it. */
  readonly scopes: readonly Scope[];
}

/** The function that the caller handed in, as the first line of a message names it. */
export interface Subject {
  readonly name: string;
  /** "file:///app/jobs.js:39:12", or undefined if it is not known (yet). */
  readonly place: string | undefined;
}

/** Why something is refused; `culprit` is '' if the path to it says already what it is. */
export type Reason = InVariable;

/** What the message says besides the reason: found where the whole way is known. */
export interface Remedy {
  /** The variable on the way whose value each worker could make for itself. */
  readonly name: string;
  /** Why that does not happen unasked; absent if it is no constant of a module. */
  readonly whyNot: string | undefined;
  /** The line to paste, `const name = perWorker(…);`. */
  readonly line: string | undefined;
}

/** Thrown inside the codec where the subject is not known; becomes a `NotSendableError`. */
export class Refusal {
  readonly trail: Trail | undefined;
  readonly reason: Reason;
  readonly remedy: Remedy | undefined;

  constructor(trail: Trail | undefined, reason: Reason, remedy?: Remedy) {
    this.trail = trail;
    this.reason = reason;
    this.remedy = remedy;
  }

  toError(subject: Subject): NotSendableError {
    const place = subject.place === undefined ? '' : ` (${subject.place})`;
    const lines = [`cannot send '${subject.name}'${place} to a worker`];
    const clauses = readSteps(this.trail).map(({ clause }) => clause);
    const { culprit, why, advice } = this.reason;
    const isCulprit = culprit === '' ? why : `is ${culprit}: ${why}`;
    if (clauses.length === 0) lines.push(`  because it ${isCulprit}`);
    for (const [index, clause] of clauses.entries()) {
      const isLast = index === clauses.length - 1;
      const what = culprit === '' ? `, which ${why}` : `, ${culprit}: ${why}`;
      lines.push(`  ${index === 0 ? 'because it' : 'which'} ${clause}${isLast ? what : ''}`);
    }
    const { remedy } = this;
    if (remedy?.whyNot !== undefined)
      lines.push(
        `  and '${remedy.name}' is not made again in the worker, because ${remedy.whyNot}`,
      );
    lines.push(`  → ${advice}`);
    if (remedy?.line !== undefined) lines.push(...writeRemedy(remedy.name, remedy.line));
    if (clauses.length > 1) lines[lines.length - 1] += adviseOfBundle();
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

/** The steps of the way, from the function to the culprit. */
export function readSteps(trail: Trail | undefined): Trail[] {
  const steps: Trail[] = [];
  for (let step = trail; step !== undefined; step = step.from) steps.push(step);
  return steps.reverse();
}

function writeRemedy(name: string, line: string): string[] {
  const call = line.includes('perWorker(async') ? `await ${name}()` : `${name}()`;
  return [
    `  → or let each worker make its own: import { perWorker } from 'manyhands', write ${call} for ${name}, and`,
    `    ${line}`,
  ];
}
