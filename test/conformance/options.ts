/** Bad options and arguments: refused by name, before any worker starts or any item is read. */
import assert from 'node:assert/strict';
import { cpuCount, OptionError, Pool, type PoolOptions, ThreadPool } from 'manyhands';
import { RecordingTransport } from './recording.ts';
import type { Subject } from './subject.ts';
import { identity, square } from './tasks.ts';

export function options(subject: Subject): void {
  const one = subject.shared(1);

  for (const [given, name, value, allowed] of BAD_POOL_OPTIONS) {
    if (subject.isCluster && name === 'abortGrace') continue; // hosts have none: it is refused by its name
    subject.it(`refuses a pool with ${name} ${value}`, () => {
      const transport = new RecordingTransport(subject.kind);

      assert.throws(
        () => subject.pool({ transport, ...(given as PoolOptions) }),
        refusal(name, value, allowed),
      );
      assert.equal(transport.opened.length, 0);
    });
  }

  subject.it('refuses a number of workers that is given alone as it does in an object', () => {
    for (const count of [0, -1, 0.5, Number.NaN, '3', null]) {
      const expected = refusal('workers', String(count), 'integer of at least 1');
      assert.throws(() => new Pool(count as never), expected);
      assert.throws(() => new ThreadPool(count as never), expected);
    }
  });

  subject.it(
    'refuses bad options of a call, thrown or as a rejection, and reads no item',
    async () => {
      const pool = one();
      const items = new Untouched();

      for (const [given, name, value, allowed] of BAD_CALL_OPTIONS) {
        const [options, expected] = [given as never, refusal(name, value, allowed)];
        assert.throws(() => pool.mapAsync(square, items, options), expected);
        assert.throws(() => pool.starmapAsync(square, items as never, options), expected);
        if (name === 'callback' || name === 'errorCallback') continue; // the others have none
        await assert.rejects(pool.map(square, items, options), expected);
        await assert.rejects(pool.starmap(square, items as never, options), expected);
      }

      assert.equal(items.reads, 0);
    },
  );

  subject.it('refuses options that the method does not have', async () => {
    const pool = one();
    const callback = (): void => {};

    await assert.rejects(
      pool.apply(square, [1], { chunkSize: 2 } as never),
      refusal('chunkSize', '2', 'timeout'),
    );
    assert.throws(
      () => pool.applyAsync(square, [1], { bufferSize: 2 } as never),
      refusal('bufferSize', '2', 'callback'),
    );
    await assert.rejects(
      pool.map(square, [1], { callback } as never),
      refusal('callback', 'callback', 'chunkSize'),
    );
    await assert.rejects(pool.map(square, [1], 5 as never), refusal('options', '5', 'object'));
  });

  subject.it('refuses what is no function', async () => {
    const pool = one();

    for (const fn of [undefined, null, 5, 'square', {}] as never[]) {
      const expected = {
        name: 'OptionError',
        code: 'ERR_POOL_OPTION',
        message: /must be a function/,
      };
      await assert.rejects(pool.apply(fn), expected);
      await assert.rejects(pool.map(fn, []), expected);
      await assert.rejects(pool.starmap(fn, []), expected);
      assert.throws(() => pool.applyAsync(fn), expected);
      assert.throws(() => pool.mapAsync(fn, []), expected);
      assert.throws(() => pool.starmapAsync(fn, []), expected);
    }
  });

  subject.it('refuses what cannot be iterated', async () => {
    const pool = one();

    for (const items of [undefined, null, 5, true, {}, { length: 3 }] as never[]) {
      const expected = { name: 'OptionError', code: 'ERR_POOL_OPTION', message: /iterable/ };
      await assert.rejects(pool.map(identity, items), expected);
      await assert.rejects(pool.starmap(identity, items), expected);
      assert.throws(() => pool.mapAsync(identity, items), expected);
      assert.throws(() => pool.starmapAsync(identity, items), expected);
    }
  });

  subject.it('refuses arguments of apply that are no list', async () => {
    const pool = one();

    for (const args of [null, 5, true, {}] as never[]) {
      const expected = {
        name: 'OptionError',
        code: 'ERR_POOL_OPTION',
        message: /args must be an iterable/,
      };
      await assert.rejects(pool.apply(identity, args), expected);
      assert.throws(() => pool.applyAsync(identity, args), expected);
    }
  });

  subject.it('shows what was resolved from the options', async () => {
    await using pool = subject.pool({ name: 'crunch', initArgs: new Set([1]) });

    const { transport, ...resolved } = pool.options;

    assert.equal(transport.name, subject.kind);
    assert.deepEqual(resolved, {
      workers: cpuCount(),
      initializer: undefined,
      initArgs: [1],
      classes: [],
      remakeConstants: true,
      maxTasksPerChild: undefined,
      maxMemoryPerChild: undefined,
      idleTimeout: undefined,
      killGrace: 1000,
      abortGrace: 0,
      startTimeout: 30_000,
      startRetries: 0,
      env: {},
      execArgv: undefined,
      resourceLimits: undefined,
      name: 'crunch',
      maxQueue: undefined,
      concurrency: 1,
      growAfter: 100,
      priorityAging: undefined,
      context: undefined,
      onOutput: undefined,
      finalizer: undefined,
    });
  });
}

