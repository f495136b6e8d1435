import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkHeaders } from '#dist/cluster/engine/names.js';
import {
  chunkHeaders,
  readChunkMetadata,
  readResultMetadata,
  resultHeaders,
} from '#dist/cluster/messages/metadata.js';

const CHUNK = {
  job: 'j',
  index: 3,
  serial: 0,
  first: 12,
  count: 4,
  total: 100,
  recipe: 'a'.repeat(64),
  namespace: 's-1',
  reply: 'mh.p.r.to.X',
  ref: '',
};
const RESULT = {
  job: 'j',
  index: 3,
  first: 12,
  count: 4,
  worker: 'host Zoë, worker 1',
  ref: 'r-3',
};

describe('Metadata', () => {
  it('of chunks and results come out of headers as they went in', () => {
    assert.deepEqual(readChunkMetadata(chunkHeaders(CHUNK)), CHUNK);
    assert.deepEqual(readResultMetadata(resultHeaders(RESULT)), RESULT);
  });

  it('say where else a chunk may run, where it could not, and which arrays it shares', () => {
    for (const elsewhere of ['yes', 'no'] as const) {
      const chunk = { ...CHUNK, elsewhere };
      assert.deepEqual(readChunkMetadata(chunkHeaders(chunk)), chunk);
    }
    const sharing = { ...CHUNK, arrays: ['a'.repeat(64), 'b'.repeat(64)] };
    assert.deepEqual(readChunkMetadata(chunkHeaders(sharing)), sharing);
    const failed = { ...RESULT, failedOn: 'h-1' };
    assert.deepEqual(readResultMetadata(resultHeaders(failed)), failed);
  });

  it('make headers that every engine takes, whatever a host is called', () => {
    for (const worker of ['Zoë', '日本', ' with spaces ', 'a\nb', '100 %']) {
      const headers = resultHeaders({ ...RESULT, worker });

      checkHeaders(headers);
      assert.equal(readResultMetadata(headers).worker, worker);
    }
  });

  it('have the names on the wire that all versions know', () => {
    assert.deepEqual(Object.keys(chunkHeaders(CHUNK)).sort(), [
      'count',
      'first',
      'index',
      'job',
      'recipe',
      'ref',
      'reply',
      'scope',
      'serial',
      'total',
    ]);
    assert.deepEqual(Object.keys(resultHeaders(RESULT)).sort(), [
      'count',
      'first',
      'index',
      'job',
      'ref',
      'worker',
    ]);
  });

  it('are refused if one is missing, or a number is none', () => {
    for (const name of Object.keys(chunkHeaders(CHUNK))) {
      const { [name]: _missing, ...headers } = chunkHeaders(CHUNK);
      assert.throws(() => readChunkMetadata(headers), new RegExp(`no header '${name}'`));
    }
    for (const bad of ['-1', '1.5', 'x', '1e99', 'Infinity']) {
      assert.throws(() => readChunkMetadata({ ...chunkHeaders(CHUNK), index: bad }), /no number/);
    }
  });
});
