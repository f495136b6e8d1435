import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeError, errorLine, errorSentence } from '#dist/cli/error-report.js';

const FAILED = { position: 4, input: 'in.csv', line: 6, record: { id: 4 } };

describe('the report of a failure', () => {
  it('is one line of JSON for the errors file', () => {
    const line = errorLine({ ...FAILED, error: new RangeError('two\nlines') });

    assert.ok(line.endsWith('}\n') && line.indexOf('\n') === line.length - 1);
    const { error, ...place } = JSON.parse(line) as Record<string, unknown>;
    assert.deepEqual(place, FAILED);
    const { name, message } = error as Error;
    assert.deepEqual([name, message], ['RangeError', 'two\nlines']);
  });

  it('is a sentence with its place for stderr', () => {
    assert.equal(
      errorSentence({ ...FAILED, error: new RangeError('no') }),
      'record 4 (in.csv, line 6): RangeError: no',
    );
    assert.equal(
      errorSentence({ ...FAILED, line: undefined, error: 'no' }),
      'record 4 (in.csv): thrown: no',
    );
  });

  it('keeps the code of an error, and the frames of its stack up to the worker', () => {
    const error = Object.assign(new Error('no'), { code: 'ENO' });
    error.stack = 'Error: no\n    at task.ts:1\n    at worker 3 (pid 7)\n    at run.js:1';

    assert.deepEqual(describeError(error), {
      ...{ name: 'Error', message: 'no', code: 'ENO' },
      stack: 'Error: no\n    at task.ts:1\n    at worker 3 (pid 7)',
    });
  });

  it('has words for anything that can be thrown', () => {
    const circle: unknown[] = [];
    circle.push(circle);

    const messages = ['text', undefined, { a: 1 }, 1n, circle].map(
      (thrown) => describeError(thrown).message,
    );

    assert.deepEqual(messages, ['text', 'null', '{"a":1}', '1', '']);
  });
});
