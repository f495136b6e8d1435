import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MessageChannel } from 'node:worker_threads';
import {
  type Boundary,
  PROXY,
  UNSENDABLE_KINDS,
} from '#dist/core/codec/crossing/unsendable-kinds.js';
import { compileNothing } from '../web-assembly.ts';

/** The kind that a value is of, inside data on its way over `boundary`. */
function kindIn(boundary: Boundary, value: object) {
  return UNSENDABLE_KINDS.find(({ is, only = boundary }) => only === boundary && is(value));
}

describe('The catalogue of what cannot be sent', () => {
  it('says for each kind, in each place where it is refused, why and what to do', () => {
    const words = [PROXY, ...UNSENDABLE_KINDS].flatMap(({ inData, inVariable }) => [inData, inVariable]); // biome-ignore format: one row

    for (const one of words) if (one !== undefined) assert.ok(one.why !== '' && one.advice !== '');
    for (const { inData, inVariable } of UNSENDABLE_KINDS) assert.ok(inData ?? inVariable);
  });

  it('knows what only threads can have', () => {
    for (const value of [new SharedArrayBuffer(1), compileNothing()]) {
      assert.notEqual(kindIn('process', value), undefined);
      assert.equal(kindIn('thread', value), undefined);
    }
  });

  it('knows what both can have only in another way', () => {
    const { port1 } = new MessageChannel();

    const advice = (['process', 'thread'] as const).map(
      (one) => kindIn(one, port1)?.inData?.advice,
    );

    port1.close();
    assert.deepEqual(advice, [
      "use a ThreadPool and name it in the call's 'transfer' option",
      "name it in the call's 'transfer' option",
    ]);
  });

  it('has nothing against what structured clone copies', () => {
    const values = [
      {},
      [],
      new Map(),
      new Set(),
      new Date(),
      /a/,
      new Error('x'),
      new Uint8Array(0),
    ];

    for (const value of values) {
      assert.equal(kindIn('process', value), undefined);
      assert.equal(kindIn('thread', value), undefined);
    }
  });
});
