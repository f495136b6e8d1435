/** A chunk in a host's hands: acknowledged, extended, given back, lost. */
import assert from 'node:assert/strict';
import { until } from '../../until.ts';
import type { Clause } from './engine.suite.ts';
import { publish, range, sorted, Taker, untilWaiting } from './stage.ts';

export function deliveryClauses(clause: Clause): void {
  const silence = { isAckWaitShort: true };

  clause('takes a chunk out of the queue when it is acknowledged', async (stage) => {
    const submitter = await stage.submitter();
    const taker = await Taker.open(await stage.host(), 3);
    await publish(submitter, range(3));
    await taker.count(3);

    for (const delivery of taker.deliveries) delivery.acknowledge();

    await untilWaiting(submitter, 0);
  });

  clause(
    'delivers a chunk anew whose host is silent for too long',
    async (stage) => {
      const submitter = await stage.submitter();
      const silent = await Taker.open(await stage.host(), 1);
      await publish(submitter, [4]);
      await silent.next();

      const other = await Taker.open(await stage.host(), 1);
      await stage.passAckWait();

      const again = await other.next();
      assert.deepEqual([again.index, again.deliveryCount], [4, 2]);
    },
    silence,
  );

  clause(
    'leaves a chunk with the host that extends',
    async (stage) => {
      const submitter = await stage.submitter();
      const busy = await Taker.open(await stage.host(), 1);
      await publish(submitter, [0]);
      const held = await busy.next();
      const other = await Taker.open(await stage.host(), 1);

      for (const _ of range(4)) {
        await stage.passMostOfAckWait();
        held.extend();
      }
      await publish(submitter, [1]);
      held.acknowledge();

      assert.deepEqual([(await other.next()).index, other.indices], [1, [1]]);
    },
    silence,
  );

  clause(
    'delivers a chunk anew when its host no longer extends',
    async (stage) => {
      const submitter = await stage.submitter();
      const busy = await Taker.open(await stage.host(), 1);
      await publish(submitter, [0]);
      (await busy.next()).extend();

      const other = await Taker.open(await stage.host(), 1);
      await stage.passAckWait();

      assert.equal((await other.next()).deliveryCount, 2);
    },
    silence,
  );

  clause('gives a chunk that was given back to somebody else at once', async (stage) => {
    const submitter = await stage.submitter();
    const first = await Taker.open(await stage.host(), 1);
    await publish(submitter, [0]);

    (await first.next()).giveBack();
    const second = await Taker.open(await stage.host(), 1);

    const again = await second.next();
    assert.deepEqual([again.index, again.deliveryCount], [0, 2]);
  });

  clause('heeds the first answer to a delivery and no other', async (stage) => {
    const submitter = await stage.submitter();
    const taker = await Taker.open(await stage.host(), 2);
    await publish(submitter, [0, 1]);
    const [acknowledged, givenBack] = [await taker.next(), await taker.next()];

    acknowledged.acknowledge();
    acknowledged.giveBack();
    givenBack.giveBack();
    givenBack.acknowledge();
    const other = await Taker.open(await stage.host(), 2);

    // In several parts either of the two may have come first.
    assert.equal((await other.next()).index, givenBack.index);
    await untilWaiting(submitter, 1);
    assert.deepEqual(other.indices, [givenBack.index]);
  });

  clause('gives a chunk to one host at a time', async (stage) => {
    const submitter = await stage.submitter();
    const takers = await Promise.all(
      range(4).map(async () => await Taker.open(await stage.host(), 100)),
    );

    await publish(submitter, range(100));
    const indices = (): number[] => takers.flatMap((taker) => taker.indices);
    await until('all chunks', () => indices().length >= 100);

    assert.deepEqual(sorted(indices()), range(100));
  });
}
