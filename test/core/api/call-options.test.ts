import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type AnyCallOptions,
  checkCallOptions,
  type Method,
  NO_OPTIONS,
} from '#dist/core/api/call-options.js';
import { OptionError } from '#dist/core/base/errors.js';

/** Whether `method` takes the options. */
function takes(method: Method, options: object): boolean {
  try {
    checkCallOptions(method, options);
    return true;
  } catch (error) {
    assert.ok(error instanceof OptionError);
    return false;
  }
}

const ALL: readonly Method[] = [
  'apply',
  'applyAsync',
  'map',
  'mapAsync',
  'starmap',
  'starmapAsync',
  'imap',
  'imapUnordered',
  'istarmap',
  'istarmapUnordered',
  'through',
];

function takersOf(options: object): Method[] {
  return ALL.filter((method) => takes(method, options));
}

describe('checkCallOptions', () => {
  it('lets every call have a time limit, a signal, retries, transfer and progress', () => {
    const options = {
      timeout: 0,
      signal: new AbortController().signal,
      retries: 0,
      transfer: [],
      onProgress: () => {},
    };

    assert.deepEqual(takersOf(options), ALL);
  });

  it('lets calls over many items have a size of chunks', () => {
    assert.deepEqual(takersOf({ chunkSize: 1 }), ALL.slice(2));
  });

  it('lets calls that are read one by one have a buffer', () => {
    assert.deepEqual(takersOf({ bufferSize: 1 }), ALL.slice(6));
  });

  it('lets calls with a result of their own have callbacks', () => {
    const options = { callback: () => {}, errorCallback: () => {} };

    assert.deepEqual(takersOf(options), ['applyAsync', 'mapAsync', 'starmapAsync']);
  });

  it('lets only `through` choose its order by an option', () => {
    assert.deepEqual(takersOf({ unordered: true }), ['through']);
  });

  it('takes what is undefined for what was not said', () => {
    const names = ['timeout', 'signal', 'retries', 'transfer', 'onProgress', 'chunkSize'];

    checkCallOptions('map', Object.fromEntries(names.map((name) => [name, undefined])));
  });

  const good: readonly object[] = [
    { timeout: Number.POSITIVE_INFINITY },
    { timeout: 0.5 },
    { chunkSize: 'auto' },
    { chunkSize: 1000 },
    { bufferSize: 1000, unordered: false },
  ];
  for (const options of good) {
    it(`takes ${JSON.stringify(options)}`, () => void checkCallOptions('through', options));
  }

  const bad: readonly (readonly [name: string, values: readonly unknown[]])[] = [
    ['timeout', [-1, Number.NaN, '5', null]],
    ['retries', [-1, 1.5, '1', Number.POSITIVE_INFINITY]],
    ['chunkSize', [0, -1, 1.5, 'Auto', '5', null]],
    ['bufferSize', [0, 1.5, Number.POSITIVE_INFINITY]],
    ['signal', [{}, { aborted: false }, null]],
    ['unordered', [0, 'true', null]],
    ['transfer', [{}, new ArrayBuffer(1), null]],
    ['onProgress', [{}, 'f', null]],
  ];
  for (const [name, values] of bad) {
    it(`refuses a bad ${name}, and names it`, () => {
      for (const value of values) {
        const options = { [name]: value } as AnyCallOptions;

        assert.throws(
          () => checkCallOptions('through', options),
          (error) => error instanceof OptionError && error.message.startsWith(`${name} must be`),
        );
      }
    });
  }

  it('refuses callbacks that are no functions', () => {
    for (const name of ['callback', 'errorCallback'])
      assert.throws(
        () => checkCallOptions('mapAsync', { [name]: 5 }),
        (error) => error instanceof OptionError && error.message.startsWith(`${name} must be`),
      );
  });
});

describe('NO_OPTIONS', () => {
  it('cannot be changed for all calls by one of them', () => {
    assert.ok(Object.isFrozen(NO_OPTIONS));
  });
});
