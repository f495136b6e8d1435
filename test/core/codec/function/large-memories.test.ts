import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeFunction } from '#dist/core/codec/function/decode-function.js';
import { encodeFunction } from '#dist/core/codec/function/encode-function.js';
import {
  hasFiles,
  namesIn,
  partsNamedIn,
  withArrays,
  withoutFiles,
} from '#dist/core/codec/function/large-memories.js';
import { rememberPart } from '#dist/core/base/shared-memory.js';
import { whyNoFiles } from '../../large/large-file.ts';

describe('large buffers that a function captures', { skip: whyNoFiles() }, () => {
  it('are in files where that is allowed, and as they were', async () => {
    const table = new Float64Array(500_000).fill(3);
    const look = (i: number): number => (table[i] ?? 0) + table.length;

    const payload = encodeFunction(look, { useFiles: true });
    table[7] = 100;
    const there = (await decodeFunction(payload)) as typeof look;

    assert.equal(hasFiles(payload), true);
    assert.equal(there(7), 500_003);
  });

  it('are in the function itself if they can be resized: what is mapped cannot', async () => {
    const Growable = ArrayBuffer as unknown as new (n: number, o: object) => ArrayBuffer; // ES2024
    const buffer = new Growable(2 << 20, { maxByteLength: 3 << 20 });
    const look = (): unknown => (buffer as { resizable?: boolean }).resizable;

    const payload = encodeFunction(look, { useFiles: true });
    const there = (await decodeFunction(payload)) as typeof look;

    assert.deepEqual([hasFiles(payload), there()], [false, true]);
  });

  it('are the same function as long as they are the same, and another afterwards', () => {
    const table = new Float64Array(500_000);
    const look = (i: number): number => table[i] ?? 0;
    const { id } = encodeFunction(look, { useFiles: true });

    assert.equal(encodeFunction(look, { useFiles: true }).id, id);
    table[499_999] = 1;
    assert.notEqual(encodeFunction(look, { useFiles: true }).id, id);
  });

  it('are in the function for whoever cannot open files', async () => {
    const table = new Uint8Array(2 << 20).fill(9);
    const look = (i: number): number => table[i] ?? 0;

    const inline = encodeFunction(look);
    const again = withoutFiles(encodeFunction(look, { useFiles: true }));

    assert.equal(hasFiles(inline), false);
    assert.ok(again);
    assert.equal(hasFiles(again), false);
    assert.equal(((await decodeFunction(again)) as typeof look)(5), 9);
  });
});

describe('large arrays that a function for a cluster captures', () => {
  it('are named by their hashes where that is asked for, and put back by them; others are copies', async () => {
    const table = new Float64Array(200_000).fill(3);
    const { buffer } = table;
    const part = { buffer, from: 0, length: buffer.byteLength, hash: () => 'abc', read: () => new Uint8Array(buffer) }; // biome-ignore format: one line
    const forget = rememberPart(part);
    const look = (i: number): number => (table[i] ?? 0) + table.length;

    const payload = encodeFunction(look, { byHash: true });
    const found = { buffer: new Float64Array(200_000).fill(5).buffer, file: undefined };
    const there = (await decodeFunction(withArrays(payload, () => found))) as typeof look;
    forget();
    const later = encodeFunction(look, { byHash: true });

    assert.deepEqual(
      [namesIn(payload), partsNamedIn(payload)],
      [[{ hash: 'abc', isShared: true }], [part]],
    );
    assert.equal(payload.weight, buffer.byteLength);
    assert.equal(there(0), 200_005);
    const [own] = namesIn(later);
    assert.deepEqual([own?.isShared, own?.hash], [false, partsNamedIn(later)[0]?.hash()]);
    table[0] = 9;
    assert.deepEqual(
      partsNamedIn(later)[0]?.read(),
      new Uint8Array(new Float64Array(200_000).fill(3).buffer),
    );
  });
});
