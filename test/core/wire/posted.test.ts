import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromPosted, toPosted } from '#dist/core/wire/posted.js';
import { bytesIn } from '#dist/core/wire/posted-bytes.js';
import type { FromWorker, RunChunk, ToWorker } from '#dist/core/wire/messages.js';
import { fc } from '../../property.ts';
import { compileNothing, wasm } from '../codec/web-assembly.ts';
import { anyMessage, plain } from './any-message.ts';

/** As threads do: what was made for the message is moved, all else cloned. */
function post(message: ToWorker | FromWorker): unknown {
  const { value, ours } = toPosted(message);
  return structuredClone(value, { transfer: ours });
}

describe('a message as threads post it', () => {
  it('means the same after a clone', () => {
    fc.assert(
      fc.property(anyMessage(), (message) => {
        const arrived = fromPosted<typeof message>(post(message));

        assert.deepEqual(plain(arrived), plain(message));
      }),
    );
  });

  it('copies the arguments of a chunk, which the pool may have to send again, and moves the copy', () => {
    const list = Int32Array.from({ length: 20_000 }, (_, i) => i);
    const spec = {
      fn: { id: 'f', name: '', body: null },
      call: 'one',
      onError: 'stop',
      timed: false,
      budgetMs: 0,
    } as const;
    const items = list.subarray(5_000, 15_000);
    const message: ToWorker = { kind: 'run', chunks: [{ id: 1, spec, items, attempt: 0 }] };

    const [first, second] = [post(message), post(message)].map((it) => fromPosted<ToWorker>(it));

    assert.deepEqual(list.length, 20_000);
    assert.deepEqual(plain(first as ToWorker), plain(message));
    assert.deepEqual(plain(second as ToWorker), plain(message));
  });

  it('says of its bytes how many it has sent, whatever memory they are in', () => {
    const items = Int32Array.from({ length: 20_000 }, (_, i) => i);
    const spec = {
      fn: { id: 'f', name: '', body: null },
      call: 'one',
      onError: 'stop',
      timed: false,
      budgetMs: 0,
    } as const;

    const { value } = toPosted({ kind: 'run', chunks: [{ id: 1, spec, items, attempt: 0 }] });

    assert.equal(bytesIn(value), items.byteLength);
  });

  it('leaves behind what only one side needs, so that a chunk with its job can be sent', () => {
    const chunk = {
      id: 1,
      spec: {
        fn: { id: 'hash', name: 'fn', body: () => 'not cloneable' },
        call: 'one',
        onError: 'stop',
        timed: true,
        budgetMs: 8,
      },
      items: [1],
      attempt: 2,
      job: { notCloneable: () => {} },
    } satisfies RunChunk & { job: object };

    const arrived = fromPosted<ToWorker>(post({ kind: 'run', chunks: [chunk] }));

    const { job: _, ...sent } = chunk;
    assert.deepEqual(plain(arrived), {
      kind: 'run',
      chunks: [{ ...sent, spec: { ...sent.spec, fn: { id: 'hash', name: '', body: null } } }],
    });
  });
});

describe('a posted message that brings a function', () => {
  const body = { kind: 'captured', bytes: new Uint8Array(1), shared: [compileNothing()] };
  const fn = { id: 'f', name: 'f', body };

  it('shares a compiled module', () => {
    const arrived = fromPosted<ToWorker>(post({ kind: 'define', fn }));

    assert.equal(arrived.kind, 'define');
    assert.ok((arrived.fn.body as typeof body).shared[0] instanceof wasm.Module);
  });

  it('shares one at the start of a worker', () => {
    const start = { kind: 'start', finalizer: fn, initializer: null, classes: [] } as const;

    const arrived = fromPosted<ToWorker>(post(start as never));

    assert.equal(arrived.kind, 'start');
    const arrivedBody = arrived.finalizer?.body as typeof body | undefined;
    assert.ok(arrivedBody?.shared[0] instanceof wasm.Module);
  });
});

describe('numbers in a posted message', () => {
  it('are posted without the rest of their memory, and nothing is moved', () => {
    const all = Int32Array.from({ length: 1000 }, (_, i) => i);

    const { value, ours } = toPosted(runOf(all.subarray(100, 200)));

    const views = (value as unknown[]).filter(ArrayBuffer.isView);
    assert.deepEqual(
      views.map(({ buffer }) => buffer.byteLength),
      [400],
    );
    assert.deepEqual(ours, []);
  });

  it('are lent if there are many', () => {
    const all = Float64Array.from({ length: 20_000 }, (_, i) => i / 2);

    const { value, ours } = toPosted(runOf(all.subarray(1)));

    const [view] = (value as unknown[]).filter(ArrayBuffer.isView);
    assert.ok(view?.buffer instanceof SharedArrayBuffer);
    assert.deepEqual(ours, []);
    const arrived = fromPosted<ToWorker>(value);
    assert.deepEqual(arrived.kind === 'run' && arrived.chunks[0]?.items, all.subarray(1));
  });
});

function runOf(items: Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>): ToWorker {
  const fn = { id: 'f', name: '', body: null };
  const spec = { fn, call: 'one', onError: 'stop', timed: false, budgetMs: 0 } as const;
  return { kind: 'run', chunks: [{ id: 1, spec, items, attempt: 0 }] };
}
