import assert from 'node:assert/strict';
import type { Duplex } from 'node:stream';
import { finished } from 'node:stream/promises';
import { describe, it } from 'node:test';
import { stream } from '#dist/core/api/stream-call.js';
import { openThrough } from '#dist/core/api/through.js';
import { FakeBackend } from './fake-backend.js';

/** A backend that runs each chunk in the turn after it was enqueued. */
class RunningBackend extends FakeBackend {
  override enqueue(entry: Parameters<FakeBackend['enqueue']>[0]): void {
    super.enqueue(entry);
    setImmediate(() => this.work((item) => (item === 'null' ? null : `${String(item)}!`)));
  }
}

function through(backend = new RunningBackend()): Duplex {
  const context = { backend, method: 'through', submitted: {} } as const;
  return openThrough((items) => {
    const request = { fn: String, items, call: 'one', options: {} } as const;
    return stream(context, request, 'input');
  });
}

describe('openThrough', () => {
  it('gives what the function makes of what is written, in order, and then ends', async () => {
    const stage = through();
    for (const text of ['a', 'b', 'c']) stage.write(text);
    stage.end();

    const results: unknown[] = [];
    for await (const result of stage) results.push(result);

    assert.deepEqual(results, ['a!', 'b!', 'c!']);
  });

  it('is destroyed with a reason by a result that would end the stream', async () => {
    const stage = through();
    stage.resume();

    stage.write('null');

    await assert.rejects(finished(stage), /returned null/);
  });

  it('acknowledges what was written and will not be read when it is destroyed', async () => {
    const stage = through(new RunningBackend());
    const written = new Promise((resolve) => stage.write('a', resolve));

    stage.destroy();

    await written;
    assert.ok(stage.destroyed);
  });
});
