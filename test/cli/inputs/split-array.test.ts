import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readJsonArray } from '#dist/cli/inputs/json-array.js';
import { resolveReading } from '#dist/cli/inputs/reading.js';
import { SplitArray } from '#dist/cli/inputs/split-array.js';
import { fc } from '../../property.ts';
import { collect, contentOf, piecesOf } from './text-pieces.ts';

describe('A JSON array that is cut into its elements', () => {
  it('is what JSON.parse makes of it, in whatever pieces and with whatever space', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.jsonValue()),
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom(undefined, 1, '\t'),
        async (values, size, space) => {
          const text = `${JSON.stringify(values, null, space)}\n`;

          const records = await collect(readJsonArray(piecesOf(text, size)));

          assert.deepEqual(records.map(contentOf), JSON.parse(text));
        },
      ),
    );
  });

  it('is refused exactly where JSON.parse refuses it', async () => {
    const texts = [
      '[,]',
      '[1,]',
      '[1,,2]',
      '[1]]',
      '[1] x',
      '[1] [2]',
      '[}',
      '[{]}',
      '["a]',
      '[1}',
      '[{"a":1]]',
      '[[1}]',
      '[',
      '[ ] ,',
      '["\\"]',
    ];
    for (const text of texts) {
      assert.throws(() => JSON.parse(text) as unknown);
      for (const size of [1, 3, 100])
        await assert.rejects(
          collect(readJsonArray(piecesOf(text, size))),
          /the JSON array is broken/,
          text,
        );
    }
    for (const text of ['[]', ' [ ] ', '["]"]', '["\\\\","\\""]', '[[],{}]'])
      for (const size of [1, 3, 100])
        assert.deepEqual(
          (await collect(readJsonArray(piecesOf(text, size)))).map(contentOf),
          JSON.parse(text),
          text,
        );
  });

  it('keeps of an element that is too long no more than its start', () => {
    const array = new SplitArray(1000);
    const found = ['["', ...Array.from({ length: 50 }, () => 'x'.repeat(100)), '",1]'].flatMap(
      (piece) => array.push(piece),
    );

    const [long, one] = found;
    assert.ok(typeof long === 'object' && long.head.length <= 200 && long.length === 5002);
    assert.equal(one, '1');
    assert.match(long.error(1000).message, /5002 characters, and 1000 is the limit/);
  });

  it('may be empty text, if that is allowed', async () => {
    const reading = resolveReading({ allowsEmpty: true });

    assert.deepEqual(await collect(readJsonArray(piecesOf(' '), reading)), []);
    await assert.rejects(collect(readJsonArray(piecesOf(' '))), /the input is empty/);
  });
});
