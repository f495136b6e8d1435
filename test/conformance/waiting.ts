/**
 * Waiting: `get`, `wait`, `next`, `join` and `ready` take the same, a number of ms or `{ timeout, signal }`, and
 * giving up a wait is the end of that wait and of nothing else.
 */
import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import type { Pool, PoolOptions, WaitOptions } from 'manyhands';
import { Stage } from './stage.ts';
import type { Subject } from './subject.ts';
import { fail, identity, noteAndWait, square } from './tasks.ts';

type Wait = (given?: number | WaitOptions) => Promise<unknown>;

/** A way to wait in a pool that does not end before the gate of its stage is open. */
interface Scene {
  /** The pool, if it is the scene's own and not the one that all share. */
  readonly own?: Pool;
  readonly wait: Wait;
  /** What the wait brings when it ends. */
  readonly brings: unknown;
}

interface Setting {
  readonly ownPool: (options: PoolOptions) => Pool;
  readonly stage: Stage;
  readonly shared: () => Pool;
}

const SCENES: Readonly<Record<string, (setting: Setting) => Scene>> = {
  get: ({ shared, stage }) => {
    const result = shared().applyAsync(noteAndWait, [stage.log, stage.gate, 'late']);
    return { wait: (given) => result.get(given), brings: 'late' };
  },
  wait: ({ shared, stage }) => {
    const result = shared().applyAsync(noteAndWait, [stage.log, stage.gate, 'late']);
    return { wait: (given) => result.wait(given), brings: undefined };
  },
  next: ({ shared, stage }) => {
    const results = shared().istarmap(noteAndWait, [[stage.log, stage.gate, 'late']]);
    const brings = { done: false, value: 'late' };
    return { wait: (given) => results.next(given), brings };
  },
  join: ({ ownPool, stage }) => {
    const own = ownPool({ workers: 1 });
    void own.applyAsync(noteAndWait, [stage.log, stage.gate, 'late']);
    own.close();
    return { own, wait: (given) => own.join(given), brings: undefined };
  },
  ready: ({ ownPool, stage }) => {
    const initArgs = [stage.log, stage.gate, 'late'] as const;
    const own = ownPool({ workers: 1, initializer: noteAndWait, initArgs });
    return { own, wait: (given) => own.ready(given), brings: undefined };
  },
};

const TIMEOUT = { name: 'TimeoutError', code: 'ERR_POOL_TIMEOUT' };

export function waiting(subject: Subject): void {
  const shared = subject.shared(1);

  for (const [name, scene] of Object.entries(SCENES)) {
    const set = (stage: Stage): Scene => scene({ ownPool: inTheProgram(subject), stage, shared });
    const setReal = (stage: Stage): Scene =>
      scene({ ownPool: (options) => subject.pool(options), stage, shared });
    if (name !== 'wait') timesOut(subject, name, setReal);
    aborts(subject, name, set);
    refuses(subject, name, set);
  }
  atOnce(subject, shared);
  likeAPromise(subject, shared);
}

/**
 * To wait is the program's own doing, wherever its workers are: with a real one each way to wait gives up, and what else
 * can become of it is seen without. A cluster has a way of its own.
 */
function inTheProgram(subject: Subject): Setting['ownPool'] {
  return (options) =>
    subject.pool(subject.isCluster ? options : { transport: 'inline', ...options });
}

function timesOut(subject: Subject, name: string, set: (stage: Stage) => Scene): void {
  for (const given of [0, 5, { timeout: 0 }, { timeout: 5 }]) {
    subject.it(
      `${name} gives up after ${JSON.stringify(given)}, and the next wait succeeds`,
      async () => {
        using stage = new Stage();
        const { own, wait, brings } = set(stage);
        await using _ = own;

        await assert.rejects(wait(given), TIMEOUT);
        stage.open();

        assert.deepEqual(await wait({ timeout: 60_000 }), brings);
      },
    );
  }
}

