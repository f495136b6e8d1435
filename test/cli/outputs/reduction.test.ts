import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FormatterState } from '#dist/cli/outputs/formatter.js';
import { ReductionFormatter, type ReductionOptions } from '#dist/cli/outputs/reduction.js';

function adding(own: Partial<ReductionOptions> = {}) {
  const batches: number[] = [];
  const options: ReductionOptions = {
    format: 'ndjson',
    isSaved: true,
    reduce: async (before, values) => {
      batches.push(values.length);
      await Promise.resolve();
      const add = (a: number, b: unknown): number => a + (b as number);
      return { value: values.reduce(add, (before?.value as number | undefined) ?? 0) };
    },
    ...own,
  };
  return { batches, open: (state?: FormatterState) => new ReductionFormatter(options, state) };
}

describe('A reduction', () => {
  it('writes one result at the end', async () => {
    const formatter = adding().open();

    const texts = [1, 2, 3].map((value) => formatter.format(value));
    await formatter.settle();

    assert.deepEqual([texts, formatter.end()], [['', '', ''], '6\n']);
  });

  it('writes nothing where nothing has come', async () => {
    const [plain, json] = [adding().open(), adding({ format: 'json' }).open()];

    await plain.settle();

    assert.deepEqual([plain.end(), json.end()], ['', '[]\n']);
  });

  it('reduces some at a time, and says when there are enough', async () => {
    const { batches, open } = adding();
    const formatter = open();
    for (let n = 0; n < 511; n += 1) formatter.format(1);
    const before = formatter.isFull;

    for (let n = 0; n < 700; n += 1) formatter.format(1);
    const after = formatter.isFull;
    await Promise.all([formatter.settle(), formatter.settle()]);

    assert.deepEqual([before, after, formatter.isFull], [false, true, false]);
    assert.deepEqual([batches, formatter.end()], [[512, 512, 187], '1211\n']);
  });

  it('keeps all that has come in its state, at any moment', async () => {
    const { open } = adding();
    const formatter = open();
    for (let n = 0; n < 600; n += 1) formatter.format(1);

    const settling = formatter.settle();
    formatter.format(1);
    const during = JSON.parse(JSON.stringify(formatter.state)) as FormatterState;
    await settling;
    const afterwards = JSON.parse(JSON.stringify(formatter.state)) as FormatterState;

    for (const state of [during, afterwards]) {
      const continued = open(state);
      await continued.settle();
      assert.equal(continued.end(), '601\n');
    }
    assert.deepEqual([during.waiting?.length, afterwards.waiting], [601, []]);
    assert.deepEqual([open().state.isEmpty, during.isEmpty], [true, false]);
  });

  it('reduces what a checkpoint would keep, if there is one', async () => {
    const seen: unknown[] = [];
    const reduce: ReductionOptions['reduce'] = async (_, values) => {
      seen.push(...values);
      return { value: new Date(0) };
    };
    const [saved, not] = [true, false].map((isSaved) => adding({ reduce, isSaved }).open());

    for (const formatter of [saved, not]) {
      formatter?.format(new Map([[1, 2]]));
      await formatter?.settle();
    }

    assert.deepEqual(seen, [{}, new Map([[1, 2]])]);
    assert.deepEqual(saved?.state.reduced, { value: '1970-01-01T00:00:00.000Z' });
  });

  it('rejects with what its function throws, and loses nothing', async () => {
    let mood = 'bad';
    const reduce: ReductionOptions['reduce'] = async (_, values) => {
      if (mood === 'bad') throw new Error('bad');
      return { value: values.length };
    };
    const formatter = adding({ reduce }).open();
    formatter.format(1);

    await assert.rejects(formatter.settle(), { message: 'bad' });
    mood = 'good';
    await formatter.settle();

    assert.equal(formatter.end(), '1\n');
  });
});
