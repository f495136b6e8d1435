import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeKey, Refusal, refuse } from '#dist/core/codec/function/capture/refusal.js';

const reason = { culprit: 'a Promise', why: 'it settles here', advice: 'await it' };
const named = { culprit: '', why: 'is not initialised yet', advice: 'wait' };
const captures = { from: undefined, clause: "captures variable 'client'" };
const property = { from: captures, clause: "has the property 'socket'" };

describe('The message of a refusal', () => {
  const MESSAGES = [
    ['names the culprit itself', new Refusal(undefined, reason), ['  because it is a Promise: it settles here', '  → await it']], // biome-ignore format: one row
    ['names the variable', new Refusal(captures, reason), ["  because it captures variable 'client', a Promise: it settles here", '  → await it']], // biome-ignore format: one row
    ['tells the whole way', new Refusal(property, reason), ["  because it captures variable 'client'", "  which has the property 'socket', a Promise: it settles here", '  → await it']], // biome-ignore format: one row
    ['says nothing twice where the way names the culprit', new Refusal(captures, named), ["  because it captures variable 'client', which is not initialised yet", '  → wait']], // biome-ignore format: one row
  ] as const;
  for (const [title, refusal, lines] of MESSAGES) {
    it(title, () => {
      const { message, code } = refusal.toError({ name: 'upload', place: 'file:///a.js:1:2' });

      assert.equal(code, 'ERR_POOL_NOT_SENDABLE');
      assert.deepEqual(message.split('\n'), [
        "cannot send 'upload' (file:///a.js:1:2) to a worker",
        ...lines,
      ]);
    });
  }

  it('leaves out a place that is not known', () => {
    const { message } = new Refusal(undefined, reason).toError({ name: 'f', place: undefined });

    assert.match(message, /^cannot send 'f' to a worker\n/);
  });
});

describe('refuse', () => {
  it('throws what becomes a message where the function is known', () => {
    assert.throws(
      () => refuse(captures, reason),
      (thrown) => thrown instanceof Refusal && thrown.trail === captures,
    );
  });
});

describe('describeKey', () => {
  it('writes texts in quotes and symbols in brackets', () => {
    const keys = ['client', 3, Symbol.iterator, Symbol()].map(describeKey);

    assert.deepEqual(keys, ["'client'", "'3'", '[Symbol.iterator]', '[symbol]']);
  });
});
