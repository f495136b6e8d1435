/** Chunks that bring down, or outlast, every host that has them. */
import assert from 'node:assert/strict';
import type { Engine, Poison } from '#dist/cluster/engine/engine.js';
import { until } from '../../until.ts';
import type { Clause } from './engine.suite.ts';
import { chunk, publish, type Stage, Taker, untilWaiting } from './stage.ts';

export function poisonClauses(clause: Clause): void {
  const twice = { maxDeliveries: 2, isAckWaitShort: true };
  const poisonClause: Clause = (title, body) => clause(title, body, twice);

  poisonClause(
    'tells of a chunk that was delivered too often, and delivers it no more',
    async (stage) => {
      const { submitter, heard, taker } = await meet(stage);

      await submitter.chunks.publish(chunk(5, { headers: { a: 'b' } }));
      await spoil(taker, stage.passAckWait);
      await until('the advisory', () => heard.length === 1);
      await publish(submitter, [6]);

      const [poison] = heard;
      assert.ok(poison !== undefined);
      assert.deepEqual([poison.job, poison.index, poison.deliveryCount], ['j', 5, 2]);
      assert.deepEqual([poison.headers, [...poison.body]], [{ a: 'b' }, [5]]);
      assert.equal((await taker.next()).index, 6);
      assert.deepEqual(taker.indices, [5, 5, 6]);
    },
  );

  poisonClause('keeps a poisonous chunk until it is discarded', async (stage) => {
    const { submitter, heard, taker } = await meet(stage);
    await publish(submitter, [5]);
    await spoil(taker, stage.passAckWait);
    await until('the advisory', () => heard.length === 1);

    assert.equal((await submitter.chunks.waiting()).get('j'), 1);
    await heard[0]?.discard();
    await heard[0]?.discard();

    await untilWaiting(submitter, 0);
  });

  poisonClause(
    'tells those who ask later, and of chunks that were discarded nobody',
    async (stage) => {
      const { submitter, heard, taker } = await meet(stage);
      await publish(submitter, [5]);
      await spoil(taker, stage.passAckWait);
      await publish(submitter, [6]);
      await spoil(taker, stage.passAckWait);
      await until('the advisory', () => heard.length === 2);

      await heard.find(({ index }) => index === 5)?.discard();
      const later = await listen(await stage.submitter(), 'j');
      const alsoLater = await listen(submitter, 'j');
      await until('the old advisory', () => later.length > 0 && alsoLater.length > 0);

      assert.deepEqual(indicesOf(later), [6]);
      assert.deepEqual(indicesOf(alsoLater), [6]);
    },
  );

  poisonClause('tells each listener of its own job, and once', async (stage) => {
    const submitter = await stage.submitter();
    const [mine, others] = [await listen(submitter, 'mine'), await listen(submitter, 'others')];
    const taker = await Taker.open(await stage.host(), 10);

    await publish(submitter, [1], 'mine');
    await spoil(taker, stage.passAckWait);
    await publish(submitter, [2], 'others');
    await spoil(taker, stage.passAckWait);
    await until('the advisory', () => others.length === 1);

    assert.deepEqual(indicesOf(mine), [1]);
    assert.deepEqual(indicesOf(others), [2]);
  });

  poisonClause('tells a listener that was disposed nothing', async (stage) => {
    const submitter = await stage.submitter();
    const silent: Poison[] = [];
    const listener = await submitter.chunks.onPoison('j', (poison) => silent.push(poison));
    const heard = await listen(submitter, 'j');
    const taker = await Taker.open(await stage.host(), 10);

    await listener[Symbol.asyncDispose]();
    await publish(submitter, [5]);
    await spoil(taker, stage.passAckWait);
    await until('the advisory', () => heard.length === 1);

    assert.deepEqual(silent, []);
  });

  poisonClause('drops poisonous chunks with their job', async (stage) => {
    const { submitter, heard, taker } = await meet(stage);
    await publish(submitter, [5]);
    await spoil(taker, stage.passAckWait);
    await until('the advisory', () => heard.length === 1);

    await submitter.chunks.purge('j');

    assert.equal((await submitter.chunks.waiting()).size, 0);
  });
}

/** A submitter that listens for the poison of job 'j', and a host that takes its chunks. */
async function meet(stage: Stage): Promise<{ submitter: Engine; heard: Poison[]; taker: Taker }> {
  const submitter = await stage.submitter();
  const heard = await listen(submitter, 'j');
  return { submitter, heard, taker: await Taker.open(await stage.host(), 10) };
}

function indicesOf(heard: readonly Poison[]): number[] {
  return heard.map(({ index }) => index);
}

async function listen(engine: Engine, job: string): Promise<Poison[]> {
  const heard: Poison[] = [];
  await engine.chunks.onPoison(job, (poison) => heard.push(poison));
  return heard;
}

/** Two deliveries after which nobody answers. */
async function spoil(taker: Taker, passAckWait: () => Promise<void>): Promise<void> {
  await taker.next();
  await passAckWait();
  await taker.next();
  await passAckWait();
}