type Case = readonly [given: object, name: string, value: string, allowed: string];

const COUNT = 'integer of at least 1';
const MS = 'number of milliseconds, 0 or more';

const BAD_POOL_OPTIONS: readonly Case[] = [
  [{ workers: 0 }, 'workers', '0', COUNT],
  [{ workers: -1 }, 'workers', '-1', COUNT],
  [{ workers: 0.5 }, 'workers', '0.5', COUNT],
  [{ workers: '3' }, 'workers', '"3"', COUNT],
  [{ workers: Number.NaN }, 'workers', 'NaN', COUNT],
  [{ workers: Number.POSITIVE_INFINITY }, 'workers', 'Infinity', COUNT],
  [{ workers: 2n }, 'workers', '2n', COUNT],
  [{ workers: null }, 'workers', 'null', COUNT],
  [{ initializer: 'setUp' }, 'initializer', '"setUp"', 'function'],
  [{ initializer: 0 }, 'initializer', '0', 'function'],
  [{ initArgs: 5 }, 'initArgs', '5', 'iterable of arguments'],
  [{ maxTasksPerChild: 0 }, 'maxTasksPerChild', '0', COUNT],
  [{ maxTasksPerChild: -1 }, 'maxTasksPerChild', '-1', COUNT],
  [{ maxTasksPerChild: 1.5 }, 'maxTasksPerChild', '1.5', COUNT],
  [{ maxTasksPerChild: '2' }, 'maxTasksPerChild', '"2"', COUNT],
  [{ maxMemoryPerChild: 0 }, 'maxMemoryPerChild', '0', COUNT],
  [{ idleTimeout: -1 }, 'idleTimeout', '-1', MS],
  [{ killGrace: -1 }, 'killGrace', '-1', MS],
  [{ killGrace: '1s' }, 'killGrace', '"1s"', MS],
  [{ abortGrace: -1 }, 'abortGrace', '-1', MS],
  [{ startTimeout: Number.NaN }, 'startTimeout', 'NaN', MS],
  [{ env: 'A=1' }, 'env', '"A=1"', 'object'],
  [{ env: { A: 1 } }, 'env.A', '1', 'string or undefined'],
  [{ execArgv: '--flag' }, 'execArgv', '"--flag"', 'array of strings'],
  [{ execArgv: [1] }, 'execArgv', 'an array of 1', 'array of strings'],
  [{ resourceLimits: { stackSizeMb: 0 } }, 'resourceLimits.stackSizeMb', '0', 'megabytes'],
  [{ resourceLimits: { stack: 1 } }, 'stack', '1', 'stackSizeMb'],
  [{ name: '' }, 'name', '""', 'at least one character'],
  [{ transport: 'carrier pigeon' }, 'transport', '"carrier pigeon"', "'process', 'thread'"],
  [{ worker: 2 }, 'worker', '2', 'workers'],
  [{ maxtasksperchild: 2 }, 'maxtasksperchild', '2', 'maxTasksPerChild'],
];

const BAD_CALL_OPTIONS: readonly Case[] = [
  [{ chunkSize: 0 }, 'chunkSize', '0', COUNT],
  [{ chunkSize: -1 }, 'chunkSize', '-1', COUNT],
  [{ chunkSize: 1.5 }, 'chunkSize', '1.5', COUNT],
  [{ chunkSize: '1' }, 'chunkSize', '"1"', COUNT],
  [{ chunkSize: Number.NaN }, 'chunkSize', 'NaN', COUNT],
  [{ chunkSize: null }, 'chunkSize', 'null', COUNT],
  [{ timeout: -1 }, 'timeout', '-1', MS],
  [{ timeout: '1' }, 'timeout', '"1"', MS],
  [{ retries: -1 }, 'retries', '-1', 'integer of at least 0'],
  [{ retries: 0.5 }, 'retries', '0.5', 'integer of at least 0'],
  [{ signal: {} }, 'signal', 'an object', 'AbortSignal'],
  [{ transfer: 5 }, 'transfer', '5', 'array of transferable objects'],
  [{ onProgress: 5 }, 'onProgress', '5', 'function'],
  [{ callback: 5 }, 'callback', '5', 'function'],
  [{ errorCallback: 'x' }, 'errorCallback', '"x"', 'function'],
  [{ chunksize: 5 }, 'chunksize', '5', 'chunkSize'],
  [{ bufferSize: 5 }, 'bufferSize', '5', 'chunkSize'],
];

/** An OptionError that names the option, its value and what is allowed. */
function refusal(name: string, value: string, allowed: string): (error: unknown) => true {
  return (error) => {
    assert.ok(error instanceof OptionError, `${error} is no OptionError`);
    assert.equal(error.code, 'ERR_POOL_OPTION');
    for (const part of [name, value, allowed]) {
      assert.ok(error.message.includes(part), `${part} is not in: ${error.message}`);
    }
    return true;
  };
}

/** Items that count how often somebody wants to read them. */
class Untouched implements Iterable<number> {
  reads = 0;

  [Symbol.iterator](): Iterator<number> {
    this.reads += 1;
    return [1][Symbol.iterator]();
  }
}
