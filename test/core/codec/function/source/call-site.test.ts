import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findCallSite } from '#dist/core/codec/function/source/call-site.js';

/** Stacks then name the lines of the sources. */
const IS_MAPPED = process.execArgv.includes('--enable-source-maps');

describe('The place where the library was called', () => {
  it('is that of the first frame which is not its own', () => {
    const [site, stack = ''] = [findCallSite(), new Error().stack];
    const [, line] = /:(\d+):\d+\)?$/.exec(stack.split('\n')[1] ?? '') ?? [];

    assert.equal(site?.file, import.meta.url);
    assert.ok(IS_MAPPED || site.line === Number(line) - 1);
  });

  it('is told with the files of its callers', () => {
    const evaluated = new Function('f', 'return f()') as (f: () => unknown) => unknown;
    const site = evaluated(() => findCallSite()) as ReturnType<typeof findCallSite>;

    assert.equal(site?.file, import.meta.url);
    assert.ok(site.callers.includes(import.meta.url), site.callers.join());
  });

  it('is found through what the engine calls', async () => {
    const site = await new Promise((resolve) => [0].forEach(() => resolve(findCallSite()?.file)));

    assert.equal(site, import.meta.url);
  });

  it('leaves no trace, whatever the program does with stacks', () => {
    const before = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace');
    const prepare = (): string => 'mine';
    Error.prepareStackTrace = prepare;
    try {
      assert.equal(findCallSite()?.file, import.meta.url);
      assert.equal(Error.prepareStackTrace, prepare);
    } finally {
      if (before === undefined) Reflect.deleteProperty(Error, 'prepareStackTrace');
      else Object.defineProperty(Error, 'prepareStackTrace', before);
    }
    findCallSite();
    assert.deepEqual(Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace'), before);
  });

  it('is unknown in code that was made of text, and where stacks cannot be read', () => {
    const evaluated: unknown = new Function('f', 'return f()')(findCallSite);
    const limit = Error.stackTraceLimit;
    const accessor = { get: () => undefined, configurable: true };
    const before = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace');
    Object.defineProperty(Error, 'prepareStackTrace', accessor);
    const hidden = findCallSite();
    Reflect.deleteProperty(Error, 'prepareStackTrace');
    if (before !== undefined) Object.defineProperty(Error, 'prepareStackTrace', before);

    assert.deepEqual([evaluated, hidden, Error.stackTraceLimit], [undefined, undefined, limit]);
  });
});
