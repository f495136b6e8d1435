import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deserialize, serialize } from 'node:v8';
import { forbidCrossing, NOT_SENDABLE } from '#dist/core/codec/crossing/forbid-crossing.js';

class Connection {
  readonly #open = true;
  isOpen(): boolean {
    return this.#open;
  }
}

describe('An object that is forbidden to cross', () => {
  it('is refused by structured clone, where it would have arrived empty', () => {
    const connection = new Connection();
    const before = deserialize(serialize(connection)) as object;

    forbidCrossing(connection, 'a Connection: it is open here');

    assert.deepEqual(Object.keys(before), []);
    assert.throws(() => structuredClone(connection));
    assert.throws(() => serialize(connection));
  });

  it('says why, under a symbol that other packages can write too', () => {
    const connection = new Connection();

    forbidCrossing(connection, 'a Connection: it is open here');

    assert.equal(Reflect.get(connection, NOT_SENDABLE), 'a Connection: it is open here');
    assert.equal(NOT_SENDABLE, Symbol.for('manyhands.notSendable'));
    assert.equal(connection.isOpen(), true);
  });
});
