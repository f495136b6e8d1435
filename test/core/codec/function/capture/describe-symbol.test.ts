/** Of a bundle's own symbols, `test/bundlers/` knows. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeSymbol } from '#dist/core/codec/function/capture/describe-symbol.js';
import { FakeTable, refusalBy } from './fake-table.js';

describe('A symbol', () => {
  it('of the language or of the registry has the same name everywhere', () => {
    const nodes = [Symbol.iterator, Symbol.for('mine'), Symbol.for('Symbol.iterator')].map((one) =>
      describeSymbol(new FakeTable(), one, undefined),
    );

    assert.deepEqual(nodes, [
      { kind: 'symbol', type: 'well-known', name: 'iterator' },
      { kind: 'symbol', type: 'registered', name: 'mine' },
      { kind: 'symbol', type: 'registered', name: 'Symbol.iterator' },
    ]);
  });

  it('that is unique is refused', () => {
    for (const one of [Symbol('iterator'), Symbol('Symbol.iterator')])
      assert.match(
        refusalBy(() => describeSymbol(new FakeTable(), one, undefined)),
        /^the symbol '.*iterator': a unique symbol cannot have a twin in another worker$/,
      );
  });
});
