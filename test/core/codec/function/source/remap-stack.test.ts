import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  markUrl,
  remapPlace,
  remapStack,
  unmarkUrl,
} from '#dist/core/codec/function/source/remap-stack.js';

// The tests run with source maps enabled: this program knows the map of this very file.
const here = import.meta.url;

describe('The URL of a script with a source map', () => {
  it('is marked once, and can be unmarked', () => {
    const marked = markUrl(here);

    assert.equal(marked, `${here}#captured`);
    assert.equal(markUrl(marked), marked);
    assert.equal(unmarkUrl(marked), here);
  });

  it('is as it was if there is no map', () => {
    const urls = ['file:///app/plain.js', 'node:fs', ''];

    assert.deepEqual([urls.map(markUrl), urls.map(unmarkUrl)], [urls, urls]);
  });
});

describe('A place', () => {
  it('is that of the file which the script was made from', () => {
    const { stack = '' } = new Error('here');
    const line = stack.split('\n').find((one) => one.includes('remap-stack.test'));

    const mapped = remapPlace(here, 1, 1);

    assert.match(line ?? '', /remap-stack\.test\.ts/);
    assert.match(
      mapped ?? '',
      /^file:.*\/test\/core\/codec\/function\/source\/remap-stack\.test\.ts:1:1$/,
    );
  });

  it('is unknown without a map', () => {
    assert.equal(remapPlace('file:///app/plain.js', 1, 1), undefined);
  });
});

describe('A stack from a worker', () => {
  it('has its marked frames mapped, and no others', () => {
    const stack = `Error: x\n    at f (${here}#captured:1:1)\n    at g (${here}:1:1)`;

    const [, marked, other] = remapStack(stack).split('\n');

    assert.match(marked ?? '', /at f \(file:.*remap-stack\.test\.ts:1:1\)/);
    assert.equal(other, `    at g (${here}:1:1)`);
  });

  it('keeps the marks that somebody else has to map', () => {
    const stack = 'Error: x\n    at f (file:///app/other.js#captured:1:1)';

    assert.equal(remapStack(stack), stack);
  });
});
