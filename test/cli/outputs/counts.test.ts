import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CountFormatter } from '#dist/cli/outputs/counts.js';

function count(keys: readonly unknown[], formatter = new CountFormatter('ndjson')): CountFormatter {
  for (const key of keys) assert.equal(formatter.format(key), '');
  return formatter;
}

describe('Counts by keys', () => {
  it('are written at the end, the most frequent first, and equal ones by their keys', () => {
    const text = count(['b', 'c', 'a', 'c']).end();

    assert.equal(text, '{"key":"c","count":2}\n{"key":"a","count":1}\n{"key":"b","count":1}\n');
  });

  it('know keys by their JSON', () => {
    const text = count([{ a: 1 }, { a: 1 }, 1, '1', null, undefined, [2]]).end();

    assert.deepEqual(
      text
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as unknown),
      [
        { key: null, count: 2 },
        { key: { a: 1 }, count: 2 },
        { key: '1', count: 1 },
        { key: 1, count: 1 },
        { key: [2], count: 1 },
      ],
    );
  });

  it('are written in the format that was asked for', () => {
    const [json, csv, none] = (['json', 'csv', 'none'] as const).map((format) =>
      count(['a', { b: 1 }], new CountFormatter(format)).end(),
    );

    assert.deepEqual(JSON.parse(json ?? ''), [
      { key: 'a', count: 1 },
      { key: { b: 1 }, count: 1 },
    ]);
    assert.equal(csv, 'key,count\na,1\n"{""b"":1}",1\n');
    assert.equal(none, '');
  });

  it('of nothing are nothing', () => {
    assert.deepEqual(
      [new CountFormatter('ndjson').end(), new CountFormatter('json').end()],
      ['', '[]\n'],
    );
  });

  it('go on from a state that was saved', () => {
    const { state } = count(['a', 'b', 'a']);

    const saved = JSON.parse(JSON.stringify(state)) as typeof state;
    const text = count(['a'], new CountFormatter('ndjson', saved)).end();

    assert.equal(text, '{"key":"a","count":3}\n{"key":"b","count":1}\n');
    assert.deepEqual([saved.isEmpty, new CountFormatter('ndjson').state.isEmpty], [false, true]);
  });
});
