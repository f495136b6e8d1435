import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toSettings } from '#dist/cli/map-command.js';
import { TASKS } from './command.ts';

describe('toSettings', () => {
  it('resolves every option that is not given', () => {
    const { spec, workers, ...settings } = toSettings(TASKS, [], {});

    assert.equal(spec.exportName, 'default');
    assert.ok(workers >= 1);
    assert.deepEqual(settings, {
      ...{ inputs: [{ argument: '-', format: undefined }], inputFormat: undefined },
      ...{ countBy: undefined, reduce: undefined },
      ...{ outputFormat: 'ndjson', output: undefined, isOrdered: true, kind: 'process' },
      ...{ chunkSize: 'auto', timeoutMs: undefined, retries: 0, maxMemoryBytes: undefined },
      ...{ onError: 'stop', errors: undefined, joblog: undefined, isQuiet: false, isDryRun: false },
      ...{ checkpoint: undefined, checkpointEveryMs: 1000 },
    });
  });

  it('takes the output format from the extension, unless it is given', () => {
    const formats = ['a.json', 'a.CSV', 'a.txt', 'a.ndjson', 'a'].map(
      (output) => toSettings(TASKS, [], { output }).outputFormat,
    );

    assert.deepEqual(formats, ['json', 'csv', 'lines', 'ndjson', 'ndjson']);
    assert.equal(
      toSettings(TASKS, [], { output: 'a.csv', outputFormat: 'lines' }).outputFormat,
      'lines',
    );
  });

  it('refuses an output that looks compressed', () => {
    assert.throws(() => toSettings(TASKS, [], { output: 'out.gz' }), {
      name: 'UsageError',
      message: /would not be packed/,
    });
  });

  it('reads amounts in the units of the command line', () => {
    const flags = { timeout: '2s', maxMemory: '1MiB', chunkSize: '16', retries: '3' };

    const { timeoutMs, maxMemoryBytes, chunkSize, retries } = toSettings(TASKS, [], flags);

    assert.deepEqual([timeoutMs, maxMemoryBytes, chunkSize, retries], [2000, 1_048_576, 16, 3]);
  });
});
