import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { noteOn, print } from '#dist/core/worker/crash-note.js';

describe('The note on an error that was thrown outside of every promise', () => {
  it('says of the first task that it was its own', () => {
    assert.equal(
      noteOn(true),
      'thrown outside of the promise that the task returned, ' +
        'in a timer, or in a promise that nobody awaits',
    );
  });

  it('says of a later task that an earlier one may have been it', () => {
    assert.equal(
      noteOn(false),
      'thrown outside of the promise of the task that was running, ' +
        'in a timer, or in a promise that nobody awaits; ' +
        'an earlier task of this worker may have left that behind',
    );
  });
});

describe('print', () => {
  it('shows the error, as it is, on the standard error', (t) => {
    const shown = t.mock.method(console, 'error', () => {});
    const error = new Error('mine');

    print(error);

    assert.deepEqual(
      shown.mock.calls.map((call) => call.arguments as unknown[]),
      [[error]],
    );
  });

  it('does not throw if the error is one that throws when it is shown', (t) => {
    let wasAsked = false;
    t.mock.method(console, 'error', (error: unknown) => inspect(error));
    const error = {
      [inspect.custom]: () => {
        wasAsked = true;
        throw new Error('cannot be shown');
      },
    };

    assert.doesNotThrow(() => print(error));
    assert.ok(wasAsked);
  });
});
