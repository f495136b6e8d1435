import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { deserialize, serialize } from 'node:v8';
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
import { findCulprit } from '#dist/codec/culprit.js';
import type { Boundary } from '#dist/codec/refusal.js';
import { type Crossing, renderTables, SECTIONS, verdictOn } from './crossing-table.ts';

const NODE_MAJOR = Number.parseInt(process.versions.node, 10);

function send(value: unknown, boundary: Boundary): unknown {
  return boundary === 'process' ? deserialize(serialize(value)) : sendToThread(value);
}

function sendToThread(value: unknown): unknown {
  const { port1, port2 } = new MessageChannel();
  try {
    port1.postMessage(value);
    return (receiveMessageOnPort(port2) as { message: unknown }).message; // posted above
  } finally {
    port1.close();
  }
}

function check(row: Crossing, boundary: Boundary): void {
  const verdict = verdictOn(NODE_MAJOR, row[boundary]);
  const sent = row.make();
  if (verdict.is === 'refused') {
    assert.throws(() => send(sent, boundary));
    return;
  }
  const arrived = send(sent, boundary);
  if (verdict.is === 'same') assert.deepStrictEqual(arrived, sent);
  else assert.ok(verdict.check(arrived as never, sent as never), verdict.to);
}

for (const { title, rows } of SECTIONS) {
  describe(`crossing: ${title}`, () => {
    for (const row of rows) {
      for (const boundary of ['process', 'thread'] as const) {
        const verdict = verdictOn(NODE_MAJOR, row[boundary]);

        it(`${row.title} to a ${boundary}: ${verdict.is}`, () => {
          check(row, boundary);
        });

        if (verdict.is === 'refused') {
          it(`${row.title} to a ${boundary}: the refusal can be explained`, () => {
            assert.ok(findCulprit(row.make(), boundary) !== undefined);
          });
        }
      }
    }
  });
}

describe('docs/crossing.md', () => {
  it('shows these tables: run `node scripts/crossing-table.mjs` after changing them', () => {
    const page = readFileSync(new URL('../../../docs/crossing.md', import.meta.url), 'utf8');

    assert.ok(page.includes(renderTables()), 'the page is stale');
  });
});
