import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ClassRegistry } from '#dist/core/codec/classes/class-registry.js';
import { packChunk, unpackResult, withClasses } from '#dist/core/transport/class-transport.js';
import type { ChannelOptions, Transport } from '#dist/core/transport/transport.js';
import type { FromWorker, ToWorker } from '#dist/core/wire/messages.js';
import { NoTickets } from '#dist/core/tickets/tickets.js';
import { PartlyReadableList, UnreadableList } from '#dist/core/wire/unreadable.js';
import { chunk } from '../worker/fake-port.ts';

class Point {
  readonly x: number;
  constructor(x: number) {
    this.x = x;
  }
}

class Grumpy {
  [Symbol.for('manyhands.serialize')](): number {
    return 1;
  }
  static [Symbol.for('manyhands.revive')](): Grumpy {
    throw new Error('I will not');
  }
}

const registry = new ClassRegistry([Point, Grumpy]);

/** A transport whose channel tells what it was sent, and says what it is told to. */
function fake(): { transport: Transport; sent: ToWorker[]; say: (message: FromWorker) => void } {
  const sent: ToWorker[] = [];
  let options: ChannelOptions | undefined;
  const transport: Transport = {
    name: 'inline',
    open: (given) => {
      options = given;
      return {
        pid: 1,
        tickets: new NoTickets(),
        closed: new Promise(() => {}),
        send: (message) => void sent.push(message),
        end: () => {},
        kill: () => {},
      };
    },
  };
  return { transport, sent, say: (message) => options?.onMessage(message) };
}

function result(values: ArrayLike<unknown>) {
  return { id: 1, from: 0, values, errors: [], runMs: 0 };
}

describe('a transport that keeps classes', () => {
  it('packs the items of chunks and unpacks results, and lets all else through', () => {
    const { transport, sent, say } = fake();
    const received: FromWorker[] = [];
    const channel = withClasses(transport, registry).open({
      workerId: 1,
      title: '',
      env: {},
      execArgv: undefined,
      resourceLimits: undefined,
      onMessage: (message) => received.push(message),
    });

    channel.send({ kind: 'stop' });
    channel.send({ kind: 'run', chunks: [chunk(1, [new Point(1)])] });
    const [, run] = structuredClone(sent);
    const values = run?.kind === 'run' ? run.chunks[0]?.items : undefined;
    say({ kind: 'done', results: [result(Array.from(values ?? []))], memory: 0 });
    say({ kind: 'ready' });

    assert.deepEqual(sent[0], { kind: 'stop' });
    const [done, ready] = received;
    assert.deepEqual(done?.kind === 'done' && done.results[0]?.values, [new Point(1)]);
    assert.deepEqual(ready, { kind: 'ready' });
  });

  it('packs arguments one by one, and sends nothing that only the pool needs', () => {
    const given = { ...chunk(1, [[new Point(1), 2]], { call: 'spread' }), job: () => {} };

    const packed = structuredClone(packChunk(given, registry));

    assert.deepEqual(Object.keys(packed), ['id', 'spec', 'items', 'attempt']);
    const [[point, two] = []] = packed.items as unknown[][];
    assert.deepEqual([registry.decode(point), two], [new Point(1), 2]);
  });

  it('fails the one value that its class does not revive', () => {
    const values = structuredClone([registry.encode(new Grumpy()), registry.encode(new Point(3))]);

    const { values: unpacked } = unpackResult(result(values), registry);

    assert.ok(unpacked instanceof PartlyReadableList);
    assert.match(String((unpacked.outcomeAt(0) as { error: unknown }).error), /I will not/);
    assert.deepEqual(unpacked.outcomeAt(1), { ok: true, value: new Point(3) });
  });

  it('leaves a list alone that could not be read', () => {
    const unread = result(new UnreadableList(3, new Error('garbled')));

    assert.equal(unpackResult(unread, registry), unread);
  });
});
