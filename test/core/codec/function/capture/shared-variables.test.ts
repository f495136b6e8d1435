import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  isShared,
  markShared,
  readVersion,
} from '#dist/core/codec/function/capture/shared-variables.js';

describe('A variable of a module', () => {
  it('is shared once somebody assigns to it', () => {
    const before = isShared('1|url|db');
    markShared('1|url|db');

    assert.deepEqual([before, isShared('1|url|db'), isShared('1|url|other')], [false, true, false]);
  });

  it('has a new version whenever this program has assigned something else', () => {
    markShared('1|url|count');
    const object = { a: 1 };

    const versions = [undefined, undefined, 1, object, object, 1, Number.NaN, Number.NaN].map(
      (value) => readVersion('1|url|count', value),
    );

    assert.deepEqual(versions, [1, 1, 2, 3, 3, 4, 5, 5]);
  });

  it('keeps its version when somebody else assigns to it as well', () => {
    markShared('1|url|kept');
    readVersion('1|url|kept', 1);
    markShared('1|url|kept');

    assert.equal(readVersion('1|url|kept', 1), 1);
  });

  it('has no version as long as nobody assigns to it', () => {
    assert.equal(readVersion('1|url|nobody', 5), 0);
  });
});
