import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runInNewContext } from 'node:vm';
import { homeInModule, isSameHome } from '#dist/core/codec/error/class-home.js';

class Plain extends Error {}
const makeOne = (): (new () => Error) => class extends Error {};
const held = makeOne();
const table = { Held: makeOne() };

describe('The home of a class', () => {
  it('is its module, and the variable that holds it there', () => {
    assert.deepEqual(
      [homeInModule(Plain), homeInModule(held), homeInModule(table.Held)],
      ['Plain', 'held', 'table.Held'].map((at) => ({ url: import.meta.url, at })),
    );
  });

  it('is the place of its text if no variable of the module holds it', () => {
    const { url, at = '' } = homeInModule(makeOne()) ?? {};

    assert.equal(url, import.meta.url);
    assert.match(at, /^\d+:\d+$/);
  });

  it('is unknown for what is built in, or stands in no file', () => {
    const evaluated: unknown = runInNewContext('class E extends Error {}; E');
    const proxied = new Proxy(Plain, {});

    assert.deepEqual(
      [TypeError, evaluated as object, proxied].map((one) => homeInModule(one)),
      [undefined, undefined, undefined],
    );
  });

  it('is another in another file, or at another place', () => {
    const home = { url: 'file:///a.js', at: 'A' };

    assert.deepEqual(
      [{ ...home }, { ...home, at: 'B' }, { ...home, url: 'file:///b.js' }].map((other) =>
        isSameHome(home, other),
      ),
      [true, false, false],
    );
  });
});
