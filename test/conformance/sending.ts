/** What cannot cross fails one task, says where it is inside, and harms nothing else. */
import assert from 'node:assert/strict';
import { NotSendableError } from 'manyhands';
import type { Subject } from './subject.ts';
import { add, identity, place, square } from './tasks.ts';

export function sending(subject: Subject): void {
  const one = subject.shared(1);
  const two = subject.shared(2);

  subject.it(
    'fails the task whose argument cannot be sent, and says where in it the culprit is',
    async () => {
      const pool = one();
      const bad = { list: [1, { callback: () => {} }] };
      const failing = pool.applyAsync(identity, [bad]);
      const others = [pool.applyAsync(square, [2]), pool.applyAsync(square, [3])];

      await assert.rejects(failing.get(), (error) => {
        assert.ok(error instanceof NotSendableError);
        assert.equal(error.code, 'ERR_POOL_NOT_SENDABLE');
        assert.match(error.message, /identity/);
        assert.match(error.message, /callback/);
        return true;
      });
      assert.deepEqual(await Promise.all(others), [4, 9]);
    },
  );

  subject.it('names the item of a map that cannot be sent', async () => {
    const pool = one();
    const items = [1, 2, 3, Symbol('unique'), 5, 6];

    await assert.rejects(pool.map(identity, items), {
      code: 'ERR_POOL_NOT_SENDABLE',
      message: /item 3\b[^]*Symbol/,
    });

    assert.equal(await pool.apply(add, [1, 2]), 3);
  });

  subject.it('survives 20 results in a row that cannot be sent, on the same worker', async () => {
    const pool = one();
    const before = await pool.apply(place);

    for (let i = 0; i < 20; i += 1) {
      await assert.rejects(
        pool.apply(function closer() {
          return { value: [() => 1] };
        }),
        { code: 'ERR_POOL_NOT_SENDABLE', message: /closer[^]*value/ },
      );
    }

    assert.equal(await pool.apply(place), before);
  });

  subject.it('fails a map whose results can partly not be sent, and works on', async () => {
    const pool = one();
    const half = (x: number): unknown => (x % 2 === 0 ? x : () => x);

    await assert.rejects(pool.map(half, [0, 1, 2, 3], { chunkSize: 4 }), {
      code: 'ERR_POOL_NOT_SENDABLE',
    });

    assert.deepEqual(await pool.map(half, [0, 2, 4]), [0, 2, 4]);
  });

  subject.it('refuses a promise, a WeakMap and a Proxy', async () => {
    const pool = one();

    for (const value of [Promise.resolve(1), new WeakMap(), new Proxy({}, {})]) {
      await assert.rejects(pool.apply(identity, [value as unknown]), {
        code: 'ERR_POOL_NOT_SENDABLE',
      });
    }
  });

  subject.it(
    'sends a function that is itself under its own name, whatever is called so',
    async () => {
      const pool = one();
      const again = (): string => 'another';
      // oxlint-disable-next-line no-shadow -- that is what it is about
      const down = function again(n: number): unknown {
        return n > 0 ? [again(n - 1)] : 'the end';
      };

      assert.deepEqual(await pool.apply(() => [down(2), again()]), [[['the end']], 'another']);
    },
  );

  subject.it('refuses itself as an argument, in the words of CPython', async () => {
    const pool = one();
    const words = /pool objects cannot be passed between processes or pickled/;

    await assert.rejects(pool.apply(identity, [pool]), {
      code: 'ERR_POOL_NOT_SENDABLE',
      message: words,
    });
    await assert.rejects(pool.map(identity, [{ deep: [pool] }]), {
      code: 'ERR_POOL_NOT_SENDABLE',
      message: words,
    });
  });

  subject.it('refuses arguments of the initializer that cannot be sent, in the constructor', () => {
    assert.throws(
      () => subject.pool({ workers: 1, initializer: identity, initArgs: [{ handle: () => {} }] }),
      { code: 'ERR_POOL_NOT_SENDABLE', message: /initArgs[^]*handle/ },
    );
  });

  subject.it(
    'moves what is to be transferred, or copies it where nothing can be moved',
    async () => {
      const pool = one();
      const bytes = new Uint8Array(1 << 16).fill(7);

      const sum = await pool.apply(
        (data: Uint8Array) => data.reduce((total, byte) => total + byte, 0),
        [bytes],
        { transfer: [bytes.buffer] },
      );

      assert.equal(sum, 7 * (1 << 16));
      assert.equal(bytes.byteLength, subject.kind === 'process' ? 1 << 16 : 0);
    },
  );

  subject.it('carries large values both ways', async () => {
    const pool = one();
    const bytes = new Uint8Array(5 << 20).map((_, i) => i * 31);

    const back = await pool.apply(identity, [bytes]);

    assert.equal(Buffer.compare(back, bytes), 0);
  });

  subject.it('carries what the flow of messages splits: many large results at once', async () => {
    const pool = two();

    const texts = await pool.map(
      (size: number) => 'é'.repeat(size),
      [1, 70_000, 3, 300_000, 65_536],
      { chunkSize: 1 },
    );

    assert.deepEqual(
      texts.map((text) => text.length),
      [1, 70_000, 3, 300_000, 65_536],
    );
  });
}
