import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AnyCallOptions, Method } from '#dist/core/api/call-options.js';
import { NO_OPTIONS } from '#dist/core/api/call-options.js';
import { CallerStacks } from '#dist/core/api/caller-stack.js';
import { applyOne, callOne, collect, specify } from '#dist/core/api/calls.js';
import type { CallContext, Specified } from '#dist/core/api/requests.js';
import { stream } from '#dist/core/api/stream-call.js';
import { OptionError } from '#dist/core/base/errors.js';
import type { Outcome } from '#dist/core/base/outcome.js';
import { LOCAL_PACE } from '#dist/core/job/chunk-size.js';
import type { TaskSpec } from '#dist/core/wire/messages.js';
import { itemsOf, jobOptions } from '../job/fake-control.js';
import { FakeBackend } from './fake-backend.js';

const double = (x: number): number => 2 * x;

function contextOf(method: Method = 'mapAsync'): CallContext & { backend: FakeBackend } {
  return { backend: new FakeBackend(), method, submitted: { stack: 'Error\n    at caller' } };
}

/** Begins a map over `items`. */
function map(
  context: CallContext,
  items: Iterable<unknown> | AsyncIterable<unknown>,
  options: AnyCallOptions = NO_OPTIONS,
): ReturnType<typeof collect> {
  return collect(context, { fn: double, items, call: 'one', options });
}

function specOfFirst({ backend }: { backend: FakeBackend }): TaskSpec | undefined {
  return backend.jobs[0]?.spec;
}

const times10 = (item: unknown): number => Number(item) * 10;

// A source that has had this thread for some milliseconds is read on in the next turn of the event loop:
// not here, where the clock stands still.
beforeEach(() => mock.timers.enable({ apis: ['Date'] }));
afterEach(() => mock.timers.reset());

describe('A call is checked', () => {
  it('in the order in which its reader meets what may be wrong, before there is a job', () => {
    const context = contextOf();
    const bad = { chunkSize: 0, nonsense: true } as AnyCallOptions;
    const call = (fn: unknown, items: unknown, options: AnyCallOptions): unknown =>
      collect(context, { fn, items: items as [], call: 'one', options });

    assert.throws(() => call(1, 2, bad), /the function must be a function/);
    assert.throws(() => call(double, 2, bad), /items must be an iterable/);
    assert.throws(() => call(double, [], bad), /unknown option 'nonsense'/);
    assert.throws(() => call(double, [], { chunkSize: 0 }), /chunkSize must be/);
    assert.deepEqual(context.backend.jobs, []);
  });

  it('for tuples where each item is all arguments', () => {
    const request = { fn: double, items: 1 as never, call: 'spread', options: {} } as const;

    assert.throws(() => collect(contextOf('starmap'), request), /argument tuples must be/);
  });

  it('for the options of its own method', () => {
    const onlyOfStreams = { bufferSize: 2 };

    assert.throws(() => map(contextOf('map'), [1], onlyOfStreams), OptionError);
    assert.doesNotThrow(() => {
      stream(
        contextOf('imap'),
        { fn: double, items: [1], call: 'one', options: onlyOfStreams },
        'input',
      );
    });
  });
});

