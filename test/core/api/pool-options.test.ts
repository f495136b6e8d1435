import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cpuCount } from '#dist/core/api/cpu-count.js';
import { type PoolOptions, resolvePoolOptions } from '#dist/core/api/pool-options.js';
import { resolveServing } from '#dist/core/api/serving-options.js';
import { OptionError } from '#dist/core/base/errors.js';
import { inlineTransport } from '#dist/core/transport/inline.js';
import { processTransport } from '#dist/core/transport/process.js';
import { threadTransport } from '#dist/core/transport/thread.js';
import { FakeTransport } from '../handle/fake-channel.js';

describe('resolvePoolOptions', () => {
  it('fills in every default', () => {
    assert.deepEqual(resolvePoolOptions(undefined), {
      workers: cpuCount(),
      initializer: undefined,
      initArgs: [],
      classes: [],
      maxTasksPerChild: undefined,
      maxMemoryPerChild: undefined,
      idleTimeout: undefined,
      killGrace: 1000,
      startTimeout: 30_000,
      startRetries: 0,
      remakeConstants: true,
      env: {},
      execArgv: undefined,
      resourceLimits: undefined,
      name: 'manyhands',
      transport: processTransport,
      ...resolveServing({}),
    });
  });

  it('takes a number for the number of workers', () => {
    assert.equal(resolvePoolOptions(3).workers, 3);
  });

  it('keeps what it is given', () => {
    class Money {}
    const initializer = (): void => {};
    const options = {
      workers: 2,
      initializer,
      initArgs: new Set([1, 2]) as unknown as readonly [number, number], // any iterable will do
      classes: [Money],
      maxTasksPerChild: 3,
      maxMemoryPerChild: 4,
      idleTimeout: 0,
      killGrace: 0,
      startTimeout: Number.POSITIVE_INFINITY,
      startRetries: 2,
      remakeConstants: false,
      env: { A: 'a', B: undefined },
      execArgv: ['--no-warnings'],
      resourceLimits: { maxOldGenerationSizeMb: 64 },
      name: 'mine',
      transport: 'inline',
    } as const;

    const resolved = resolvePoolOptions(options);

    assert.deepEqual(resolved, {
      ...options,
      ...resolveServing({}),
      initArgs: [1, 2],
      transport: inlineTransport,
    });
  });

  it('makes copies: what the caller changes afterwards changes nothing', () => {
    const given = { env: { A: 'a' }, execArgv: ['--no-warnings'], initArgs: [1] };

    const resolved = resolvePoolOptions(given);
    given.env.A = 'changed';
    given.execArgv.push('--inspect');
    given.initArgs.push(2);

    assert.deepEqual(
      [resolved.env, resolved.execArgv, resolved.initArgs],
      [{ A: 'a' }, ['--no-warnings'], [1]],
    );
  });

  it('finds a transport by its name, or takes one', () => {
    const own = new FakeTransport();

    const transports = (['process', 'thread', 'inline', own] as const).map(
      (transport) => resolvePoolOptions({ transport }).transport,
    );

    assert.deepEqual(transports, [processTransport, threadTransport, inlineTransport, own]);
  });

  const bad: readonly (readonly [name: keyof PoolOptions, values: readonly unknown[]])[] = [
    ['workers', [0, -1, 1.5, '4', null, Number.NaN]],
    ['initializer', [{}, 'f', null]],
    ['initArgs', [5, {}, null]],
    ['classes', [{}, [{}], [() => {}], [1], 'Map']],
    ['maxTasksPerChild', [0, 1.5, '1', null]],
    ['maxMemoryPerChild', [0, -1, null]],
    ['idleTimeout', [-1, '5', null]],
    ['killGrace', [-1, '5']],
    ['startTimeout', [-1, '5']],
    ['env', [5, 'PATH', [1], { A: 5 }]],
    ['execArgv', ['--inspect', [1], null]],
    ['resourceLimits', [5, null, { maxOldGenerationSizeMb: 0 }, { stackSizeMb: '4' }]],
    ['name', ['', 5, {}]],
    ['transport', ['procces', 5, {}, 'toString']],
  ];
  for (const [name, values] of bad) {
    it(`refuses a bad ${name}, and names it`, () => {
      for (const value of values) {
        assert.throws(
          () => resolvePoolOptions({ [name]: value }),
          (error) => error instanceof OptionError && error.message.startsWith(name),
          `${name}: ${String(value)}`,
        );
      }
    });
  }

  it('refuses options and limits that there are not', () => {
    const typos = [{ worker: 4 }, { resourceLimits: { heap: 5 } }] as unknown as PoolOptions[];

    for (const typo of typos) assert.throws(() => resolvePoolOptions(typo), /unknown option/);
  });

  it('refuses what is neither a number nor options', () => {
    for (const value of ['4', true, [4]])
      assert.throws(() => resolvePoolOptions(value as never), OptionError);
  });
});
