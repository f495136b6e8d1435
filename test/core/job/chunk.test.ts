import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Chunk, type ChunkOwner } from '#dist/core/job/chunk.js';
import { itemsOf, specOf } from './fake-control.js';

const owner = { spec: specOf() } as ChunkOwner; // a chunk asks for nothing else of it here

const chunkOf = (items: readonly unknown[], first = 0): Chunk => new Chunk(owner, { first, items });

describe('Chunk', () => {
  it('has the spec of its job', () => {
    assert.equal(chunkOf([1]).spec, owner.spec);
  });

  it('is run for the first time, unless it is said to be a later attempt', () => {
    const again = new Chunk(owner, { first: 0, items: [1], attempt: 2 });

    assert.deepEqual([chunkOf([1]).attempt, again.attempt], [0, 2]);
  });

  it('has parts that know their place in the job, and are the same attempt', () => {
    const chunk = new Chunk(owner, { first: 10, items: ['a', 'b', 'c', 'd'], attempt: 1 });

    const part = chunk.part(1, 3);

    assert.deepEqual([part.job, part.first, part.items, part.attempt], [owner, 11, ['b', 'c'], 1]);
  });

  it('has parts that are another attempt where that is said', () => {
    assert.equal(chunkOf([1, 2]).part(1, 2, 3).attempt, 3);
  });

  it('leaves its own items as they are when a part is made', () => {
    const chunk = chunkOf([1, 2, 3]);

    chunk.part(0, 2);

    assert.deepEqual(chunk.items, [1, 2, 3]);
  });

  it('keeps packed numbers packed in its parts', () => {
    const chunk = new Chunk(owner, { first: 0, items: new Int32Array([1, 2, 3]) });

    assert.deepEqual(chunk.part(1, 3).items, new Int32Array([2, 3]));
  });

  it('is halved into two chunks that have all of its items between them', () => {
    const halves = chunkOf([1, 2, 3, 4, 5], 7).halves();

    assert.deepEqual(itemsOf(halves), [
      [1, 2],
      [3, 4, 5],
    ]);
    assert.deepEqual(
      halves.map(({ first }) => first),
      [7, 9],
    );
  });

  it('has no halves where it has one item, or none', () => {
    assert.deepEqual([chunkOf([1]).halves(), chunkOf([]).halves()], [[], []]);
  });

  it('is a suspect from the first worker that ended with it unstarted', () => {
    const chunk = chunkOf([1]);

    const before = chunk.isSuspect;
    chunk.unstartedEnds += 1;

    assert.deepEqual([before, chunk.isSuspect], [false, true]);
  });

  it('has suspects for parts if it is one, each of which has been seen once, however often it was', () => {
    const chunk = chunkOf([1, 2]);
    chunk.unstartedEnds = 2;

    const ends = chunk.halves().map((half) => half.unstartedEnds);

    assert.deepEqual(ends, [1, 1]);
  });
});