describe('The spec of a call', () => {
  it('says what to run, how to call it, and what becomes of failures', () => {
    const [one, spread, streamed] = [contextOf(), contextOf(), contextOf('imap')];

    void map(one, [1]);
    void collect(spread, { fn: double, items: [[1]], call: 'spread', options: {} });
    stream(streamed, { fn: double, items: [1], call: 'one', options: {} }, 'input');

    const [a, b, c] = [one, spread, streamed].map(specOfFirst);
    assert.deepEqual([a?.fn.name, a?.call, a?.onError], ['double', 'one', 'stop']);
    assert.deepEqual([b?.call, b?.onError], ['spread', 'stop']);
    assert.deepEqual([c?.call, c?.onError], ['one', 'go-on']);
  });

  it('spreads the arguments of a single task', () => {
    const context = contextOf('applyAsync');

    void applyOne(context, { fn: double, items: [1, 2], call: 'spread', options: NO_OPTIONS });

    assert.equal(specOfFirst(context)?.call, 'spread');
    assert.deepEqual(itemsOf(context.backend.cut()), [[[1, 2]]]);
  });

  it('says whether tasks are timed', () => {
    const context = contextOf();

    void map(context, [1], { timeout: 50 });

    assert.equal(specOfFirst(context)?.timed, true);
    assert.equal(context.backend.jobs[0]?.timeoutMs, 50);
  });

  it('lets a worker hand back what it has not started only where chunks are cut by time, and nothing moved', () => {
    const budgets = [
      {},
      { chunkSize: 5 },
      { chunkSize: 'auto' },
      { chunkSize: 'auto', transfer: [] },
    ].map((options) => {
      const context = contextOf();
      void map(context, [1], options as AnyCallOptions);
      return specOfFirst(context)?.budgetMs;
    });

    assert.deepEqual(budgets, [0, 0, contextOf().backend.pace.budgetMs, 0]);
  });

  it('is one object for the calls of a loop that share a stack and have nothing of their own', () => {
    const stacks = new CallerStacks();
    const method = (): void => {};
    const context = contextOf('applyAsync');

    for (let i = 0; i < 210; i += 1) {
      const submitted = stacks.capture(method);
      void applyOne(
        { ...context, submitted },
        { fn: double, items: [i], call: 'spread', options: NO_OPTIONS },
      );
    }

    const { jobs } = context.backend;
    assert.equal(new Set(jobs.slice(200).map(({ spec }) => spec)).size, 1);
    assert.match(jobs.at(-1)?.submittedAt ?? '', /more than 100 calls were made in this turn/);
    assert.deepEqual(itemsOf(context.backend.cut()).at(-1), [[209]]);
  });
});

describe('The size of chunks', () => {
  it('is what the caller says', () => {
    const context = contextOf();

    void map(context, [1, 2, 3], { chunkSize: 2 });

    assert.deepEqual(itemsOf(context.backend.cut()), [[1, 2], [3]]);
  });

  it('is one where objects are moved and tasks may be ended: neighbours could not run again', () => {
    const context = contextOf();

    void map(context, [1, 2], { chunkSize: 2, timeout: 50, transfer: [] });

    assert.deepEqual(itemsOf(context.backend.cut()), [[1], [2]]);
  });
});

describe('collect', () => {
  it('has one result, the values of all items', async () => {
    const context = contextOf();
    const result = map(context, new Set([1, 2]));

    context.backend.work(times10);

    assert.deepEqual(await result.get(), [10, 20]);
  });

  it('reads an async input before it begins', async () => {
    const context = contextOf();
    const items = (async function* () {
      yield* [1, 2];
    })();

    const result = map(context, items);
    const early = context.backend.cut();
    while (context.backend.waiting.length === 0) await nextTurn();
    context.backend.work(times10);

    assert.deepEqual([early, await result.get()], [[], [10, 20]]);
  });

  it('fails with what its input throws, early or late', async () => {
    const early = (function* () {
      yield 1;
      throw new RangeError('mine');
    })();
    const late = (async function* () {
      yield 1;
      throw new RangeError('mine');
    })();

    for (const items of [early, late])
      await assert.rejects(map(contextOf(), items).get(), { name: 'RangeError', message: 'mine' });
  });

  it('closes an async input when the call is over meanwhile', async () => {
    const controller = new AbortController();
    let isClosed = false;
    const items = (async function* () {
      try {
        for (;;) {
          await nextTurn();
          yield 1;
        }
      } finally {
        isClosed = true;
      }
    })();
    const result = map(contextOf(), items, { signal: controller.signal });
    await nextTurn();

    controller.abort('enough');

    await assert.rejects(result.get(), (error) => error === 'enough');
    while (!isClosed) await nextTurn();
  });
});

describe('A signal', () => {
  it('that is aborted already keeps the call from beginning, and its input from being opened', async () => {
    const context = contextOf();
    const items = {
      [Symbol.iterator]: () => assert.fail('it was opened'),
    } as unknown as Iterable<unknown>;

    const result = map(context, items, { signal: AbortSignal.abort('too late') });

    await assert.rejects(result.get(), (error) => error === 'too late');
    assert.deepEqual([context.backend.waiting, context.backend.released], [[], ['kill']]);
  });

  it('that aborts later cancels the call with its reason', async () => {
    const context = contextOf('apply');
    const controller = new AbortController();
    const { signal } = controller;
    const result = applyOne(context, {
      fn: double,
      items: [],
      call: 'spread',
      options: { signal },
    });

    controller.abort('enough');

    await assert.rejects(result.get(), (error) => error === 'enough');
    assert.deepEqual(context.backend.released, ['kill']);
  });

  it('has no listener left when the call is over', () => {
    const context = contextOf();
    const { signal } = new AbortController();
    void map(context, [1], { signal });
    const during = getEventListeners(signal, 'abort').length;

    context.backend.work(times10);

    assert.deepEqual([during, getEventListeners(signal, 'abort').length], [1, 0]);
  });
});

