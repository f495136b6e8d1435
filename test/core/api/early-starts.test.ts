import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { startLimits, withEarlyStarts } from '#dist/core/api/early-starts.js';
import { type PoolOptions, resolvePoolOptions } from '#dist/core/api/pool-options.js';
import { installWorkerContext, type WorkerContext } from '#dist/core/base/current-worker.js';
import { PoolStateError } from '#dist/core/base/errors.js';
import type { Started, StartOptions, Transport } from '#dist/core/transport/transport.js';

/** A transport that only starts, as long as it can, and knows what it has started and what of it was discarded. */
class Starter implements Transport {
  readonly name: Transport['name'] = 'process';
  readonly started: StartOptions[] = [];
  readonly discarded: number[] = [];
  readonly #places: number;

  constructor(places: number = Number.POSITIVE_INFINITY) {
    this.#places = places;
  }

  start(options: StartOptions): Started {
    if (this.started.length >= this.#places) throw new Error('EAGAIN');
    this.started.push(options);
    return { discard: () => this.discarded.push(options.workerId) };
  }

  open(): never {
    throw new Error('nobody opens a channel here');
  }
}

function startIn<T>(
  transport: Transport,
  open: (started: Started[]) => T,
  more: PoolOptions = {},
): T {
  return withEarlyStarts(resolvePoolOptions({ workers: 2, transport, ...more }), open);
}

const takeAll = (started: Started[]): number => started.splice(0).length;

const VARIABLE = 'MANYHANDS_CPU_COUNT';

/** Has this program as many CPUs in each of these tests, whatever machine it is on. */
function onCpus(count: number): void {
  const before = process.env[VARIABLE];
  beforeEach(() => {
    process.env[VARIABLE] = String(count);
  });
  afterEach(() => {
    if (before === undefined) Reflect.deleteProperty(process.env, VARIABLE);
    else process.env[VARIABLE] = before;
  });
}

describe('withEarlyStarts', () => {
  onCpus(4);

  it('starts the workers of a pool, as the pool would', () => {
    const transport = new Starter();
    const channel = { env: { A: 'a' }, resourceLimits: { stackSizeMb: 4 } };

    const taken = startIn(transport, takeAll, { ...channel, name: 'mine' });

    assert.equal(taken, 2);
    assert.deepEqual(transport.started, [
      { ...channel, execArgv: undefined, workerId: 1, title: 'mine-1' },
      { ...channel, execArgv: undefined, workerId: 2, title: 'mine-2' },
    ]);
    assert.deepEqual(transport.discarded, []);
  });

  it('says whether somebody listens to what they print', () => {
    const transport = new Starter();

    startIn(transport, takeAll, { workers: 1, onOutput: () => {} });

    assert.equal(typeof transport.started[0]?.onOutput, 'function');
  });

  it('starts of an elastic pool only those that it has from the start', () => {
    const transport = new Starter();

    startIn(transport, takeAll, { workers: { min: 1, max: 3 } });

    assert.equal(transport.started.length, 1);
  });

  it('leaves one of the CPUs to this program', () => {
    const transport = new Starter();

    startIn(transport, takeAll, { workers: 4 });

    assert.equal(transport.started.length, 3);
  });

  it('ends those that were not taken', () => {
    const transport = new Starter();

    startIn(transport, (started) => started.shift());

    assert.deepEqual(transport.discarded, [2]);
  });

  it('ends them all if the pool cannot be made', () => {
    const transport = new Starter();
    const error = new Error('no pool');

    const start = (): void =>
      startIn(transport, () => {
        throw error;
      });

    assert.throws(start, error);
    assert.deepEqual(transport.discarded, [1, 2]);
  });

  it('leaves it to the pool what happens if the system starts no more', () => {
    const transport = new Starter(1);

    const taken = startIn(transport, takeAll);

    assert.equal(taken, 1);
  });

  it('starts nothing where the transport cannot', () => {
    const { name, open } = new Starter();

    assert.equal(startIn({ name, open }, takeAll), 0);
  });
});

describe('withEarlyStarts, on one CPU', () => {
  onCpus(1);

  it('starts the first worker', () => {
    const transport = new Starter();

    startIn(transport, takeAll, { workers: 3 });

    assert.equal(transport.started.length, 1);
  });
});

describe('startLimits', () => {
  onCpus(1); // and back again

  it('has two workers start at once for each CPU, several however few there are, and at first one less than there are', () => {
    const limits = ['1', '2', '8'].map((cpus) => {
      process.env[VARIABLE] = cpus;
      return startLimits();
    });

    assert.deepEqual(limits, [
      { startsAtOnce: 4, startsFirst: 1 },
      { startsAtOnce: 4, startsFirst: 1 },
      { startsAtOnce: 16, startsFirst: 7 },
    ]);
  });
});

describe('withEarlyStarts, where no pool may be made', () => {
  afterEach(() => Reflect.deleteProperty(globalThis, Symbol.for('manyhands.worker')));

  it('starts nothing', () => {
    const transport = new Starter();
    installWorkerContext(() => ({ depth: 1, isImporting: true }) as WorkerContext);

    assert.throws(() => startIn(transport, takeAll), PoolStateError);
    assert.deepEqual(transport.started, []);
  });
});
