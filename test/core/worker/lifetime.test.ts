import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { encodeFunction } from '#dist/core/codec/function/encode-function.js';
import { Functions } from '#dist/core/worker/functions.js';
import { Lifetime } from '#dist/core/worker/lifetime.js';
import { until } from '../../until.ts';
import { FakePort, start } from './fake-port.ts';

describe('Lifetime', () => {
  it('says that the worker is ready, and ends it when it is told to', async () => {
    const port = new FakePort();
    const lifetime = new Lifetime(port, () => 0);

    await lifetime.begin(start(), new Functions(() => {}));
    assert.equal(port.sent[0]?.kind, 'ready');
    lifetime.stop(false);

    assert.deepEqual(port.ends, [[0, undefined]]);
  });

  it('does not end while a module is loaded', () => {
    const port = new FakePort();
    let importing = 1;
    const lifetime = new Lifetime(port, () => importing);

    lifetime.stop(false);
    assert.deepEqual(port.ends, []);
    importing = 0;
    lifetime.look();
    lifetime.look();

    assert.deepEqual(port.ends, [[0, undefined]]);
  });

  it('runs the finalizer first, unless there is no time for it', async () => {
    const finalizer = encodeFunction(() => {
      Reflect.set(
        globalThis,
        'finalizersRun',
        Number(Reflect.get(globalThis, 'finalizersRun') ?? 0) + 1,
      );
    });
    const ports = [new FakePort(), new FakePort()];
    for (const [i, port] of ports.entries()) {
      const lifetime = new Lifetime(port, () => 0);
      await lifetime.begin(start({ finalizer }), new Functions(() => {}));
      lifetime.stop(i === 1);
      await until('its end', () => port.ends.length === 1);
    }

    assert.equal(Reflect.get(globalThis, 'finalizersRun'), 1);
    Reflect.deleteProperty(globalThis, 'finalizersRun');
  });

  it('ends a worker that is spoken to in another version', async () => {
    const port = new FakePort();

    await new Lifetime(port, () => 0).begin(start({ version: 0 }), new Functions(() => {}));

    await until('its end', () => port.ends.length === 1);
    assert.equal(port.ends[0]?.[0], 1);
  });
});
