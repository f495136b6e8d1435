import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { describe, it } from 'node:test';
import { LastWords } from '#dist/core/transport/last-words.js';

const LONG = 60_000;

describe('LastWords', () => {
  it('keeps the end of what was written, and passes all of it on', async () => {
    const source = new PassThrough();
    const target = new PassThrough();
    const words = new LastWords(source, target);

    source.write('x'.repeat(10_000));
    source.end('the end');
    const kept = await words.end(LONG);

    assert.equal(kept.length, 4096);
    assert.ok(kept.endsWith('xthe end'));
    assert.equal(target.readableLength, 10_007);
  });

  it("keeps V8's report on a full heap to itself, also one that comes in pieces", async () => {
    const source = new PassThrough();
    const target = new PassThrough();
    const words = new LastWords(source, target);

    source.write('before\n<--- Last few GCs --->\n');
    source.end('FATAL ERROR: JavaScript heap out of memory\n');
    const kept = await words.end(LONG);

    assert.match(kept, /^before\n<--- Last few GCs --->\nFATAL ERROR/);
    assert.equal(String(target.read()), 'before');
  });

  it('passes on what only began like one', async () => {
    const source = new PassThrough();
    const target = new PassThrough();
    const words = new LastWords(source, target);

    source.end('\n<--- Last few GCs --->\nprinted by a task\n');
    await words.end(LONG);

    assert.match(String(target.read()), /printed by a task\n$/);
  });

  it('does not wait for a source that never ends', async () => {
    const source = new PassThrough();
    const words = new LastWords(source);
    source.write('so far');

    assert.equal(await words.end(1), 'so far');

    assert.ok(source.destroyed);
  });

  it('knows none where there is no source, or one that breaks', async () => {
    const broken = new PassThrough();
    const words = new LastWords(broken);
    broken.destroy(new Error('EPIPE'));

    assert.equal(await new LastWords(null).end(LONG), '');
    assert.equal(await words.end(LONG), '');
  });
});
