import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { contextOf } from '#dist/core/worker/context-of.js';
import { chunk, FakePort, start } from './fake-port.ts';

const TALK = { signal: new AbortController().signal, report: () => {} };

describe('contextOf', () => {
  it('says who the worker is, which attempt it runs, and in which context', () => {
    const task = { ...chunk(1, [1], { context: 'packed' }), attempt: 2 };

    const context = contextOf(new FakePort(), [start({ depth: 3 }), task, TALK, true]);

    const { id, pid, kind, attempt, packed, depth, isImporting, talk } = context;
    assert.deepEqual([id, pid, kind, attempt, packed], [7, process.pid, 'inline', 2, 'packed']);
    assert.deepEqual([depth, isImporting, talk], [3, true, TALK]);
  });

  it('knows little before the worker has been started', () => {
    const port = Object.assign(new FakePort(), { threadId: 4 });

    const { id, depth, attempt, threadId } = contextOf(port, [undefined, undefined, TALK, false]);

    assert.deepEqual([id, depth, attempt, threadId], [0, 1, 0, 4]);
  });
});
