import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FunctionTable } from '#dist/core/handle/function-table.js';
import type { Channel } from '#dist/core/transport/transport.js';
import type { ToWorker } from '#dist/core/wire/messages.js';

function tableAndMessages(): { table: FunctionTable; messages: ToWorker[] } {
  const messages: ToWorker[] = [];
  const channel = { send: (message: ToWorker) => messages.push(message) } as unknown as Channel;
  return { table: new FunctionTable(channel), messages };
}

function fn(id: string): { id: string; name: string; body: string } {
  return { id, name: id, body: `body of ${id}` };
}

describe('FunctionTable', () => {
  it('sends each function once, however often it is used', () => {
    const { table, messages } = tableAndMessages();

    for (const id of ['f', 'f', 'g', 'f', 'g', 'g']) table.provide(fn(id));

    assert.deepEqual(messages, [
      { kind: 'define', fn: fn('f') },
      { kind: 'define', fn: fn('g') },
    ]);
  });

  it('forgets the one not used for longest when there are too many, and would send it again', () => {
    const { table, messages } = tableAndMessages();
    for (let i = 0; i < 1000; i += 1) table.provide(fn(`f${i}`));
    table.provide(fn('f0'));
    messages.length = 0;

    table.provide(fn('one too many'));
    table.provide(fn('f0'));
    table.provide(fn('f1'));

    assert.deepEqual(
      messages.map((message) => (message.kind === 'define' ? `define ${message.fn.id}` : message)),
      [
        'define one too many',
        { kind: 'forget', functionIds: ['f1'] },
        'define f1',
        { kind: 'forget', functionIds: ['f2'] },
      ],
    );
  });

  it('takes a function that could not be sent for one the worker does not have', () => {
    const sent: ToWorker[] = [];
    let isBroken = true;
    const channel = {
      send: (message: ToWorker) => {
        if (isBroken) throw new Error('could not be cloned');
        sent.push(message);
      },
    } as unknown as Channel;
    const table = new FunctionTable(channel);

    assert.throws(() => table.provide(fn('f')));
    isBroken = false;
    table.provide(fn('f'));

    assert.deepEqual(sent, [{ kind: 'define', fn: fn('f') }]);
  });
});
