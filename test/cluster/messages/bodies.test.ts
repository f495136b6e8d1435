import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ErrorPayload } from '#dist/core/base/payload.js';
import type { ChunkResult } from '#dist/core/wire/messages.js';
import {
  byWorker,
  decodeChunk,
  decodeResult,
  encodeChunk,
  encodeResult,
} from '#dist/cluster/messages/bodies.js';
import { SPEC } from '../test-job.ts';

const RESULT: ChunkResult = { id: 0, from: 0, values: ['a', 'b'], errors: [], runMs: 2 };

function errorOf(worker?: string): ErrorPayload {
  return { kind: 'test', ...(worker === undefined ? {} : { worker }) };
}

/** Pieces of a result with plain lists, for comparing. */
function piecesOf(result: ChunkResult, worker: string) {
  return Array.from(byWorker(result, worker), (piece) => ({
    worker: piece.worker,
    from: piece.result.from,
    values: Array.from(piece.result.values),
    failed: piece.result.errors.map(([offset]) => offset),
  }));
}

describe('Bodies', () => {
  it('of chunks and results come out as they went in', () => {
    const items = [1, 'two', { three: [3n] }];

    const chunk = decodeChunk(encodeChunk({ id: 0, spec: SPEC, items, attempt: 1 }));
    const result = decodeResult(encodeResult({ ...RESULT, errors: [[2, errorOf()]] }));

    assert.deepEqual(Array.from(chunk.items), items);
    assert.deepEqual([chunk.spec.call, chunk.spec.onError], ['one', 'stop']);
    assert.deepEqual(Array.from(result.values), ['a', 'b']);
    assert.deepEqual(result.errors, [[2, errorOf()]]);
  });

  it('are read from the middle of a larger buffer, as clients hand them over', () => {
    const body = encodeResult(RESULT);
    const larger = new Uint8Array(body.byteLength + 20);
    larger.set(body, 7);

    const result = decodeResult(larger.subarray(7, 7 + body.byteLength));

    assert.deepEqual(Array.from(result.values), ['a', 'b']);
  });

  it('that hold the other kind of message are refused', () => {
    assert.throws(() => decodeChunk(encodeResult(RESULT)), { name: 'ProtocolError' });
    const chunk = encodeChunk({ id: 0, spec: SPEC, items: [1], attempt: 0 });
    assert.throws(() => decodeResult(chunk), { name: 'ProtocolError' });
  });
});

describe('byWorker', () => {
  it('leaves a result alone in which nothing failed', () => {
    assert.deepEqual(piecesOf(RESULT, 'w1'), [
      { worker: 'w1', from: 0, values: ['a', 'b'], failed: [] },
    ]);
  });

  it('cuts behind each error, and names the worker that the error names', () => {
    const errors = [[1, errorOf('w2')] as const, [2, errorOf()] as const];

    const pieces = piecesOf({ ...RESULT, values: ['a', 'd', 'e'], errors }, 'w1');

    assert.deepEqual(pieces, [
      { worker: 'w2', from: 0, values: ['a'], failed: [1] },
      { worker: 'w1', from: 2, values: [], failed: [2] },
      { worker: 'w1', from: 3, values: ['d', 'e'], failed: [] },
    ]);
  });

  it('makes no empty piece behind an error at the end', () => {
    const pieces = piecesOf({ ...RESULT, values: ['a'], errors: [[1, errorOf()]] }, 'w1');

    assert.deepEqual(pieces, [{ worker: 'w1', from: 0, values: ['a'], failed: [1] }]);
  });
});
