/** What is carried and not kept: replies, control messages, who is there. */
import assert from 'node:assert/strict';
import type { Message } from '#dist/cluster/engine/engine.js';
import { until } from '../../until.ts';
import type { Clause } from './engine.suite.ts';
import { message, textOf } from './stage.ts';

export function messageClauses(clause: Clause): void {
  clause('acknowledges a reply when the listener has dealt with it', async (stage) => {
    const [submitter, host] = [await stage.submitter(), await stage.host()];
    const steps: string[] = [];
    const { address } = await submitter.replies.listen(async (reply) => {
      await new Promise(setImmediate);
      steps.push(`${textOf(reply)} ${reply.headers.a}`);
    });

    const status = await host.replies.send(address, message('result', { a: 'b' }));
    steps.push(status);

    assert.deepEqual(steps, ['result b', 'acknowledged']);
  });

  clause('says so when the listener refuses a reply, by throwing or rejecting', async (stage) => {
    const [submitter, host] = [await stage.submitter(), await stage.host()];
    const thrower = await submitter.replies.listen(() => {
      throw new Error('no');
    });
    const rejecter = await submitter.replies.listen(
      async () => await Promise.reject(new Error('no')),
    );

    assert.equal(await host.replies.send(thrower.address, message('x')), 'refused');
    assert.equal(await host.replies.send(rejecter.address, message('x')), 'refused');
  });

  clause('says so when nobody listens there any more', async (stage) => {
    const [submitter, host] = [await stage.submitter(), await stage.host()];
    const listener = await submitter.replies.listen(() => {});

    await listener[Symbol.asyncDispose]();

    assert.equal(await host.replies.send(listener.address, message('x')), 'nobody');
  });

  clause('gives each listener an address of its own', async (stage) => {
    const [submitter, host] = [await stage.submitter(), await stage.host()];
    const heard: string[] = [];
    const a = await submitter.replies.listen((reply) => void heard.push(`a ${textOf(reply)}`));
    const b = await submitter.replies.listen((reply) => void heard.push(`b ${textOf(reply)}`));

    await host.replies.send(b.address, message('1'));
    await host.replies.send(a.address, message('2'));

    assert.deepEqual(heard, ['b 1', 'a 2']);
    assert.match(a.address, /^[!-~]+$/);
  });

  clause('carries control messages to all who listen, the sender included', async (stage) => {
    const engines = [await stage.submitter(), await stage.host(), await stage.host()];
    const heard: string[] = [];
    for (const [at, engine] of engines.entries()) {
      await engine.control.hear('cancel', (said) => heard.push(`${at} ${textOf(said)}`));
    }

    engines[0]?.control.say('other', message('not for us'));
    engines[0]?.control.say('cancel', message('j'));
    await until('all to hear', () => heard.length >= 3);

    assert.deepEqual(heard.toSorted(), ['0 j', '1 j', '2 j']);
  });

  clause('is not impressed by a listener that throws', async (stage) => {
    const [submitter, host] = [await stage.submitter(), await stage.host()];
    const heard: string[] = [];
    await host.control.hear('cancel', () => {
      throw new Error('no');
    });
    await host.control.hear('cancel', (said) => heard.push(textOf(said)));

    submitter.control.say('cancel', message('1'));
    submitter.control.say('cancel', message('2'));

    await until('both', () => heard.length === 2);
  });

  clause('tells a control listener nothing once it is disposed', async (stage) => {
    const [submitter, host] = [await stage.submitter(), await stage.host()];
    const silent: Message[] = [];
    const heard: Message[] = [];
    const listener = await host.control.hear('cancel', (said) => silent.push(said));
    await host.control.hear('cancel', (said) => heard.push(said));

    await listener[Symbol.asyncDispose]();
    submitter.control.say('cancel', message('x'));

    await until('the other', () => heard.length === 1);
    assert.deepEqual(silent, []);
  });

  clause('finds the hosts that are there, and asks them anew each time', async (stage) => {
    const submitter = await stage.submitter();
    assert.deepEqual(await submitter.presence.hosts(message('')), []);
    const [a, b] = [await stage.host(), await stage.host()];
    let busy = 0;
    const announcement = await a.presence.announce((question) =>
      message(`a ${busy}${textOf(question)}`, { name: 'a' }),
    );
    await b.presence.announce(() => message('b'));

    const first = await submitter.presence.hosts(message(''));
    busy = 3;
    const second = await submitter.presence.hosts(message(''));
    await announcement[Symbol.asyncDispose]();
    const third = await submitter.presence.hosts(message(''));

    assert.deepEqual(first.map(textOf).toSorted(), ['a 0', 'b']);
    assert.equal(first.find((host) => textOf(host) === 'a 0')?.headers.name, 'a');
    assert.deepEqual(second.map(textOf).toSorted(), ['a 3', 'b']);
    assert.deepEqual(third.map(textOf), ['b']);
  });
}
