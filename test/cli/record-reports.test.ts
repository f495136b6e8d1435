import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RecordReports } from '#dist/cli/record-reports.js';

describe('the reports of records', () => {
  it('are kept for each record, in order, until they are taken', () => {
    const reports = new RecordReports();
    for (const value of ['a', 'b']) reports.add(value, { index: 3, attempt: 0 });
    reports.add('c', { index: 4, attempt: 0 });

    assert.deepEqual(reports.take(3), ['a', 'b']);

    assert.deepEqual([reports.take(3), reports.take(4), reports.take(5)], [[], ['c'], []]);
  });

  it('are those of the last attempt', () => {
    const reports = new RecordReports();
    for (const attempt of [0, 1]) reports.add(`in ${attempt}`, { index: 0, attempt });

    assert.deepEqual(reports.take(0), ['in 1']);
  });

  it('are the last hundred of a record that does not stop', () => {
    const reports = new RecordReports();
    for (let i = 0; i < 1000; i += 1) reports.add(i, { index: 0, attempt: 0 });

    const values = reports.take(0);

    assert.deepEqual([values.length, values[0], values.at(-1)], [100, 900, 999]);
  });
});
