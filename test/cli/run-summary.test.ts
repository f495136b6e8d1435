import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RUNNING } from '#dist/cli/run-state.js';
import { reasonOf, summarizeComplete, summarizePartial } from '#dist/cli/run-summary.js';

describe('the summary of a complete run', () => {
  it('is none if every record succeeded', () => {
    assert.equal(summarizeComplete({ count: 10, failed: 0, invalid: 0 }, undefined), undefined);
  });

  it('counts what failed, and says where it is or how to keep it', () => {
    const counts = { count: 10, failed: 2, invalid: 1 };

    assert.equal(
      summarizeComplete(counts, undefined),
      '2 of 10 records failed, 1 were invalid; --errors FILE keeps them',
    );
    assert.equal(
      summarizeComplete(counts, 'bad.ndjson'),
      '2 of 10 records failed, 1 were invalid: see bad.ndjson',
    );
  });
});

describe('the summary of a run that ended early', () => {
  it('says where the results are, and that the output is as it was', () => {
    const settings = { output: 'out.csv', outputFormat: 'csv', checkpoint: 'out.ckpt' } as const;

    assert.equal(
      summarizePartial('interrupted', 5, settings),
      'interrupted: 5 records are done\n' +
        '  the results so far are in out.csv.part; out.csv was not touched\n' +
        '  → to continue, run the same command again',
    );
  });

  it('names no file where there is none, and how the next run could be continued', () => {
    const settings = { outputFormat: 'ndjson', output: undefined, checkpoint: undefined } as const;

    assert.equal(
      summarizePartial('interrupted', 5, settings),
      'interrupted: 5 records are done\n  → with --checkpoint FILE a run can be continued',
    );
  });

  it('gives the error as the reason, before Ctrl-C, before a record that failed', () => {
    const failed = { kind: 'failed', error: new Error('cannot write out.csv') } as const;
    const record = { position: 0, input: 'in', line: 1, record: 0, error: undefined };
    const stopped = { kind: 'stopped', failed: record } as const;

    assert.equal(reasonOf(failed, true), 'cannot write out.csv');
    assert.equal(reasonOf({ kind: 'failed', error: 'a string' }, false), 'a string');
    assert.equal(reasonOf(stopped, true), 'interrupted');
    assert.equal(reasonOf(RUNNING, true), 'interrupted');
    assert.match(reasonOf(stopped, false), /^stopped at the first failure/);
  });
});
