import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  checkChunk,
  checkHeaders,
  checkMessageId,
  checkToken,
} from '#dist/cluster/engine/names.js';
import { chunk } from './stage.ts';

const OPTION = { code: 'ERR_POOL_OPTION' };

describe('Names', () => {
  it('are tokens of 1 to 100 characters', () => {
    for (const good of ['a', 'A-b_9', 'x'.repeat(100)]) assert.equal(checkToken('n', good), good);
    for (const bad of ['', 'a.b', 'a b', 'a*', '>', 'ä', 'x'.repeat(101), 5, undefined]) {
      assert.throws(() => checkToken('n', bad), OPTION);
    }
  });

  it('of messages are tokens joined by dots', () => {
    for (const good of ['a', 'job.3', 'a.b.c']) assert.equal(checkMessageId(good), good);
    for (const bad of ['', '.', 'a.', '.a', 'a..b', 'a b']) {
      assert.throws(() => checkMessageId(bad), OPTION);
    }
  });
});

describe('Headers', () => {
  it('are printable ASCII without spaces around it', () => {
    checkHeaders({ a: '', b: 'two words', 'Mh-Id': '~' });
    for (const value of [' a', 'a ', ' ', 'a\nb', 'ä', 'a\u007f']) {
      assert.throws(() => checkHeaders({ a: value }), OPTION);
    }
  });

  it('have no name that an engine uses', () => {
    for (const name of ['Nats-Msg-Id', 'nats-x', 'Engine-Index', 'a b', 'a:b']) {
      assert.throws(() => checkHeaders({ [name]: 'x' }), OPTION);
    }
  });
});

describe('checkChunk', () => {
  it('counts what headers take on the wire', () => {
    const headers = { name: 'value' }; // "name: value\r\n" are 13 bytes
    const body = new Uint8Array(87);

    checkChunk(chunk(0, { headers, body }), 100);
    assert.throws(() => checkChunk(chunk(0, { headers, body }), 99), { reason: 'too-large' });
  });

  it('refuses numbers that are no place in a job', () => {
    for (const index of [-1, 1.5, Number.NaN, 2 ** 53]) {
      assert.throws(() => checkChunk(chunk(index, { id: 'j.0' }), 1000), OPTION);
    }
  });
});
