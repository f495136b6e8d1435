/** Publishing, subscriptions, purging. */
import assert from 'node:assert/strict';
import type { ChunkMessage } from '#dist/cluster/engine/engine.js';
import { until } from '../../until.ts';
import type { Clause } from './engine.suite.ts';
import { chunk, message, publish, range, sorted, Taker, textOf, untilWaiting } from './stage.ts';

export function queueClauses(clause: Clause): void {
  clause('hands over a chunk as it was published', async (stage) => {
    const submitter = await stage.submitter();
    const taker = await Taker.open(await stage.host(), 1);
    const headers = { 'Mixed-Case': 'a value: with spaces', empty: '', long: 'x'.repeat(500) };
    const body = Uint8Array.from(range(256));

    await submitter.chunks.publish(chunk(3, { headers, body }));

    const delivery = await taker.next();
    assert.deepEqual([delivery.job, delivery.index, delivery.deliveryCount], ['j', 3, 1]);
    assert.deepEqual(delivery.headers, headers);
    assert.deepEqual(Uint8Array.from(delivery.body), body);
  });

  clause('has its own copy of a chunk once it is published', async (stage) => {
    const submitter = await stage.submitter();
    const body = new Uint8Array([1, 2, 3]);

    await submitter.chunks.publish(chunk(0, { body }));
    body.fill(9);

    const taker = await Taker.open(await stage.host(), 1);
    assert.deepEqual([...(await taker.next()).body], [1, 2, 3]);
  });

  clause('counts the same id once, also after it was acknowledged', async (stage) => {
    const submitter = await stage.submitter();
    const taker = await Taker.open(await stage.host(), 10);

    await publish(submitter, [0, 0]);
    (await taker.next()).acknowledge();
    await untilWaiting(submitter, 0);
    await publish(submitter, [0, 1]);

    assert.equal((await taker.next()).index, 1);
    assert.deepEqual(taker.indices, [0, 1]);
  });

  clause('takes the same chunk again under another id', async (stage) => {
    const submitter = await stage.submitter();
    const taker = await Taker.open(await stage.host(), 2);

    await submitter.chunks.publish(chunk(0));
    await submitter.chunks.publish(chunk(0, { id: 'j.0.again' }));

    await taker.count(2);
    assert.deepEqual(taker.indices, [0, 0]);
  });

  clause(
    'says that it is full, and takes more when there is room again',
    async (stage) => {
      const submitter = await stage.submitter();
      const body = new Uint8Array(1024);
      const fill = async (): Promise<number> => {
        for (let index = 0; ; index += 1) {
          try {
            await submitter.chunks.publish(chunk(index, { body }));
          } catch (error) {
            assert.equal((error as { reason?: string }).reason, 'full');
            return index;
          }
        }
      };

      const taken = await fill();
      await submitter.chunks.purge('j');
      await submitter.chunks.publish(chunk(1000, { body }));

      assert.ok(taken > 0 && taken < 50, `${taken} were taken`);
    },
    { isSmall: true },
  );

  clause('refuses a chunk that is too large, before it is sent', async (stage) => {
    const submitter = await stage.submitter();
    const { maxMessageBytes } = submitter.chunks;

    await submitter.chunks.publish(chunk(0, { body: new Uint8Array(maxMessageBytes) }));
    await assert.rejects(
      submitter.chunks.publish(chunk(1, { body: new Uint8Array(maxMessageBytes + 1) })),
      { code: 'ERR_POOL_ENGINE', reason: 'too-large' },
    );

    await untilWaiting(submitter, 1);
  });

  clause('refuses names and headers that could mean something else', async (stage) => {
    const submitter = await stage.submitter();
    const bad: readonly Partial<ChunkMessage>[] = [
      ...['', 'a.b', '*', '>', 'a b', 'a/b', 'ä', 'x'.repeat(101)].map((job) => ({ job })),
      ...['', '.', 'a.', 'a b', '*'].map((id) => ({ id })),
      ...[-1, 0.5, Number.NaN].map((index) => ({ index })),
      ...['a\nb', ' a', 'a ', 'ä', '\0'].map((value) => ({ headers: { name: value } })),
      ...['', 'a:b', 'a b', 'Nats-Rollup', 'Engine-Index'].map((name) => ({
        headers: { [name]: 'x' },
      })),
    ];

    for (const changes of bad) {
      await assert.rejects(submitter.chunks.publish({ ...chunk(0), ...changes }), {
        code: 'ERR_POOL_OPTION',
      });
    }

    assert.equal((await submitter.chunks.waiting()).size, 0);
  });

  clause('delivers nothing that was not requested', async (stage) => {
    const submitter = await stage.submitter();
    const idle = await Taker.open(await stage.host());
    const modest = await Taker.open(await stage.host(), 3);
    await modest.subscription.request(2);

    await publish(submitter, range(10));
    await modest.count(5);
    const greedy = await Taker.open(await stage.host(), 100);
    await greedy.count(5);

    assert.deepEqual(
      [idle.indices.length, modest.indices.length, greedy.indices.length],
      [0, 5, 5],
    );
    assert.deepEqual(sorted([...modest.indices, ...greedy.indices]), range(10));
  });

  clause('delivers more when more is requested', async (stage) => {
    const submitter = await stage.submitter();
    const taker = await Taker.open(await stage.host(), 1);
    await publish(submitter, range(20));

    for (const count of range(20, 1)) {
      await taker.count(count);
      assert.equal(taker.indices.length, count);
      taker.subscription.request(1);
    }

    assert.deepEqual(taker.sorted, range(20));
  });

  clause('delivers to whoever waits when something comes', async (stage) => {
    const submitter = await stage.submitter();
    const takers = [
      await Taker.open(await stage.host(), 5),
      await Taker.open(await stage.host(), 5),
    ];

    await publish(submitter, range(10));

    for (const taker of takers) await taker.count(5);
    assert.deepEqual(sorted(takers.flatMap(({ indices }) => indices)), range(10));
  });

  clause(
    'delivers the chunks of a job in the order in which they were published',
    async (stage) => {
      const submitter = await stage.submitter();
      await publish(submitter, range(200));

      const taker = await Taker.open(await stage.host(), 200);

      await taker.count(200);
      assert.deepEqual(taker.indices, range(200));
    },
  );

  clause('delivers nothing to an subscription that was stopped', async (stage) => {
    const submitter = await stage.submitter();
    const host = await stage.host();
    const stopped = await Taker.open(host, 5);

    await stopped.subscription.stop();
    stopped.subscription.request(5);
    await publish(submitter, range(10));
    const other = await Taker.open(host, 10);

    await other.count(10);
    assert.deepEqual([stopped.indices, other.sorted], [[], range(10)]);
  });

  clause(
    'gives back what was on its way to an subscription that is stopped',
    async (stage) => {
      const submitter = await stage.submitter();
      const host = await stage.host();
      const taker = await Taker.open(host, 50);

      const published = publish(submitter, range(50));
      await taker.count(1);
      await taker.subscription.stop();
      const kept = [...taker.indices];
      for (const delivery of taker.deliveries) delivery.acknowledge(); // or they come again, sooner or later
      await published;
      const other = await Taker.open(host, 100);
      const all = (): Set<number> => new Set([...kept, ...other.indices]);
      await until('all chunks', () => all().size === 50);

      assert.deepEqual(taker.indices, kept);
      // Redelivery is at least once: a server may hand over twice what it had sent into the void.
      assert.ok(other.deliveries.every(({ index }) => !kept.includes(index)));
    },
    { isAckWaitShort: true },
  );

  clause('leaves in the hands of a stopped subscription what it had delivered', async (stage) => {
    const submitter = await stage.submitter();
    const taker = await Taker.open(await stage.host(), 1);
    await publish(submitter, [0]);
    const delivery = await taker.next();

    await taker.subscription.stop();
    delivery.acknowledge();

    await untilWaiting(submitter, 0);
  });

  clause('drops the chunks of one job and says how many', async (stage) => {
    const submitter = await stage.submitter();
    await publish(submitter, range(100), 'dropped');
    await publish(submitter, range(3), 'kept');

    const dropped = await submitter.chunks.purge('dropped');

    assert.equal(dropped, 100);
    assert.deepEqual([...(await submitter.chunks.waiting())], [['kept', 3]]);
    assert.equal(await submitter.chunks.purge('dropped'), 0);
  });

  clause(
    'does not bring back a chunk that was held when its job was dropped',
    async (stage) => {
      const submitter = await stage.submitter();
      const host = await stage.host();
      const taker = await Taker.open(host, 1);
      await publish(submitter, [0], 'dropped');
      const held = await taker.next();

      await submitter.chunks.purge('dropped');
      held.giveBack();
      await stage.passAckWait();
      await publish(submitter, [7], 'kept');
      const other = await Taker.open(host, 1);

      assert.deepEqual([(await other.next()).job, other.indices], ['kept', [7]]);
    },
    { isAckWaitShort: true },
  );

  clause('lists the chunks of a job, those that are held too, and discards one', async (stage) => {
    const submitter = await stage.submitter();
    await publish(submitter, [0, 1, 2]);
    await publish(submitter, [7], 'other');
    const taker = await Taker.open(await stage.host(), 1);
    await taker.next();

    const seen: number[] = [];
    for await (const queued of submitter.chunks.list('j')) {
      seen.push(queued.index);
      if (queued.index === 1) await queued.discard();
    }

    assert.deepEqual(sorted(seen), [0, 1, 2]);
    await untilWaiting(submitter, 3);
  });

  clause(
    'tells all programs of jobs that are cancelled, before and after they ask, and each mark',
    async (stage) => {
      const [submitter, host] = [await stage.submitter(), await stage.host()];

      const [before, after]: [string[], string[]] = [[], []];
      const listener = await host.chunks.onCancelled((mark) => before.push(textOf(mark)));
      await submitter.chunks.markCancelled('j', message('j', { a: 'b' }));
      await submitter.chunks.markCancelled('j', message('j again'));
      await submitter.chunks.onCancelled((mark) => after.push(`${textOf(mark)} ${mark.headers.a}`));
      await until('the marks', () => before.length === 2 && after.length === 2);
      await listener[Symbol.asyncDispose]();
      await submitter.chunks.markCancelled('other', message('other'));
      await until('the last mark', () => after.length === 3);

      assert.deepEqual(before, ['j', 'j again']);
      assert.deepEqual(after, ['j b', 'j again undefined', 'other undefined']);
    },
  );

  clause('counts what is in the queue by job, held or not', async (stage) => {
    const submitter = await stage.submitter();
    const taker = await Taker.open(await stage.host(), 2);
    await publish(submitter, range(3), 'a');
    await publish(submitter, range(4), 'b');

    await taker.count(2);

    const counts = await submitter.chunks.waiting();
    assert.deepEqual([counts.get('a'), counts.get('b'), counts.size], [3, 4, 2]);
  });
}
