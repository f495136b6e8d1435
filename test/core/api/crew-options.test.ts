import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { crewOptions } from '#dist/core/api/crew-options.js';
import { startLimits } from '#dist/core/api/early-starts.js';
import { type PoolOptions, resolvePoolOptions } from '#dist/core/api/pool-options.js';
import { installWorkerContext, type WorkerContext } from '#dist/core/base/current-worker.js';
import { NotSendableError } from '#dist/core/base/errors.js';
import type { CrewOptions } from '#dist/core/handle/crew-options.js';
import { WIRE_VERSION } from '#dist/core/wire/messages.js';
import { FakeTransport } from '../handle/fake-channel.js';

function optionsOf(given: PoolOptions = {}): CrewOptions {
  const transport = new FakeTransport('process');
  return crewOptions(resolvePoolOptions({ transport, workers: 3, ...given }));
}

describe('crewOptions', () => {
  it('hands on what the caller says of the workers', () => {
    const transport = new FakeTransport('process');
    const channel = {
      env: { A: 'a' },
      execArgv: ['--no-warnings'],
      resourceLimits: { stackSizeMb: 4 },
    };

    const options = optionsOf({
      ...channel,
      transport,
      name: 'mine',
      maxTasksPerChild: 5,
      maxMemoryPerChild: 6,
      idleTimeout: 7,
      killGrace: 8,
      startTimeout: 9,
    });

    assert.deepEqual(options.channel, channel);
    assert.equal(options.transport, transport);
    assert.deepEqual(
      [options.workers, options.name, options.maxTasksPerChild, options.maxMemoryPerChild],
      [3, 'mine', 5, 6],
    );
    assert.deepEqual(
      [options.idleTimeoutMs, options.killGraceMs, options.startTimeoutMs],
      [7, 8, 9],
    );
  });

  it('has no limit where the caller says nothing of one', () => {
    const { maxTasksPerChild, maxMemoryPerChild, idleTimeoutMs } = optionsOf();

    assert.deepEqual(
      [maxTasksPerChild, maxMemoryPerChild, idleTimeoutMs],
      [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, undefined],
    );
  });

  it('starts as many workers at once as there are CPUs for', () => {
    const { startsAtOnce, startsFirst } = optionsOf();

    assert.deepEqual({ startsAtOnce, startsFirst }, startLimits());
  });

  it('has workers report their memory only where there is a limit', () => {
    const reports = [optionsOf(), optionsOf({ maxMemoryPerChild: 1e9 })].map(
      ({ start }) => start.reportMemory,
    );

    assert.deepEqual(reports, [false, true]);
  });

  it('tells workers the version of the wire and the entry of the program', () => {
    const { start } = optionsOf();

    assert.deepEqual([start.kind, start.version, start.initializer], ['start', WIRE_VERSION, null]);
    assert.match(start.entry, /crew-options\.test\.js$/);
  });

  it('encodes the initializer with its arguments', () => {
    const connect = (_url: string): void => {};

    const { initializer } = optionsOf({ initializer: connect, initArgs: ['db://'] }).start;

    assert.deepEqual([initializer?.fn.name, initializer?.args], ['connect', ['db://']]);
  });

  it('says in the call which of the initArgs cannot be sent', () => {
    const connect = (_options: unknown): void => {};

    for (const transport of [new FakeTransport('process'), new FakeTransport('thread')])
      assert.throws(
        () => optionsOf({ transport, initializer: connect, initArgs: [{ log: () => {} }] }),
        (error) =>
          error instanceof NotSendableError &&
          /initArgs of 'connect' to a worker[^]*'\[0\]\.log'/.test(error.message),
      );
  });

  it('encodes classes, and has a transport that keeps them', () => {
    class Money {}
    const transport = new FakeTransport('process');

    const options = optionsOf({ transport, classes: [Money] });

    assert.deepEqual(
      options.start.classes.map(({ name }) => name),
      ['Money'],
    );
    assert.notEqual(options.transport, transport);
    assert.equal(options.transport.name, 'process');
  });

  describe('in a worker', () => {
    afterEach(() => Reflect.deleteProperty(globalThis, Symbol.for('manyhands.worker')));

    it('counts the pools around it', () => {
      const context = { id: 1, pid: 1, kind: 'process', attempt: 0, depth: 2, isImporting: false };
      installWorkerContext(() => context as WorkerContext);

      assert.equal(optionsOf().start.depth, 3);
    });
  });
});
