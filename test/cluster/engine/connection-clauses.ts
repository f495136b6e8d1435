/** The connection is lost and comes back. */
import assert from 'node:assert/strict';
import { until } from '../../until.ts';
import type { Clause } from './engine.suite.ts';
import { chunk, message, publish, range, Taker, textOf, untilWaiting } from './stage.ts';

export function connectionClauses(clause: Clause): void {
  const interrupted: Clause = (title, body) => clause(title, body, { isInterrupted: true });

  interrupted('tells when it is lost and when it is back', async (stage) => {
    const submitter = await stage.submitter();
    const states: string[] = [];
    const silent: string[] = [];
    submitter.connection.onChange((state) => states.push(state));
    submitter.connection.onChange((state) => silent.push(state))();
    assert.equal(submitter.connection.state, 'connected');

    await stage.interrupt();
    await until('the loss', () => submitter.connection.state === 'disconnected');
    await stage.resume();
    await until('the return', () => submitter.connection.state === 'connected');

    assert.deepEqual([states, silent], [['disconnected', 'connected'], []]);
  });

  interrupted('keeps what was published', async (stage) => {
    const [submitter, host] = [await stage.submitter(), await stage.host()];
    await publish(submitter, range(20));
    await submitter.store.put('j', 'a', new Uint8Array([1]));

    await stage.interrupt();
    await stage.resume();
    const taker = await Taker.open(host, 20);

    await taker.count(20);
    assert.deepEqual(taker.sorted, range(20));
    assert.deepEqual([...((await host.store.get('j', 'a')) ?? [])], [1]);
  });

  interrupted('publishes what was to be published meanwhile, once', async (stage) => {
    const [submitter, host] = [await stage.submitter(), await stage.host()];
    await stage.interrupt();

    const published = range(10).map(async (index) => await submitter.chunks.publish(chunk(index)));
    await stage.resume();
    await Promise.all(published);
    const taker = await Taker.open(host, 20);

    await taker.count(10);
    await publish(submitter, [10]);
    await taker.count(11);
    assert.deepEqual(taker.sorted, range(11));
  });

  interrupted('still delivers what was requested before', async (stage) => {
    const [submitter, host] = [await stage.submitter(), await stage.host()];
    const taker = await Taker.open(host, 3);

    await stage.interrupt();
    await stage.resume();
    await publish(submitter, range(5));
    await taker.count(3);
    const other = await Taker.open(await stage.host(), 5);
    await other.count(2);

    assert.deepEqual([taker.indices.length, other.indices.length], [3, 2]);
  });

  interrupted('takes the acknowledgement of a chunk that was delivered before', async (stage) => {
    const [submitter, host] = [await stage.submitter(), await stage.host()];
    const taker = await Taker.open(host, 1);
    await publish(submitter, [0]);
    const held = await taker.next();

    await stage.interrupt();
    await stage.resume();
    await until('the host to be back', () => host.connection.state === 'connected');
    held.acknowledge();

    await untilWaiting(submitter, 0);
  });

  interrupted('still hears what it listened to', async (stage) => {
    const [submitter, host] = [await stage.submitter(), await stage.host()];
    const heard: string[] = [];
    const { address } = await submitter.replies.listen((reply) => void heard.push(textOf(reply)));
    await host.control.hear('cancel', (said) => heard.push(textOf(said)));
    await host.presence.announce(() => message('host'));

    await stage.interrupt();
    await stage.resume();
    await until('both to be back', () =>
      [submitter, host].every(({ connection }) => connection.state === 'connected'),
    );
    let hosts = await submitter.presence.hosts(message(''));
    // Who answers late counts as not there: on a busy machine it takes more than one look.
    for (let look = 1; look < 100 && hosts.length === 0; look += 1) {
      hosts = await submitter.presence.hosts(message(''));
    }
    submitter.control.say('cancel', message('cancel'));
    await until('the message', () => heard.length === 1);
    const status = await host.replies.send(address, message('reply'));

    assert.deepEqual(
      [hosts.map(textOf), heard, status],
      [['host'], ['cancel', 'reply'], 'acknowledged'],
    );
  });

  interrupted('goes on reading results without a gap or a repetition', async (stage) => {
    const [submitter, host] = [await stage.submitter(), await stage.host()];
    const append = async (at: number): Promise<void> =>
      await host.results.append('j', { id: String(at), ...message(String(at)) });
    for (const at of range(3)) await append(at);
    const texts: string[] = [];

    for await (const result of submitter.results.read('j')) {
      texts.push(textOf(result));
      if (texts.length === 6) break;
      if (texts.length !== 3) continue;
      await stage.interrupt();
      await stage.resume();
      for (const at of range(3, 3)) await append(at);
    }

    assert.deepEqual(texts, range(6).map(String));
  });

  interrupted('ends a reading whose signal aborts while nothing can be read', async (stage) => {
    const submitter = await stage.submitter();
    await submitter.results.append('j', { id: 'a', ...message('a') });
    const [early, late] = [new AbortController(), new AbortController()];
    const texts: string[] = [];
    const read = async (signal: AbortSignal): Promise<void> => {
      for await (const result of submitter.results.read('j', signal)) texts.push(textOf(result));
    };
    const reading = read(early.signal);
    await until('the result', () => texts.length === 1);

    await stage.interrupt();
    await until('the loss', () => submitter.connection.state === 'disconnected');
    const alsoReading = read(late.signal);
    early.abort();
    late.abort();

    await Promise.all([reading, alsoReading]);
    await stage.resume();
    assert.deepEqual(texts, ['a']);
  });
}
