import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseExactly, stringifyBig } from '#dist/cli/inputs/exact-json.js';
import { resolveReading } from '#dist/cli/inputs/reading.js';
import { fc } from '../../property.ts';

/** How many records were altered, and what came out. */
function parse(text: string, flags: Parameters<typeof resolveReading>[0] = {}) {
  const reading = resolveReading(flags);
  const value = parseExactly(text, reading);
  return { value, altered: reading.alterations.sentences.length };
}

describe('parseExactly', () => {
  it('is JSON.parse, and alters nothing of what JSON.stringify has made', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const { value, altered } = parse(text);
        assert.deepEqual(value, JSON.parse(text));
        const isTwice = JSON.stringify(value) !== JSON.stringify(JSON.parse(JSON.stringify(value)));
        assert.equal(altered, isTwice ? 1 : 0, text);
      }),
    );
  });

  it('finds numbers that no number holds, and no texts that look like them', () => {
    for (const text of [
      '12345678901234567891',
      '[-9007199254740993]',
      '{"a":{"b":1e309}}',
      '-1e999',
    ])
      assert.equal(parse(text).altered, 1, text);
    for (const text of [
      '9007199254740992',
      '1e22',
      '0.1',
      '0.12345678901234567891',
      '"1e999"',
      '{"12345678901234567891":1}',
      '1e-999',
    ])
      assert.equal(parse(text).altered, 0, text);
  });

  it('finds a key that comes twice, however deep, and no colon in a text', () => {
    for (const text of [
      '{"a":1,"a":1}',
      '[[{"b":{"a":1,"a":2}}]]',
      '{"__proto__":1,"__proto__":2}',
      '{"a":1,"\\u0061":2}',
    ])
      assert.equal(parse(text).altered, 1, text);
    for (const text of [
      '{"a":"b:c","d":"\\":"}',
      '{"a:b":1}',
      '["a:b",{"c":[]}]',
      '{"__proto__":1}',
    ])
      assert.equal(parse(text).altered, 0, text);
  });

  it('makes bigints of integers, exactly of those, and writes them again', () => {
    const text =
      '{"a":12345678901234567891,"b":[1,-9007199254740993],"c":"12345678901234567891","d":1.5}';

    const { value, altered } = parse(text, { hasBigInts: true });

    assert.deepEqual(value, {
      a: 12345678901234567891n,
      b: [1, -9007199254740993n],
      c: '12345678901234567891',
      d: 1.5,
    });
    assert.equal(altered, 0);
    assert.equal(stringifyBig(value), text);
    assert.equal(parse('[12345678901234567891,1e400]', { hasBigInts: true }).altered, 1);
    assert.throws(() => parse('[1234567890123456789 1]', { hasBigInts: true }), SyntaxError);
  });

  it('refuses what would be altered, if it has to be strict', () => {
    for (const text of ['1e400', '{"a":1,"a":2}'])
      assert.throws(() => parse(text, { isStrict: true }), {
        name: 'TypeError',
        message: /--strict/,
      });
  });

  it('is not slowed down by a text that is all backslashes, digits or colons', () => {
    for (const inner of [String.raw`\\`, '1', ':', String.raw`\"`]) {
      const text = `["${inner.repeat(500_000)}",{"a":12345678901234567891}]`;
      assert.equal(parse(text).altered, 1);
    }
  });
});
