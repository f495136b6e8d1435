import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { UnreadableList } from '#dist/core/wire/unreadable.js';
import { installServedReader, type PackedServed } from '#dist/core/base/served.js';
import {
  completed,
  messageOf,
  unpackLists,
  UnrevivedList,
} from '#dist/core/wire/unrevived-list.js';

/** Stands for the room: it says what it was given, and counts. */
const room = new URL('data:text/javascript,');
const READER = Symbol.for('manyhands.servedReader');
const packed: PackedServed = { root: { kind: 'start', x: {} }, served: [], module: room.href };

function install(): void {
  installServedReader({ unpack: ({ root }) => ({ unpacked: root }) });
}

describe('a list with handles', () => {
  beforeEach(() => Reflect.deleteProperty(globalThis, READER));

  it('fails only the items with handles if the room cannot be loaded at once', () => {
    const list = new UnrevivedList([1, packed], [1]);

    assert.deepEqual(list.outcomeAt(0), { ok: true, value: 1 });
    const outcome = list.outcomeAt(1);
    assert.match(String(!outcome.ok && outcome.error), /import 'manyhands\/shared'/);
  });

  it('is read item by item if the room is there by then', () => {
    const list = new UnrevivedList([1, packed], [1]);
    install();

    assert.deepEqual(list.outcomeAt(1), { ok: true, value: { unpacked: packed.root } });
  });

  it('is read as a whole once the room is loaded', async () => {
    const list = new UnrevivedList([1, packed], [1]);
    install();

    assert.deepEqual(await list.revived(), [1, { unpacked: packed.root }]);
  });

  it('fails as a whole if a handle is refused', async () => {
    const list = new UnrevivedList([1, packed], [1]);
    installServedReader({
      unpack: () => {
        throw new RangeError('no handle');
      },
    });

    const revived = await list.revived();

    assert.ok(revived instanceof UnreadableList);
    assert.match(String(revived.cause), /no handle/);
  });

  it('is unpacked in place where the room is there already', () => {
    install();
    const lists = [[1], [packed, 2]];

    const read = unpackLists(lists, [[1, 0]]);

    assert.deepEqual(lists, [[1], [{ unpacked: packed.root }, 2]]);
    assert.equal(read.packed.size, 0);
  });

  it('is noted otherwise, and a place that is not there is refused', () => {
    assert.deepEqual([...unpackLists([[1], [packed]], [[1, 0]]).packed], [[1, [0]]]);
    assert.throws(() => unpackLists([[1]], [[0, 1]]), RangeError);
    assert.throws(() => unpackLists([[1]], [[1, 0]]), RangeError);
  });
});

describe('a message with handles', () => {
  beforeEach(() => Reflect.deleteProperty(globalThis, READER));

  it('can wait for the room if it is the one that starts a worker', async () => {
    const message = messageOf(packed) as object;
    assert.equal(message, packed.root);
    install();

    assert.deepEqual(await completed(message), { unpacked: packed.root });
    assert.equal(await completed(room), room);
  });

  it('cannot if it is another', () => {
    const other = { ...packed, root: { kind: 'started' } };

    assert.throws(() => messageOf(other), /import 'manyhands\/shared'/);
  });
});
