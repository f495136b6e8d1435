import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { jsonOf, ofJson } from '#dist/core/wire/list/as-json.js';
import { fc } from '../../../property.ts';
import { JOURNEYS, sendItems, sendValues } from '../journeys.ts';
import { many } from './many.ts';

const fail = (): never => assert.fail('it was asked');
const shared = { x: 1 };

class Named {
  a = 1;
}

const ODD: Readonly<Record<string, object>> = {
  'a missing value': { a: undefined },
  'minus zero': [-0],
  'a number that is none': { a: Number.NaN },
  infinity: [Infinity],
  'a bigint': [1n],
  'a hole': [1, , 2],
  'a name': Object.assign([1], { name: 2 }),
  'a class': new Named(),
  'a date': { at: new Date() },
  'a Map': new Map(),
  'a typed array': { bytes: new Uint8Array(2) },
  'a function': { call: () => 1 },
  'a symbol': [Symbol('s')],
  'no prototype': Object.create(null) as object,
  'an object twice': { a: shared, b: [shared] },
  'a way of its own to be JSON': { a: { toJSON: fail } },
  'a getter': {
    get a() {
      return fail();
    },
  },
  'a proxy': { a: new Proxy({}, { get: fail, has: fail, ownKeys: fail, getPrototypeOf: fail }) },
  'a long text': ['x'.repeat(129)],
  'many values': many((at) => at, 17),
  'many objects': many(() => ({}), 8),
};

describe('small objects as JSON', () => {
  it('are what structured clone makes of them, if they are written so', () => {
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.oneof(
          fc.integer(),
          fc.double(),
          fc.boolean(),
          fc.constant(null),
          fc.constant(undefined),
        ),
        fc.string({ unit: 'binary', maxLength: 6 }),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(
          fc.oneof(fc.string({ maxLength: 4 }), fc.constantFrom('1', '0', '__proto__', 'toString')),
          tie('value'),
          { maxKeys: 4 },
        ),
      ),
    }));
    let written = 0;
    fc.assert(
      fc.property(value, (one) => {
        if (typeof one !== 'object' || one === null) return;
        const text = jsonOf(one, []);
        if (text === undefined) return;
        written += 1;
        assert.deepEqual(ofJson(text), structuredClone(one));
        assert.equal(JSON.stringify(ofJson(text)), JSON.stringify(structuredClone(one)), 'order');
      }),
    );
    assert.ok(written > 10);
  });

  for (const [title, object] of Object.entries(ODD)) {
    it(`are not written so if there is ${title}`, () => {
      assert.equal(jsonOf(object, []), undefined);
    });
  }

  it('are not written so if others have put a property into all objects', () => {
    const prototype = Object.prototype as { toJSON?: unknown };
    prototype.toJSON = fail;
    try {
      assert.equal(jsonOf({ a: 1 }, []), undefined);
      assert.equal(jsonOf([1], []), undefined);
    } finally {
      delete prototype.toJSON;
    }
  });

  it('are told from those that were met before', () => {
    const met: object[] = [];

    assert.equal(jsonOf({ a: shared }, met), '{"a":{"x":1}}');
    assert.equal(jsonOf({ b: shared }, met), undefined);
    assert.equal(jsonOf({ c: 1 }, met), '{"c":1}');
  });

  it('are refused if they are none', () => {
    for (const text of ['', '{', 'undefined', '{"a":1}x'])
      assert.throws(() => ofJson(text), RangeError);
  });

  it('arrive as arguments and results, an object twice in the arguments of one call as one', () => {
    const point = { x: 1, tags: ['a', null] };
    for (const { name, send } of JOURNEYS) {
      for (const values of [[point], [point, 'x', { y: point }], [[point], { of: {} }, []]]) {
        assert.deepEqual(sendValues(send, values), values, name);
        const [args] = sendItems(send, [values], 'spread') as unknown[][];
        assert.deepEqual(args, values, name);
      }
      const [args = []] = sendItems(send, [[point, { of: point }]], 'spread') as unknown[][];
      assert.equal((args[1] as { of: unknown }).of, args[0], name);
      const twice = sendValues(send, [point, point]);
      assert.notEqual(twice[0], twice[1], name);
    }
  });
});
