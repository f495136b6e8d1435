import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hashOf, rememberPart } from '#dist/core/base/shared-memory.js';
import type { Store } from '#dist/cluster/engine/engine.js';
import { decodeChunk } from '#dist/cluster/messages/bodies.js';
import { type EncodedChunk, SharedArrays } from '#dist/cluster/submit/shared-arrays.js';
import { SPEC } from '../test-job.ts';

const MEGABYTE = 1 << 20;

function chunkOf(...items: unknown[]) {
  return { id: 0, spec: SPEC, items, attempt: 0 };
}

function hashesOf({ arrays }: EncodedChunk): string[] {
  return arrays.map(({ hash }) => hash);
}

/** As `share` does it. */
function shared(bytes: Uint8Array<ArrayBuffer>): () => void {
  const { buffer, byteOffset: from, length } = bytes;
  const snapshot = bytes.slice();
  return rememberPart({ buffer, from, length, read: () => snapshot, hash: () => hashOf(snapshot) });
}

function storeThatFails(times = 0) {
  const put: string[] = [];
  let left = times;
  const store: Pick<Store, 'put'> = {
    async put(job, name, bytes) {
      put.push(`${job}/${name} ${bytes.length}`);
      if (left === 0) return;
      left -= 1;
      throw new Error('no room');
    },
  };
  return { store: store as Store, put }; // they only put
}

describe('SharedArrays', () => {
  it('names a shared array by its hash, once a chunk, and leaves all else in it', () => {
    const arrays = new SharedArrays();
    const one = new Uint8Array(2 * MEGABYTE).fill(1);
    const other = new Uint8Array(2 * MEGABYTE).fill(2);
    shared(one);

    const encoded = arrays.encode(chunkOf([one, other, 'a'], [one]));

    assert.deepEqual(hashesOf(encoded), [hashOf(one)]);
    assert.ok(encoded.body.length > 2 * MEGABYTE && encoded.body.length < 3 * MEGABYTE);
    const stored = one.slice().buffer;
    const { items } = decodeChunk(encoded.body, [stored]);
    assert.deepEqual(Array.from(items), [[one, other, 'a'], [one]]);
    const [[again]] = items as unknown as [[Uint8Array]];
    assert.equal(again.buffer, stored);
  });

  it('sends what was in it when it was shared', () => {
    const arrays = new SharedArrays();
    const array = new Uint8Array(MEGABYTE).fill(1);
    const before = hashOf(array);
    shared(array);
    array.fill(2);

    assert.deepEqual(hashesOf(arrays.encode(chunkOf(array))), [before]);
  });

  it('sends it by value once it is shared no more, and a part of it always', () => {
    const arrays = new SharedArrays();
    const array = new Uint8Array(2 * MEGABYTE).fill(1);
    const end = shared(array);

    const part = arrays.encode(chunkOf(array.subarray(0, MEGABYTE)));
    end();
    const whole = arrays.encode(chunkOf(array));

    assert.deepEqual([part.arrays, whole.arrays], [[], []]);
    assert.deepEqual(Array.from(decodeChunk(whole.body).items), [array]);
    assert.deepEqual(Array.from(decodeChunk(part.body).items), [array.subarray(0, MEGABYTE)]);
  });

  it('puts it once, also if it is disposed before that', async () => {
    const arrays = new SharedArrays();
    const { store, put } = storeThatFails();
    const array = new Uint8Array(MEGABYTE).fill(1);
    const end = shared(array);

    const { arrays: toPut } = arrays.encode(chunkOf(array));
    end();
    await Promise.all([arrays.provide(store, 's', toPut), arrays.provide(store, 's', toPut)]);

    assert.deepEqual(put, [`s/${toPut[0]?.hash} ${MEGABYTE}`]);
  });

  it('puts it again after a failure', async () => {
    const arrays = new SharedArrays();
    const { store, put } = storeThatFails(1);
    const array = new Uint8Array(MEGABYTE).fill(1);
    shared(array);
    const { arrays: toPut } = arrays.encode(chunkOf(array));

    await assert.rejects(arrays.provide(store, 's', toPut), /no room/);
    await arrays.provide(store, 's', toPut);
    await arrays.provide(store, 's', toPut);

    assert.equal(put.length, 2);
  });

  it('lets nobody open a file by the number of an array', () => {
    const arrays = new SharedArrays();
    const array = new Uint8Array(MEGABYTE).fill(1);
    shared(array);
    const { body } = arrays.encode(chunkOf(array));

    const { items } = decodeChunk(body);

    assert.equal((items as { outcomeAt?(at: number): { ok: boolean } }).outcomeAt?.(0).ok, false);
  });
});
