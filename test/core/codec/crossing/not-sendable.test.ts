import assert from 'node:assert/strict';
import { Socket } from 'node:net';
import { describe, it } from 'node:test';
import { serialize } from 'node:v8';
import { NotSendableError } from '#dist/core/base/errors.js';
import {
  argumentOf,
  initArgsOf,
  notSendable,
  resultOf,
} from '#dist/core/codec/crossing/not-sendable.js';

/** What sending `value` to a process fails with. */
function refusalOf(value: unknown): unknown {
  try {
    serialize(value);
  } catch (error) {
    return error;
  }
  return assert.fail('it can be sent');
}

function messageFor(what: string, value: unknown): string {
  return notSendable(what, value, { cause: refusalOf(value), boundary: 'process' }).message;
}

describe('notSendable', () => {
  it('says what, which part of it, why, and what to do', () => {
    const value = { options: { socket: new Socket() } };

    assert.equal(
      messageFor(argumentOf('upload', 17), value),
      `cannot send the argument of 'upload' (item 17) to a worker
  because its property 'options.socket' is a net.Socket: open handles belong to one process
  → open it inside the function, or in the pool's initializer`,
    );
  });

  it('is a NotSendableError that keeps what the serialiser said', () => {
    const cause = refusalOf(Symbol('x'));

    const error = notSendable('it', Symbol('x'), { cause, boundary: 'process' });

    assert.ok(error instanceof NotSendableError);
    assert.equal(error.code, 'ERR_POOL_NOT_SENDABLE');
    assert.equal(error.cause, cause);
  });

  it('speaks of the value itself when that is the culprit', () => {
    assert.match(
      messageFor('it', () => 1),
      /^ {2}because it is an anonymous function: /m,
    );
  });

  it('speaks of elements where there are no property names', () => {
    const f = (): number => 1;

    assert.match(messageFor('it', [1, f]), /because its element '\[1\]' is the function 'f': /);
    assert.match(messageFor('it', new Map([['k', f]])), /because its element 'get\("k"\)' is/);
    assert.match(messageFor('it', { 'a-b': f }), /because its property '\["a-b"\]' is/);
  });

  it('says which way a result was going, and what the value was', () => {
    const value = [1, () => 1, 3];

    assert.match(
      messageFor(resultOf('parse', value, 3), value),
      /^cannot send the result of 'parse' \(item 3\), an array of 3, to the caller\n/,
    );
  });

  it('names the initArgs', () => {
    assert.match(
      messageFor(initArgsOf('connect'), [Symbol('x')]),
      /^cannot send the initArgs of 'connect' to a worker\n/,
    );
  });

  it('says that a value is nested too deeply', () => {
    let value: object = {};
    for (let depth = 0; depth < 100_000; depth += 1) value = { value };

    assert.match(messageFor('it', value), /because it is nested too deeply to be copied$/);
  });

  it("falls back on the serialiser's own words, and cuts them", () => {
    const because = (cause: unknown): string =>
      notSendable('it', 1, { cause, boundary: 'process' }).message.split('\n')[1] ?? '';

    assert.equal(because(new Error('no room')), '  because it could not be copied: no room');
    assert.equal(because(42), '  because copying it failed with 42');
    assert.ok(because(new Error('x'.repeat(10_000))).length < 400);
  });

  it('stays short and never throws, whatever the value is', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const long = 'x'.repeat(100_000);
    const named = Object.defineProperty(() => 1, 'name', { value: long });
    const values = [proxy, named, Symbol(long), { [long]: named }, new Map([[long, named]])];

    for (const value of values) {
      const { message } = notSendable(resultOf('f', value), value, {
        cause: long,
        boundary: 'thread',
      });
      assert.ok(message.length < 700, message);
    }
  });
});
