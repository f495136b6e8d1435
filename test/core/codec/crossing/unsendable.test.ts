import assert from 'node:assert/strict';
import { open } from 'node:fs/promises';
import { EventEmitter } from 'node:events';
import { Socket } from 'node:net';
import { describe, it } from 'node:test';
import { NOT_SENDABLE } from '#dist/core/codec/crossing/forbid-crossing.js';
import { explainGetter, whyUnsendable } from '#dist/core/codec/crossing/unsendable.js';

function reasonFor(value: unknown): string | undefined {
  return whyUnsendable(value, 'process')?.reason;
}

describe('A value that cannot cross by itself', () => {
  const REASONS: readonly (readonly [value: unknown, reason: string])[] = [
    [Symbol('x'), 'Symbol(x): a symbol is unique to the place where it was made'],
    [function upload(): void {}, "the function 'upload': code cannot travel inside data"],
    [new Proxy({}, {}), 'a Proxy: what it would answer is known to its handler only'],
    [new Proxy(() => 1, {}), 'a Proxy: what it would answer is known to its handler only'],
    [Promise.resolve(), 'a Promise: it settles in the process that made it'],
    [new Socket(), 'a net.Socket: open handles belong to one process'],
    [{ [NOT_SENDABLE]: 'a Pool: it stays' }, 'a Pool: it stays'],
  ];
  for (const [value, reason] of REASONS) {
    it(`is ${reason}`, () => assert.equal(reasonFor(value), reason));
  }

  it('can be moved to a thread instead, if it is a file handle', async () => {
    const file = await open(process.execPath);

    const found = whyUnsendable(file, 'thread');

    await file.close();
    assert.deepEqual(found, {
      reason: 'an fs.promises.FileHandle: it can be moved to another thread, but not copied',
      advice: "name it in the call's 'transfer' option",
    });
  });
});

describe('A value that can cross, or of which only trying would tell', () => {
  const throwing = {
    get [NOT_SENDABLE](): never {
      throw new Error('no');
    },
  };
  const VALUES = { text: 'a', null: null, undefined, object: {}, array: [() => 1], emitter: new EventEmitter(), throwing }; // biome-ignore format: one row
  for (const [title, value] of Object.entries(VALUES)) {
    it(`is not refused: ${title}`, () => assert.equal(reasonFor(value), undefined));
  }
});

describe('A getter that throws', () => {
  it('is named with what it threw', () => {
    const { reason } = explainGetter(new RangeError('boom'));

    assert.equal(reason, 'a getter that threw a RangeError ("boom") when it was read');
  });
});
