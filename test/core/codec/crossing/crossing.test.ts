import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
import { findUnsendable } from '#dist/core/codec/crossing/find-unsendable.js';
import type { Boundary } from '#dist/core/codec/crossing/unsendable-kinds.js';
import type { Message } from '#dist/core/wire/codec.js';
import { decode, encodeBody } from '#dist/core/wire/frame.js';
import { fromPosted, toPosted } from '#dist/core/wire/posted.js';
import { sendValues } from '../../wire/journeys.ts';
import { SECTIONS } from './crossing-rows.ts';
import { renderTables, type Settled, verdictOn } from './crossing-table.ts';

const NODE_MAJOR = Number.parseInt(process.versions.node, 10);

/** As the result of a task. */
function send(value: unknown, boundary: Boundary): unknown {
  const way = boundary === 'process' ? sendToProcess : sendToThread;
  return sendValues(way, [value])[0];
}

function sendToProcess<M extends Message>(message: M): M {
  return decode(encodeBody(message));
}

function sendToThread<M extends Message>(message: M): M {
  const { port1, port2 } = new MessageChannel();
  try {
    const { value, ours } = toPosted(message);
    port1.postMessage(value, ours);
    return fromPosted<M>((receiveMessageOnPort(port2) as { message: unknown }).message); // posted above
  } finally {
    port1.close();
  }
}

function check(sample: unknown, verdict: Settled, boundary: Boundary): void {
  if (verdict.is === 'refused') {
    assert.throws(() => send(sample, boundary));
    assert.ok(findUnsendable(sample, boundary) !== undefined, 'the refusal cannot be explained');
    return;
  }
  const arrived = send(sample, boundary);
  if (verdict.is === 'same') assert.deepStrictEqual(arrived, sample);
  else assert.ok(verdict.check(arrived as never, sample as never), verdict.to);
}

for (const { title, rows } of SECTIONS) {
  describe(`crossing: ${title}`, () => {
    for (const row of rows) {
      for (const boundary of ['process', 'thread'] as const) {
        const verdict = verdictOn(NODE_MAJOR, row[boundary]);

        it(`${row.title} to a ${boundary}: ${verdict.is}`, () => {
          for (const sample of row.samples()) check(sample, verdict, boundary);
        });
      }
    }
  });
}

describe('docs/crossing.md', () => {
  it('shows these tables: run `node scripts/crossing-table.mjs` after changing them', () => {
    const page = readFileSync(new URL('../../../../../docs/crossing.md', import.meta.url), 'utf8');

    assert.ok(page.includes(renderTables(SECTIONS)), 'the page is stale');
  });
});
