import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { KeptMemory } from '#dist/core/wire/kept-memory.js';

const KIB = 1024;

describe('KeptMemory', () => {
  it('gives what was kept, if it is long enough and not much too long', () => {
    const memory = new KeptMemory((byteLength) => new ArrayBuffer(byteLength));
    const kept = memory.take(256 * KIB);
    memory.keep(kept);

    assert.notEqual(memory.take(32 * KIB), kept, 'too long');
    assert.notEqual(memory.take(257 * KIB), kept, 'too short');
    assert.equal(memory.take(200 * KIB), kept);
    assert.notEqual(memory.take(200 * KIB), kept, 'once');
  });

  it('gives the shortest that is long enough', () => {
    const memory = new KeptMemory((byteLength) => new ArrayBuffer(byteLength));
    const [long, short] = [memory.take(128 * KIB), memory.take(96 * KIB)];
    memory.keep(long);
    memory.keep(short);

    assert.equal(memory.take(90 * KIB), short);
  });

  it('keeps only so much', () => {
    let made = 0;
    const memory = new KeptMemory((byteLength) => {
      made += 1;
      return new SharedArrayBuffer(byteLength);
    });
    const all = Array.from({ length: 40 }, () => memory.take(1024 * KIB));
    for (const one of all) memory.keep(one);

    for (let i = 0; i < 40; i += 1) memory.take(1024 * KIB);

    assert.ok(made > 60 && made < 80, `${made} made`);
  });
});
