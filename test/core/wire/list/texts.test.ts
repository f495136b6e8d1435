import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ByteReader, ByteWriter } from '#dist/core/wire/bytes.js';
import { readList, writeList } from '#dist/core/wire/list/kinds.js';
import { TEXTS } from '#dist/core/wire/list/texts.js';
import { fc } from '../../../property.ts';
import { JOURNEYS, sendValues } from '../journeys.ts';

function texts(make: (at: number) => string, length = 100): string[] {
  return Array.from({ length }, (_, at) => make(at));
}

/** What is read, if nothing of it was left to structured clone. */
function read(values: readonly unknown[]): unknown {
  const out = new ByteWriter();
  writeList(out, values);
  if (out.remainder.length > 0) return 'cloned';
  return readList(new ByteReader(Buffer.from(out.view()), 0));
}

const SHORT: Readonly<Record<string, string[]>> = {
  numbered: texts((at) => `n${at}`),
  empty: texts(() => ''),
  'of one byte a unit': texts((at) => `\u00e9\u00ff${at}`),
  'of two bytes a unit': texts((at) => `\u2603${at}`),
  'with one that takes two': texts((at) => (at === 99 ? '\u0100' : `${at}`)),
  'with halves of pairs': texts((at) => ['\ud83d', '\ude00', '\ud83d\ude00'][at % 3] ?? ''),
  'with some that are long': texts((at) => (at % 50 === 0 ? `${at}`.repeat(100) : '')),
  'with some that are long and wide': texts((at) => (at % 50 === 0 ? '\u2603'.repeat(100) : '')),
  'just enough of them': texts((at) => `n${at}`, 33),
  'by the thousand': texts((at) => `${at}`, 50_000),
};

describe('many short texts', () => {
  for (const [title, values] of Object.entries(SHORT)) {
    it(`arrive, and none is cloned: ${title}`, () => {
      assert.deepEqual(read(values), values);
      for (const { send } of JOURNEYS) assert.deepEqual(sendValues(send, values), values);
    });
  }

  it('are no other lists: long ones, and those with something else', () => {
    const others = [
      texts((at) => `a text of more than twelve units ${at}`),
      [...texts((at) => `n${at}`), null],
      [1, ...texts((at) => `n${at}`)],
    ];

    assert.deepEqual(
      others.map((values) => read(values)),
      others.map(() => 'cloned'),
    );
  });

  it('do not keep the text that they are cut from', () => {
    const out = new ByteWriter();
    const values = texts((at) => `${at % 10}`.repeat(12), 200_000);
    writeList(out, values);
    const bytes = Buffer.from(out.view());
    setFlagsFromString('--expose-gc');
    const gc = runInNewContext('gc') as () => void;
    gc();
    const before = process.memoryUsage().heapUsed;

    // One of each list is kept, ten times.
    const kept = Array.from({ length: 10 }, () => {
      const list = TEXTS.read(new ByteReader(bytes, 1), undefined as never);
      return [list[7], list[199_999]];
    });
    gc();

    assert.ok(process.memoryUsage().heapUsed - before < 2e6, 'a tenth of what they are cut from');
    assert.deepEqual(kept[9], ['7'.repeat(12), '9'.repeat(12)]);
  });

  it('arrive, whatever is in them', () => {
    const list = fc.array(fc.string({ unit: 'binary', maxLength: 14 }), {
      minLength: 33,
      maxLength: 60,
    });
    fc.assert(
      fc.property(list, (values) => {
        for (const { send } of JOURNEYS) assert.deepEqual(sendValues(send, values), values);
      }),
    );
  });
});
