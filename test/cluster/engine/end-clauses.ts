/** Disposing an engine. That nothing remains of it is seen by `failOnLeaks` after every test. */
import assert from 'node:assert/strict';
import type { Clause } from './engine.suite.ts';
import { chunk, message, publish, range, Taker } from './stage.ts';

export function endClauses(clause: Clause): void {
  clause('gives back at once what was received and not acknowledged', async (stage) => {
    const [submitter, host] = [await stage.submitter(), await stage.host()];
    const taker = await Taker.open(host, 5);
    await publish(submitter, range(5));
    await taker.count(5);

    await host[Symbol.asyncDispose]();
    const other = await Taker.open(await stage.host(), 5);

    await other.count(5);
    assert.deepEqual(other.sorted, range(5));
  });

  clause('gives the requests of a disposed engine to nobody', async (stage) => {
    const [submitter, host] = [await stage.submitter(), await stage.host()];
    const gone = await Taker.open(host, 5);

    await host[Symbol.asyncDispose]();
    await publish(submitter, range(5));
    const other = await Taker.open(await stage.host(), 5);

    await other.count(5);
    assert.deepEqual([gone.indices, other.sorted], [[], range(5)]);
  });

  clause('is neither a host nor a listener any more', async (stage) => {
    const [submitter, host] = [await stage.submitter(), await stage.host()];
    const { address } = await submitter.replies.listen(() => {});
    await host.presence.announce(() => message('host'));

    await host[Symbol.asyncDispose]();
    const hosts = await submitter.presence.hosts(message(''));
    const other = await stage.host();
    await submitter[Symbol.asyncDispose]();

    assert.deepEqual(hosts, []);
    assert.equal(await other.replies.send(address, message('x')), 'nobody');
  });

  clause('rejects every later call, and may be disposed again', async (stage) => {
    const engine = await stage.submitter();
    const states: string[] = [];
    engine.connection.onChange((state) => states.push(state));

    await engine[Symbol.asyncDispose]();
    await engine[Symbol.asyncDispose]();

    const calls = [
      engine.chunks.publish(chunk(0)),
      engine.chunks.receive(() => {}),
      engine.chunks.purge('j'),
      engine.chunks.markCancelled('j', message('j')),
      engine.chunks.onCancelled(() => {}),
      engine.chunks.onPoison('j', () => {}),
      engine.chunks.waiting(),
      engine.replies.listen(() => {}),
      engine.store.get('j', 'a'),
      engine.results.append('j', { id: 'a', ...message('a') }),
      engine.presence.hosts(message('')),
    ];
    for (const call of calls)
      await assert.rejects(call, { code: 'ERR_POOL_ENGINE', reason: 'closed' });
    assert.deepEqual([engine.connection.state, states], ['closed', ['closed']]);
  });

  clause(
    'rejects the calls that were under way, and ends what was being read',
    async (stage) => {
      const engine = await stage.submitter();
      const reading = (async () => {
        for await (const _ of engine.results.read('j')) throw new Error('there was none');
      })();
      await new Promise(setImmediate);
      await stage.interrupt();
      const publishing = assert.rejects(engine.chunks.publish(chunk(0)), { reason: 'closed' });
      const listening = assert.rejects(
        engine.control.hear('cancel', () => {}),
        { reason: 'closed' },
      );

      await engine[Symbol.asyncDispose]();

      await publishing;
      await listening;
      await reading;
      await stage.resume();
    },
    { isInterrupted: true },
  );

  clause('answers a late delivery with silence', async (stage) => {
    const [submitter, host] = [await stage.submitter(), await stage.host()];
    const taker = await Taker.open(host, 1);
    await publish(submitter, [0]);
    const held = await taker.next();

    await host[Symbol.asyncDispose]();

    held.extend();
    held.acknowledge();
    held.giveBack();
  });
}
