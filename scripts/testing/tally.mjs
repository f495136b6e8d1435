// How the tests of a run came out. A suite and a file only sum up their tests, so they are not counted.

/**
 * What the events of node:test have in common, as far as it is read here.
 *
 * @typedef {Error & { failureType: string, cause: unknown, exitCode?: number, signal?: string }} TestFailure
 * @typedef {{ type?: string, error: TestFailure, duration_ms?: number }} TestDetails
 * @typedef {{ skip?: string | true, todo?: string | true, details: TestDetails }} TestEnd
 * @typedef {{ file?: string, line?: number, column?: number }} TestPlace
 * @typedef {TestPlace & TestEnd & { name: string, nesting: number, message: string }} TestData
 * @typedef {{ type: string, data: TestData }} TestEvent
 */

export class Tally {
  passed = 0;
  failed = 0;
  skipped = 0;
  todo = 0;
  /** Why tests were skipped, and how many. @type {Map<string, number>} */
  reasons = new Map();

  /** @param {readonly TestEvent[]} events */
  add(events) {
    for (const event of events) {
      if (isFailure(event)) this.failed += 1;
      else if (event.type === 'test:pass' || event.type === 'test:fail') this.#addOther(event.data);
    }
  }

  /** @param {TestData} data */
  #addOther({ details, skip, todo }) {
    if (details.type === 'suite' || details.error?.failureType === 'subtestsFailed') return;
    if (skip !== undefined) this.#addSkipped(typeof skip === 'string' ? skip : 'no reason given');
    else if (todo !== undefined) this.todo += 1;
    else this.passed += 1;
  }

  /** @param {string} reason */
  #addSkipped(reason) {
    this.skipped += 1;
    this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + 1);
  }
}

/**
 * A test, a hook or a file that failed by itself: not for what is in it, and not expectedly.
 *
 * @param {TestEvent} event
 */
export function isFailure({ type, data }) {
  if (type !== 'test:fail' || data.todo !== undefined) return false;
  return data.details.error.failureType !== 'subtestsFailed';
}
