import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  discard,
  giveBack,
  giveBackMemory,
  keepMemory,
  LONG_LIST_BYTES,
  makeFloat64s,
  makeInt32s,
  noteReceived,
  takeMemory,
} from '#dist/core/wire/list-memory.js';

const LONG = LONG_LIST_BYTES / 4;

describe('the memory of long lists', () => {
  it('is used again once the list in it is discarded, and not before', () => {
    const first = makeInt32s(LONG);
    const beside = makeInt32s(LONG);
    discard(first);

    const next = makeInt32s(LONG);

    assert.equal(next.buffer, first.buffer);
    assert.notEqual(beside.buffer, first.buffer);
  });

  it('is not used again for two lists when one is discarded twice', () => {
    const list = makeFloat64s(LONG);
    discard(list);
    discard(list);

    assert.notEqual(makeFloat64s(LONG).buffer, makeFloat64s(LONG).buffer);
  });

  it('stays with lists that were not made here, and with parts of those that were', () => {
    const list = makeInt32s(LONG);
    for (const other of [new Int32Array(LONG), list.subarray(0), [1, 2], undefined]) discard(other);

    assert.notEqual(takeMemory(LONG_LIST_BYTES), list.buffer);
  });

  it('that came in a message is free when all lists in it have been given back', () => {
    const memory = takeMemory(2 * LONG_LIST_BYTES);
    const lists = [new Int32Array(memory, 0, LONG), new Int32Array(memory, LONG_LIST_BYTES, LONG)];
    for (const _ of lists) noteReceived(memory);

    giveBack(lists[0]);
    assert.notEqual(takeMemory(2 * LONG_LIST_BYTES), memory);

    giveBack(lists[1]);
    assert.equal(takeMemory(2 * LONG_LIST_BYTES), memory);
  });

  it('of a frame is not free as long as it is read, though all its lists have been given back', () => {
    const memory = takeMemory(2 * LONG_LIST_BYTES);
    const list = new Int32Array(memory, 0, LONG);
    noteReceived(memory); // whoever reads the frame
    noteReceived(memory);

    giveBack(list);
    const meanwhile = takeMemory(2 * LONG_LIST_BYTES);
    giveBackMemory(memory);

    assert.notEqual(meanwhile, memory);
    assert.equal(takeMemory(2 * LONG_LIST_BYTES), memory);
    assert.notEqual(takeMemory(2 * LONG_LIST_BYTES), memory, 'once for one');
  });

  it('is not given back by whoever has not received it', () => {
    const own = new Float64Array(LONG);
    giveBack(own);
    giveBack([1, 2, 3]);

    assert.notEqual(takeMemory(own.byteLength), own.buffer);
  });

  it('is not taken for lists that are much shorter, and never for longer ones', () => {
    const memory = takeMemory(16 * LONG_LIST_BYTES);
    keepMemory(memory);

    assert.notEqual(takeMemory(LONG_LIST_BYTES), memory);
    assert.notEqual(takeMemory(17 * LONG_LIST_BYTES), memory);
    assert.equal(takeMemory(16 * LONG_LIST_BYTES), memory);
  });

  it('is kept up to a bound', () => {
    const large = Array.from({ length: 40 }, () => new ArrayBuffer(1 << 20));
    for (const memory of large) keepMemory(memory);

    const again = new Set(large.map(() => takeMemory(1 << 20)));

    const kept = large.filter((memory) => again.has(memory));
    assert.ok(kept.length > 4 && kept.length < 20, String(kept.length));
  });
});
