import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LARGE, type Part } from '#dist/core/base/large.js';
import { decodeFunction } from '#dist/core/codec/function/decode-function.js';
import { withoutFiles } from '#dist/core/codec/function/large-memories.js';
import { LargeOutlet } from '#dist/core/transport/large-outlet.js';
import { packArguments } from '#dist/core/transport/large-start.js';
import type { StartMessage } from '#dist/core/wire/messages.js';
import { someBytes, whyNoFiles } from '../large/large-file.ts';

const fn = { id: 'f', name: 'f', body: null };
const start: StartMessage = {
  ...{ kind: 'start', version: 1, workerId: 1, slot: 0, depth: 1, concurrency: 1 },
  ...{ initializer: null, finalizer: null, classes: [], reportMemory: false, entry: '' },
};

describe('what a worker is started with', () => {
  it('is written once to see that there is nothing large in it', () => {
    const asked: Part[] = [];
    let reads = 0;
    const args = [{ get x() { return (reads += 1); } }]; // biome-ignore format: one line
    LARGE.outlet = { keep: (part) => void asked.push(part) };

    assert.equal(packArguments({ fn, args }), undefined);
    assert.equal(packArguments({ fn, args }), undefined);

    LARGE.outlet = undefined;
    assert.deepEqual([asked, reads], [[], 1]);
  });

  it('has its large arguments in files until it has begun', { skip: whyNoFiles() }, async () => {
    const outlet = new LargeOutlet();
    const bytes = someBytes(3 << 20);
    const message = { ...start, initializer: { fn, args: [bytes, 1] } };

    const { initializer } = outlet.prepare(message);
    outlet.noteSent({ ...message, initializer });
    const packed = initializer?.packed;
    assert.ok(packed !== undefined && initializer?.args.length === 0);
    const give = (await decodeFunction(packed)) as () => unknown;
    const again = withoutFiles(packed);

    assert.deepEqual(give(), [bytes, 1]);
    assert.ok(again && outlet.answer({ kind: 'redefine', functionId: packed.id }) !== undefined);
    assert.equal(outlet.isHolding, true);
    outlet.onBegun();
    assert.equal(outlet.isHolding, false);
  });

  it('is what it was where nothing is large', () => {
    const message = { ...start, initializer: { fn, args: [1, 'a'] } };

    assert.deepEqual(new LargeOutlet().prepare(message), message);
  });
});
