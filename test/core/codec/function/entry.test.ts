import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FunctionPayload } from '#dist/core/base/payload.js';
import { encodeFunction } from '#dist/core/codec/function/encode-function.js';
import { entryUrl, isEntry, setEntryUrl } from '#dist/core/codec/function/entry.js';
import { double } from './fixtures/jobs.js';

const factor = 3;

/** Exported by the entry script of this test: must go by value all the same. */
export function exportedByEntry(x: number): number {
  return x * factor;
}

function kindOf({ body }: FunctionPayload): string {
  return (body as { kind: string }).kind;
}

const jobs = new URL('./fixtures/jobs.js', import.meta.url);

describe('The entry script', () => {
  it('is never loaded by a worker: its functions go by value, exported or not', () => {
    assert.equal(entryUrl(), import.meta.url);
    assert.equal(kindOf(encodeFunction(exportedByEntry)), 'captured');
    assert.equal(kindOf(encodeFunction(double)), 'reference');
  });

  it('can be handed on to workers, whose own entry is not the program’s', () => {
    setEntryUrl(jobs.href);
    try {
      const fresh = [() => double][0] as () => unknown;
      assert.equal(kindOf(encodeFunction(fresh)), 'captured');
      assert.equal(entryUrl(), jobs.href);
    } finally {
      setEntryUrl(import.meta.url);
    }
  });

  it('is told apart from other modules, whatever query or fragment it was loaded with', () => {
    const urls = [entryUrl(), `${entryUrl()}?v=1#top`, jobs.href, ''];

    assert.deepEqual(urls.map(isEntry), [true, true, false, false]);
  });
});