describe('Callbacks', () => {
  /** The outcome of one task, which gives 10 or fails. */
  async function outcomeOf(options: AnyCallOptions, failure?: unknown): Promise<Outcome<unknown>> {
    const context = contextOf('applyAsync');
    return await new Promise((resolve) => {
      const job = callOne(context, { fn: double, items: [1], call: 'spread', options }, resolve);
      if (failure === undefined) context.backend.work(() => 10);
      else job.abort(failure, 'none');
    });
  }

  it('are told before the result is there, and awaited', async () => {
    const events: string[] = [];
    const callback = async (value: unknown): Promise<void> => {
      events.push(`told ${value}`);
      await nextTurn();
      events.push('callback is done');
    };

    const outcome = await outcomeOf({ callback });
    events.push('outcome');

    assert.deepEqual(outcome, { ok: true, value: 10 });
    assert.deepEqual(events, ['told 10', 'callback is done', 'outcome']);
  });

  it('are told what concerns them, and nothing else', async () => {
    const told: unknown[] = [];
    const options = {
      callback: (value: unknown) => told.push(['value', value]),
      errorCallback: (error: unknown) => told.push(['error', error]),
    };

    await outcomeOf(options);
    await outcomeOf(options, 'failed');

    assert.deepEqual(told, [
      ['value', 10],
      ['error', 'failed'],
    ]);
  });

  it('that throw are the error of the call', async () => {
    const mine = new Error('in the callback');
    const callback = (): never => {
      throw mine;
    };

    assert.deepEqual(await outcomeOf({ callback }), { ok: false, error: mine });
  });

  it('that throw about an error have that at the end of their causes', async () => {
    const first = new Error('first');
    const mine = new Error('in the callback', { cause: first });
    const errorCallback = (): never => {
      throw mine;
    };

    const outcome = await outcomeOf({ errorCallback }, 'of the task');

    assert.deepEqual([outcome.ok, !outcome.ok && outcome.error], [false, mine]);
    assert.deepEqual([mine.cause, first.cause], [first, 'of the task']);
  });

  it('that throw the error they were told have not themselves for their cause', async () => {
    const same = new Error('the same');
    const errorCallback = (error: unknown): never => {
      throw error;
    };

    const outcome = await outcomeOf({ errorCallback }, same);

    assert.deepEqual([!outcome.ok && outcome.error, same.cause], [same, undefined]);
  });

  it('run in the context of the call', async () => {
    const storage = new AsyncLocalStorage<string>();
    const seen: unknown[] = [];
    const options = {
      callback: () => seen.push(storage.getStore()),
      onProgress: () => seen.push(storage.getStore()),
    };
    const context = contextOf('applyAsync');
    const result = storage.run('of the caller', () =>
      applyOne(context, { fn: double, items: [1], call: 'spread', options }),
    );

    storage.run('of somebody else', () => context.backend.work(times10));
    await result.get();

    assert.deepEqual(seen, ['of the caller', 'of the caller']);
  });

  it('are not told of a map without items, as in CPython', async () => {
    const told: unknown[] = [];

    const result = map(contextOf(), [], { callback: (value: unknown) => told.push(value) });

    assert.deepEqual([await result.get(), told], [[], []]);
  });
});

describe('specify', () => {
  const asked = { payload: jobOptions().spec.fn, call: 'one', onError: 'stop' } as const;
  const budgetOf = (more: Pick<Specified, 'options' | 'pace' | 'budgetMs'>): number =>
    specify(contextOf(), { ...asked, ...more }).spec.budgetMs;

  it('lets workers keep a chunk for as long as a pace says, if it is cut by time', () => {
    const pace = { ...LOCAL_PACE, budgetMs: 33 };

    assert.equal(budgetOf({ options: { chunkSize: 'auto' } }), LOCAL_PACE.budgetMs);
    assert.equal(budgetOf({ options: { chunkSize: 'auto' }, pace }), 33);
    assert.equal(budgetOf({ options: { chunkSize: 5 }, pace }), 0);
  });

  it('… or as long as is known already', () => {
    assert.equal(budgetOf({ options: NO_OPTIONS, budgetMs: 16 }), 16);
  });
});
