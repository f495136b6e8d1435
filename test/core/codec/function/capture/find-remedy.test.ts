import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { capture } from '#dist/core/codec/function/capture/capture.js';
import { findRemedy, type FoundRemedy } from '#dist/core/codec/function/capture/find-remedy.js';
import { readSteps, Refusal } from '#dist/core/codec/function/capture/refusal.js';

const cache = new WeakMap<object, number>();
const nested = { deep: [cache, new WeakSet()], read: () => cache };
const AT_FIRST = { allowShared: false, judgeStability: false, remakeConstants: false };

/** What is found for the refusal of `fn`. */
function remedyFor(fn: object, mayRemake: boolean): FoundRemedy | undefined {
  try {
    capture(fn, AT_FIRST);
  } catch (error) {
    assert.ok(error instanceof Refusal);
    assert.ok(readSteps(error.trail).length > 0);
    return findRemedy(error, { mayRemake });
  }
  return assert.fail('it was accepted');
}

describe('The remedy for a refusal', () => {
  it('is to make the constant again that holds the culprit', () => {
    const found = [() => cache, () => nested.read()].map((fn) => remedyFor(fn, true));

    const names = found.map((one) => one?.kind === 'constant' && one.constant.name);
    assert.deepEqual(names, ['cache', 'cache']);
    assert.ok(found[0]?.kind === 'constant' && found[0].value === cache);
  });

  it('is a line to paste where that is switched off, or the variable is one of a function', () => {
    const local = new WeakMap();

    const found = [remedyFor(() => cache, false), remedyFor(() => local, true)];

    assert.deepEqual(
      found.map((one) => one?.kind === 'remedy' && [one.remedy.name, one.remedy.line]),
      [
        ['cache', 'const cache = perWorker(() => new WeakMap());'],
        ['local', 'const local = perWorker(() => new WeakMap());'],
      ],
    );
  });

  it('is none where no variable has an initialiser', () => {
    const make = (parameter: object) => () => parameter;

    assert.equal(remedyFor(make(new WeakMap()), true), undefined);
  });
});
