import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SharedStack } from '#dist/core/api/caller-stack.js';
import { rejectionOf, stackOfWaiter, withoutOwnLines } from '#dist/core/api/waiter-stack.js';

const SHARED = new SharedStack({ stack: 'Error\n    at another (file:///other.js:1:1)' }, 'second');

/** An error whose stack ends with that of the call, as those of tasks do, and a note. */
function failure(): Error {
  const error = new RangeError('no');
  const call = SHARED.stack.slice(SHARED.stack.indexOf('\n'));
  const value = `RangeError: no\n    at worker 1${call}\n    (left out: socket)`;
  return Object.defineProperty(error, 'stack', { value, writable: true, configurable: true }); // as what is decoded has it
}

describe('rejectionOf', () => {
  it('has whoever awaits it in the place of a shared stack', async () => {
    const error = failure();
    const promise = new Promise((resolve) => resolve(rejectionOf(error, SHARED)));
    async function waiter(): Promise<void> {
      await promise;
    }

    await assert.rejects(waiter(), (thrown) => thrown === error);

    assert.match(
      error.stack ?? '',
      /^RangeError: no\n {4}at worker 1\n {4}at async waiter [^]*\n {4}\(left out: socket\)$/,
    );
    assert.doesNotMatch(error.stack ?? '', /another|calls were made|task_queues/);
  });

  it('leaves the shared stack where nobody is found', async () => {
    const error = failure();
    const before = error.stack;

    await new Promise((done) => {
      rejectionOf(error, SHARED).then(undefined, done);
    });

    assert.equal(error.stack, before);
  });

  it('rejects with what is no error, with a stack of its own or without one, as it is', async () => {
    const error = failure();
    const frozen = Object.freeze(new Error('frozen'));
    const strange = Object.defineProperty(new Error('strange'), 'stack', { value: 7 });

    assert.equal(
      await rejectionOf(error, { stack: 'Error' }).catch((thrown: unknown) => thrown),
      error,
    );
    for (const thrown of [undefined, 'text', { stack: SHARED.stack }, frozen, strange])
      assert.equal(await rejectionOf(thrown, SHARED).catch((caught: unknown) => caught), thrown);
  });

  it('leaves a stack that nobody may change', async () => {
    const error = failure();
    const { stack } = error;
    Object.freeze(error);

    await assert.rejects(
      new Promise((resolve) => resolve(rejectionOf(error, SHARED))),
      (thrown) => thrown === error,
    );

    assert.equal(error.stack, stack);
  });
});

describe('stackOfWaiter', () => {
  it("is the call's own stack if it has one", () => {
    const own = { stack: 'Error\n    at mine' };

    assert.equal(stackOfWaiter(own), own);
  });
});

describe('withoutOwnLines', () => {
  it('leaves out the lines of our own files', () => {
    const own = new URL('../api/calls.js', import.meta.resolve('#dist/core/api/calls.js')).href;

    assert.equal(
      withoutOwnLines(`Error\n    at f (${own}:1:2)\n    at g (file:///g.js:1:1)`),
      'Error\n    at g (file:///g.js:1:1)',
    );
  });
});

describe('rejectionOf, of what defends itself', () => {
  const trap = (): never => assert.fail('code of the caller ran');

  it('rejects with a proxy whose traps throw', async () => {
    const traps = { getPrototypeOf: trap, get: trap, has: trap, getOwnPropertyDescriptor: trap };
    const hostile = new Proxy(new Error('inner'), traps);

    const outcome = await rejectionOf(hostile, SHARED).catch((thrown: unknown) => [thrown]);

    assert.ok(Array.isArray(outcome) && Object.is(outcome[0], hostile));
  });

  it('rejects with an error whose stack is a getter and a setter', async () => {
    const { stack } = failure();
    const hostile = Object.defineProperty(new Error('no'), 'stack', {
      get: () => stack,
      set: trap,
    });

    await assert.rejects(rejectionOf(hostile, SHARED), (thrown) => thrown === hostile);
  });
});
