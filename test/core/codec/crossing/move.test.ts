import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MessageChannel } from 'node:worker_threads';
import { isMoved, MOVED } from '#dist/core/base/moved.js';
import { move } from '#dist/core/codec/crossing/move.js';

function detached(): ArrayBuffer {
  const buffer = new ArrayBuffer(8);
  structuredClone(buffer, { transfer: [buffer] });
  return buffer;
}

describe('move', () => {
  it('marks a value and the memory that goes with it', () => {
    const [red, blue] = [new Float64Array(2), new ArrayBuffer(3)];
    const value = { planes: new Map<string, unknown>([['red', [red]], ['blue', blue]]), again: red }; // biome-ignore format: one row

    const moved = move(value);

    assert.ok(isMoved(moved));
    assert.equal(moved.value, value);
    assert.deepEqual(new Set(moved[MOVED]), new Set([red.buffer, blue]));
    assert.equal(moved[MOVED].length, 2);
  });

  it('takes only the buffers that it is given, or those under given arrays', () => {
    const [kept, given, under] = [new ArrayBuffer(1), new ArrayBuffer(2), new Uint8Array(3)];

    const moved = move([kept, given, under], [given, under]);

    assert.deepEqual(moved[MOVED], [given, under.buffer]);
  });

  it('leaves shared memory that is in the value where it is', () => {
    const [own, shared] = [new ArrayBuffer(1), new SharedArrayBuffer(1)];

    assert.deepEqual(move([own, shared])[MOVED], [own]);
  });

  it('makes something that cannot be sent but as a task’s whole result', () => {
    const moved = move(new ArrayBuffer(1));

    assert.throws(() => structuredClone([moved]));
  });

  const { port1 } = new MessageChannel();
  port1.close();
  const REFUSED: readonly (readonly [title: string, act: () => unknown, message: RegExp])[] = [
    ['nothing to move', () => move({ a: 1 }), /^cannot move an object\n {2}because it has no ArrayBuffer in it/], // biome-ignore format: one row
    ['shared memory', () => move(new SharedArrayBuffer(1)), /^cannot move a SharedArrayBuffer\n {2}because it is shared/], // biome-ignore format: one row
    [
      'an array over shared memory',
      () => move(new Int8Array(new SharedArrayBuffer(1))),
      /is shared/,
    ],
    ['something else', () => move(1, [port1 as never]), /^cannot move a MessagePort\n {2}because it is no ArrayBuffer/], // biome-ignore format: one row
    [
      'what has been moved before',
      () => move(1, [detached()]),
      /has been moved before: it is empty$/,
    ],
  ];
  for (const [title, act, message] of REFUSED) {
    it(`refuses ${title}`, () => {
      assert.throws(act, { code: 'ERR_POOL_NOT_SENDABLE', message });
    });
  }

  it('refuses a list of buffers that is none', () => {
    assert.throws(() => move(1, new ArrayBuffer(1) as never), {
      code: 'ERR_POOL_OPTION',
      message: /the buffers of move\(\) must be an array of ArrayBuffers/,
    });
  });

  it('takes memory of no size for what it is', () => {
    const empty = new ArrayBuffer(0);

    assert.deepEqual(move(empty)[MOVED], [empty]);
  });
});
