import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { adviseTorn } from '#dist/core/codec/error/torn-method.js';

const TYPE_ERROR = [{ name: 'TypeError' }, { name: 'Error' }];

class Service {
  prefix = '> ';
  items: string[] = [];
  process(text: string): string {
    return this.prefix + text;
  }
  add(text: string): void {
    this['items'] = [text];
  }
  unpack(): string {
    const { prefix } = this;
    return prefix;
  }
}
const torn = new Service();

function messageOf(fn: (...args: never[]) => unknown): string {
  try {
    fn.call(undefined);
  } catch (error) {
    return (error as Error).message; // a TypeError of the engine
  }
  return assert.fail('nothing was thrown');
}

describe('adviseTorn', () => {
  for (const name of ['process', 'add', 'unpack'] as const) {
    it(`says what to do about '${name}', called without its object`, () => {
      const { [name]: method } = torn;

      const advice = adviseTorn({ classes: TYPE_ERROR, message: messageOf(method) }, method);

      assert.match(advice ?? '', new RegExp(`'${name}' was sent without its object`));
      assert.match(advice ?? '', new RegExp(`object\\.${name}\\.bind\\(object\\)`));
    });
  }

  it('says nothing about other errors', () => {
    const { process: method } = torn;
    const message = messageOf(method);
    const other = (service: Service | undefined): unknown => (service as Service).prefix;
    const cases: readonly (readonly [name: string, message: string, fn: object | undefined])[] = [
      ['RangeError', message, method],
      ['TypeError', "Cannot read properties of undefined (reading 'length')", method],
      ['TypeError', message, other],
      ['TypeError', message, method.bind(torn)],
      ['TypeError', message, undefined],
    ];

    assert.deepEqual(
      cases.map(([name, text, fn]) => adviseTorn({ classes: [{ name }], message: text }, fn)),
      cases.map(() => undefined),
    );
  });
});