function aborts(subject: Subject, name: string, set: (stage: Stage) => Scene): void {
  subject.it(
    `${name} rejects with the reason of its signal, and the next wait succeeds`,
    async () => {
      using stage = new Stage();
      const { own, wait, brings } = set(stage);
      await using _ = own;
      const controller = new AbortController();
      const aborted = wait({ signal: controller.signal, timeout: 60_000 });
      const other = wait();
      const reason = { why: 'enough' };

      controller.abort(reason);

      await assert.rejects(aborted, (error) => error === reason);
      stage.open();
      assert.deepEqual(await other, brings);
    },
  );

  subject.it(`${name} rejects at once if its signal has aborted before`, async () => {
    using stage = new Stage();
    const { own, wait, brings } = set(stage);
    await using _ = own;
    const reason = new Error('before');

    await assert.rejects(wait({ signal: AbortSignal.abort(reason) }), (error) => error === reason);
    stage.open();

    assert.deepEqual(await wait(), brings);
  });

  subject.it(
    `${name} has one listener on a signal of a thousand waits, and none after them`,
    async () => {
      using stage = new Stage();
      const { own, wait, brings } = set(stage);
      await using _ = own;
      const { signal, abort } = controllerOf();
      const listeners = (): number => getEventListeners(signal, 'abort').length;
      const waits = Array.from({ length: 1000 }, () => wait({ signal }));
      const counts = [listeners()];

      abort('all');
      const ends = await Promise.allSettled(waits);
      counts.push(listeners());
      stage.open();

      assert.ok(ends.every((end) => end.status === 'rejected' && end.reason === 'all'));
      assert.deepEqual(counts, [1, 0]);
      assert.deepEqual(await wait(), brings);
    },
  );

  subject.it(`${name} leaves no listener when it succeeds or times out`, async () => {
    using stage = new Stage();
    const { own, wait } = set(stage);
    await using _ = own;
    const { signal } = new AbortController();

    await wait({ signal, timeout: 5 }).catch(() => {});
    const inTime = wait({ signal, timeout: 60_000 });
    stage.open();
    await inTime;

    assert.equal(getEventListeners(signal, 'abort').length, 0);
  });
}

function refuses(subject: Subject, name: string, set: (stage: Stage) => Scene): void {
  subject.it(`${name} refuses what is no wait, and says what is wrong`, async () => {
    using stage = new Stage();
    const { own, wait } = set(stage);
    await using _ = own;
    const bad: readonly (readonly [given: unknown, message: RegExp])[] = [
      ['5', /timeout must be a number of milliseconds or \{ timeout, signal \}, but it was "5"/],
      [Number.NaN, /timeout must be a number of milliseconds, 0 or more, but it was NaN/],
      [null, /options must be an object, but it was null/],
      [{ timeout: -1 }, /timeout must be a number of milliseconds, 0 or more, but it was -1/],
      [{ timeOut: 1 }, /unknown option 'timeOut' .*allowed are timeout, signal/],
      [{ signal: {} }, /signal must be an AbortSignal/],
    ];

    for (const [given, message] of bad) {
      const expected = { name: 'OptionError', code: 'ERR_POOL_OPTION', message };
      await assert.rejects(wait(given as number), expected);
    }
    stage.open();
    await wait();
  });
}

function atOnce(subject: Subject, shared: () => Pool): void {
  subject.it('a wait of no time brings what is there already', async () => {
    await using pool = subject.pool(1);
    const result = pool.applyAsync(square, [3]);
    const results = pool.imap(identity<number>, [1, 2]);
    await result;
    await results.next();
    await pool.map(square, [1]); // by then the second one is here

    assert.equal(await result.get(0), 9);
    assert.equal(await result.get({ timeout: 0 }), 9);
    assert.deepEqual(await results.next(0), { done: false, value: 2 });
    assert.deepEqual(await results.next({ timeout: 0 }), { done: true, value: undefined });
    await pool.ready(0);
    await pool.terminate();
    await pool.join({ timeout: 0 });
  });

  subject.it('a negative number means that time is up, as in CPython', async () => {
    using stage = new Stage();
    const pool = shared();
    const results = pool.istarmap(noteAndWait, [[stage.log, stage.gate, 'late']]);

    await assert.rejects(results.next(-1), TIMEOUT);
    stage.open();

    assert.deepEqual(await results.next(), { done: false, value: 'late' });
  });

  subject.it('an aborted next takes no result from those who wait after it', async () => {
    using stage = new Stage();
    const pool = shared();
    const results = pool.istarmap(noteAndWait, [[stage.log, stage.gate, 'only']]);
    const { signal, abort } = controllerOf();
    const first = results.next({ signal });
    const second = results.next();

    abort('no');
    await assert.rejects(first, (error) => error === 'no');
    stage.open();

    assert.deepEqual(await second, { done: false, value: 'only' });
  });
}

function likeAPromise(subject: Subject, shared: () => Pool): void {
  subject.it('an AsyncResult has catch and finally, as a promise has', async () => {
    const pool = shared();
    const seen: string[] = [];

    const caught = await pool.applyAsync(fail, ['x']).catch(String);
    const value = await pool.applyAsync(square, [3]).finally(() => seen.push('value'));
    const failing = pool.applyAsync(fail, ['y']).finally(() => seen.push('error'));

    await assert.rejects(failing, { message: 'y' });
    assert.deepEqual([caught, value, seen], ['Error: x', 9, ['value', 'error']]);
  });
}

function controllerOf(): { readonly signal: AbortSignal; abort(reason: unknown): void } {
  const controller = new AbortController();
  return { signal: controller.signal, abort: (reason) => controller.abort(reason) };
}
