/** What it is for, a runner shows that loads the package into a context of its own: test/runners/jest.test.ts. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inThisContext, isInOtherContext } from '#dist/core/transport/realm-transport.js';
import type { ChannelOptions, Transport } from '#dist/core/transport/transport.js';
import type { FromWorker } from '#dist/core/wire/messages.js';

describe('inThisContext', () => {
  it('passes on what is of this context already, classes included', () => {
    class Mine extends Map<number, number> {}
    const values = [new Mine([[1, 2]]), [new Set([{ a: new Uint8Array(2) }])], null];
    const message: FromWorker = { kind: 'said', chunkId: 1, offset: 0, what: 'report', values };
    const heard: unknown[] = [];
    const transport = {
      name: 'thread',
      open: ({ onMessage }: ChannelOptions) => onMessage(message),
    } as unknown as Transport; // it says one thing and is gone

    const options: Partial<ChannelOptions> = { onMessage: (one) => void heard.push(one) };
    inThisContext(transport).open(options as ChannelOptions);

    assert.equal(isInOtherContext(), false);
    assert.equal(heard[0], message);
    assert.ok(values[0] instanceof Mine);
    assert.deepEqual(values, [new Mine([[1, 2]]), [new Set([{ a: new Uint8Array(2) }])], null]);
  });
});
