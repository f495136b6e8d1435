// The report for readers with a terminal: node:test's own `spec`, which wants one stream of events that
// ends with the counts.
import { Readable } from 'node:stream';
import { spec } from 'node:test/reporters';
import { withSourcePositions } from './source-positions.mjs';
import { Tally } from './tally.mjs';

/** @param {AsyncIterable<import('./run-files.mjs').FileRun>} runs */
export async function* terminalReport(runs) {
  const text = Readable.from(eventsOf(runs)).compose(spec);
  for await (const chunk of text) yield withSourcePositions(String(chunk));
}

/** @param {AsyncIterable<import('./run-files.mjs').FileRun>} runs */
async function* eventsOf(runs) {
  const tally = new Tally();
  for await (const { events } of runs) {
    tally.add(events);
    yield* events;
  }
  for (const [name, count] of Object.entries(tally)) {
    if (typeof count !== 'number') continue;
    yield { type: 'test:diagnostic', data: { nesting: 0, message: `${name} ${count}` } };
  }
}
