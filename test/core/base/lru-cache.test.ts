import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LruCache } from '#dist/core/base/lru-cache.js';

describe('A bounded cache', () => {
  it('drops what was not asked for the longest', () => {
    const cache = new LruCache<string, number>(2);
    cache.set('a', 1);
    cache.set('b', 2);
    cache.get('a');

    cache.set('c', 3);

    assert.deepEqual(
      [cache.get('a'), cache.get('b'), cache.get('c'), cache.size],
      [1, undefined, 3, 2],
    );
  });

  it('replaces an entry without counting it twice', () => {
    const cache = new LruCache<string, number>(2);
    cache.set('a', 1);
    cache.set('b', 2);

    cache.set('a', 3);

    assert.deepEqual([cache.get('a'), cache.get('b')], [3, 2]);
  });

  it('counts by weight if it is told how to weigh', () => {
    const cache = new LruCache<string, string>(10, (_key, value) => value.length);
    cache.set('a', '12345');
    cache.set('b', '12345');
    cache.set('c', '1');

    assert.deepEqual([cache.get('a'), cache.get('b'), cache.get('c')], [undefined, '12345', '1']);
  });

  it('does not keep an entry that outweighs the whole cache', () => {
    const cache = new LruCache<string, string>(3, (_key, value) => value.length);

    cache.set('a', '12345');

    assert.equal(cache.size, 0);
  });
});
