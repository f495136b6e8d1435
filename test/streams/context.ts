/** The caller's AsyncLocalStorage in everything that runs on behalf of its call. */
import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Subject } from '../conformance/subject.ts';
import { fail, square } from '../conformance/tasks.ts';
import { range } from './observed.ts';

export function context(subject: Subject): void {
  const two = subject.shared(2);

  const storage = new AsyncLocalStorage<string>();

  for (const kind of ['sync', 'async'] as const) {
    subject.it(
      `is kept in the body of ${kind === 'sync' ? 'a' : 'an async'} source, whoever reads the results`,
      async () => {
        const pool = two();
        const seen = new Set<unknown>();
        const look = (): void => void seen.add(storage.getStore());
        const source = kind === 'sync' ? looking(look) : lookingLater(look);

        const results = storage.run('caller', () => pool.imap(square, source, { bufferSize: 1 }));
        await storage.run('reader', async () => {
          for (let n = 0; n < 5; n += 1) await results.next();
          await results.return();
        });

        assert.deepEqual([...seen], ['caller']);
      },
    );
  }

  subject.it('is kept in onProgress and in callbacks', async () => {
    const pool = two();
    const seen: unknown[] = [];
    const look = (): void => void seen.push(storage.getStore());

    const calls = storage.run('caller', () => [
      pool.mapAsync(square, [1], { onProgress: look, callback: look }),
      pool.applyAsync(fail, ['on purpose'], { errorCallback: look }),
    ]);
    await Promise.allSettled(calls);
    const results = storage.run('caller', () => pool.imap(square, [1], { onProgress: look }));
    await storage.run('reader', async () => await results.next());

    assert.deepEqual(seen, ['caller', 'caller', 'caller', 'caller']);
  });

  subject.it("is the reader's own in the reader's loop", async () => {
    const pool = two();
    const results = storage.run('caller', () => pool.imap(square, range(10), { bufferSize: 2 }));

    const seen = new Set<unknown>();
    await storage.run('reader', async () => {
      for await (const _ of results) seen.add(storage.getStore());
    });

    assert.deepEqual([...seen], ['reader']);
  });
}

function* looking(look: () => void): Generator<number> {
  try {
    for (let n = 0; ; n += 1) {
      look();
      yield n;
    }
  } finally {
    look();
  }
}

async function* lookingLater(look: () => void): AsyncGenerator<number> {
  try {
    for (let n = 0; ; n += 1) {
      look();
      await null;
      look();
      yield n;
    }
  } finally {
    look();
  }
}
