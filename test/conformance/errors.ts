/** Errors of tasks arrive as themselves, with the place they come from; the worker lives on. */
import assert from 'node:assert/strict';
import { task } from 'manyhands';
import { caught } from './caught.ts';
import type { Subject } from './subject.ts';
import { fail, place, root, square } from './tasks.ts';

export function errors(subject: Subject): void {
  const one = subject.shared(1);
  const two = subject.shared(2);

  subject.it('rejects with an error of the same class, message and properties', async () => {
    const pool = one();

    const error = await caught(
      pool.apply(() => {
        throw Object.assign(new RangeError('too far'), {
          code: 'E_FAR',
          distance: 42,
          where: { x: 1n },
        });
      }),
    );

    assert.ok(error instanceof RangeError);
    const { message, code, distance, where } = error as RangeError & Record<string, unknown>;
    assert.deepEqual([message, code, distance, where], ['too far', 'E_FAR', 42, { x: 1n }]);
  });

  subject.it(
    'keeps the name of a class that is not known here, over the nearest built-in',
    async () => {
      const pool = one();

      const error = await caught(
        pool.apply(() => {
          class HttpError extends TypeError {
            override readonly name = 'HttpError';
            readonly status = 404;
          }
          throw new HttpError('not found');
        }),
      );

      assert.ok(error instanceof TypeError);
      assert.deepEqual(
        [error.name, error.message, (error as { status?: number }).status],
        ['HttpError', 'not found', 404],
      );
    },
  );

  subject.it('keeps the chain of causes', async () => {
    const pool = one();

    const error = await caught(
      pool.apply(() => {
        throw new Error('top', { cause: new TypeError('middle', { cause: 'bottom' }) });
      }),
    );

    const middle = (error as Error).cause as Error;
    assert.ok(middle instanceof TypeError);
    assert.deepEqual([middle.message, middle.cause], ['middle', 'bottom']);
  });

  subject.it('keeps the errors of an AggregateError', async () => {
    const pool = one();

    const error = await caught(
      pool.apply(() => {
        throw new AggregateError([new RangeError('one'), 'two'], 'several');
      }),
    );

    assert.ok(error instanceof AggregateError);
    assert.ok(error.errors[0] instanceof RangeError);
    assert.deepEqual(
      [error.message, error.errors[0].message, error.errors[1]],
      ['several', 'one', 'two'],
    );
  });

  for (const thrown of [undefined, null, 42, 'text', Number.NaN, { reason: 'object' }, [1], 7n]) {
    subject.it(
      `rejects with exactly ${typeof thrown === 'object' ? JSON.stringify(thrown) : String(thrown)} if that is thrown`,
      async () => {
        const pool = one();
        const raise = (value: unknown): never => {
          throw value;
        };

        assert.deepEqual(await caught(pool.apply(raise, [thrown])), thrown);
        assert.deepEqual(await caught(pool.map(raise, [thrown])), thrown);
        assert.deepEqual(await caught(pool.applyAsync(raise, [thrown]).get()), thrown);
      },
    );
  }

  subject.it('rejects with what an asynchronous task rejects with', async () => {
    const pool = one();

    const error = await caught(
      pool.map(async (x: number) => await Promise.reject(new RangeError(`late ${x}`)), [1]),
    );

    assert.ok(error instanceof RangeError);
    assert.equal(error.message, 'late 1');
  });

  subject.it(
    "shows the worker's stack, the worker, and the stack of the submitting call",
    async () => {
      const pool = one();
      async function submitter(): Promise<unknown> {
        return await caught(pool.map(root, [4, -4]));
      }

      const { stack = '' } = (await submitter()) as Error;

      const [, ...parts] =
        /no root of -4\n([^]*)\n(    at worker 1 \((?:pid|thread) \d+\))\n([^]*)$/.exec(stack) ??
        [];
      assert.equal(parts.length, 3, stack);
      assert.match(parts[0] ?? '', /\broot\b|<anonymous>/);
      assert.match(parts[2] ?? '', /submitter/);
      assert.doesNotMatch(parts[2] ?? '', /at .*Pool\.map/);
    },
  );

  subject.it('keeps its worker through 20 failures in a row', async () => {
    const pool = one();
    const before = await pool.apply(place);

    for (let i = 0; i < 20; i += 1)
      await assert.rejects(pool.apply(fail, [`failure ${i}`]), { message: `failure ${i}` });

    assert.equal(await pool.apply(place), before);
    assert.deepEqual(
      pool.workers.map(({ id }) => id),
      [1],
    );
  });

  subject.it('leaves out what of an error cannot cross, and says so in its stack', async () => {
    const pool = one();

    const error = await caught(
      pool.apply(() => {
        throw Object.assign(new Error('with baggage'), { callback: () => {}, code: 7 });
      }),
    );

    const { message, code, callback, stack } = error as Error & Record<string, unknown>;
    assert.deepEqual([message, code, callback], ['with baggage', 7, undefined]);
    assert.match(String(stack).split('\n').at(-1) ?? '', /callback/);
  });

  subject.it('delivers what is no error without what cannot cross, and names that', async () => {
    const pool = one();
    class Problem {
      readonly code = 7;
      readonly retry = (): void => {};
    }
    const plain = (): never => {
      throw {
        message: 'm',
        details: { list: [1], help() {} },
        toJSON() {
          return 'x';
        },
      };
    };

    const [first, second] = [
      await caught(pool.apply(plain)),
      await caught(
        pool.apply(() => {
          throw new Problem();
        }),
      ),
    ] as [{ stack: string }, { stack: string }];

    assert.deepEqual({ ...first }, { message: 'm', details: { list: [1] } });
    assert.match(first.stack, /left out, because they cannot be sent: details\.help, .*; toJSON, /);
    assert.deepEqual({ ...second }, { code: 7 });
    assert.match(second.stack, /left out, because they cannot be sent: retry, function retry\)$/);
  });

  subject.it('says so when a method was sent without its object', async () => {
    const pool = one();
    class Service {
      readonly prefix = '> ';
      process(text: string): string {
        return this.prefix + text;
      }
    }
    const service = new Service();

    // oxlint-disable-next-line unbound-method -- that is what it is about
    const error = (await caught(pool.apply(service.process, ['x']))) as Error;

    assert.ok(error instanceof TypeError);
    assert.match(error.message, /^Cannot read properties of undefined \(reading 'prefix'\)$/);
    assert.match(error.stack ?? '', /\('process' was sent without its object.*bind\(object\)\)$/);
    assert.equal(await pool.apply(service.process.bind(service), ['x']), '> x');
  });

  subject.it('names the line of the call when an argument cannot be sent', async () => {
    const pool = one();
    async function submitter(): Promise<unknown> {
      return await caught(pool.map((x: unknown) => x, [1, () => {}]));
    }

    const error = (await submitter()) as Error & { code: string };

    assert.equal(error.code, 'ERR_POOL_NOT_SENDABLE');
    assert.match(error.stack ?? '', /at submitter/);
  });

  subject.it('keeps a message of 17 MiB, and a name that is no string', async () => {
    const pool = one();

    const error = (await caught(
      pool.apply(
        (length: number) => {
          throw Object.assign(new TypeError('m'.repeat(length)), { name: 0 });
        },
        [17 * 2 ** 20],
      ),
    )) as Error;

    assert.ok(error instanceof TypeError && error.message === 'm'.repeat(17 * 2 ** 20));
    assert.equal(error.name, 0);
  });

  subject.it('takes a promise for a default export as what it brings', async () => {
    const pool = one();
    const named = task<(x: number) => number>(
      `data:text/javascript,${encodeURIComponent('export default Promise.resolve((x) => 2 * x)')}`,
    );

    assert.equal(await pool.apply(named, [21]), 42);
  });

  subject.itWith('death', 'says that a late throw may be that of an earlier task', async () => {
    await using pool = subject.pool();
    const leave = (): void => {
      const timer = setInterval(() => {
        if (!('isWaiting' in globalThis)) return; // the other task has not started
        clearInterval(timer);
        throw new TypeError('left behind');
      }, 1);
    };
    const wait = async (): Promise<void> => {
      Object.assign(globalThis, { isWaiting: true });
      await new Promise((resolve) => setTimeout(resolve, 60_000));
    };

    await pool.apply(leave);
    const error = (await caught(pool.apply(wait))) as Error;

    assert.ok(error instanceof TypeError && error.message === 'left behind');
    assert.match(error.stack ?? '', /an earlier task of this worker may have left that behind\)$/m);
  });

  subject.it('reports a call that cannot be made as the error it is', async () => {
    const pool = one();

    const error = await caught(pool.apply(() => (undefined as unknown as { name: string }).name));

    assert.ok(error instanceof TypeError);
    assert.match(error.message, /undefined/);
  });

  subject.it('lets one call after another fail without unsettling the rest', async () => {
    const pool = two();

    const outcomes = await Promise.allSettled([
      pool.map(root, [1, -1]),
      pool.apply(square, [3]),
      pool.starmap(root, [[-9]]),
      pool.map(square, [1, 2]),
    ]);

    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['rejected', 'fulfilled', 'rejected', 'fulfilled'],
    );
  });
}
