import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { encodeFunction } from '#dist/core/codec/function/encode-function.js';
import type { StartMessage } from '#dist/core/wire/messages.js';
import { WIRE_VERSION } from '#dist/core/wire/messages.js';
import { Functions } from '#dist/core/worker/functions.js';
import { setUp } from '#dist/core/worker/set-up.js';

function startMessage(own: Partial<StartMessage>): StartMessage {
  const version = WIRE_VERSION;
  const rest = {
    classes: [],
    entry: null,
    initializer: null,
    finalizer: null,
    concurrency: 1,
    slot: 0,
    depth: 1,
    reportMemory: false,
  };
  return { kind: 'start', version, workerId: 1, ...rest, ...own } as StartMessage; // all that is read here
}

describe('setUp', () => {
  it('says that the worker is ready if there is nothing to do', async () => {
    const functions = new Functions(
      () => {},
      () => {},
    );

    assert.deepEqual(await setUp(startMessage({}), functions), { news: { kind: 'ready' } });
  });

  it('runs the initializer with its arguments, and waits for it', async () => {
    const fn = encodeFunction(async (a: number, b: number) => {
      await null;
      Reflect.set(globalThis, 'sumOfTheInitializer', a + b);
    });

    const { news: answer } = await setUp(
      startMessage({ initializer: { fn, args: [1, 2] } }),
      new Functions(
        () => {},
        () => {},
      ),
    );

    assert.deepEqual(answer, { kind: 'ready' });
    assert.equal(Reflect.get(globalThis, 'sumOfTheInitializer'), 3);
    Reflect.deleteProperty(globalThis, 'sumOfTheInitializer');
  });

  it('says what the initializer has thrown', async () => {
    const fn = encodeFunction(() => {
      throw new RangeError('no model');
    });

    const { news: answer } = await setUp(
      startMessage({ initializer: { fn, args: [] } }),
      new Functions(
        () => {},
        () => {},
      ),
    );

    assert.equal(answer.kind, 'init-failed');
    assert.match(JSON.stringify(answer), /no model/);
  });
});
