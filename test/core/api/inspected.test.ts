import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { ThreadPool } from 'manyhands';
import { describeCall, describePool, showAs } from '#dist/core/api/inspected.js';
import { FakeBackend } from './fake-backend.js';

function fail(): never {
  throw new Error('always');
}

describe('What console.log shows', () => {
  it('of a pool is one line: what it is, how it is, what it has done', async () => {
    await using pool = new ThreadPool({ workers: 2, name: 'shown' });
    await pool.ready();
    await pool.map(Math.abs, [-1, 2]);
    await pool.apply(fail).catch(() => {});

    assert.match(inspect(pool), /^ThreadPool\(shown#\d+, running, 2 workers, 2 done, 1 failed\)$/);
  });

  it('of a result is how far it is, and then how it ended', async () => {
    await using pool = new ThreadPool(1);
    const good = pool.mapAsync(fail, []);
    const bad = pool.mapAsync(fail, [1]);

    assert.equal(inspect(bad), 'AsyncResult(fail, 0 of 1 done)');
    await Promise.allSettled([good, bad]);
    assert.equal(inspect(good), 'AsyncResult(fail, fulfilled)');
    assert.equal(inspect(bad), 'AsyncResult(fail, rejected)');
  });

  it('of an iterator is how many results have come', async () => {
    await using pool = new ThreadPool(1);
    const results = pool.imap(Math.abs, [1, -2]);

    await results.next();
    assert.match(inspect(results), /^ResultIterator\(abs, (1|2|ended, 2)( of 2)? done\)$/);
    await results.return();

    assert.equal(inspect(results), 'ResultIterator(abs, closed)');
  });

  it('leaves out what is not known and what is nothing', () => {
    const backend = new FakeBackend();
    backend.counts.cancelled = 3;

    assert.equal(
      describePool('Pool', backend),
      'Pool(fake#1, running, 0 workers, 0 done, 3 cancelled)',
    );
    assert.equal(describeCall('It', { progress: { done: 2 } }, undefined), 'It(2 done)');
  });

  it('can be said of any class, and is no property that anybody lists', () => {
    class Thing {}
    showAs(Thing, () => 'a thing');

    assert.deepEqual([inspect(new Thing()), Object.keys(Thing.prototype)], ['a thing', []]);
  });
});
