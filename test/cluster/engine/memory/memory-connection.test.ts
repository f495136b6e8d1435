import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MemoryConnection } from '#dist/cluster/engine/memory/memory-connection.js';

function recording() {
  const connection = new MemoryConnection();
  const calls: string[] = [];
  connection.onChange((state) => calls.push(state));
  const forget = connection.open({
    close: () => calls.push('close'),
    renew: () => calls.push('renew'),
    suspend: () => calls.push('suspend'),
  });
  return { connection, calls, forget };
}

describe('MemoryConnection', () => {
  it('suspends what was opened over it when it is cut, and renews it when it is mended', () => {
    const { connection, calls } = recording();

    connection.cut();
    connection.mend();
    connection.close();

    assert.deepEqual(calls, ['disconnected', 'suspend', 'connected', 'renew', 'close', 'closed']);
  });

  it('closes nothing properly when the program dies', () => {
    const { connection, calls } = recording();

    connection.vanish();

    assert.deepEqual(calls, ['disconnected', 'suspend', 'closed']);
  });

  it('has those who call while it is down wait until it is up, or closed', async () => {
    const { connection } = recording();
    connection.cut();
    const order: string[] = [];
    const waiting = connection.whenUp().then(() => order.push('up'));
    order.push('mended');

    connection.mend();
    await waiting;
    connection.cut();
    const closing = connection.whenUp();
    connection.close();

    assert.deepEqual(order, ['mended', 'up']);
    await assert.rejects(closing, { reason: 'closed' });
    assert.throws(() => connection.open({ close: () => {} }), { reason: 'closed' });
  });

  it('forgets what its owner has ended, and says so once', () => {
    const { connection, calls, forget } = recording();

    const results = [forget(), forget()];
    connection.close();

    assert.deepEqual([results, calls], [[true, false], ['closed']]);
  });

  it('makes no impossible move', () => {
    const { connection } = recording();

    assert.throws(() => connection.mend(), /connected cannot be connected/);
    connection.close();
    assert.throws(() => connection.cut(), /closed cannot be disconnected/);
    connection.close(); // twice is once
  });
});
