import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AT_ONCE, LimitedTurns } from '#dist/shared/objects/turns.js';

describe('turns', () => {
  it('are at once where there is no limit, and values stay values', () => {
    assert.equal(
      AT_ONCE.run(() => 1),
      1,
    );
    assert.equal(
      new LimitedTurns(1).run(() => 1),
      1,
    );
  });

  it('are limited, and come in order', async () => {
    const turns = new LimitedTurns(2);
    const seen: string[] = [];
    const ends: (() => void)[] = [];
    const visit = (name: string): Promise<void> | void =>
      turns.run(async () => {
        seen.push(name);
        await new Promise<void>((resolve) => {
          ends.push(resolve);
        });
      });
    const visits = ['a', 'b', 'c', 'd'].map(visit);
    assert.deepEqual(seen, ['a', 'b']);

    ends[1]?.();
    await visits[1];
    assert.deepEqual(seen, ['a', 'b', 'c']);
    ends[0]?.();
    await visits[0];
    assert.deepEqual(seen, ['a', 'b', 'c', 'd']);
    for (const end of ends) end();
    await Promise.all(visits);

    assert.equal(
      turns.run(() => 'free'),
      'free',
    );
  });

  it('are over when what runs throws, now or later', async () => {
    const turns = new LimitedTurns(1);
    const fail = async (): Promise<never> => {
      await Promise.resolve();
      throw new RangeError('no');
    };

    assert.throws(
      () =>
        turns.run(() => {
          throw new RangeError('now');
        }),
      /now/,
    );
    const first = turns.run(fail);
    const second = turns.run(fail);
    await assert.rejects(first, /no/);
    await assert.rejects(second, /no/);

    assert.equal(
      turns.run(() => 1),
      1,
    );
  });
});
