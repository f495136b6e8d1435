import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PipeEndCore } from '#dist/shared/objects/pipe-core.js';
import { QueueCore } from '#dist/shared/objects/queue-core.js';
import { callOf, die, holder, isPending, item, received } from './holders.ts';

const CLOSED = { code: 'ERR_POOL_CLOSED' };

function makePipe(): [PipeEndCore, PipeEndCore] {
  const [toA, toB] = [new QueueCore(), new QueueCore()];
  return [new PipeEndCore(toA, toB), new PipeEndCore(toB, toA)];
}

describe('a pipe where it lives', () => {
  it('carries values both ways', async () => {
    const [a, b] = makePipe();
    void a.send(callOf(holder()), item('to b'));
    void b.send(callOf(holder()), item('to a'));

    assert.equal(received(await b.recv(callOf(holder()))), 'to b');
    assert.equal(received(await a.recv(callOf(holder()))), 'to a');
  });

  it('can be asked whether there is something, and takes nothing by that', async () => {
    const [a, b] = makePipe();
    assert.equal(await b.poll(callOf(holder(), 0)), false);
    const waiting = b.poll(callOf(holder()));
    assert.equal(await isPending(waiting), true);

    void a.send(callOf(holder()), item(1));

    assert.equal(await waiting, true);
    assert.equal(received(await b.recv(callOf(holder(), 0))), 1);
  });

  it('ends the other side when one is closed, after what has arrived', async () => {
    const [a, b] = makePipe();
    void a.send(callOf(holder()), item(1));

    a.close();

    assert.equal(received(await b.recv(callOf(holder()))), 1);
    await assert.rejects(async () => await b.recv(callOf(holder())), CLOSED);
    await assert.rejects(async () => await b.send(callOf(holder()), item(2)), CLOSED);
    await assert.rejects(async () => await a.recv(callOf(holder())), CLOSED);
  });

  it('ends with the worker that was last given one of its ends, and with no other', async () => {
    const [a, b] = makePipe();
    const [first, second] = [holder(), holder()];
    b.given(first);
    b.given(second);
    const waiting = a.recv(callOf(holder())) as Promise<unknown>;

    die(b, first);
    assert.equal(await isPending(waiting), true);
    die(b, second);

    await assert.rejects(waiting, CLOSED);
  });
});
